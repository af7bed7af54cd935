import { type RegimeFold, foldOpinions } from '../../../lib/regime/hysteresis';
import { BREAKOUT_DOWN, NO_TRADE, RANGE, TREND_DOWN, TREND_UP } from '../../../lib/regime/opinion';
import { DEFAULT_REGIME_SETTINGS, type RegimeSettings } from '../../../lib/regime/settings';

const SETTINGS: RegimeSettings = {
  ...DEFAULT_REGIME_SETTINGS,
  confirmations: 2,
  minimumConfidence: 0.1,
  immediateConfidence: 0.5,
  coolDownCandles: 0,
};
interface Seen {
  code: number;
  sure?: number;
  missing?: boolean;
  fall?: number;
}
const seen = (code: number, count: number, rest: Omit<Seen, 'code'> = {}): Seen[] =>
  new Array<Seen>(count).fill({ code, ...rest });

function fold(candles: readonly Seen[], change: Partial<RegimeSettings> = {}): RegimeFold {
  return foldOpinions(
    {
      codes: Uint8Array.from(candles, ({ code }) => code),
      confidence: Float64Array.from(candles, ({ sure = 0.2 }) => sure),
      missing: Uint8Array.from(candles, ({ missing = false }) => (missing ? 1 : 0)),
    },
    Float64Array.from(candles, ({ fall = 0 }) => fall),
    { ...SETTINGS, ...change },
  );
}
const labels = (candles: readonly Seen[], change: Partial<RegimeSettings> = {}): number[] => [
  ...fold(candles, change).labels,
];

describe('a change of the regime', () => {
  it('needs closed candles in a row', () => {
    const candles = [
      ...seen(RANGE, 2),
      ...seen(TREND_UP, 1),
      ...seen(RANGE, 1),
      ...seen(TREND_UP, 2),
    ];
    expect(labels(candles)).toEqual([NO_TRADE, RANGE, RANGE, RANGE, RANGE, TREND_UP]);
  });

  it('takes the direction as a part of what was said', () => {
    const candles = [...seen(BREAKOUT_DOWN, 2), ...seen(TREND_UP, 1), ...seen(TREND_DOWN, 2)];
    expect(labels(candles).slice(2)).toEqual([BREAKOUT_DOWN, BREAKOUT_DOWN, TREND_DOWN]);
  });

  it('out of a RANGE needs candles that agree on one thing only: that it is none', () => {
    const candles = [...seen(RANGE, 2), ...seen(TREND_UP, 1), ...seen(TREND_DOWN, 1)];
    expect(labels(candles).slice(2)).toEqual([RANGE, TREND_DOWN]);
    const broken = [...seen(RANGE, 2), ...seen(TREND_UP, 1), ...seen(RANGE, 1, { sure: 0 })];
    expect(labels([...broken, ...seen(TREND_DOWN, 1)]).slice(2)).toEqual([RANGE, RANGE, RANGE]);
  });

  it('needs clear candles; an unclear one between neither counts nor breaks', () => {
    const unclear = seen(TREND_UP, 5, { sure: 0.05 });
    expect(labels([...seen(RANGE, 2), ...unclear]).slice(2)).toEqual(new Array(5).fill(RANGE));
    const mixed = [...seen(TREND_UP, 1), ...seen(TREND_UP, 1, { sure: 0 }), ...seen(TREND_UP, 1)];
    expect(labels([...seen(RANGE, 2), ...mixed]).slice(2)).toEqual([RANGE, RANGE, TREND_UP]);
    expect([...fold([...seen(RANGE, 2), ...mixed]).confirmations]).toEqual([1, 2, 1, 1, 2]);
  });

  it('needs one candle of a high confidence only', () => {
    expect(labels([...seen(RANGE, 2), ...seen(TREND_UP, 1, { sure: 0.5 })]).at(-1)).toBe(TREND_UP);
    expect(labels([...seen(RANGE, 2), ...seen(TREND_UP, 1, { sure: 0.49 })]).at(-1)).toBe(RANGE);
  });

  it('waits for the cool-down, but out of a RANGE', () => {
    const candles = [...seen(RANGE, 2), ...seen(TREND_UP, 3), ...seen(RANGE, 6)];
    const expected = [NO_TRADE, RANGE, RANGE, TREND_UP, TREND_UP];
    expect(labels(candles, { coolDownCandles: 5 })).toEqual([
      ...expected,
      ...new Array(3).fill(TREND_UP),
      ...new Array(3).fill(RANGE),
    ]);
  });

  it('does not wait for it out of a BREAKOUT, but for a RANGE', () => {
    const after = (code: number) =>
      labels([...seen(BREAKOUT_DOWN, 2), ...seen(code, 2)], { coolDownCandles: 5 }).at(-1);
    expect([after(TREND_DOWN), after(NO_TRADE)]).toEqual([TREND_DOWN, NO_TRADE]);
    expect(after(RANGE)).toBe(BREAKOUT_DOWN);
  });

  it('waits for nothing when data is missing', () => {
    const candles = [...seen(RANGE, 2), ...seen(NO_TRADE, 1, { missing: true, sure: 1 })];
    const { labels: after } = fold(candles, { immediateConfidence: 2, coolDownCandles: 9 });
    expect(after[2]).toBe(NO_TRADE);
  });

  it('out of a RANGE waits for nothing after a crash, whatever the candle says', () => {
    for (const code of [NO_TRADE, TREND_DOWN, BREAKOUT_DOWN]) {
      const after = (fall: number) => labels([...seen(RANGE, 2), { code, sure: 0, fall }]).at(-1);
      expect([after(9.9), after(10)]).toEqual([RANGE, code]);
    }
  });

  it('remembers since when, and who said it last', () => {
    const { since, agreedAt } = fold([...seen(RANGE, 3), ...seen(TREND_UP, 1)]);
    expect([...since]).toEqual([-1, 1, 1, 1]);
    expect([...agreedAt]).toEqual([-1, 1, 2, 2]);
  });
});
