import type { Reading } from '../../../../lib/market/reading';
import { compositeVolatility } from '../../../../lib/market/volatility/composite';
import type { Candle } from '../../../../lib/model/candle';
import type { CompositeVolatility } from '../../../../lib/model/volatility';
import { describeWithShared, sharedCandles, sharedText } from '../../../support/sharedFiles';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FILES = {
  BTCUSDT: 'data/spot-BTCUSDT-1h.csv.gz',
  ETHUSDT: 'data/spot-ETHUSDT-1h.csv.gz',
} as const;
type Symbol = keyof typeof FILES;
const DVOL = 'data/deribit-BTC-DVOL-1h.csv.gz';
const CRASHES = ['2020-03-12', '2021-05-19', '2022-11-09', '2024-08-05'];

function daysOf(hours: readonly Candle[]): Candle[] {
  const days: Candle[] = [];
  for (const hour of hours) {
    const openAt = Math.floor(hour.openAt / DAY_MS) * DAY_MS;
    const day = days.at(-1);
    if (day?.openAt === openAt) {
      day.high = Math.max(day.high, hour.high);
      day.low = Math.min(day.low, hour.low);
      day.close = hour.close;
      day.volume += hour.volume;
    } else {
      days.push({ ...hour, openAt, closeAt: openAt + DAY_MS - 1 });
    }
  }
  return days;
}

/** Candles that opened from so many before `to` (exclusive), in a file without duplicates. */
function before(candles: readonly Candle[], to: number, count: number): readonly Candle[] {
  const end = candles.findIndex(({ openAt }) => openAt >= to);
  return candles.slice(Math.max(0, end - count), end);
}

describeWithShared(
  FILES.BTCUSDT,
  FILES.ETHUSDT,
  DVOL,
)('on the crash days', () => {
  const hours = {
    BTCUSDT: sharedCandles(FILES.BTCUSDT, '1h'),
    ETHUSDT: sharedCandles(FILES.ETHUSDT, '1h'),
  };
  const days = { BTCUSDT: daysOf(hours.BTCUSDT), ETHUSDT: daysOf(hours.ETHUSDT) };
  const dvol = new Map(
    sharedText(DVOL)
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number))
      .map(([openAt = 0, , , , close = 0]) => [openAt + HOUR_MS, close / 100]),
  );

  function compositeAt(symbol: Symbol, at: number, last = at): CompositeVolatility {
    const value = symbol === 'BTCUSDT' ? dvol.get(at) : undefined;
    const implied: Reading<{ annualFraction: number; source: string }> =
      value === undefined
        ? { absent: 'No DVOL.' }
        : { value: { annualFraction: value, source: 'DVOL of BTC' } };
    const coin = (name: Symbol) => ({
      symbol: name,
      days: { value: before(days[name], last, 60) },
      weight: null,
    });
    return compositeVolatility({
      symbol,
      hours: before(hours[symbol], at, 1_000),
      basket: [coin('BTCUSDT'), coin('ETHUSDT')],
      implied,
    });
  }

  /** The first hour of the day or the one before at whose close the price is 10 % below a day ago. */
  function fallenAt(symbol: Symbol, day: string): number {
    const midnight = Date.parse(`${day}T00:00:00Z`);
    const window = before(hours[symbol], midnight + DAY_MS, 72);
    const index = window.findIndex(
      ({ close }, at) => at >= 24 && close <= 0.9 * (window[at - 24]?.close ?? 0),
    );
    return (window[index]?.openAt ?? Number.NaN) + HOUR_MS;
  }

  it.each(CRASHES.flatMap((day) => [[day, 'BTCUSDT'] as const, [day, 'ETHUSDT'] as const]))(
    '%s the volatility of %s is extreme within 24 hours of a fall by 10 %%, and not below high for a day',
    (date, symbol) => {
      const fallen = fallenAt(symbol, date);
      expect(Number.isFinite(fallen)).toBe(true);
      const regimes = Array.from({ length: 49 }, (_, hour) => {
        const composite = compositeAt(symbol, fallen + hour * HOUR_MS);
        return composite.status === 'ok' ? composite.regime : composite.reason;
      });
      const first = regimes.indexOf('extreme');
      expect(first).toBeGreaterThanOrEqual(0);
      expect(first).toBeLessThanOrEqual(24);
      const day = regimes.slice(first, first + 24);
      expect(day.filter((regime) => regime !== 'extreme' && regime !== 'high')).toEqual([]);
    },
  );

  it('is the same hour by hour, whatever days come after it', () => {
    const at = Date.parse('2024-08-05T12:00:00Z');
    for (let hour = 0; hour < 24; hour += 1) {
      const now = at + hour * HOUR_MS;
      expect(compositeAt('BTCUSDT', now, now + 5 * DAY_MS)).toEqual(compositeAt('BTCUSDT', now));
    }
  });

  it('weighs DVOL in, where it was there', () => {
    const composite = compositeAt('BTCUSDT', Date.parse('2024-08-05T12:00:00Z'));
    expect(composite.components.implied).toMatchObject({ status: 'ok', share: 0.3 });
  });
});
