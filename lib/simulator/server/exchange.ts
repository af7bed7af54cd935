import { rmSync } from 'node:fs';
import { openAccount } from '../engine/account';
import { advanceAccount } from '../engine/advance';
import { ApiError } from '../engine/errors';
import { deleverage } from '../engine/liquidation';
import { MarketView } from '../engine/market-view';
import { equityOf, reportOf, sample } from '../engine/report';
import type { AccountReport } from '../engine/report';
import { putRulesInForce } from '../engine/symbols';
import { rulesAfter } from '../faults/filters';
import { meet } from '../faults/meet';
import type { FaultState } from '../faults/model';
import { noFaults } from '../faults/model';
import type { FaultRequest } from '../faults/parse';
import { withLargeIds, withoutLargeIds } from '../faults/wire-ids';
import type { Feed } from '../feeds/feed';
import { ownSymbols } from '../feeds/usdc-markets';
import type { World } from '../store/store';
import { Store } from '../store/store';
import type { Funding } from './accounts';
import { accountFor, findAccount, fund, returnOrderCount, shownOf } from './accounts';
import { authenticate, type ExchangeRequest, notFound, refuseWhenClosed } from './admission';
import { exchangeNow } from './clock';
import type { Instant } from './clock';
import type { Answer, BatchFault, Treatment } from './treatment';
import {
  failure,
  spoil,
  treat,
  withElements,
  withoutElements,
  withReadDelay,
  withRowsTwice,
} from './treatment';
import {
  checkBan,
  checkOrderCount,
  countOrders,
  orderHeaders,
  returnWeight,
  spendWeight,
  usedWeight,
} from './limits';
import { Params } from './params';
import type { Route } from './route';
import { routeFor } from './routes';
import type { StreamMessage } from './streams/payloads';
import { messageOf } from './streams/payloads';

/** Report of an account with the exchange's own figures. */
export interface SimulatorReport extends AccountReport {
  now: number;
  feed: { name: string; seed: number; startAt: number };
  clock: 'wall' | 'stepped';
  account: { key: string; uid: number };
  rateLimitViolations: number;
}

/** A message of a user stream with its number in the account. */
export interface NumberedMessage extends StreamMessage {
  id: number;
  time: number;
}

/** The exchange behind the HTTP server: each call is one transaction on the stored state, brought up to now first. */
export class PaperExchange {
  /**
   * @param hostNow the host's clock, epoch ms
   * @param randomUid a number for a new account
   */
  constructor(
    private store: Store,
    private readonly feed: Feed,
    private readonly hostNow: () => number,
    private readonly randomUid: () => number,
  ) {}

  /** How far an advance moves that names no time. */
  get stepMs(): number | undefined {
    return this.work((world) => world.settings.stepMs);
  }

  /** Lets a live feed fetch what is new; at once for others. */
  async refresh(): Promise<void> {
    await this.feed.refresh?.(this.hostNow());
  }

  /** Answers a request of `/api`, `/sapi` or `/fapi`; refusals are answers too. */
  handle(request: ExchangeRequest): Answer {
    const route = routeFor(request.method, request.path);
    if (route === undefined) return notFound(request);
    const first = this.work((world) => {
      const instant = this.catchUp(world);
      const { faults } = world;
      if (faults.rules.length === 0) return this.respond(world, instant, route, request);
      const met = meet(faults, request.method, request.path);
      return this.underFaults(world, route, request, treat(world, route.pool, met, instant));
    });
    if (!('later' in first)) return first;
    const { treatment } = first;
    const again = (world: World): Answer => {
      const answer = this.respond(world, treatment.instant, route, request, treatment.batch);
      return spoil(answer, treatment.afterwards);
    };
    if (first.later === 'stale') return this.stale(again);
    return this.store.rehearse(again);
  }

