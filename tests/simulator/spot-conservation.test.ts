import fc from 'fast-check';
import { advanceAccount } from '../../lib/simulator/engine/advance';
import { decimal, UNIT } from '../../lib/simulator/engine/decimal';
import { ApiError } from '../../lib/simulator/engine/errors';
import { checkSpot } from '../../lib/simulator/engine/filters-spot';
import { MarketView } from '../../lib/simulator/engine/market-view';
import type { AccountState, Order, Trade } from '../../lib/simulator/engine/model';
import { openOrders } from '../../lib/simulator/engine/model';
import type { SpotRequest } from '../../lib/simulator/engine/spot';
import {
  cancelSpot,
  isConditional,
  isMarketLike,
  placeSpot,
} from '../../lib/simulator/engine/spot';
import { amendSpot } from '../../lib/simulator/engine/spot-amend';
import { lockedBy } from '../../lib/simulator/engine/spot-book';
import { remainingOf } from '../../lib/simulator/engine/spot-details';
import { spotRules } from '../../lib/simulator/engine/symbols';
import type { Feed } from '../../lib/simulator/feeds/feed';
import { SyntheticFeed } from '../../lib/simulator/feeds/synthetic';
import { encode } from '../../lib/simulator/store/json';
import { spotAccount, START_AT } from './spot-support';

/** Random streams of spot orders of every kind; after each act every balance must be accounted for to the last digit. */

const SPOT = spotRules('BTCUSDT')!;
const walk = new SyntheticFeed(11, START_AT);
// A second symbol with BTCUSDT's prices is all that fees in BNB need.
const feed: Feed = {
  name: walk.name,
  seed: walk.seed,
  startAt: walk.startAt,
  firstAt: walk.firstAt,
  symbols: ['BTCUSDT', 'BNBUSDT'],
  units: () => walk.units('BTCUSDT'),
  series: (_symbol, index) => walk.series('BTCUSDT', index),
};
const START = { USDT: decimal('5000000'), BTC: decimal('50'), BNB: decimal('0.01') };

const act = fc.record({
  kind: fc.constantFrom('PLACE', 'PLACE', 'PLACE', 'PLACE', 'CANCEL', 'REPLACE', 'AMEND', 'BURN'),
  waitMs: fc.oneof(
    fc.constant(0),
    fc.constant(0),
    fc.integer({ min: 0, max: 90_000 }),
    fc.integer({ min: 0, max: 3_000_000 }),
  ),
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  type: fc.constantFrom(
    'LIMIT' as const,
    'LIMIT' as const,
    'LIMIT' as const,
    'LIMIT' as const,
    'LIMIT_MAKER' as const,
    'MARKET' as const,
    'STOP_LOSS' as const,
    'STOP_LOSS_LIMIT' as const,
    'TAKE_PROFIT' as const,
    'TAKE_PROFIT_LIMIT' as const,
  ),
  timeInForce: fc.constantFrom('GTC' as const, 'GTC' as const, 'IOC' as const, 'FOK' as const),
  mode: fc.constantFrom(
    'NONE' as const,
    'EXPIRE_TAKER' as const,
    'EXPIRE_MAKER' as const,
    'EXPIRE_BOTH' as const,
    'DECREMENT' as const,
    'TRANSFER' as const,
  ),
  /** Ticks of 0.10 from the last price. */
  offset: fc.oneof(fc.integer({ min: -40, max: 40 }), fc.integer({ min: -400, max: 400 })),
  stopOffset: fc.integer({ min: -400, max: 400 }),
  trailingDelta: fc.constantFrom(0, 0, 10, 50),
  hundredths: fc.oneof(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 1000 })),
  byQuote: fc.boolean(),
  which: fc.nat({ max: 20 }),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

