import type { Level, Wanted } from './book';
import { accepts, Budget, levels } from './book';
import { multiply } from './decimal';
import type { MarketView } from './market-view';
import type { Market, Order } from './model';
import type { SelfTradePrevention } from './spot-details';
import { remainingOf } from './spot-details';

/**
 * One thing that happens to a taker on its way through the book: a trade with the market, a trade with an order of its
 * own account (mode NONE), or a match with such an order that is prevented. `takerQty` and `makerQty` are what the
 * prevention takes off each side; a side whose remainder is taken off expires.
 */
export type TakeStep =
  | { kind: 'trade'; level: Level }
  | { kind: 'own'; maker: Order; level: Level }
  | { kind: 'prevented'; maker: Order; price: bigint; takerQty: bigint; makerQty: bigint };

/** What a taker would get on arrival. */
export interface Taking {
  steps: TakeStep[];
  filledQty: bigint;
  filledQuote: bigint;
  /** Base quantity taken off the taker by prevention. */
  preventedQty: bigint;
  /** True when prevention ends the taker: what it has left expires (EXPIRED_IN_MATCH). */
  isExpired: boolean;
}

/** Own working orders a taker could meet, best price first, older first (reference D1, order of a book). */
function opposing(makers: readonly Order[], wanted: Wanted): Order[] {
  return makers
    .filter((order) => order.side !== wanted.side && accepts(wanted, order.price))
    .sort((a, b) => {
      if (a.price === b.price) return a.orderId - b.orderId;
      return a.price < b.price === (wanted.side === 'BUY') ? -1 : 1;
    });
}

/**
 * Walks the book of a market together with the account's own resting orders, which stand behind the market's at the same
 * price, and applies the taker's self-trade prevention. Nothing is changed; the caller carries the steps out. TRANSFER
 * between orders of one account decrements, as there is no other account to transfer to.
 */
export function planTake(
  view: MarketView,
  symbol: string,
  market: Market,
  wanted: Wanted,
  makers: readonly Order[],
  mode: SelfTradePrevention,
): Taking {
  const taking: Taking = {
    steps: [],
    filledQty: 0n,
    filledQuote: 0n,
    preventedQty: 0n,
    isExpired: false,
  };
  const own = opposing(makers, wanted);
  const budget = new Budget(wanted);
  const book = levels(view, symbol, market, wanted.side === 'BUY' ? 'SELL' : 'BUY');
  let level = book.next();
  let left = wanted.qty;
  while (!budget.isSpent && !taking.isExpired) {
    const maker = own[0];
    const offered = level.done === true ? undefined : level.value;
    const better =
      maker !== undefined &&
      (offered === undefined ||
        (wanted.side === 'BUY' ? maker.price < offered.price : maker.price > offered.price));
    if (better) {
      own.shift();
      const qty = budget.affordable(maker.price, remainingOf(maker));
      if (qty <= 0n) break;
      meetOwn(taking, maker, qty, left, mode);
      if (mode !== 'EXPIRE_MAKER') {
        budget.take(maker.price, qty);
        if (left !== undefined) left -= qty;
      }
      continue;
    }
    if (offered === undefined || !accepts(wanted, offered.price)) break;
    const qty = budget.take(offered.price, offered.qty);
    if (qty <= 0n) break;
    if (left !== undefined) left -= qty;
    taking.steps.push({ kind: 'trade', level: { price: offered.price, qty } });
    taking.filledQty += qty;
    taking.filledQuote += multiply(offered.price, qty);
    level = book.next();
  }
  return taking;
}

function meetOwn(
  taking: Taking,
  maker: Order,
  qty: bigint,
  takerLeft: bigint | undefined,
  mode: SelfTradePrevention,
): void {
  const { price } = maker;
  const takerAll = takerLeft ?? qty;
  const makerAll = remainingOf(maker);
  switch (mode) {
    case 'NONE':
      taking.steps.push({ kind: 'own', maker, level: { price, qty } });
      taking.filledQty += qty;
      taking.filledQuote += multiply(price, qty);
      return;
    case 'EXPIRE_TAKER':
      taking.steps.push({ kind: 'prevented', maker, price, takerQty: takerAll, makerQty: 0n });
      taking.preventedQty += takerAll;
      taking.isExpired = true;
      return;
    case 'EXPIRE_MAKER':
      taking.steps.push({ kind: 'prevented', maker, price, takerQty: 0n, makerQty: makerAll });
      return;
    case 'EXPIRE_BOTH':
      taking.steps.push({
        kind: 'prevented',
        maker,
        price,
        takerQty: takerAll,
        makerQty: makerAll,
      });
      taking.preventedQty += takerAll;
      taking.isExpired = true;
      return;
    case 'DECREMENT':
    case 'TRANSFER':
      taking.steps.push({ kind: 'prevented', maker, price, takerQty: qty, makerQty: qty });
      taking.preventedQty += qty;
      if (takerLeft === qty) taking.isExpired = true;
  }
}
