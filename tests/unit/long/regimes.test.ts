import { existsSync } from 'node:fs';
import { checkRegimes } from '../../../scripts/long/regimes';
import { RECORDED_DATA, REGIME_SAMPLE } from '../../../scripts/long/sizes';

const hasData = existsSync(RECORDED_DATA);
const title = `the regimes of BTC and ETH from 2019 on (sample: cut off at ${REGIME_SAMPLE} candles each in place of all)`;

(hasData ? it : it.skip)(
  hasData ? title : `${title}: there is no recorded data in shared/data`,
  async () => {
    const runs = await checkRegimes(REGIME_SAMPLE);
    expect(runs.map(({ symbol, interval }) => `${symbol} ${interval}`)).toEqual([
      'BTCUSDT 4h',
      'BTCUSDT 1d',
      'ETHUSDT 4h',
      'ETHUSDT 1d',
    ]);
    expect(runs.flatMap(({ faults }) => faults)).toEqual([]);
    expect(runs.map(({ crashes }) => crashes.length)).toEqual([4, 0, 4, 0]);
    for (const { months } of runs) expect(months).toBeGreaterThanOrEqual(88);
  },
);