function requestOf(what: Act, last: bigint, name: string): SpotRequest {
  const tick = decimal('0.1');
  const at = (offset: number): bigint => (last / tick) * tick + BigInt(offset) * tick;
  const qty = BigInt(what.hundredths) * decimal('0.01');
  const byQuote = what.type === 'MARKET' && what.byQuote;
  const trails = isConditional(what.type) && what.trailingDelta > 0;
  return {
    side: what.side,
    type: what.type,
    timeInForce: isMarketLike(what.type) || what.type === 'LIMIT_MAKER' ? 'GTC' : what.timeInForce,
    price: isMarketLike(what.type) ? 0n : at(what.offset),
    qty: byQuote ? 0n : qty,
    quoteOrderQty: byQuote ? qty * 50_000n : 0n,
    clientOrderId: name,
    selfTradePreventionMode: what.mode,
    ...(isConditional(what.type) && !trails ? { stopPrice: at(what.stopOffset) } : {}),
    ...(trails ? { trailingDelta: what.trailingDelta } : {}),
  };
}

function carryOut(state: AccountState, what: Act, at: number, name: string): void {
  const view = new MarketView(feed, at);
  const open = openOrders(state, 'spot');
  const order = open[what.which % Math.max(1, open.length)];
  try {
    if (what.kind === 'BURN') {
      state.account.bnbFees = { spot: what.byQuote, usdm: false };
      return;
    }
    if (what.kind === 'AMEND') {
      if (order === undefined) return;
      const newQty = (order.origQty / 2n / SPOT.stepSize) * SPOT.stepSize;
      amendSpot(state, SPOT, order, newQty, `${name}m`, at);
      return;
    }
    if (what.kind !== 'PLACE' && order !== undefined) cancelSpot(state, SPOT, order, at);
    if (what.kind === 'CANCEL') return;
    const asked = requestOf(what, view.last('BTCUSDT', 'spot'), name);
    checkSpot(state, view, SPOT, asked);
    placeSpot(state, view, SPOT, asked, at);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

function sum<T>(rows: readonly T[], pick: (row: T) => bigint): bigint {
  return rows.reduce((total, row) => total + pick(row), 0n);
}

function checkBooks(state: AccountState, at: number): void {
  const { account, changes } = state;
  const { trades } = changes;
  const signed = (trade: Trade): bigint => (trade.side === 'BUY' ? trade.qty : -trade.qty);
  const cash = (trade: Trade): bigint => (trade.side === 'BUY' ? -trade.quoteQty : trade.quoteQty);
  const fees = (asset: string): bigint =>
    sum(
      trades.filter((trade) => trade.commissionAsset === asset),
      (trade) => trade.commission,
    );
  const held = (asset: 'USDT' | 'BTC' | 'BNB'): bigint => {
    const balance = account.spot[asset] ?? { free: 0n, locked: 0n };
    expect(balance.free).toBeGreaterThanOrEqual(0n);
    expect(balance.locked).toBeGreaterThanOrEqual(0n);
    return balance.free + balance.locked;
  };
  expect(held('USDT')).toBe(START.USDT + sum(trades, cash) - fees('USDT'));
  expect(held('BTC')).toBe(START.BTC + sum(trades, signed) - fees('BTC'));
  expect(held('BNB')).toBe(START.BNB - fees('BNB'));
  const resting = openOrders(state, 'spot');
  const locked = (side: 'BUY' | 'SELL'): bigint =>
    sum(
      resting.filter((order) => order.side === side),
      lockedBy,
    );
  expect(account.spot.USDT?.locked ?? 0n).toBe(locked('BUY'));
  expect(account.spot.BTC?.locked ?? 0n).toBe(locked('SELL'));
  // Equity change = PnL of every trade at the mark less the fees, all at 1e-16 so that nothing is cut off.
  const mark = new MarketView(feed, at).mark('BTCUSDT');
  const worth = (usdt: bigint, btc: bigint, bnb: bigint): bigint =>
    usdt * UNIT + btc * mark + bnb * mark;
  const change =
    worth(held('USDT'), held('BTC'), held('BNB')) - worth(START.USDT, START.BTC, START.BNB);
  const pnl = sum(trades, (trade) => signed(trade) * mark + cash(trade) * UNIT);
  expect(change).toBe(pnl - worth(fees('USDT'), fees('BTC'), fees('BNB')));
}

function checkOrder(order: Order, trades: readonly Trade[]): void {
  const own = trades.filter((trade) => trade.orderId === order.orderId);
  expect(order.executedQty).toBe(sum(own, (trade) => trade.qty));
  expect(order.cumQuote).toBe(sum(own, (trade) => trade.quoteQty));
  expect(remainingOf(order)).toBeGreaterThanOrEqual(0n);
  if (order.status === 'FILLED') expect(remainingOf(order)).toBe(0n);
}

/** The user stream tells every trade once, every order's end, and the balances as they are. */
function checkEvents({ account, changes }: AccountState): void {
  const told: Trade[] = [];
  const status = new Map<number, string>();
  const ended = new Set<number>();
  const held = new Map<string, readonly bigint[]>();
  for (const event of changes.events) {
    if (event.kind === 'spot-balances') {
      for (const { asset, free, locked } of event.balances) held.set(asset, [free, locked]);
    }
    if (event.kind !== 'spot-order') continue;
    const { order } = event;
    expect(ended.has(order.orderId)).toBe(false);
    if (order.status !== 'NEW' && order.status !== 'PARTIALLY_FILLED') ended.add(order.orderId);
    if (event.trade !== undefined) told.push(event.trade);
    status.set(order.orderId, order.status);
  }
  expect(told).toEqual(changes.trades);
  for (const order of changes.orders) expect(status.get(order.orderId)).toBe(order.status);
  for (const [asset, amounts] of held) {
    const { free, locked } = account.spot[asset]!;
    expect([asset, ...amounts]).toEqual([asset, free, locked]);
  }
}

describe('random streams of spot orders', () => {
  it('lose and make nothing', () => {
    const seen = new Map<string, number>();
    let prevented = 0;
    let inBnb = 0;
    fc.assert(
      fc.property(fc.array(act, { minLength: 80, maxLength: 120, size: 'max' }), (acts) => {
        const state = spotAccount('5000000', '50');
        state.account.spot.BNB = { free: START.BNB, locked: 0n };
        let now = START_AT;
        acts.forEach((what, i) => {
          advanceAccount(state, feed, now, now + what.waitMs);
          now += what.waitMs;
          carryOut(state, what, now, `a${i}`);
          checkBooks(state, now);
        });
        for (const order of state.changes.orders) {
          checkOrder(order, state.changes.trades);
          const key = `${order.type} ${order.status}`;
          seen.set(key, (seen.get(key) ?? 0) + 1);
          prevented += order.spot?.preventions.length ?? 0;
        }
        inBnb += state.changes.trades.filter((trade) => trade.commissionAsset === 'BNB').length;
      }),
      { numRuns: 40, seed: 20260105 },
    );
    for (const type of [
      'LIMIT',
      'LIMIT_MAKER',
      'MARKET',
      'STOP_LOSS',
      'STOP_LOSS_LIMIT',
      'TAKE_PROFIT',
      'TAKE_PROFIT_LIMIT',
    ]) {
      expect(seen.get(`${type} FILLED`) ?? 0).toBeGreaterThan(5);
    }
    expect(seen.get('LIMIT EXPIRED_IN_MATCH') ?? 0).toBeGreaterThan(5);
    expect(prevented).toBeGreaterThan(20);
    expect(inBnb).toBeGreaterThan(10);
  });

  it('end alike however the advance is cut, triggers, trails and partial fills included', () => {
    let trades = 0;
    fc.assert(
      fc.property(
        fc.array(act, { minLength: 20, maxLength: 40, size: 'max' }),
        fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 5, maxLength: 30 }),
        (acts, pieces) => {
          const whole = spotAccount('5000000', '50');
          const cut = spotAccount('5000000', '50');
          let now = START_AT;
          let piece = 0;
          acts.forEach((what, i) => {
            const to = now + what.waitMs;
            advanceAccount(whole, feed, now, to);
            for (let from = now; from < to; piece++) {
              const until = Math.min(to, from + (pieces[piece % pieces.length] ?? 1));
              advanceAccount(cut, feed, from, until);
              from = until;
            }
            now = to;
            carryOut(whole, what, now, `a${i}`);
            carryOut(cut, what, now, `a${i}`);
          });
          const shot = (state: AccountState): string =>
            encode([state.account, [...state.open], state.changes.trades, state.changes.events]);
          expect(shot(cut)).toBe(shot(whole));
          checkEvents(whole);
          trades += whole.changes.trades.length;
        },
      ),
      { numRuns: 40, seed: 9 },
    );
    expect(trades).toBeGreaterThan(500);
  });
});
