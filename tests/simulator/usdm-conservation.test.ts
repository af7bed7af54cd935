import fc from 'fast-check';
import { openAccount } from '../../lib/simulator/engine/account';
import { advanceAccount } from '../../lib/simulator/engine/advance';
import type { AlgoRequest } from '../../lib/simulator/engine/algo';
import { placeAlgo } from '../../lib/simulator/engine/algo';
import { decimal, multiply } from '../../lib/simulator/engine/decimal';
import { ApiError } from '../../lib/simulator/engine/errors';
import { MarketView } from '../../lib/simulator/engine/market-view';
import type { AccountState, Trade } from '../../lib/simulator/engine/model';
import { openOrders } from '../../lib/simulator/engine/model';
import { existingLegs, unrealizedProfit } from '../../lib/simulator/engine/position';
import type { MarginAsset } from '../../lib/simulator/engine/symbols';
import { MARGIN_ASSETS, usdmRules } from '../../lib/simulator/engine/symbols';
import { endUsdm, placeUsdm } from '../../lib/simulator/engine/usdm';
import { amendUsdm } from '../../lib/simulator/engine/usdm-amend';
import { crossWallet, walletOf } from '../../lib/simulator/engine/usdm-wallets';
import { usdmAccount } from '../../lib/simulator/engine/usdm-model';
import { adjustMargin } from '../../lib/simulator/engine/usdm-settings';
import { SyntheticFeed } from '../../lib/simulator/feeds/synthetic';
import { UsdcMarkets } from '../../lib/simulator/feeds/usdc-markets';
import { encode } from '../../lib/simulator/store/json';

const START_AT = Date.UTC(2026, 0, 5);
const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'BTCUSDC', 'ETHUSDC'] as const;
const feed = new UsdcMarkets(new SyntheticFeed(4, START_AT));
const FUNDS = '10000';

interface Act {
  waitMs: number;
  symbol: (typeof SYMBOLS)[number];
  side: 'BUY' | 'SELL';
  leg: 'LONG' | 'SHORT';
  kind: 'MARKET' | 'GTC' | 'GTD' | 'IOC' | 'CANCEL' | 'AMEND' | 'STOP' | 'TRAIL' | 'MARGIN';
  permille: number;
  quote: number;
  reduceOnly: boolean;
  stp: 'NONE' | 'EXPIRE_TAKER' | 'EXPIRE_MAKER' | 'EXPIRE_BOTH';
}

const act: fc.Arbitrary<Act> = fc.record({
  waitMs: fc.oneof(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 0, max: 14_000_000 })),
  symbol: fc.constantFrom(...SYMBOLS),
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  leg: fc.constantFrom('LONG' as const, 'SHORT' as const),
  kind: fc.constantFrom(
    ...(['MARKET', 'MARKET', 'GTC', 'GTC', 'GTD', 'IOC', 'CANCEL', 'AMEND'] as const),
    ...(['STOP', 'TRAIL', 'MARGIN'] as const),
  ),
  permille: fc.integer({ min: -15, max: 15 }),
  quote: fc.integer({ min: 60, max: 40_000 }),
  reduceOnly: fc.boolean(),
  stp: fc.constantFrom('NONE', 'EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH'),
});

interface Mode {
  hedge: boolean;
  cross: readonly boolean[];
  leverage: number;
}

const mode: fc.Arbitrary<Mode> = fc.record({
  hedge: fc.boolean(),
  cross: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()),
  leverage: fc.constantFrom(5, 20, 75),
});

function newAccount({ hedge, cross, leverage }: Mode): AccountState {
  const funds = { spotQuote: 0n, usdmQuote: decimal(FUNDS), usdmUsdc: decimal(FUNDS) };
  const state = openAccount(1, 'k', 's', 1, funds, SYMBOLS, START_AT);
  const usdm = usdmAccount(state.account);
  usdm.dualSidePosition = hedge;
  SYMBOLS.forEach((symbol, i) => {
    usdm.marginTypes[symbol] = cross[i] === true ? 'CROSSED' : 'ISOLATED';
    state.account.positions[symbol]!.leverage = leverage;
  });
  return state;
}

function rulesOf(symbol: string) {
  const rules = usdmRules(symbol);
  if (rules === undefined) throw new Error(symbol);
  return rules;
}

