import { compositeVolatility } from '../../lib/market/volatility/composite';
import type { Candle } from '../../lib/model/candle';
import { type CompositeVolatility } from '../../lib/model/volatility';
import type { Reading } from '../../lib/market/reading';
import { INTERVAL_MS } from '../../lib/model/terms';
import { aggregated, readRecordedDvol, readRecordedHours } from './recordedCandles';

const HOUR_MS = INTERVAL_MS['1h'];
/** As many as the operation reads. */
const HOURS = 999;
const DAYS = 31;

/** The composite volatility of recorded markets: the basket is all of them, DVOL that of BTC. */
export class RecordedVolatility {
  private readonly hours = new Map<string, Candle[]>();
  private readonly days = new Map<string, Candle[]>();
  private readonly dvol = new Map<number, number>();

  constructor(symbols: readonly string[], from: number) {
    for (const symbol of symbols) {
      const hours = readRecordedHours(symbol, from);
      this.hours.set(symbol, hours);
      this.days.set(symbol, aggregated(hours, '1d'));
    }
    for (const { closeAt, annualFraction } of readRecordedDvol()) {
      this.dvol.set(closeAt, annualFraction);
    }
  }

  /** The recorded hours of a symbol. Throws for one that was not read. */
  hoursOf(symbol: string): readonly Candle[] {
    const hours = this.hours.get(symbol);
    if (!hours) throw new Error(`${symbol} was not read.`);
    return hours;
  }

  /** The composite of a symbol as of the close of an hour, from what was closed then. */
  at(symbol: string, closeAt: number): CompositeVolatility {
    const dvol = symbol === 'BTCUSDT' ? this.dvol.get(closeAt) : undefined;
    const implied: Reading<{ annualFraction: number; source: string }> =
      dvol === undefined
        ? { absent: 'no index was recorded' }
        : { value: { annualFraction: dvol, source: 'recorded DVOL' } };
    return compositeVolatility({
      symbol,
      hours: closedIn(this.hoursOf(symbol), closeAt, HOURS * HOUR_MS),
      basket: [...this.days].map(([coin, days]) => ({
        symbol: coin,
        weight: null,
        days: { value: closedIn(days, closeAt, DAYS * 24 * HOUR_MS) },
      })),
      implied,
    });
  }
}

function closedIn(candles: readonly Candle[], closeAt: number, length: number): Candle[] {
  return candles.filter((each) => each.closeAt <= closeAt && each.closeAt > closeAt - length);
}