  /** The answer of a request that faults were met by, or why it has to be given outside this transaction. */
  private underFaults(
    world: World,
    route: Route,
    request: ExchangeRequest,
    treatment: Treatment,
  ): Answer | { later: 'stale' | 'forget'; treatment: Treatment } {
    const { instead, afterwards, batch, instant } = treatment;
    if (instead !== undefined) return spoil(failure(instead), afterwards);
    if (treatment.stale) return { later: 'stale', treatment };
    if (treatment.forget) return { later: 'forget', treatment };
    const answer = this.respond(world, instant, route, request, batch);
    if (!treatment.twice) return spoil(answer, afterwards);
    if (request.method === 'GET') return spoil(withRowsTwice(answer), afterwards);
    this.respond(world, instant, route, request, batch);
    return spoil(answer, afterwards);
  }

  /** Carries a request out and puts its result or refusal into an answer. */
  private respond(
    world: World,
    instant: Instant,
    route: Route,
    request: ExchangeRequest,
    batch: readonly BatchFault[] = [],
  ): Answer {
    const { readAfterWriteMs, largeOrderIds } = world.faults;
    const headers: Record<string, string> = {};
    const finish = (status: number, value: unknown): Answer => {
      const text = JSON.stringify(value);
      return {
        status,
        headers: this.withWeight(world, route, instant, headers),
        body: largeOrderIds ? withLargeIds(text) : text,
      };
    };
    try {
      let result = this.answer(world, instant, route, request, headers, batch);
      if (batch.length > 0) result = withElements(result, batch);
      if (readAfterWriteMs > 0) {
        const name = `${request.method} ${request.path}`;
        result = withReadDelay(name, result, readAfterWriteMs, instant.now);
      }
      return finish(200, result);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      Object.assign(headers, error.headers);
      const { code, data } = error;
      const refusal = { code, msg: error.message, ...(data === undefined ? {} : { data }) };
      return finish(error.httpStatus, refusal);
    }
  }

  /** Answers from the copy of the state that was made when the stale rules were. */
  private stale(again: (world: World) => Answer): Answer {
    const copy = new Store(staleFile(this.store.file), () => {
      throw new Error('There is no copy of the state for stale reads');
    });
    const own = this.store;
    try {
      // Handlers ask the store for closed orders and trades, so the copy stands in for it while they run.
      this.store = copy;
      return copy.rehearse(again);
    } finally {
      this.store = own;
      copy.close();
    }
  }

  /** A transaction with the exchange's own rules in force. */
  private work<T>(task: (world: World) => T): T {
    return this.store.transaction((world) => {
      const { changes } = world.faults;
      putRulesInForce(undefined, this.feed.symbols);
      if (changes.length > 0) putRulesInForce(rulesAfter(changes), this.feed.symbols);
      return task(world);
    });
  }

  /** Adds fault rules and settings; tells the ids of the rules. */
  addFaults(asked: FaultRequest): { ids: number[] } {
    if (asked.rules.some((rule) => rule.kind === 'stale')) {
      const file = staleFile(this.store.file);
      rmSync(file, { force: true });
      this.store.copyTo(file);
    }
    return this.work((world) => {
      const { faults } = world;
      const changes = asked.rules.flatMap(({ market, symbol, set }) =>
        market === undefined || symbol === undefined || set === undefined
          ? []
          : [{ market, symbol, set }],
      );
      // A change that does not fit is refused now, not when it strikes.
      const now = rulesAfter(faults.changes);
      rulesAfter([...faults.changes, ...changes]);
      putRulesInForce(now, this.feed.symbols);
      faults.seed = asked.seed ?? faults.seed;
      faults.readAfterWriteMs = asked.readAfterWriteMs ?? faults.readAfterWriteMs;
      faults.largeOrderIds = asked.largeOrderIds ?? faults.largeOrderIds;
      const ids = asked.rules.map((rule) => {
        faults.rules.push({ ...rule, id: faults.nextId, seen: 0, applied: 0 });
        return faults.nextId++;
      });
      return { ids };
    });
  }

  /** All faults with how often each was met and struck. */
  faults(): Omit<FaultState, 'nextId'> {
    return this.work(({ faults: { nextId: _nextId, ...shown } }) => structuredClone(shown));
  }

  /** Ends all faults, bans and changed rules; tells how many rules there were. */
  clearFaults(): { removed: number } {
    return this.work((world) => {
      const removed = world.faults.rules.length;
      world.faults = { ...noFaults(), nextId: world.faults.nextId };
      delete world.limits.bans;
      putRulesInForce(undefined, this.feed.symbols);
      return { removed };
    });
  }

