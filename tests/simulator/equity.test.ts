import { existsSync } from 'node:fs';
import { checkEquity } from '../../scripts/long/equity';
import { EQUITY_CYCLES, EQUITY_SAMPLE, RECORDED_DATA } from '../../scripts/long/sizes';

const hasData = existsSync(RECORDED_DATA);

/** Runs where the recorded data is; elsewhere it says why not. */
function check(title: string, contract: string): void {
  const named = `${title} (sample ${EQUITY_SAMPLE} of ${EQUITY_CYCLES})`;
  (hasData ? it : it.skip)(
    hasData ? named : `${named}: there is no recorded data in shared/data`,
    async () => {
      const run = await checkEquity(EQUITY_SAMPLE, null, contract);
      expect(run.faults).toEqual([]);
      expect(run).toMatchObject({ cycles: EQUITY_SAMPLE, differing: 0 });
      expect(run.fills).toBeGreaterThan(4);
    },
  );
}

check("the journal's equity is the exchange's after every cycle", 'BTCUSDT');
check('so it is with the hedge on a contract in USDC', 'BTCUSDC');
