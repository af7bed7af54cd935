import { classifyRegime, DEFAULT_REGIME_SETTINGS } from '../../../lib/regime/classify';
import { candlesThrough } from './support';

const range = Array.from({ length: 200 }, (_unused, index) => 80_000 + 400 * Math.sin(index));
const rise = Array.from({ length: 200 }, (_unused, index) => 60_000 * 1.004 ** index);
const fall = Array.from({ length: 200 }, (_unused, index) => 90_000 * 0.996 ** index);
const label = (closes: readonly number[]) =>
  classifyRegime('BTCUSDT', '1h', candlesThrough(closes));

describe('the regime', () => {
  it('is RANGE while price goes to and fro', () => {
    expect(label(range)).toMatchObject({ label: 'RANGE', direction: 'none' });
  });

  it('is TREND with its direction while price runs', () => {
    expect(label(rise)).toMatchObject({ label: 'TREND', direction: 'up' });
    expect(label(fall)).toMatchObject({ label: 'TREND', direction: 'down' });
  });

  it('is NO_TRADE without enough candles, and on a market that stands still', () => {
    expect(label(range.slice(0, 40))).toMatchObject({
      label: 'NO_TRADE',
      reason: expect.stringMatching(/ cannot be told: too few usable candles/),
    });
    expect(classifyRegime('BTCUSDT', '1h', [])).toMatchObject({
      label: 'NO_TRADE',
      candleClosedAt: null,
    });
    expect(
      classifyRegime('BTCUSDT', '1h', candlesThrough(new Array(200).fill(80_000), { wiggle: 0 }))
        .label,
    ).toBe('NO_TRADE');
  });

  it('is NO_TRADE when price is too wild', () => {
    expect(classifyRegime('BTCUSDT', '1h', candlesThrough(range, { wiggle: 0.05 })).label).toBe(
      'NO_TRADE',
    );
  });

  it('changes only after closed candles confirmed it, and not by being asked again', () => {
    const turn = [...range, ...rise.map((close) => (close * 80_000) / 60_000)];
    const labels = Array.from({ length: 100 }, (_unused, index) =>
      label(turn.slice(0, 200 + index)),
    );
    const first = labels.findIndex(({ label: each }) => each === 'TREND');
    expect(first).toBeGreaterThan(1);
    const { confirmations } = DEFAULT_REGIME_SETTINGS;
    expect(labels[first - 1]).toMatchObject({
      label: 'RANGE',
      candidate: 'TREND',
      confirmations: confirmations - 1,
      reason: expect.stringMatching(/clearly in 1 of 2 candles$/),
    });
    expect(labels[first]).toMatchObject({ confirmations, since: labels[first]?.candleClosedAt });
    expect(label(turn.slice(0, 200 + first - 1))).toEqual(labels[first - 1]);
  });

  it('knows nothing of candles that follow', () => {
    const whole = candlesThrough([...range, ...rise]);
    const at = (count: number) =>
      classifyRegime('BTCUSDT', '1h', whole.slice(0, count), DEFAULT_REGIME_SETTINGS);
    const before = at(250);
    expect(at(300)).not.toEqual(before);
    expect(at(250)).toEqual(before);
  });
});