  /** Moves a stepped exchange on by `ms`, or to a time, and tells what that brought on all accounts. */
  advance(by: { ms: number } | { to: number }): { now: number; fills: number; fundings: number } {
    return this.work((world) => {
      if (world.settings.clock === 'wall') {
        throw new ApiError(-1020, 'A wall clock cannot be advanced.');
      }
      const { clock } = world;
      const { now } = exchangeNow(world, this.hostNow());
      const wanted = 'ms' in by ? clock.exchangeAt + by.ms : by.to;
      if ('to' in by && by.to < clock.exchangeAt) {
        throw new ApiError(-1130, "Data sent for parameter 'to' is not valid.");
      }
      // Time that was already told to a client is never taken back.
      const target = Math.max(wanted, now);
      const { endAt } = this.feed;
      if (endAt !== undefined && target > endAt) {
        const msg = `The recording ends at ${new Date(endAt).toISOString()}; the market cannot be advanced to ${new Date(target).toISOString()}.`;
        throw new ApiError(-1130, msg);
      }
      const done = this.live(world, target);
      world.clock = { exchangeAt: target, hostAt: this.hostNow(), marketAt: target };
      return { now: target, ...done };
    });
  }

  /** The report of the default account, or of the one with `key`. */
  report(key: string | undefined): SimulatorReport {
    return this.work((world) => {
      const { now } = this.catchUp(world);
      const state = accountFor(world, key);
      const view = new MarketView(this.feed, world.clock.marketAt);
      const figures = reportOf(state, view, shownOf(state, view, world.settings.feed.symbols));
      return {
        now,
        feed: { name: this.feed.name, seed: this.feed.seed, startAt: this.feed.startAt },
        clock: world.settings.clock,
        account: { key: state.account.key, uid: state.account.uid },
        ...figures,
        rateLimitViolations: world.limits.violations + state.account.tally.rateLimitViolations,
      };
    });
  }

  /** Messages of an account's user streams after the one with id `after`; of the default account without a key. */
  events(key: string | undefined, after: number, limit: number): { events: NumberedMessage[] } {
    // What catching up brings is stored at the end of a transaction, so that it is read in another.
    this.work((world) => this.catchUp(world));
    return this.work((world) => {
      const state = accountFor(world, key);
      const stored = this.store.eventsAfter(state.account.id, after, limit);
      const events = stored.map(({ id, event }) => ({ id, time: event.time, ...messageOf(event) }));
      return { events };
    });
  }

  /** Closes an account's position in a symbol as auto-deleveraging does; the default account without a key. */
  deleverage(key: string | undefined, symbol: string): { orderIds: number[] } {
    return this.work((world) => {
      const { now } = this.catchUp(world);
      const state = accountFor(world, key);
      if (!this.feed.symbols.includes(symbol)) throw new ApiError(-1121, 'Invalid symbol.');
      const mark = new MarketView(this.feed, world.clock.marketAt).mark(symbol);
      return { orderIds: deleverage(state, symbol, mark, now).map((order) => order.orderId) };
    });
  }

  /** Opens another account on the same market; its key must be new. */
  addAccount(key: string, secret: string, funding: Funding): { key: string; uid: number } {
    return this.work((world) => {
      const { now } = this.catchUp(world);
      if (findAccount(world, key) !== undefined)
        throw new ApiError(-1130, 'An account has this key already.');
      const id = world.accounts.length + 1;
      const funds = { spotQuote: 0n, usdmQuote: 0n };
      const symbols = ownSymbols(this.feed.symbols);
      const state = openAccount(id, key, secret, this.randomUid(), funds, symbols, now);
      state.account.fundedThrough = world.clock.marketAt;
      fund(state, funding, now);
      const view = new MarketView(this.feed, world.clock.marketAt);
      state.account.tally.startEquity = equityOf(state.account, view);
      world.accounts.push(state);
      return { key, uid: state.account.uid };
    });
  }

