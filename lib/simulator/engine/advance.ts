import type { Feed, SeriesName } from '../feeds/feed';
import { MINUTE_MS } from '../feeds/feed';
import { Fences } from './fences';
import { FUNDING_GRID_MS, settledThrough, settleFunding } from './funding';
import type { Leg } from './matching';
import { instantOf, legNumber, matchResting } from './matching';
import type { AccountState } from './model';
import { barAt, corners, LEG_MS, onLeg } from './path';
import { spotContribution } from './spot-watches';
import { areQuiet, metAt, ticksOf } from './sentinels';
import { nextTimerAt, runTimers } from './usdm-timers';
import { usdmContribution } from './usdm-watches';
import type { Contribution, Sentinel, Watch } from './watch';

/** What an advance brought. */
export interface Advanced {
  fills: number;
  fundings: number;
}

/** Order of what happens in the same millisecond: by mark price, spot, futures; then symbol, nearest price, oldest. */
function inTurn(a: Watch, b: Watch): number {
  const rank: Record<SeriesName, number> = { mark: 0, spot: 1, usdm: 2 };
  if (a.series !== b.series) return rank[a.series] - rank[b.series];
  if (a.symbol !== b.symbol) return a.symbol < b.symbol ? -1 : 1;
  if (a.falling !== b.falling) return a.falling ? -1 : 1;
  if (a.limit !== b.limit) return a.falling ? b.limit - a.limit : a.limit - b.limit;
  return a.turn - b.turn;
}

/** Everything an account waits for, in turn, and the prices between which none of it happens. */
class Lists {
  private contribution: Contribution = { watches: [], followers: [] };
  fences = new Fences(this.contribution);
  isFlat = true;

  constructor(
    private readonly state: AccountState,
    private readonly feed: Feed,
  ) {
    this.renew();
  }

  get watches(): readonly Watch[] {
    return this.contribution.watches;
  }

  get followers(): Contribution['followers'] {
    return this.contribution.followers;
  }

  get sentinels(): readonly Sentinel[] {
    return this.contribution.sentinels ?? [];
  }

  /** Asks again, after something happened. */
  renew(): void {
    const spot = spotContribution(this.state, this.feed);
    const usdm = usdmContribution(this.state, this.feed);
    this.contribution = {
      watches: [...spot.watches, ...usdm.watches].sort(inTurn),
      followers: [...spot.followers, ...usdm.followers],
      sentinels: [...(spot.sentinels ?? []), ...(usdm.sentinels ?? [])],
    };
    this.fences = new Fences(this.contribution);
    this.isFlat = Object.values(this.state.account.positions).every((row) => row.amount === 0n);
  }
}

/** The leg `leg` (0 to 2) of bar `index` of a series. */
function legOf(
  feed: Feed,
  symbol: string,
  name: SeriesName,
  index: number,
  leg: number,
  openAt: number,
): Leg {
  const series = feed.series(symbol, index);
  const points = corners(series[name], series.spot, index);
  const from = points[leg] ?? 0;
  return { number: legNumber(openAt) + leg, index, from, to: points[leg + 1] ?? from };
}

interface Next {
  watch: Watch;
  leg: Leg;
  offset: number;
}

/** The first thing that happens in a leg between the offsets `since` and `until`. */
function earliest(
  lists: Lists,
  feed: Feed,
  index: number,
  leg: number,
  openAt: number,
  since: number,
  until: number,
): Next | undefined {
  let best: Next | undefined;
  for (const watch of lists.watches) {
    const part = legOf(feed, watch.symbol, watch.series, index, leg, openAt);
    const offset = instantOf(watch, part, since);
    if (offset === undefined || offset > until) continue;
    if (best === undefined || offset < best.offset) best = { watch, leg: part, offset };
  }
  return best;
}

/** The first sentinel met in a leg between the offsets `since` and `until`; it goes before a watch of that instant. */
function firstMet(
  lists: Lists,
  feed: Feed,
  index: number,
  leg: number,
  since: number,
  until: number,
): { sentinel: Sentinel; offset: number } | undefined {
  let best: { sentinel: Sentinel; offset: number } | undefined;
  for (const sentinel of lists.sentinels) {
    const offset = metAt(sentinel, feed, index, leg, since, until);
    if (offset === undefined || (best !== undefined && offset >= best.offset)) continue;
    best = { sentinel, offset };
  }
  return best;
}

