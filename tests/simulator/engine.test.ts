import fc from 'fast-check';
import { openAccount } from '../../lib/simulator/engine/account';
import { advanceAccount } from '../../lib/simulator/engine/advance';
import { decimal, multiply } from '../../lib/simulator/engine/decimal';
import { ApiError } from '../../lib/simulator/engine/errors';
import { unrealizedProfit } from '../../lib/simulator/engine/margin';
import { MarketView } from '../../lib/simulator/engine/market-view';
import type { AccountState, Income, Trade } from '../../lib/simulator/engine/model';
import { openOrders } from '../../lib/simulator/engine/model';
import { equityOf } from '../../lib/simulator/engine/report';
import { cancelSpot, placeSpot } from '../../lib/simulator/engine/spot';
import { spotRules, usdmRules } from '../../lib/simulator/engine/symbols';
import { placeUsdm } from '../../lib/simulator/engine/usdm';
import { SyntheticFeed } from '../../lib/simulator/feeds/synthetic';
import { encode } from '../../lib/simulator/store/json';

const START_AT = Date.UTC(2026, 0, 5);
const feed = new SyntheticFeed(4, START_AT);
const SPOT = spotRules('BTCUSDT')!;
const USDM = usdmRules('BTCUSDT')!;

function newAccount(quote = '10000', leverage = 20): AccountState {
  const funds = { spotQuote: decimal(quote), usdmQuote: decimal(quote) };
  const state = openAccount(1, 'k', 's', 1, funds, ['BTCUSDT'], START_AT);
  state.account.positions.BTCUSDT!.leverage = leverage;
  return state;
}

function snapshot(state: AccountState): string {
  return encode({
    account: state.account,
    open: [...state.open],
    changes: { ...state.changes, orders: [...state.changes.orders] },
  });
}

/** One thing a client does: the offsets are ticks of 0.10 from the last price. */
interface Act {
  waitMs: number;
  market: 'spot' | 'usdm';
  side: 'BUY' | 'SELL';
  kind: 'MARKET' | 'GTC' | 'IOC' | 'FOK' | 'CANCEL';
  offset: number;
  thousandths: number;
  reduceOnly: boolean;
}

const act: fc.Arbitrary<Act> = fc.record({
  waitMs: fc.oneof(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 0, max: 10_000_000 })),
  market: fc.constantFrom('spot' as const, 'usdm' as const),
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  kind: fc.constantFrom(
    'MARKET' as const,
    'GTC' as const,
    'GTC' as const,
    'GTC' as const,
    'IOC' as const,
    'FOK' as const,
    'CANCEL' as const,
  ),
  offset: fc.integer({ min: -3000, max: 3000 }),
  thousandths: fc.integer({ min: 1, max: 60 }),
  reduceOnly: fc.boolean(),
});

