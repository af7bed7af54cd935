import type { Feed, SeriesName } from '../feeds/feed';
import { MINUTE_MS } from '../feeds/feed';
import { multiply } from './decimal';
import { liquidate, liquidationPriceOf } from './liquidation';
import { FUNDING_MS, MarketView, nextFundingAt } from './market-view';
import type { AccountState, Order } from './model';
import { tallyOf } from './model';
import { barAt, corners, crossing, LEG_MS, onLeg } from './path';
import { fillSpot } from './spot';
import { spotRules } from './symbols';
import { addIncome, fillRestingUsdm } from './usdm';

/** What an advance brought. */
export interface Advanced {
  fills: number;
  fundings: number;
}

/** Something a price can reach: a resting order, or a position's liquidation. `limit` must be passed, in ticks. */
interface Watch {
  symbol: string;
  series: SeriesName;
  limit: number;
  falling: boolean;
  order?: Order;
}

function watches(state: AccountState, feed: Feed): Watch[] {
  const found: Watch[] = [];
  for (const order of state.open.values()) {
    found.push({
      symbol: order.symbol,
      series: order.market,
      limit: Number(order.price / feed.units(order.symbol).tick[order.market]),
      falling: order.side === 'BUY',
      order,
    });
  }
  for (const position of Object.values(state.account.positions)) {
    const price = liquidationPriceOf(position);
    if (price === 0n) continue;
    const { symbol } = position;
    const tick = feed.units(symbol).tick.mark;
    // A long goes at mark <= price, a short at mark >= price; `limit` is the last tick that is still safe.
    const long = position.amount > 0n;
    const limit = long ? Number(price / tick) + 1 : Number((price + tick - 1n) / tick) - 1;
    found.push({ symbol, series: 'mark', limit, falling: long });
  }
  return found.sort(inTurn);
}

/** Order of what happens in the same millisecond: liquidations, spot, futures; then symbol, nearest price, oldest order. */
function inTurn(a: Watch, b: Watch): number {
  const rank: Record<SeriesName, number> = { mark: 0, spot: 1, usdm: 2 };
  if (a.series !== b.series) return rank[a.series] - rank[b.series];
  if (a.symbol !== b.symbol) return a.symbol < b.symbol ? -1 : 1;
  if (a.falling !== b.falling) return a.falling ? -1 : 1;
  if (a.limit !== b.limit) return a.falling ? b.limit - a.limit : a.limit - b.limit;
  return (a.order?.orderId ?? 0) - (b.order?.orderId ?? 0);
}

/** Settles funding at `at` for every position: -(position x mark x rate), cut off at 1e-8 (reference H). */
function settleFunding(state: AccountState, feed: Feed, at: number): number {
  const view = new MarketView(feed, at);
  let settled = 0;
  state.account.fundedThrough = at;
  state.changes.account = true;
  for (const position of Object.values(state.account.positions)) {
    if (position.amount === 0n) continue;
    const notional = multiply(position.amount, view.mark(position.symbol));
    const payment = -multiply(notional, view.settledRate(position.symbol, at));
    position.isolatedWallet += payment;
    state.account.wallet += payment;
    position.updatedAt = at;
    addIncome(state, position.symbol, 'FUNDING_FEE', payment, at);
    const tally = tallyOf(state.account, position.symbol);
    tally.fundings++;
    tally.fundingPayments += payment;
    settled++;
  }
  return settled;
}

function carryOut(state: AccountState, feed: Feed, watch: Watch, ticks: number, at: number): void {
  const { order, symbol } = watch;
  if (order === undefined) {
    liquidate(state, symbol, BigInt(ticks) * feed.units(symbol).tick.mark, at);
    return;
  }
  // With a stepped clock an order may carry a later time than the market stood at when it came.
  const stamp = Math.max(at, order.createdAt);
  if (order.market === 'usdm') {
    fillRestingUsdm(state, order, stamp);
    return;
  }
  const rules = spotRules(symbol);
  if (rules === undefined) return;
  const qty = order.origQty - order.executedQty;
  fillSpot(state, rules, order, { price: order.price, qty }, true, stamp);
}

function isFlat(state: AccountState): boolean {
  return Object.values(state.account.positions).every((position) => position.amount === 0n);
}

/** True when no watched price can be passed inside bar `i`. */
function quiet(watched: readonly Watch[], feed: Feed, i: number): boolean {
  return watched.every((watch) => {
    const bars = feed.series(watch.symbol, i)[watch.series];
    return watch.falling ? (bars.low[i] ?? 0) >= watch.limit : (bars.high[i] ?? 0) <= watch.limit;
  });
}

/**
 * Lives through (from, to] for one account: fills, liquidations and funding in order of time. The outcome does not depend
 * on how a stretch is cut into advances, because every instant's price is a function of that instant alone. Funding at a
 * boundary comes before whatever else falls on its millisecond.
 */
export function advanceAccount(
  state: AccountState,
  feed: Feed,
  from: number,
  to: number,
): Advanced {
  const done: Advanced = { fills: 0, fundings: 0 };
  const tradesBefore = state.changes.trades.length;
  let watched = watches(state, feed);
  let { index, offset } = barAt(feed.firstAt, from);
  const end = barAt(feed.firstAt, to);
  for (; index <= end.index; index++, offset = 0) {
    const openAt = feed.firstAt + index * MINUTE_MS;
    if (offset === 0 && openAt % FUNDING_MS === 0 && openAt > state.account.fundedThrough) {
      done.fundings += settleFunding(state, feed, openAt);
      watched = watches(state, feed);
    }
    if (watched.length === 0 && isFlat(state)) {
      // Nothing rests and nothing is held: neither prices nor funding can change anything.
      index = Math.max(index, end.index - 1);
      continue;
    }
    if (quiet(watched, feed, index)) continue;
    const last = index === end.index ? end.offset : MINUTE_MS - 1;
    for (let leg = Math.floor(offset / LEG_MS); leg * LEG_MS <= last; leg++) {
      let since = Math.max(0, offset - leg * LEG_MS);
      const until = Math.min(LEG_MS - 1, last - leg * LEG_MS);
      for (;;) {
        const next = earliest(watched, feed, index, leg, since, until);
        if (next === undefined) break;
        since = next.at;
        carryOut(state, feed, next.watch, next.ticks, openAt + leg * LEG_MS + since);
        watched = watches(state, feed);
      }
    }
  }
  state.account.fundedThrough = Math.max(
    state.account.fundedThrough,
    nextFundingAt(to) - FUNDING_MS,
  );
  done.fills = state.changes.trades.length - tradesBefore;
  return done;
}

function earliest(
  watched: readonly Watch[],
  feed: Feed,
  index: number,
  leg: number,
  since: number,
  until: number,
): { watch: Watch; at: number; ticks: number } | undefined {
  let best: { watch: Watch; at: number; ticks: number } | undefined;
  for (const watch of watched) {
    const series = feed.series(watch.symbol, index);
    const points = corners(series[watch.series], series.spot, index);
    const from = points[leg] ?? 0;
    const to = points[leg + 1] ?? from;
    const at = crossing(from, to, watch.limit, watch.falling, since);
    if (at === undefined || at > until || (best !== undefined && at >= best.at)) continue;
    best = { watch, at, ticks: onLeg(from, to, at) };
  }
  return best;
}