function carryOut(state: AccountState, what: Act, hedge: boolean, at: number, name: string): void {
  const view = new MarketView(feed, at);
  const rules = rulesOf(what.symbol);
  const last = view.last(what.symbol, 'usdm');
  const raw = (last * BigInt(1000 + what.permille)) / 1000n;
  const price = raw - ((raw - rules.minPrice) % rules.tickSize);
  const wanted = (decimal(String(what.quote)) * 100_000_000n) / last;
  const qty = wanted - (wanted % rules.stepSize);
  const positionSide = hedge ? what.leg : ('BOTH' as const);
  const reduceOnly = !hedge && what.reduceOnly;
  const [resting] = openOrders(state, 'usdm', what.symbol);
  const goodTillDate = Math.floor(at / 1000) * 1000 + 900_000;
  try {
    switch (what.kind) {
      case 'CANCEL':
        if (resting !== undefined) endUsdm(state, resting, 'CANCELED', at);
        return;
      case 'AMEND':
        if (resting !== undefined) amendUsdm(state, view, rules, resting, { price, qty }, {}, at);
        return;
      case 'MARGIN':
        adjustMargin(
          state,
          view,
          what.symbol,
          positionSide,
          what.reduceOnly ? 2 : 1,
          decimal('25'),
          at,
        );
        return;
      case 'STOP':
      case 'TRAIL': {
        const asked: AlgoRequest = {
          clientAlgoId: name,
          symbol: what.symbol,
          side: what.side,
          positionSide,
          type: what.kind === 'STOP' ? 'STOP_MARKET' : 'TRAILING_STOP_MARKET',
          timeInForce: 'GTC',
          quantity: qty,
          price: 0n,
          triggerPrice: what.kind === 'STOP' ? price : 0n,
          workingType: what.reduceOnly ? 'MARK_PRICE' : 'CONTRACT_PRICE',
          priceMatch: 'NONE',
          closePosition: false,
          priceProtect: false,
          reduceOnly,
          activatePrice: 0n,
          callbackRate: what.kind === 'TRAIL' ? decimal('0.4') : 0n,
          stp: what.stp,
          goodTillDate: 0,
        };
        placeAlgo(state, view, asked, at);
        return;
      }
      default:
        placeUsdm(
          state,
          view,
          rules,
          {
            side: what.side,
            type: what.kind === 'MARKET' ? 'MARKET' : 'LIMIT',
            timeInForce: what.kind === 'MARKET' ? 'GTC' : what.kind,
            price: what.kind === 'MARKET' ? 0n : price,
            qty,
            reduceOnly,
            clientOrderId: name,
            positionSide,
            stp: what.stp,
            goodTillDate: what.kind === 'GTD' ? goodTillDate : 0,
          },
          at,
        );
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

const sum = <T>(rows: readonly T[], pick: (row: T) => bigint): bigint =>
  rows.reduce((total, row) => total + pick(row), 0n);

/** The books of one margin asset, of nothing but the contracts margined in it. */
function checkWallet(state: AccountState, asset: MarginAsset): void {
  const { account, changes } = state;
  const trades = changes.trades.filter(({ symbol }) => symbol.endsWith(asset));
  const incomes = changes.incomes.filter((row) => row.asset === asset);
  for (const row of incomes) expect(row.symbol.endsWith(asset)).toBe(true);
  const incomeOf = (type: string): bigint =>
    sum(
      incomes.filter((row) => row.incomeType === type),
      (row) => row.income,
    );
  const realised = sum(trades, (trade) => trade.realizedPnl);
  const fees = sum(trades, (trade) => trade.commission);
  expect(incomeOf('REALIZED_PNL')).toBe(realised);
  expect(incomeOf('COMMISSION')).toBe(-fees);
  const change = walletOf(account, asset) - decimal(FUNDS);
  expect(change).toBe(realised - fees + incomeOf('FUNDING_FEE') + incomeOf('INSURANCE_CLEAR'));
  expect(change).toBe(sum(incomes, (row) => row.income));
  expect(crossWallet(state, asset)).toBeGreaterThanOrEqual(0n);
  const flow = sum(trades, (trade) => (trade.side === 'BUY' ? -trade.quoteQty : trade.quoteQty));
  const legs = Object.values(account.positions).filter(({ symbol }) => symbol.endsWith(asset));
  expect(realised).toBe(flow + sum(legs, (leg) => leg.cost));
}

function checkBooks(state: AccountState, at: number): void {
  const { account, changes } = state;
  const { trades } = changes;
  for (const asset of MARGIN_ASSETS) checkWallet(state, asset);

  const view = new MarketView(feed, at);
  let held = 0n;
  for (const symbol of SYMBOLS) {
    for (const leg of existingLegs(account, symbol)) {
      const side = leg.side ?? 'BOTH';
      const own = trades.filter(
        (trade) => trade.symbol === symbol && (trade.positionSide ?? 'BOTH') === side,
      );
      const amount = sum(own, (trade) => (trade.side === 'BUY' ? trade.qty : -trade.qty));
      expect(leg.amount).toBe(amount);
      if (side === 'LONG') expect(leg.amount).toBeGreaterThanOrEqual(0n);
      if (side === 'SHORT') expect(leg.amount).toBeLessThanOrEqual(0n);
      if (leg.amount === 0n) expect([leg.cost, leg.isolatedWallet]).toEqual([0n, 0n]);
      const mark = view.mark(symbol);
      held += multiply(leg.amount, mark);
      held -= unrealizedProfit(leg, mark) + leg.cost;
    }
  }
  // What positions are worth at mark is their cost and their profit, nothing else.
  expect(held).toBe(0n);
}

/** The user stream tells every trade once, and its wallets and positions add up to the account's. */
function checkEvents(state: AccountState, asset: MarginAsset): void {
  const { account, changes } = state;
  const told: Trade[] = [];
  const legs = new Map<string, bigint>();
  let wallet = decimal(FUNDS);
  for (const event of changes.events) {
    if (event.kind === 'usdm-order' && event.trade !== undefined) {
      const { trade } = event;
      told.push(trade);
      if (trade.symbol.endsWith(asset))
        wallet += trade.realizedPnl - (trade.commissionAsset === asset ? trade.commission : 0n);
    }
    if (event.kind !== 'usdm-account') continue;
    for (const balance of event.balances.filter((row) => row.asset === asset)) {
      wallet += balance.change;
      expect(balance.wallet).toBe(wallet);
    }
    for (const leg of event.positions) legs.set(`${leg.symbol} ${leg.side}`, leg.amount);
  }
  expect(told).toEqual(changes.trades);
  expect(wallet).toBe(walletOf(account, asset));
  for (const leg of Object.values(account.positions)) {
    expect(legs.get(`${leg.symbol} ${leg.side ?? 'BOTH'}`) ?? 0n).toBe(leg.amount);
  }
  // An order's last message says what became of it.
  const last = new Map<number, string>();
  for (const event of changes.events) {
    if (event.kind === 'usdm-order') last.set(event.order.orderId, event.order.status);
  }
  for (const order of changes.orders) expect(last.get(order.orderId)).toBe(order.status);
  const algos = new Map<number, string>();
  for (const event of changes.events) {
    if (event.kind === 'algo') algos.set(event.algo.algoId, event.algo.status);
  }
  for (const algo of changes.algos) expect(algos.get(algo.algoId)).toBe(algo.status);
}

function snapshot(state: AccountState): string {
  return encode({
    account: state.account,
    open: [...state.open],
    algos: [...state.algos],
    changes: {
      ...state.changes,
      orders: [...state.changes.orders],
      algos: [...state.changes.algos],
    },
  });
}

describe('the USD-M engine over random streams of orders', () => {
  it('changes the wallet by realised profit, fees, funding and the insurance fund, exactly', () => {
    const seen = { trades: 0, inUsdc: 0, fundings: 0, liquidations: 0, crossed: 0, triggered: 0 };
    fc.assert(
      fc.property(fc.array(act, { minLength: 5, maxLength: 50 }), mode, (acts, how) => {
        const state = newAccount(how);
        let now = START_AT;
        acts.forEach((what, i) => {
          advanceAccount(state, feed, now, now + what.waitMs);
          now += what.waitMs;
          carryOut(state, what, how.hedge, now, `a${i}`);
          checkBooks(state, now);
        });
        for (const asset of MARGIN_ASSETS) checkEvents(state, asset);
        seen.trades += state.changes.trades.length;
        seen.inUsdc += state.changes.incomes.filter(
          (row) => row.asset === 'USDC' && row.incomeType === 'INSURANCE_CLEAR',
        ).length;
        const names = [...state.changes.orders].map((order) => order.clientOrderId);
        const liquidations = names.filter((name) => name.startsWith('autoclose-')).length;
        seen.liquidations += liquidations;
        if (how.cross.some(Boolean)) seen.crossed += liquidations;
        seen.fundings += state.changes.incomes.filter(
          (row) => row.incomeType === 'FUNDING_FEE',
        ).length;
        seen.triggered += [...state.changes.algos].filter((algo) => algo.triggeredAt > 0).length;
      }),
      { numRuns: 250, seed: 20260105 },
    );
    expect(seen.trades).toBeGreaterThan(500);
    expect(seen.inUsdc).toBeGreaterThan(2);
    expect(seen.fundings).toBeGreaterThan(100);
    expect(seen.liquidations).toBeGreaterThan(10);
    expect(seen.crossed).toBeGreaterThan(5);
    expect(seen.triggered).toBeGreaterThan(100);
  });

  it('does not care how an advance is cut', () => {
    fc.assert(
      fc.property(
        fc.array(act, { minLength: 3, maxLength: 20 }),
        fc.array(fc.integer({ min: 0, max: 40 * 3_600_000 }), { minLength: 1, maxLength: 40 }),
        mode,
        (acts, cuts, how) => {
          const whole = newAccount(how);
          const pieces = newAccount(how);
          const offsets = [...cuts, 20_000, 59_999, 60_000, 3_600_000, 8 * 3_600_000].sort(
            (one, other) => one - other,
          );
          let now = START_AT;
          const live = (to: number): void => {
            advanceAccount(whole, feed, now, to);
            let reached = now;
            for (const offset of offsets) {
              const cut = START_AT + offset;
              if (cut < reached || cut > to) continue;
              advanceAccount(pieces, feed, reached, cut);
              reached = cut;
            }
            advanceAccount(pieces, feed, reached, to);
            now = to;
          };
          acts.forEach((what, i) => {
            live(now + what.waitMs);
            carryOut(whole, what, how.hedge, now, `a${i}`);
            carryOut(pieces, what, how.hedge, now, `a${i}`);
          });
          live(Math.max(now, START_AT + 40 * 3_600_000));
          expect(snapshot(pieces)).toBe(snapshot(whole));
        },
      ),
      { numRuns: 120, seed: 11 },
    );
  });
});
