import { existsSync } from 'node:fs';
import { checkEquity } from '../../scripts/long/equity';
import { EQUITY_CYCLES, EQUITY_SAMPLE, RECORDED_DATA } from '../../scripts/long/sizes';

const hasData = existsSync(RECORDED_DATA);
const title = `the journal's equity is the exchange's after every cycle (sample ${EQUITY_SAMPLE} of ${EQUITY_CYCLES})`;

(hasData ? it : it.skip)(
  hasData ? title : `${title}: there is no recorded data in shared/data`,
  async () => {
    const run = await checkEquity(EQUITY_SAMPLE);
    expect(run.faults).toEqual([]);
    expect(run).toMatchObject({ cycles: EQUITY_SAMPLE, differing: 0 });
    expect(run.fills).toBeGreaterThan(4);
  },
);
