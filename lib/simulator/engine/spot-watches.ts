import type { Feed } from '../feeds/feed';
import { smaller } from './decimal';
import { MarketView } from './market-view';
import type { AccountState, Order } from './model';
import { fillSpot } from './spot-book';
import type { SpotDetails } from './spot-details';
import { isWaiting, remainingOf, triggersAbove } from './spot-details';
import { triggerSpot } from './spot';
import type { SpotRules } from './symbols';
import { spotRules } from './symbols';
import type { Contribution, Follower, Watch } from './watch';

/** With a stepped clock an order may carry a later time than the market stood at when it came. */
function stamp(order: Order, at: number): number {
  return Math.max(at, order.createdAt);
}

function resting(state: AccountState, feed: Feed, rules: SpotRules, order: Order): Watch {
  return {
    symbol: order.symbol,
    series: 'spot',
    reach: 'resting',
    limit: Number(order.price / feed.units(order.symbol).tick.spot),
    falling: order.side === 'BUY',
    turn: order.orderId,
    order,
    step: rules.stepSize,
    happen: ({ at, available }) => {
      const qty = smaller(remainingOf(order), available);
      const view = new MarketView(feed, at);
      fillSpot(state, view, rules, order, { price: order.price, qty }, true, stamp(order, at));
      return qty;
    },
  };
}

/** Price in ticks at which a trailing order triggers, seen from its extreme. */
function trailingLimit(spot: SpotDetails, above: boolean): number {
  const extreme = spot.trailingExtremeTicks;
  return above
    ? Math.ceil((extreme * (10_000 + spot.trailingDelta)) / 10_000)
    : Math.floor((extreme * (10_000 - spot.trailingDelta)) / 10_000);
}

/** The trigger of a waiting order: its stop, or its trailing distance once it trails. */
function trigger(
  state: AccountState,
  feed: Feed,
  rules: SpotRules,
  order: Order,
  spot: SpotDetails,
): Watch {
  const above = triggersAbove(order.type, order.side);
  const trails = spot.trailingTime >= 0;
  const tick = feed.units(order.symbol).tick.spot;
  const stopTicks = Number(above ? (spot.stopPrice + tick - 1n) / tick : spot.stopPrice / tick);
  return {
    symbol: order.symbol,
    series: 'spot',
    reach: 'at',
    limit: trails ? trailingLimit(spot, above) : stopTicks,
    falling: !above,
    turn: order.orderId,
    happen: ({ at, ticks }) => {
      if (spot.trailingDelta > 0 && !trails) {
        // The stop price of a trailing order is where it begins to trail.
        spot.trailingTime = stamp(order, at);
        spot.trailingExtremeTicks = ticks;
        state.changes.orders.add(order);
        return;
      }
      triggerSpot(state, new MarketView(feed, at), rules, order, stamp(order, at));
    },
  };
}

function follower(state: AccountState, order: Order, spot: SpotDetails): Follower {
  return {
    symbol: order.symbol,
    series: 'spot',
    // What triggers above measures from the lowest price, what triggers below from the highest.
    upwards: !triggersAbove(order.type, order.side),
    extreme: spot.trailingExtremeTicks,
    follow: (ticks) => {
      spot.trailingExtremeTicks = ticks;
      state.changes.orders.add(order);
    },
  };
}

/** What the spot orders of an account wait for. */
export function spotContribution(state: AccountState, feed: Feed): Contribution {
  const found: Contribution = { watches: [], followers: [] };
  for (const order of state.open.values()) {
    if (order.market !== 'spot') continue;
    const rules = spotRules(order.symbol);
    if (rules === undefined) continue;
    const { spot } = order;
    if (spot === undefined || !isWaiting(order)) {
      found.watches.push(resting(state, feed, rules, order));
      continue;
    }
    found.watches.push(trigger(state, feed, rules, order, spot));
    if (spot.trailingTime >= 0) found.followers.push(follower(state, order, spot));
  }
  return found;
}
