import type { Feed, SeriesName } from '../feeds/feed';
import { isActive, trailingTrigger, triggersUpwards, triggerAlgo, waitingAlgos } from './algo';
import {
  crossExcess,
  crossLegs,
  crossSymbols,
  liquidate,
  liquidateCross,
  liquidationPointOf,
} from './liquidation';
import { MarketView } from './market-view';
import type { AccountState, Order, Position } from './model';
import type { MarginAsset } from './symbols';
import { MARGIN_ASSETS, marginAssetOf, usdmRules } from './symbols';
import { fillRestingUsdm } from './usdm';
import { bnbPriceOf } from './usdm-fees';
import type { AlgoOrder } from './usdm-model';
import { marginTypeOf } from './usdm-model';
import type { Contribution, Sentinel, Watch } from './watch';

/** With a stepped clock an order may carry a later time than the market stood at when it came. */
function stamp(order: { createdAt: number }, at: number): number {
  return Math.max(at, order.createdAt);
}

function resting(state: AccountState, feed: Feed, order: Order, step: bigint): Watch {
  return {
    symbol: order.symbol,
    series: 'usdm',
    reach: 'resting',
    limit: Number(order.price / feed.units(order.symbol).tick.usdm),
    falling: order.side === 'BUY',
    turn: order.usdm?.queuedAs ?? order.orderId,
    order,
    step,
    happen: ({ at, available }) => {
      const view = new MarketView(feed, at);
      const mark = view.mark(order.symbol);
      return fillRestingUsdm(state, order, stamp(order, at), available, bnbPriceOf(view), mark);
    },
  };
}

/** The first tick of a series at or beyond a scaled price, seen in the direction it is reached. */
function ticksAt(price: bigint, tick: bigint, falling: boolean): number {
  return falling ? Number(price / tick) : Number((price + tick - 1n) / tick);
}

/** Liquidation of an isolated leg, or of all cross positions when one contract holds them. */
function liquidation(state: AccountState, feed: Feed, leg: Position): Watch | undefined {
  const { symbol } = leg;
  const { mark: tick } = feed.units(symbol).tick;
  const point = liquidationPointOf(state, leg, () => 0n);
  if (point === undefined) return undefined;
  const crossed = marginTypeOf(state.account, symbol) === 'CROSSED';
  return {
    symbol,
    series: 'mark',
    reach: 'at',
    limit: ticksAt(point.price, tick, point.falling),
    falling: point.falling,
    turn: 0,
    happen: ({ at, ticks }) => {
      const mark = BigInt(ticks) * tick;
      if (crossed) liquidateCross(state, marginAssetOf(symbol), () => mark, at);
      else liquidate(state, leg, mark, at);
    },
  };
}

/**
 * Liquidation of cross positions of several contracts of one margin asset: their marks move at once, so it is a condition over all of them
 * and not a price of one.
 */
function crossSentinel(
  state: AccountState,
  feed: Feed,
  asset: MarginAsset,
  symbols: readonly string[],
): Sentinel {
  const scaled = (symbol: string, ticks: number): bigint =>
    BigInt(ticks) * feed.units(symbol).tick.mark;
  return {
    symbols,
    series: 'mark',
    isPossible: (low, high) =>
      crossExcess(state, asset, (leg) =>
        scaled(leg.symbol, leg.amount > 0n ? low(leg.symbol) : high(leg.symbol)),
      ) <= 0n,
    holds: (ticks) =>
      crossExcess(state, asset, (leg) => scaled(leg.symbol, ticks(leg.symbol))) <= 0n,
    happen: (ticks, at) =>
      liquidateCross(state, asset, (symbol) => scaled(symbol, ticks(symbol)), at),
  };
}

function trigger(state: AccountState, feed: Feed, algo: AlgoOrder): Watch | undefined {
  const rules = usdmRules(algo.symbol);
  if (rules === undefined) return undefined;
  const series: SeriesName = algo.workingType === 'MARK_PRICE' ? 'mark' : 'usdm';
  const trailing = algo.type === 'TRAILING_STOP_MARKET';
  if (trailing && !isActive(algo)) return undefined;
  const falling = trailing ? algo.side === 'SELL' : !triggersUpwards(algo);
  const price = trailing ? trailingTrigger(algo) : algo.triggerPrice;
  return {
    symbol: algo.symbol,
    series,
    reach: 'at',
    limit: ticksAt(price, feed.units(algo.symbol).tick[series], falling),
    falling,
    turn: algo.algoId,
    happen: ({ at }) => triggerAlgo(state, new MarketView(feed, at), rules, algo, stamp(algo, at)),
  };
}

function conditional(state: AccountState, feed: Feed, algo: AlgoOrder, found: Contribution): void {
  const watch = trigger(state, feed, algo);
  if (watch !== undefined) found.watches.push(watch);
  if (algo.type !== 'TRAILING_STOP_MARKET') return;
  const series: SeriesName = algo.workingType === 'MARK_PRICE' ? 'mark' : 'usdm';
  const tick = feed.units(algo.symbol).tick[series];
  found.followers.push({
    symbol: algo.symbol,
    series,
    upwards: algo.side === 'SELL',
    extreme: Number(algo.extreme / tick),
    follow: (ticks) => {
      algo.extreme = BigInt(ticks) * tick;
      state.changes.algos.add(algo);
      state.changes.account = true;
    },
  });
}

/** What the USD-M orders, conditional orders and positions of an account wait for. */
export function usdmContribution(state: AccountState, feed: Feed): Contribution {
  const found: Contribution = { watches: [], followers: [] };
  for (const order of state.open.values()) {
    if (order.market !== 'usdm') continue;
    const rules = usdmRules(order.symbol);
    if (rules !== undefined) found.watches.push(resting(state, feed, order, rules.stepSize));
  }
  for (const algo of waitingAlgos(state)) conditional(state, feed, algo, found);
  const single: Position[] = [];
  const sentinels: Sentinel[] = [];
  for (const asset of MARGIN_ASSETS) {
    const crossed = crossSymbols(state, asset);
    const [firstCross] = crossLegs(state, asset);
    if (crossed.length === 1 && firstCross !== undefined) single.push(firstCross);
    if (crossed.length > 1) sentinels.push(crossSentinel(state, feed, asset, crossed));
  }
  const isolated = Object.values(state.account.positions).filter(
    (leg) => leg.amount !== 0n && marginTypeOf(state.account, leg.symbol) === 'ISOLATED',
  );
  for (const leg of [...isolated, ...single]) {
    const watch = liquidation(state, feed, leg);
    if (watch !== undefined) found.watches.push(watch);
  }
  if (sentinels.length > 0) found.sentinels = sentinels;
  return found;
}
