import fc from 'fast-check';
import type { Candle } from '../../../lib/model/candle';
import { classifyRegime } from '../../../lib/regime/classify';
import { regimeSeries, timedColumnsOf } from '../../../lib/regime/regimeSeries';
import { DEFAULT_REGIME_SETTINGS } from '../../../lib/regime/settings';
import { candlesThrough, wanderingCloses } from './support';

const seeds = fc.integer({ min: 1, max: 1_000_000 });
const classify = (candles: readonly Candle[]) => classifyRegime('BTCUSDT', '1h', candles);

describe('the regime of a candle', () => {
  it('is the same candle by candle and all at once', () => {
    const candles = candlesThrough(wanderingCloses(5, 400));
    const whole = regimeSeries(timedColumnsOf(candles), '1h', DEFAULT_REGIME_SETTINGS);
    const one = candles.map((_candle, index) => {
      const { opinions, fold } = regimeSeries(
        timedColumnsOf(candles.slice(0, index + 1)),
        '1h',
        DEFAULT_REGIME_SETTINGS,
      );
      return [opinions.codes[index], opinions.confidence[index], fold.labels[index]];
    });
    const all = candles.map((_candle, index) => [
      whole.opinions.codes[index],
      whole.opinions.confidence[index],
      whole.fold.labels[index],
    ]);
    expect(one).toEqual(all);
    // A walk with one regime only would show nothing.
    expect(new Set(whole.fold.labels).size).toBeGreaterThanOrEqual(4);
  });

  it('does not depend on what follows it', () => {
    fc.assert(
      fc.property(seeds, seeds, fc.integer({ min: 60, max: 300 }), (seed, other, end) => {
        const candles = candlesThrough(wanderingCloses(seed, 320));
        const elsewhere = candlesThrough(wanderingCloses(other, 320), { wiggle: 0.05 });
        const columns = timedColumnsOf([...candles.slice(0, end), ...elsewhere.slice(end)]);
        const changed = regimeSeries(columns, '1h', DEFAULT_REGIME_SETTINGS);
        const cut = regimeSeries(
          timedColumnsOf(candles.slice(0, end)),
          '1h',
          DEFAULT_REGIME_SETTINGS,
        );
        expect(changed.fold.labels.subarray(0, end)).toEqual(cut.fold.labels);
        expect(changed.opinions.confidence.subarray(0, end)).toEqual(cut.opinions.confidence);
      }),
      { numRuns: 30 },
    );
  });

  it('does not depend on how far back the candles reach, once they are enough', () => {
    const candles = candlesThrough(wanderingCloses(9, 1_500));
    let different = 0;
    for (let end = 600; end <= 1_500; end += 30) {
      const [long, short] = [candles.slice(0, end), candles.slice(end - 500, end)].map(classify);
      if (long?.label !== short?.label) different += 1;
      expect(short?.candidate).toBe(long?.candidate);
    }
    expect(different).toBe(0);
  });

  it('is NO_TRADE at once behind a gap, and says so', () => {
    const candles = candlesThrough(
      Array.from({ length: 200 }, (_none, index) => 80_000 + 400 * Math.sin(index)),
    );
    expect(classify(candles).label).toBe('RANGE');
    const holed = [...candles.slice(0, -2), ...candles.slice(-1)];
    expect(classify(holed)).toMatchObject({
      label: 'NO_TRADE',
      confidence: 1,
      reason: 'candles are missing before the last one',
    });
  });

  it('takes time linear in the candles', () => {
    const time = (count: number): number => {
      const columns = timedColumnsOf(candlesThrough(wanderingCloses(1, count)));
      return Math.min(
        ...Array.from({ length: 5 }, () => {
          const startedAt = performance.now();
          regimeSeries(columns, '1h', DEFAULT_REGIME_SETTINGS);
          return performance.now() - startedAt;
        }),
      );
    };
    time(2_000);
    expect(time(16_000) / time(2_000)).toBeLessThan(8 * 4);
  });
});
