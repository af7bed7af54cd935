import { createHash } from 'node:crypto';
import type { SymbolSeries } from '../../lib/simulator/feeds/feed';
import { HISTORY_MINUTES, SyntheticFeed } from '../../lib/simulator/feeds/synthetic';

const START_AT = Date.UTC(2026, 0, 5);
const SYMBOL = 'BTCUSDT';

function digest(series: SymbolSeries, bars: number): string {
  const hash = createHash('sha256');
  for (const name of ['spot', 'usdm', 'mark'] as const) {
    for (const column of ['open', 'high', 'low', 'close', 'volume'] as const) {
      const values = series[name][column].subarray(0, bars);
      hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
  }
  const sums = series.premiumSum.subarray(0, bars + 1);
  hash.update(new Uint8Array(sums.buffer, sums.byteOffset, sums.byteLength));
  return hash.digest('hex');
}

/** Hourly highs, lows and closes of the bars [from, to), which start on a whole hour. */
function hours(
  series: SymbolSeries,
  from: number,
  to: number,
): { high: number[]; low: number[]; close: number[] } {
  const result = { high: [] as number[], low: [] as number[], close: [] as number[] };
  for (let i = from; i + 60 <= to; i += 60) {
    result.high.push(Math.max(...series.spot.high.subarray(i, i + 60)));
    result.low.push(Math.min(...series.spot.low.subarray(i, i + 60)));
    result.close.push(series.spot.close[i + 59] ?? 0);
  }
  return result;
}

/** Wilder's ADX(14), seeded with plain sums as in his book; the last value. */
function adx({ high, low, close }: ReturnType<typeof hours>): number {
  const plus: number[] = [];
  const minus: number[] = [];
  const range: number[] = [];
  for (let i = 1; i < close.length; i++) {
    const up = high[i]! - high[i - 1]!;
    const down = low[i - 1]! - low[i]!;
    plus.push(up > down && up > 0 ? up : 0);
    minus.push(down > up && down > 0 ? down : 0);
    range.push(Math.max(high[i]!, close[i - 1]!) - Math.min(low[i]!, close[i - 1]!));
  }
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  let p = sum(plus.slice(0, 14));
  let m = sum(minus.slice(0, 14));
  let r = sum(range.slice(0, 14));
  const dx: number[] = [];
  for (let i = 14; i < range.length; i++) {
    p += plus[i]! - p / 14;
    m += minus[i]! - m / 14;
    r += range[i]! - r / 14;
    dx.push((100 * Math.abs(p / r - m / r)) / (p / r + m / r));
  }
  let value = sum(dx.slice(0, 14)) / 14;
  for (const next of dx.slice(14)) value = (value * 13 + next) / 14;
  return value;
}

function ema(values: number[], length: number): number {
  return values.reduce((mean, value) => mean + (2 / (length + 1)) * (value - mean), values[0] ?? 0);
}

describe('the synthetic feed', () => {
  it('is the same to the byte for the same seed and start, and another for another seed', () => {
    const bars = HISTORY_MINUTES + 5000;
    const one = new SyntheticFeed(7, START_AT);
    const two = new SyntheticFeed(7, START_AT);
    // Asked in another order and in other pieces.
    for (let i = 0; i < bars; i += 777) two.series(SYMBOL, i);
    expect(digest(two.series(SYMBOL, bars), bars)).toBe(digest(one.series(SYMBOL, bars), bars));
    const other = new SyntheticFeed(8, START_AT);
    expect(digest(other.series(SYMBOL, bars), bars)).not.toBe(
      digest(one.series(SYMBOL, bars), bars),
    );
  });

  it('keeps the bytes of seed 1 from release to release', () => {
    const series = new SyntheticFeed(1, START_AT).series(SYMBOL, HISTORY_MINUTES + 2000);
    expect(digest(series, HISTORY_MINUTES + 2000)).toMatchInlineSnapshot(
      `"db7ec3926c0281486e245376c6da1e0b9c495a219884ee23e806f8ce9c371339"`,
    );
  });

  it('draws sound bars: continuous, ordered, with volume', () => {
    const count = HISTORY_MINUTES + 60_000;
    const series = new SyntheticFeed(3, START_AT).series(SYMBOL, count);
    let broken = 0;
    for (const bars of [series.spot, series.usdm, series.mark]) {
      for (let i = 1; i < count; i++) {
        const open = bars.open[i]!;
        const high = bars.high[i]!;
        const low = bars.low[i]!;
        const close = bars.close[i]!;
        if (open !== bars.close[i - 1]) broken++;
        if (high < Math.max(open, close) || low > Math.min(open, close) || low <= 0) broken++;
        if (bars !== series.mark && !(bars.volume[i]! > 0)) broken++;
      }
    }
    expect(broken).toBe(0);
  });

  it.each(Array.from({ length: 20 }, (_, i) => i + 1))(
    'starts in a clean range with seed %i',
    (seed) => {
      const series = new SyntheticFeed(seed, START_AT).series(SYMBOL, HISTORY_MINUTES + 300);
      const { close, high, low } = series.spot;
      const begin = close[HISTORY_MINUTES - 1]!;
      const changes: number[] = [];
      for (let i = HISTORY_MINUTES; i < HISTORY_MINUTES + 300; i++) {
        changes.push(Math.log(close[i]! / close[i - 1]!));
        expect(Math.abs(high[i]! / begin - 1)).toBeLessThan(0.022);
        expect(Math.abs(low[i]! / begin - 1)).toBeLessThan(0.022);
      }
      const mean = changes.reduce((sum, change) => sum + change, 0) / 300;
      const variance = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / 299;
      const volatility = Math.sqrt(variance * 525_600);
      expect(volatility).toBeGreaterThan(0.8);
      expect(volatility).toBeLessThan(1.2);
      expect(Math.abs(begin / 8_000_000 - 1)).toBeLessThan(0.02);
      for (const later of [0, 60, 120, 180, 240, 300]) {
        const bars = hours(series, HISTORY_MINUTES - 14_400, HISTORY_MINUTES + later);
        expect(adx(bars)).toBeLessThan(20);
        expect(Math.abs(ema(bars.close, 20) / ema(bars.close, 50) - 1)).toBeLessThan(0.004);
      }
      // It comes back: the sum of moves is far smaller than a walk of this volatility would make it.
      let crossings = 0;
      const middle = [...close.subarray(HISTORY_MINUTES, HISTORY_MINUTES + 300)].sort(
        (a, b) => a - b,
      )[150]!;
      for (let i = HISTORY_MINUTES + 1; i < HISTORY_MINUTES + 300; i++) {
        if (close[i]! > middle !== close[i - 1]! > middle) crossings++;
      }
      expect(crossings).toBeGreaterThan(8);
    },
  );

  it('starts in a range at an odd minute too', () => {
    const startAt = START_AT + 1_234_567 * 60_000;
    const feed = new SyntheticFeed(5, startAt);
    const first =
      HISTORY_MINUTES - 14_400 + (60 - ((feed.firstAt / 60_000 + HISTORY_MINUTES - 14_400) % 60));
    expect(adx(hours(feed.series(SYMBOL, HISTORY_MINUTES), first, HISTORY_MINUTES))).toBeLessThan(
      20,
    );
  });

  it('has trends, jumps and clusters elsewhere, and a basis that moves with them', () => {
    const series = new SyntheticFeed(2, START_AT).series(SYMBOL, HISTORY_MINUTES);
    const { open, close } = series.spot;
    let jumps = 0;
    const daily: { volatility: number; move: number; basis: number }[] = [];
    for (let day = 0; day < 350; day++) {
      let squares = 0;
      for (let i = day * 1440; i < (day + 1) * 1440; i++) {
        const change = Math.log(close[i]! / open[i]!);
        if (Math.abs(change) > 0.009) jumps++;
        squares += change * change;
      }
      const end = (day + 1) * 1440;
      daily.push({
        volatility: Math.sqrt(squares * 365),
        move: Math.log(close[end - 1]! / open[day * 1440]!),
        basis: (series.premiumSum[end]! - series.premiumSum[day * 1440]!) / 1440,
      });
    }
    expect(jumps).toBeGreaterThan(20);
    const sorted = daily.map((row) => row.volatility).sort((a, b) => a - b);
    expect(sorted[315]! / sorted[35]!).toBeGreaterThan(1.4);
    const mean = (values: number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const rising = daily.filter((row) => row.move > 0.03).map((row) => row.basis);
    const falling = daily.filter((row) => row.move < -0.03).map((row) => row.basis);
    expect(mean(rising)).toBeGreaterThan(mean(falling) + 0.0003);
  });

  it('makes a year in half a second', () => {
    const before = performance.now();
    new SyntheticFeed(99, START_AT).series(SYMBOL, HISTORY_MINUTES);
    expect(performance.now() - before).toBeLessThan(1500);
  });
});