  /** Pays into an account and changes its fees; of the default account without a key. */
  changeAccount(key: string | undefined, funding: Funding): { key: string } {
    return this.work((world) => {
      const { now } = this.catchUp(world);
      const state = accountFor(world, key);
      const view = new MarketView(this.feed, world.clock.marketAt);
      const before = equityOf(state.account, view);
      fund(state, funding, now);
      // What is paid in is no profit.
      state.account.tally.startEquity += equityOf(state.account, view) - before;
      return { key: state.account.key };
    });
  }

  close(): void {
    this.store.close();
  }

  /** With a wall clock, lives through the time since the last request; a stepped market stands still. */
  private catchUp(world: World): Instant {
    const instant = exchangeNow(world, this.hostNow());
    const to = Math.min(instant.now, this.feed.endAt ?? instant.now);
    if (world.settings.clock === 'wall' && to > world.clock.marketAt) {
      this.live(world, to);
      world.clock.marketAt = to;
    }
    return instant;
  }

  private live(world: World, to: number): { fills: number; fundings: number } {
    const from = world.clock.marketAt;
    const view = new MarketView(this.feed, from);
    const done = { fills: 0, fundings: 0 };
    for (const state of world.accounts) {
      sample(state, view, to - from);
      const before = state.changes.trades.length;
      const { fills, fundings } = advanceAccount(state, this.feed, from, to);
      returnOrderCount(state, state.changes.trades.slice(before), to);
      done.fills += fills;
      done.fundings += fundings;
    }
    return done;
  }

  private answer(
    world: World,
    instant: Instant,
    route: Route,
    request: ExchangeRequest,
    headers: Record<string, string>,
    batch: readonly BatchFault[],
  ): unknown {
    checkBan(world.limits, route.pool, instant.now);
    const sent = [request.query, request.body].filter((part) => part !== '').join('&');
    const joined = world.faults.largeOrderIds ? withoutLargeIds(sent) : sent;
    const values = new URLSearchParams(joined);
    withoutElements(values, batch);
    const params = new Params(values);
    const weight = typeof route.weight === 'number' ? route.weight : route.weight(params);
    try {
      spendWeight(world.limits, route.pool, weight, instant.now);
    } catch (error) {
      world.limits.violations++;
      throw error;
    }
    const view = new MarketView(this.feed, world.clock.marketAt);
    const shared = { params, world, view, now: instant.now };
    if (route.security === 'public') return route.handle(shared);
    const state = authenticate(world, request, params, instant);
    const { account } = state;
    const signed = { ...shared, state, store: this.store };
    if (route.places === undefined) {
      const result = route.handle(signed);
      if (route.freeOnSuccess === true) returnWeight(world.limits, route.pool, weight);
      return result;
    }
    refuseWhenClosed(this.feed, route.places, params.text('symbol'), view.at);
    state.changes.account = true;
    if (route.countsItself === true) {
      try {
        const result = route.handle(signed);
        if (route.freeOnSuccess === true) returnWeight(world.limits, route.pool, weight);
        return result;
      } finally {
        Object.assign(headers, orderHeaders(account, route.places, instant.now));
      }
    }
    try {
      checkOrderCount(account, route.places, instant.now);
    } catch (error) {
      account.tally.rateLimitViolations++;
      throw error;
    }
    countOrders(account, route.places, 1, instant.now);
    try {
      const result = route.handle(signed);
      if (route.freeOnSuccess === true) returnWeight(world.limits, route.pool, weight);
      return result;
    } catch (error) {
      countOrders(account, route.places, -1, instant.now);
      throw error;
    } finally {
      Object.assign(headers, orderHeaders(account, route.places, instant.now));
    }
  }

  private withWeight(
    world: World,
    route: Route,
    instant: Instant,
    headers: Record<string, string>,
  ): Record<string, string> {
    if (route.pool === 'funding' || route.pool === 'futuresData') return headers;
    return {
      ...headers,
      'X-MBX-USED-WEIGHT-1M': String(usedWeight(world.limits, route.pool, instant.now)),
    };
  }
}

/** Where the copy of the state for stale reads lies. */
function staleFile(file: string): string {
  return `${file}.stale`;
}