function carryOut(state: AccountState, what: Act, at: number, name: string): void {
  const view = new MarketView(feed, at);
  const last = view.last('BTCUSDT', what.market);
  const tick = decimal('0.1');
  const price = (last / tick) * tick + BigInt(what.offset) * tick;
  const type = what.kind === 'MARKET' ? ('MARKET' as const) : ('LIMIT' as const);
  const asked = {
    side: what.side,
    type,
    timeInForce: what.kind === 'IOC' || what.kind === 'FOK' ? what.kind : ('GTC' as const),
    price: type === 'MARKET' ? 0n : price,
    qty: BigInt(what.thousandths) * decimal('0.001'),
    clientOrderId: name,
  };
  try {
    if (what.kind === 'CANCEL') {
      const order = openOrders(state, 'spot')[0];
      if (order !== undefined) cancelSpot(state, SPOT, order, at);
    } else if (what.market === 'spot') {
      placeSpot(state, view, SPOT, { ...asked, quoteOrderQty: 0n }, at);
    } else {
      placeUsdm(state, view, USDM, { ...asked, reduceOnly: what.reduceOnly }, at);
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

function checkBooks(state: AccountState, at: number, startQuote: bigint): void {
  const { account, changes } = state;
  const spotTrades = changes.trades.filter((trade) => trade.market === 'spot');
  const futuresTrades = changes.trades.filter((trade) => trade.market === 'usdm');
  const sum = <T>(rows: readonly T[], pick: (row: T) => bigint): bigint =>
    rows.reduce((total, row) => total + pick(row), 0n);
  const usdt = account.spot.USDT!;
  const btc = account.spot.BTC ?? { free: 0n, locked: 0n };
  for (const amount of [usdt.free, usdt.locked, btc.free, btc.locked, account.wallet])
    expect(amount).toBeGreaterThanOrEqual(0n);
  const position = account.positions.BTCUSDT!;
  expect(account.wallet - position.isolatedWallet).toBeGreaterThanOrEqual(0n);

  const quoteFlow = (trade: Trade): bigint =>
    trade.side === 'BUY' ? -trade.quoteQty : trade.quoteQty - trade.commission;
  const baseFlow = (trade: Trade): bigint =>
    trade.side === 'BUY' ? trade.qty - trade.commission : -trade.qty;
  expect(usdt.free + usdt.locked).toBe(startQuote + sum(spotTrades, quoteFlow));
  expect(btc.free + btc.locked).toBe(sum(spotTrades, baseFlow));

  const incomeOf = (...types: string[]): bigint =>
    sum(
      changes.incomes.filter((row: Income) => types.includes(row.incomeType)),
      (row) => row.income,
    );
  expect(account.wallet).toBe(startQuote + sum(changes.incomes, (row) => row.income));
  const signed = (trade: Trade): bigint => (trade.side === 'BUY' ? trade.qty : -trade.qty);
  expect(position.amount).toBe(sum(futuresTrades, signed));
  // Equity moves by cash flows of trades, position value, fees and funding, and by nothing else.
  const mark = new MarketView(feed, at).mark('BTCUSDT');
  const cash = sum(futuresTrades, (trade) =>
    trade.side === 'BUY' ? -trade.quoteQty : trade.quoteQty,
  );
  const fees = sum(futuresTrades, (trade) => trade.commission);
  expect(account.wallet + unrealizedProfit(position, mark)).toBe(
    startQuote +
      cash +
      multiply(position.amount, mark) -
      fees +
      incomeOf('FUNDING_FEE', 'INSURANCE_CLEAR'),
  );
  const resting = openOrders(state, 'spot');
  expect(usdt.locked).toBe(
    sum(
      resting.filter((order) => order.side === 'BUY'),
      (order) => multiply(order.price, order.origQty - order.executedQty),
    ),
  );
  expect(btc.locked).toBe(
    sum(
      resting.filter((order) => order.side === 'SELL'),
      (order) => order.origQty - order.executedQty,
    ),
  );
}

describe('the engine', () => {
  it('conserves money, and keeps every balance at or above zero', () => {
    let fills = 0;
    fc.assert(
      fc.property(
        fc.array(act, { minLength: 5, maxLength: 60 }),
        fc.constantFrom(1, 5, 20, 100),
        (acts, leverage) => {
          const state = newAccount('10000', leverage);
          let now = START_AT;
          acts.forEach((what, i) => {
            advanceAccount(state, feed, now, now + what.waitMs);
            now += what.waitMs;
            carryOut(state, what, now, `a${i}`);
            checkBooks(state, now, decimal('10000'));
          });
          fills += state.changes.trades.length;
        },
      ),
      { numRuns: 150, seed: 20260105 },
    );
    expect(fills).toBeGreaterThan(500);
  });

  it('does not care how an advance is cut', () => {
    let fills = 0;
    let liquidations = 0;
    fc.assert(
      fc.property(
        fc.array(act, { minLength: 3, maxLength: 25 }),
        fc.array(fc.integer({ min: 0, max: 60 * 3_600_000 }), { minLength: 1, maxLength: 60 }),
        fc.constantFrom(5, 20, 100),
        (acts, cuts, leverage) => {
          const whole = newAccount('10000', leverage);
          const pieces = newAccount('10000', leverage);
          const rounds = [0, 20_000, 40_000, 60_000, 59_999, 60_001, 8 * 3_600_000];
          const offsets = [...cuts, ...rounds].sort((one, other) => one - other);
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
            carryOut(whole, what, now, `a${i}`);
            carryOut(pieces, what, now, `a${i}`);
          });
          live(Math.max(now, START_AT + 60 * 3_600_000));
          expect(snapshot(pieces)).toBe(snapshot(whole));
          fills += whole.changes.trades.length;
          const names = [...whole.changes.orders].map((order) => order.clientOrderId);
          liquidations += names.filter((name) => name.startsWith('autoclose-')).length;
        },
      ),
      { numRuns: 200, seed: 7 },
    );
    expect(fills).toBeGreaterThan(400);
    expect(liquidations).toBeGreaterThan(5);
  });

  it('fills a resting order when its price is traded through, as maker, at its limit, not when it is not reached', () => {
    const series = feed.series('BTCUSDT', 525_600 + 100);
    const first = 525_600;
    const low = Math.min(...series.spot.low.subarray(first, first + 100));
    for (const [limit, filled] of [
      [low + 1, true],
      [low - 1, false],
    ] as const) {
      const state = newAccount();
      const price = BigInt(limit) * decimal('0.01');
      const asked = {
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        price,
        qty: decimal('0.01'),
        quoteOrderQty: 0n,
        clientOrderId: 'x',
      } as const;
      placeSpot(state, new MarketView(feed, START_AT), SPOT, asked, START_AT);
      advanceAccount(state, feed, START_AT, START_AT + 100 * 60_000);
      expect(state.changes.trades.length).toBe(filled ? 1 : 0);
      if (!filled) continue;
      const trade = state.changes.trades[0]!;
      expect(trade).toMatchObject({
        price,
        isMaker: true,
        commission: decimal('0.00001'),
        commissionAsset: 'BTC',
      });
      const view = new MarketView(feed, trade.time);
      expect(view.last('BTCUSDT', 'spot')).toBeLessThan(price);
      expect(new MarketView(feed, trade.time - 1).last('BTCUSDT', 'spot')).toBeGreaterThanOrEqual(
        price,
      );
    }
  });

  it('settles funding every eight hours on what is held then', () => {
    const state = newAccount('10000', 2);
    const asked = {
      side: 'SELL',
      type: 'MARKET',
      timeInForce: 'GTC',
      price: 0n,
      qty: decimal('0.1'),
      reduceOnly: false,
      clientOrderId: 'x',
    } as const;
    placeUsdm(state, new MarketView(feed, START_AT), USDM, asked, START_AT);
    const done = advanceAccount(state, feed, START_AT, START_AT + 24 * 3_600_000);
    expect(done.fundings).toBe(3);
    const paid = state.changes.incomes.filter((row) => row.incomeType === 'FUNDING_FEE');
    expect(paid.map((row) => row.time)).toEqual(
      [8, 16, 24].map((hour) => START_AT + hour * 3_600_000),
    );
    for (const row of paid) {
      const view = new MarketView(feed, row.time);
      const rate = view.settledRate('BTCUSDT', row.time);
      expect(row.income).toBe(multiply(multiply(decimal('0.1'), view.mark('BTCUSDT')), rate));
    }
  });

  it('liquidates an isolated position at its price, and takes no more than its wallet', () => {
    const state = newAccount('100000', 100);
    const view = new MarketView(feed, START_AT);
    const asked = {
      side: 'SELL',
      type: 'MARKET',
      timeInForce: 'GTC',
      price: 0n,
      qty: decimal('1'),
      reduceOnly: false,
      clientOrderId: 'x',
    } as const;
    placeUsdm(state, view, USDM, asked, START_AT);
    const isolated = state.account.positions.BTCUSDT!.isolatedWallet;
    const walletAfterEntry = state.account.wallet;
    advanceAccount(state, feed, START_AT, START_AT + 300 * 60_000);
    const position = state.account.positions.BTCUSDT!;
    const series = feed.series('BTCUSDT', 525_900);
    const highest = Math.max(...series.mark.high.subarray(525_600, 525_900));
    expect(highest / Number(view.ticks('BTCUSDT', 'mark'))).toBeGreaterThan(1.006);
    expect(position.amount).toBe(0n);
    expect(position.isolatedWallet).toBe(0n);
    // What is left of the wallet is less than the fee of 1.25 %, so the insurance fund takes all of it and no more.
    expect(state.account.wallet).toBe(walletAfterEntry - isolated);
    const clear = state.changes.incomes.filter((row) => row.incomeType === 'INSURANCE_CLEAR');
    expect(clear.length).toBe(1);
    expect(
      [...state.changes.orders].some((order) => order.clientOrderId.startsWith('autoclose-')),
    ).toBe(true);
  });

  it('charges futures makers 0.02 % and takers 0.05 % in USDT', () => {
    const state = newAccount();
    const view = new MarketView(feed, START_AT);
    const last = view.last('BTCUSDT', 'usdm');
    const asked = {
      side: 'SELL',
      timeInForce: 'GTC',
      qty: decimal('0.01'),
      reduceOnly: false,
    } as const;
    placeUsdm(
      state,
      view,
      USDM,
      { ...asked, type: 'MARKET', price: 0n, clientOrderId: 't' },
      START_AT,
    );
    const price = last + decimal('20');
    placeUsdm(state, view, USDM, { ...asked, type: 'LIMIT', price, clientOrderId: 'm' }, START_AT);
    advanceAccount(state, feed, START_AT, START_AT + 300 * 60_000);
    const [taker, maker] = state.changes.trades;
    expect(taker).toMatchObject({ isMaker: false, price: last });
    expect(taker?.commission).toBe((last * 5n) / 1_000_000n);
    expect(maker).toMatchObject({ isMaker: true, price });
    expect(maker?.commission).toBe((price * 2n) / 1_000_000n);
  });

  it('closes with reduce-only no more than there is, and expires what is left over', () => {
    const state = newAccount();
    const view = new MarketView(feed, START_AT);
    const ask = (side: 'BUY' | 'SELL', qty: string, reduceOnly: boolean, name: string) =>
      placeUsdm(
        state,
        view,
        USDM,
        {
          side,
          type: 'MARKET',
          timeInForce: 'GTC',
          price: 0n,
          qty: decimal(qty),
          reduceOnly,
          clientOrderId: name,
        },
        START_AT,
      );
    expect(() => ask('SELL', '0.1', true, 'a')).toThrow('ReduceOnly Order is rejected.');
    ask('BUY', '0.05', false, 'b');
    const { order } = ask('SELL', '0.2', true, 'c');
    expect(order).toMatchObject({ status: 'EXPIRED', executedQty: decimal('0.05') });
    expect(state.account.positions.BTCUSDT).toMatchObject({
      amount: 0n,
      isolatedWallet: 0n,
      cost: 0n,
    });
  });

  it('values equity as quote + base at mark + futures wallet + profit at mark', () => {
    const state = newAccount();
    const view = new MarketView(feed, START_AT);
    const asked = {
      side: 'BUY',
      type: 'MARKET',
      timeInForce: 'GTC',
      price: 0n,
      qty: decimal('0.1'),
      quoteOrderQty: 0n,
      clientOrderId: 'x',
    } as const;
    placeSpot(state, view, SPOT, asked, START_AT);
    const trade = state.changes.trades.reduce((sum, row) => sum + row.quoteQty, 0n);
    expect(equityOf(state.account, view)).toBe(
      decimal('20000') - trade + multiply(decimal('0.0999'), view.mark('BTCUSDT')),
    );
  });
});
