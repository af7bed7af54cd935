import { openAccount } from '../engine/account';
import type { Funds } from '../engine/account';
import { advanceAccount } from '../engine/advance';
import { ApiError } from '../engine/errors';
import { MarketView } from '../engine/market-view';
import type { AccountState, Trade } from '../engine/model';
import { reportOf, sample } from '../engine/report';
import type { AccountReport } from '../engine/report';
import type { Feed } from '../feeds/feed';
import type { Store, World } from '../store/store';
import { exchangeNow } from './clock';
import type { Instant } from './clock';
import {
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
import { checkSignature, checkTimestamp } from './signature';

/** A request of the exchange's own API as it came over the wire. */
export interface ExchangeRequest {
  method: string;
  path: string;
  query: string;
  /** Form-encoded body, empty when there is none. */
  body: string;
  apiKey: string | undefined;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Report of an account with the exchange's own figures. */
export interface SimulatorReport extends AccountReport {
  now: number;
  feed: { name: string; seed: number; startAt: number };
  clock: 'wall' | 'stepped';
  account: { key: string; uid: number };
  rateLimitViolations: number;
}

/** The exchange behind the HTTP server: each call is one transaction on the stored state, brought up to now first. */
export class PaperExchange {
  /**
   * @param hostNow the host's clock, epoch ms
   * @param randomUid a number for a new account
   */
  constructor(
    private readonly store: Store,
    private readonly feed: Feed,
    private readonly hostNow: () => number,
    private readonly randomUid: () => number,
  ) {}

  /** Answers a request of `/api`, `/sapi` or `/fapi`; refusals are answers too. */
  handle(request: ExchangeRequest): Answer {
    const route = routeFor(request.method, request.path);
    if (route === undefined) return notFound(request);
    return this.store.transaction((world) => {
      const instant = this.catchUp(world);
      const headers: Record<string, string> = {};
      try {
        const body = JSON.stringify(this.answer(world, instant, route, request, headers));
        return { status: 200, headers: this.withWeight(world, route, instant, headers), body };
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        Object.assign(headers, error.headers);
        const body = JSON.stringify({ code: error.code, msg: error.message });
        return {
          status: error.httpStatus,
          headers: this.withWeight(world, route, instant, headers),
          body,
        };
      }
    });
  }

  /** Moves a stepped exchange on by `ms`, or to a time, and tells what that brought on all accounts. */
  advance(by: { ms: number } | { to: number }): { now: number; fills: number; fundings: number } {
    return this.store.transaction((world) => {
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
      const done = this.live(world, target);
      world.clock = { exchangeAt: target, hostAt: this.hostNow(), marketAt: target };
      return { now: target, ...done };
    });
  }

  /** The report of the default account, or of the one with `key`. */
  report(key: string | undefined): SimulatorReport {
    return this.store.transaction((world) => {
      const { now } = this.catchUp(world);
      const state = key === undefined ? world.accounts[0] : find(world, key);
      if (state === undefined) throw new ApiError(-2015, 'No account has this key.', 404);
      const figures = reportOf(state, new MarketView(this.feed, world.clock.marketAt));
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

  /** Opens another account on the same market; its key must be new. */
  addAccount(key: string, secret: string, funds: Funds): { key: string; uid: number } {
    return this.store.transaction((world) => {
      const { now } = this.catchUp(world);
      if (find(world, key) !== undefined)
        throw new ApiError(-1130, 'An account has this key already.');
      const id = world.accounts.length + 1;
      const state = openAccount(id, key, secret, this.randomUid(), funds, this.feed.symbols, now);
      state.account.fundedThrough = world.clock.marketAt;
      world.accounts.push(state);
      return { key, uid: state.account.uid };
    });
  }

  close(): void {
    this.store.close();
  }

  /** With a wall clock, lives through the time since the last request; a stepped market stands still. */
  private catchUp(world: World): Instant {
    const instant = exchangeNow(world, this.hostNow());
    if (world.settings.clock === 'wall' && instant.now > world.clock.marketAt) {
      this.live(world, instant.now);
      world.clock.marketAt = instant.now;
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
  ): unknown {
    const joined = [request.query, request.body].filter((part) => part !== '').join('&');
    const params = new Params(new URLSearchParams(joined));
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
    const state = this.authenticate(world, request, params, instant);
    const { account } = state;
    const signed = { ...shared, state, store: this.store };
    if (route.places === undefined) {
      const result = route.handle(signed);
      if (route.freeOnSuccess === true) returnWeight(world.limits, route.pool, weight);
      return result;
    }
    state.changes.account = true;
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

  /** Key, signature and time of a signed request, in this order (D1, F2). */
  private authenticate(
    world: World,
    request: ExchangeRequest,
    params: Params,
    instant: Instant,
  ): AccountState {
    const key = request.apiKey;
    if (key === undefined || !/^[A-Za-z0-9_-]{1,128}$/.test(key)) {
      throw new ApiError(-2014, 'API-key format invalid.', 401);
    }
    const state = find(world, key);
    if (state === undefined) {
      throw new ApiError(-2015, 'Invalid API-key, IP, or permissions for action.', 401);
    }
    const timestamp = params.requiredInteger('timestamp');
    checkSignature(request, state.account.secret);
    checkTimestamp(timestamp, params.integer('recvWindow') ?? 5000, instant.now, instant.latest);
    return state;
  }

  private withWeight(
    world: World,
    route: Route,
    instant: Instant,
    headers: Record<string, string>,
  ): Record<string, string> {
    if (route.pool === 'funding') return headers;
    return {
      ...headers,
      'X-MBX-USED-WEIGHT-1M': String(usedWeight(world.limits, route.pool, instant.now)),
    };
  }
}

/** A spot maker's first fill gives five orders of the count back (reference B2). */
function returnOrderCount(state: AccountState, trades: readonly Trade[], now: number): void {
  const orders = new Map([...state.changes.orders].map((order) => [order.orderId, order]));
  const first = trades.filter(
    (trade) => trade.market === 'spot' && orders.get(trade.orderId)?.executedQty === trade.qty,
  );
  if (first.length > 0) countOrders(state.account, 'spot', -5 * first.length, now);
}

function find(world: World, key: string): AccountState | undefined {
  return world.accounts.find((state) => state.account.key === key);
}

function notFound(request: ExchangeRequest): Answer {
  if (request.path.startsWith('/fapi/')) {
    const msg = `Path ${request.path}, Method ${request.method} is invalid`;
    return { status: 404, headers: {}, body: JSON.stringify({ code: -5000, msg }) };
  }
  return {
    status: 404,
    headers: { 'Content-Type': 'text/html' },
    body: '<html><body>404 Not found</body></html>',
  };
}
