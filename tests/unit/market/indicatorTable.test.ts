import { columnsByTime } from '../../../lib/market/columnsByTime';
import { columnsOf } from '../../../lib/market/columns';
import { adx, ema, obv, sessionVwap } from '../../../lib/market/indicators';
import { indicatorTable } from '../../../lib/market/indicatorTable';
import type { Candle } from '../../../lib/model/candle';
import { indicatorTableSchema } from '../../../lib/model/indicatorTable';
import { walk } from '../../support/columns';

const HOUR = 3_600_000;
const SOURCE = { market: 'spot', interval: '1h', at: 900 * HOUR } as const;

function candlesOf(length: number): Candle[] {
  const { open, high, low, close, volume } = walk(length, 21);
  return Array.from({ length }, (_unused, index) => ({
    openAt: index * HOUR,
    closeAt: (index + 1) * HOUR - 1,
    open: open[index] ?? NaN,
    high: high[index] ?? NaN,
    low: low[index] ?? NaN,
    close: close[index] ?? NaN,
    volume: volume[index] ?? NaN,
  }));
}

const tableOf = (candles: readonly Candle[]) => {
  const table = indicatorTable(candles, SOURCE);
  if (!table) throw new Error('there is no table');
  return indicatorTableSchema.parse(table);
};

describe('the table of indicators', () => {
  it('has every value at the last of enough candles, and fits its share of the wire', () => {
    const candles = candlesOf(500);
    const table = tableOf(candles);
    expect(table.missing).toEqual({});
    expect(JSON.stringify(table)).not.toContain('null');
    expect(JSON.stringify(table).length).toBeLessThan(2_500);
    const { openAt, high, low, close, volume } = {
      ...columnsOf(candles),
      openAt: candles.map((candle) => candle.openAt),
    };
    expect(table.trend.ema200).toBe(ema(close, 200).at(-1));
    expect(table.trend.adx14).toBe(adx(high, low, close, 14).at(-1));
    expect(table.volume.vwapOfDay).toBe(sessionVwap(openAt, high, low, close, volume).at(-1));
    const line = obv(close, volume);
    expect(table.volume.obvChange20).toBe((line.at(-1) ?? NaN) - (line.at(-21) ?? NaN));
    expect(table.volatility.atr14Pct).toBeCloseTo(
      ((table.volatility.atr14 ?? NaN) / table.close) * 100,
      12,
    );
    expect(table).toMatchObject({ closedAt: 500 * HOUR - 1, candleCount: 500, missingCandles: 0 });
  });

  it('says what each value lacks when candles are few', () => {
    const { trend, missing } = tableOf(candlesOf(60));
    expect(trend.ema50).not.toBeNull();
    expect(trend.ema200).toBeNull();
    expect(missing).toEqual({
      ema200: '200 closed candles without a gap are needed, there are 60',
    });
    expect(Object.keys(tableOf(candlesOf(1)).missing)).toHaveLength(31);
    expect(indicatorTable([], SOURCE)).toBeNull();
  });

  it.each([16, 18, 20, 21, 26, 28, 34])('needs just what it says (%i candles)', (length) => {
    const reasons = Object.values(tableOf(candlesOf(length)).missing);
    for (const reason of reasons) {
      const [, needed] = /^(\d+) closed candles/.exec(reason) ?? [];
      expect(Number(needed)).toBeGreaterThan(length);
    }
  });

  it('knows no average price of a day whose first candles it has not', () => {
    const { volume, missing } = tableOf(candlesOf(500).slice(-28, -21));
    expect(volume.vwapOfDay).toBeNull();
    expect(missing['vwapOfDay']).toContain('one of them is missing');
  });

  it('counts candles that are missing, and calculates nothing across them', () => {
    const candles = candlesOf(500).filter((_candle, index) => index < 440 || index > 442);
    const table = tableOf(candles);
    expect(table).toMatchObject({ candleCount: 497, missingCandles: 3 });
    expect(table.trend.ema200).toBeNull();
    expect(table.missing['ema200']).toBe(
      '200 closed candles without a gap are needed, there are 57',
    );
    // Windows that lie behind the hole are whole.
    expect(table.volatility.bollingerUpper).toBeCloseTo(
      tableOf(candlesOf(500)).volatility.bollingerUpper ?? NaN,
      9,
    );
  });

  it('says nothing of a running sum across a hole', () => {
    const candles = candlesOf(500).filter((_candle, index) => index !== 490);
    const { volume, missing } = tableOf(candles);
    expect(volume.obvChange20).toBeNull();
    expect(volume.accumulationDistributionChange20).toBeNull();
    expect(missing['obvChange20']).toBe('21 closed candles without a gap are needed, there are 9');
  });

  it('has no place in a range and no average price where nothing moved or was traded', () => {
    const still = candlesOf(300).map((candle) => ({
      ...candle,
      open: 5,
      high: 5,
      low: 5,
      close: 5,
      volume: 0,
    }));
    const { momentum, volume, volatility, missing } = tableOf(still);
    expect(momentum).toEqual({
      rsi14: null,
      stochasticK: null,
      stochasticD: null,
      williamsR14: null,
      cmo14: null,
    });
    expect(volume).toMatchObject({ vwapOfDay: null, vwap20: null, pointOfControl: null });
    expect(volatility).toMatchObject({ atr14: 0, bandwidthPct: 0, bandwidthChangePct: null });
    expect(missing['cmo14']).toContain('nothing moved or was traded');
  });
});

it('columns by time leave a place for what is missing', () => {
  const candles = candlesOf(5).filter((_candle, index) => index !== 2);
  const { openAt, close } = columnsByTime(candles, '1h');
  expect([...openAt]).toEqual([0, 1, 2, 3, 4].map((hour) => hour * HOUR));
  expect([...close].map(Number.isNaN)).toEqual([false, false, true, false, false]);
  expect(columnsByTime([], '1h').close).toHaveLength(0);
});
