import type { UnvaluedFee } from '../journal/port';
import { Decimal } from '../model/decimal';
import { ConfigurationError } from '../model/errors';
import type { Session } from '../session/openSession';

const MINUTE_MS = 60_000;
/** Fills that one pass values at most; the next pass goes on. */
const FEES_PER_PASS = 500;
const CANDLES_PER_REQUEST = 1_000;

/**
 * Values fees that were paid in an asset of their own (BNB): a cost at that asset's spot price, the
 * close of the minute in which the fill happened. A fee whose asset has no market against the
 * quote stays without a value and is counted as such.
 */
export async function valueFees(
  { exchange, journal }: Pick<Session, 'exchange' | 'journal'>,
  symbol: string,
  quoteAsset: string,
): Promise<void> {
  const fees = journal.unvaluedFees(symbol, FEES_PER_PASS);
  for (const asset of new Set(fees.map(({ feeAsset }) => feeAsset))) {
    const ofAsset = fees.filter(({ feeAsset }) => feeAsset === asset);
    const closes = await closesOf(exchange, `${asset}${quoteAsset}`, ofAsset);
    journal.valueFees(
      ofAsset.flatMap(({ sequence, filledAt }) => {
        const priceQuote = closes.get(minuteOf(filledAt));
        return priceQuote === undefined ? [] : [{ sequence, priceQuote }];
      }),
    );
  }
}

/** Closes by the start of the minute. Empty when there is no such market. */
async function closesOf(
  exchange: Session['exchange'],
  symbol: string,
  fees: readonly UnvaluedFee[],
): Promise<Map<number, string>> {
  const minutes = [...new Set(fees.map(({ filledAt }) => minuteOf(filledAt)))].sort(
    (a, b) => a - b,
  );
  const closes = new Map<number, string>();
  for (let next = 0; next < minutes.length; ) {
    const from = minutes[next] ?? 0;
    const to = from + (CANDLES_PER_REQUEST - 1) * MINUTE_MS;
    try {
      const request = { market: 'spot', symbol, interval: '1m', from, to } as const;
      for (const { openAt, close } of await exchange.candles(request)) {
        closes.set(openAt, Decimal.fromNumber(close, 8).toString());
      }
    } catch (error) {
      if (error instanceof ConfigurationError) return closes;
      throw error;
    }
    while ((minutes[next] ?? Infinity) <= to) next += 1;
  }
  return closes;
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}
