import type { MarketDataSource, OrderBook } from '../exchange/port';
import { decimal } from '../model/decimal';

/** Levels that are read: as deep as costs little. */
const BOOK_LEVELS = 500;
const WITHIN_FRACTION = 0.01;

/**
 * Quote that rests on both sides of the spot book within 1 % of its middle, as far as the levels
 * that are read reach; null when a side is empty.
 */
export function depthOf({ bids, asks }: OrderBook): number | null {
  const [bid, ask] = [bids[0], asks[0]];
  if (!bid || !ask) return null;
  const middle = (decimal(bid.price).toNumber() + decimal(ask.price).toNumber()) / 2;
  return [...bids, ...asks].reduce((sum, level) => {
    const price = decimal(level.price).toNumber();
    const isNear = Math.abs(price / middle - 1) <= WITHIN_FRACTION;
    return isNear ? sum + price * decimal(level.quantity).toNumber() : sum;
  }, 0);
}

/** The depth of a symbol's spot book now. Throws as a read. */
export async function observeDepth(
  exchange: MarketDataSource,
  symbol: string,
): Promise<number | null> {
  return depthOf(await exchange.book('spot', symbol, BOOK_LEVELS));
}
