import type { RiskBooks } from '../journal/port';
import { Decimal, decimal } from '../model/decimal';
import type { Exposure } from '../risk/facts';

/** A mark older than this says nothing about what an asset is worth now. */
const MARK_LIFETIME_MS = 3_600_000;

/**
 * What is held, bid for and reserved beside a symbol, by base asset; without a recent mark the
 * inventory of an asset has no value, and nothing increases. A reservation whose base asset is not
 * known stands for an asset of its own.
 */
export function exposuresElsewhere(
  books: RiskBooks,
  own: { symbol: string; baseAsset: string; scopes: readonly string[] },
  exchangeNow: number,
  correlationWith: (symbol: string) => number | null,
): Exposure[] {
  const parts: { baseAsset: string; symbol: string | null; quote: Decimal | null }[] = [];
  for (const { baseAsset, quantity, mark } of books.managedAssets) {
    if (baseAsset === own.baseAsset) continue;
    const isRecent = mark !== null && exchangeNow - mark.at <= MARK_LIFETIME_MS;
    const quote = isRecent ? decimal(quantity).absolute().times(decimal(mark.price)) : null;
    parts.push({ baseAsset, symbol: mark?.symbol ?? null, quote });
  }
  const bases = new Map<string, string>();
  for (const order of books.allUnfinishedOrders()) {
    bases.set(order.symbol, order.baseAsset);
    const { instruction, symbol, baseAsset } = order;
    if (order.market !== 'spot' || order.side !== 'BUY' || symbol === own.symbol) continue;
    const left = decimal(order.quantity).minus(decimal(order.filledQuantity));
    const price = instruction.type === 'LIMIT' ? decimal(instruction.price) : Decimal.zero;
    parts.push({ baseAsset, symbol, quote: left.times(price) });
  }
  for (const { symbol, market, scope, amountQuote } of books.reservations) {
    if (market !== 'spot' || symbol === own.symbol || own.scopes.includes(scope)) continue;
    parts.push({ baseAsset: bases.get(symbol) ?? symbol, symbol, quote: decimal(amountQuote) });
  }
  const assets = [...new Set(parts.map(({ baseAsset }) => baseAsset))].sort();
  return assets.map((baseAsset): Exposure => {
    const ofAsset = parts.filter((part) => part.baseAsset === baseAsset);
    const values = ofAsset.flatMap(({ quote }) => (quote === null ? [] : [quote]));
    const symbol = ofAsset.find((part) => part.symbol !== null)?.symbol ?? null;
    return {
      baseAsset,
      quote: values.length === ofAsset.length ? Decimal.sum(values) : null,
      correlation: symbol === null ? null : correlationWith(symbol),
    };
  });
}
