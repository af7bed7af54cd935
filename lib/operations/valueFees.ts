import type { CandleRequest } from '../exchange/port';
import type { Candle } from '../model/candle';
import { Decimal } from '../model/decimal';
import { ConfigurationError } from '../model/errors';
import type { Session } from '../session/openSession';

const MINUTE_MS = 60_000;
/** Fills that one pass values at most; the next pass goes on. */
const FEES_PER_PASS = 500;
const CANDLES_PER_REQUEST = 1_000;

/** How far back the last price before a fill may lie, where a market stood still. */
const LOOK_BACK_MINUTES = 60;

/**
 * Values fees that were paid in an asset of their own (BNB): a cost at that asset's spot price, the
 * close of the last minute before the fill, so that the value is the same whenever it is asked
 * for. A fee whose asset has no market against the quote stays without a value and is counted as
 * such.
 */
export async function valueFees(
  { exchange, journal }: Pick<Session, 'exchange' | 'journal'>,
  symbol: string,
  quoteAsset: string,
): Promise<void> {
  const fees = journal.unvaluedFees(symbol, FEES_PER_PASS);
  for (const asset of new Set(fees.map(({ feeAsset }) => feeAsset))) {
    const ofAsset = fees.filter(({ feeAsset }) => feeAsset === asset);
    const minutes = ofAsset.map(({ filledAt }) => minuteOf(filledAt));
    const closes = await closesBefore(exchange, `${asset}${quoteAsset}`, minutes);
    journal.valueFees(
      ofAsset.flatMap(({ sequence, filledAt }) => {
        const priceQuote = closes.get(minuteOf(filledAt));
        return priceQuote === undefined ? [] : [{ sequence, priceQuote }];
      }),
    );
  }
}

/** The last close before each of the minutes. Empty when there is no such market. */
async function closesBefore(
  exchange: Session['exchange'],
  symbol: string,
  minutes: readonly number[],
): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  const waiting = [...new Set(minutes)].sort((a, b) => a - b);
  for (let next = 0; next < waiting.length; ) {
    const first = waiting[next] ?? 0;
    const from = first - LOOK_BACK_MINUTES * MINUTE_MS;
    const to = from + (CANDLES_PER_REQUEST - 1) * MINUTE_MS;
    const request = { market: 'spot', symbol, interval: '1m', from, to } as const;
    const candles = await candlesOf(exchange, request);
    if (candles === null) return found;
    for (; (waiting[next] ?? Infinity) <= to; next += 1) {
      const minute = waiting[next] ?? 0;
      const last = candles.filter(({ openAt }) => openAt < minute).at(-1);
      if (last) found.set(minute, Decimal.fromNumber(last.close, 8).toString());
    }
  }
  return found;
}

/** Null when the exchange has no such market. */
async function candlesOf(
  exchange: Session['exchange'],
  request: CandleRequest,
): Promise<Candle[] | null> {
  try {
    return await exchange.candles(request);
  } catch (error) {
    if (error instanceof ConfigurationError) return null;
    throw error;
  }
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}