/** Tells the followers the prices of this instant; true when one of them has moved. */
function follow(
  lists: Lists,
  feed: Feed,
  index: number,
  leg: number,
  openAt: number,
  offset: number,
): boolean {
  let moved = false;
  for (const follower of lists.followers) {
    const { from, to } = legOf(feed, follower.symbol, follower.series, index, leg, openAt);
    const ticks = onLeg(from, to, offset);
    if (follower.upwards ? ticks <= follower.extreme : ticks >= follower.extreme) continue;
    follower.follow(ticks, openAt + leg * LEG_MS + offset);
    moved = true;
  }
  return moved;
}

/** Lives through the part of a leg between the offsets `since` and `until`. */
function liveLeg(
  state: AccountState,
  lists: Lists,
  feed: Feed,
  index: number,
  leg: number,
  openAt: number,
  since: number,
  until: number,
): void {
  if (follow(lists, feed, index, leg, openAt, since)) lists.renew();
  let from = since;
  for (;;) {
    const next = earliest(lists, feed, index, leg, openAt, from, until);
    const met = firstMet(lists, feed, index, leg, from, next?.offset ?? until);
    if (met !== undefined) {
      from = met.offset;
      const ticks = ticksOf(met.sentinel, feed, index, leg, from);
      met.sentinel.happen(ticks, openAt + leg * LEG_MS + from);
      lists.renew();
      continue;
    }
    if (next === undefined) break;
    const { watch, offset } = next;
    from = offset;
    const at = openAt + leg * LEG_MS + offset;
    const ticks = onLeg(next.leg.from, next.leg.to, offset);
    if (watch.reach === 'resting') {
      if (!matchResting(state, feed, watch, next.leg, offset, at, ticks)) continue;
    } else {
      watch.happen({ feed, at, ticks, available: 0n });
    }
    lists.renew();
  }
  // A leg goes one way, so its first and last price are its extremes.
  if (follow(lists, feed, index, leg, openAt, until)) lists.renew();
}

/**
 * Lives through (from, to] for one account: fills, triggers, liquidations and funding in order of time. The outcome does
 * not depend on how a stretch is cut into advances, because every instant's price is a function of that instant alone,
 * and what an order had of a leg is remembered. Funding at a boundary comes before whatever else falls on its
 * millisecond.
 */
export function advanceAccount(
  state: AccountState,
  feed: Feed,
  from: number,
  to: number,
): Advanced {
  const done: Advanced = { fills: 0, fundings: 0 };
  let reached = from;
  for (;;) {
    const due = nextTimerAt(state);
    if (due === undefined || due > to) break;
    // What time alone ends is ended when the market has been lived through up to that time.
    const { fills, fundings } = liveThrough(state, feed, reached, Math.max(reached, due));
    done.fills += fills;
    done.fundings += fundings;
    reached = Math.max(reached, due);
    runTimers(state, reached);
  }
  const { fills, fundings } = liveThrough(state, feed, reached, to);
  return { fills: done.fills + fills, fundings: done.fundings + fundings };
}

function liveThrough(state: AccountState, feed: Feed, from: number, to: number): Advanced {
  const done: Advanced = { fills: 0, fundings: 0 };
  // Where no time passes nothing happens: what came at `from` itself meets the market when time moves on.
  if (to <= from) return done;
  const tradesBefore = state.changes.trades.length;
  const lists = new Lists(state, feed);
  let { index, offset } = barAt(feed.firstAt, from);
  const end = barAt(feed.firstAt, to);
  for (; index <= end.index; index++, offset = 0) {
    const openAt = feed.firstAt + index * MINUTE_MS;
    if (offset === 0 && openAt % FUNDING_GRID_MS === 0 && openAt > state.account.fundedThrough) {
      const settled = settleFunding(state, feed, openAt);
      done.fundings += settled;
      if (settled > 0) lists.renew();
    }
    if (lists.fences.isEmpty && lists.isFlat) {
      // Nothing rests and nothing is held: neither prices nor funding can change anything.
      index = Math.max(index, end.index - 1);
      continue;
    }
    if (lists.fences.isQuiet(feed, index) && areQuiet(lists.sentinels, feed, index)) continue;
    const last = index === end.index ? end.offset : MINUTE_MS - 1;
    for (let leg = Math.floor(offset / LEG_MS); leg * LEG_MS <= last; leg++) {
      const since = Math.max(0, offset - leg * LEG_MS);
      const until = Math.min(LEG_MS - 1, last - leg * LEG_MS);
      liveLeg(state, lists, feed, index, leg, openAt, since, until);
    }
  }
  state.account.fundedThrough = Math.max(state.account.fundedThrough, settledThrough(to));
  done.fills = state.changes.trades.length - tradesBefore;
  return done;
}
