import { multiTimeframe } from '../../../../lib/market/multiTimeframe/composite';
import type { Candle } from '../../../../lib/model/candle';
import { evaluateEnsemble } from '../../../../lib/regime/ensemble/evaluate';
import {
  candlesOnly,
  everyInterval,
  MINUTE_MS,
  mirrored,
  windowAt,
} from '../../../support/marketPaths';
import { describeWithShared, sharedCandles } from '../../../support/sharedFiles';

const FILE = 'data/spot-BTCUSDT-1m.csv.gz';
const DAY = 1_440;
/** Days before the first moment: the largest interval needs 50. */
const WARM_UP = 55 * DAY;
const MOMENTS = 24;
/** Not a whole number of any interval, so that the moments fall anywhere in their candles. */
const APART = 607;

describeWithShared(FILE)('the ensemble on recorded minutes of BTCUSDT', () => {
  const minutes = sharedCandles(FILE, '1m').slice(0, WARM_UP + MOMENTS * APART + DAY);
  const all = everyInterval(minutes);
  const price = minutes[0]?.open ?? NaN;
  const turned = everyInterval(mirrored(minutes, price));
  const moments = Array.from(
    { length: MOMENTS },
    (_none, index) => (minutes[WARM_UP + index * APART]?.openAt ?? NaN) + MINUTE_MS,
  );

  function held(candles: Record<keyof typeof all, Candle[]>, at: number) {
    const window = windowAt(candles, at);
    const evaluation = evaluateEnsemble(multiTimeframe(at, candlesOnly(window)), window['1h']);
    if (!evaluation.ok) throw new Error(evaluation.reason);
    return evaluation.held;
  }

  it('holds down on the mirrored market what it holds up here, to 1e-12', () => {
    for (const at of moments) {
      const [here, there] = [held(all, at), held(turned, at)];
      expect(Math.abs(there.bDown - here.bUp)).toBeLessThan(1e-12);
      expect(Math.abs(there.bUp - here.bDown)).toBeLessThan(1e-12);
      expect(Math.abs(there.cDown - here.cUp)).toBeLessThan(1e-12);
    }
  });

  it('stays in its bounds and takes both sides in turn', () => {
    const convictions = moments.map((at) => held(all, at));
    for (const { long, short } of convictions) {
      expect(long).toBeGreaterThanOrEqual(0);
      expect(long).toBeLessThanOrEqual(1);
      expect(short).toBeGreaterThanOrEqual(-1);
      expect(short).toBeLessThanOrEqual(0);
    }
    expect(convictions.some(({ bUp }) => bUp > 0.1)).toBe(true);
    expect(convictions.some(({ bDown }) => bDown > 0.1)).toBe(true);
  });
});
