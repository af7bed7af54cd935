import { atrSeries } from '../../../lib/market/indicators';
import { annualisedVolatility } from '../../../lib/market/volatility/closeToClose';
import { gridFigures } from '../../../lib/strategy/figures';

const HOUR = 3_600_000;
const hours = Array.from({ length: 240 }, (_unused, index) => {
  const close = 80_000 + 500 * Math.sin(index) + index;
  return {
    openAt: index * HOUR,
    closeAt: (index + 1) * HOUR - 1,
    open: close - 50,
    high: close + 150,
    low: close - 200,
    close,
    volume: 1,
  };
});
const of = (candles = hours, count = hours.length) =>
  gridFigures({ candles, hours: hours.slice(-count), interval: '1h', donchianPeriod: 24 });

describe('what a definition is made from', () => {
  it('is ATR(14) and the volatility of 168 returns, of the last two closed candles', () => {
    const found = of();
    if (!found.ok) throw new Error(found.reason);
    const { now, before, donchian } = found.figures;
    expect(now.atr).toBe(atrSeries(hours.slice(-200), 14).at(-1));
    expect(now.volatility).toBe(annualisedVolatility(hours.slice(-169), '1h'));
    expect(before.volatility).toBe(annualisedVolatility(hours.slice(-170, -1), '1h'));
    expect(now.closedAt - before.closedAt).toBe(HOUR);
    expect(donchian.high).toBe(Math.max(...hours.slice(-24).map(({ high }) => high)));
  });

  it('is missing, with the figure, when there are too few candles or none that move', () => {
    expect(of(hours, 169)).toEqual({
      ok: false,
      reason: 'there are only 169 closed 1h candles; 170 are needed',
    });
    expect(of(hours.slice(0, 10))).toMatchObject({ ok: false });
    const still = hours.map((candle) => ({ ...candle, open: 1, high: 1, low: 1, close: 1 }));
    expect(of(still)).toMatchObject({ ok: false });
  });
});
