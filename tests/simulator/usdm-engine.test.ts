import { openAccount } from '../../lib/simulator/engine/account';
import { advanceAccount } from '../../lib/simulator/engine/advance';
import type { AlgoRequest } from '../../lib/simulator/engine/algo';
import { placeAlgo } from '../../lib/simulator/engine/algo';
import { decimal, divide, multiply } from '../../lib/simulator/engine/decimal';
import { settleFunding } from '../../lib/simulator/engine/funding';
import { deleverage, liquidationPointOf } from '../../lib/simulator/engine/liquidation';
import { MarketView } from '../../lib/simulator/engine/market-view';
import type { AccountState } from '../../lib/simulator/engine/model';
import { sample } from '../../lib/simulator/engine/report';
import type { UsdmRules } from '../../lib/simulator/engine/symbols';
import { usdmRules } from '../../lib/simulator/engine/symbols';
import type { UsdmRequest } from '../../lib/simulator/engine/usdm';
import { placeUsdm } from '../../lib/simulator/engine/usdm';
import { checkUsdmRules } from '../../lib/simulator/engine/usdm-checks';
import { usdmAccount } from '../../lib/simulator/engine/usdm-model';
import { SyntheticFeed } from '../../lib/simulator/feeds/synthetic';
import { Client, KEY, SECRET, at, start, stopAll, temporaryFile } from './support';

const START_AT = Date.UTC(2026, 0, 5);
const HOUR_MS = 3_600_000;
const feed = new SyntheticFeed(4, START_AT);
const RULES = usdmRules('BTCUSDT')!;

afterEach(stopAll);

function newAccount(quote = '10000', leverage = 20): AccountState {
  const funds = { spotQuote: 0n, usdmQuote: decimal(quote) };
  const state = openAccount(1, 'k', 's', 1, funds, ['BTCUSDT', 'ETHUSDT'], START_AT);
  state.account.positions.BTCUSDT!.leverage = leverage;
  state.account.positions.ETHUSDT!.leverage = leverage;
  return state;
}

const asked = (more: Partial<UsdmRequest> = {}): UsdmRequest => ({
  side: 'BUY',
  type: 'MARKET',
  timeInForce: 'GTC',
  price: 0n,
  qty: decimal('0.1'),
  reduceOnly: false,
  clientOrderId: 'x',
  ...more,
});

const stop = (more: Partial<AlgoRequest> = {}): AlgoRequest => ({
  clientAlgoId: 's',
  symbol: 'BTCUSDT',
  side: 'SELL',
  positionSide: 'BOTH',
  type: 'STOP_MARKET',
  timeInForce: 'GTC',
  quantity: decimal('0.1'),
  price: 0n,
  triggerPrice: 0n,
  workingType: 'CONTRACT_PRICE',
  priceMatch: 'NONE',
  closePosition: false,
  priceProtect: false,
  reduceOnly: true,
  activatePrice: 0n,
  callbackRate: 0n,
  stp: 'NONE',
  goodTillDate: 0,
  ...more,
});

/** A market whose mark price stands off its last price by a fraction. */
class OffMark extends MarketView {
  constructor(
    at: number,
    private readonly factor: bigint,
  ) {
    super(feed, at);
  }
  override mark(symbol: string): bigint {
    return multiply(this.last(symbol, 'usdm'), this.factor);
  }
}

describe('USD-M orders', () => {
  it('refuse a MARKET order that would trade 5 % from mark, unless it reduces', () => {
    const view = new OffMark(START_AT, decimal('0.94'));
    const state = newAccount();
    const refused = () => placeUsdm(state, view, RULES, asked(), START_AT);
    expect(refused).toThrow("The counterparty's best price does not meet");
    const sell = asked({ side: 'SELL' });
    expect(placeUsdm(state, view, RULES, sell, START_AT).order.status).toBe('FILLED');
    const close = asked({ reduceOnly: true, clientOrderId: 'y' });
    expect(placeUsdm(state, view, RULES, close, START_AT).order.status).toBe('FILLED');
  });

  it.each<[string, Partial<UsdmRules>, Partial<UsdmRequest>, number | undefined]>([
    ['opens a long where longs are barred', { positionControlSide: 'LONG' }, {}, -4106],
    [
      'opens a short where longs are barred',
      { positionControlSide: 'LONG' },
      { side: 'SELL' },
      undefined,
    ],
    [
      'opens a short where shorts are barred',
      { positionControlSide: 'SHORT' },
      { side: 'SELL' },
      -4107,
    ],
    ['opens while the contract settles', { status: 'SETTLING' }, {}, -4140],
    ['reduces while the contract settles', { status: 'SETTLING' }, { reduceOnly: true }, undefined],
    ['comes after the close', { status: 'CLOSE' }, { reduceOnly: true }, -4141],
    ['is one too many', { maxNumOrders: 0 }, { type: 'LIMIT', price: decimal('80000') }, -2025],
    ['is MARKET where none may rest', { maxNumOrders: 0 }, {}, undefined],
  ])('an order that %s', (_name, rules, more, code) => {
    const check = (): void =>
      checkUsdmRules(
        newAccount(),
        new MarketView(feed, START_AT),
        { ...RULES, ...rules },
        asked(more),
        {},
      );
    if (code === undefined) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code }));
  });

  it('are paid for in BNB at nine tenths while the account has enough of it', () => {
    const view = new MarketView(feed, START_AT);
    const state = newAccount();
    state.account.bnbFees = { spot: false, usdm: true };
    usdmAccount(state.account).assets.BNB = decimal('1');
    const before = state.account.wallet;
    const { trades } = placeUsdm(state, view, RULES, asked(), START_AT);
    const bnb = view.last('BNBUSDT', 'spot');
    const fee = trades.reduce(
      (sum, row) => sum + divide(multiply((row.quoteQty * 5n) / 10_000n, decimal('0.9')), bnb),
      0n,
    );
    expect(trades.every((row) => row.commissionAsset === 'BNB')).toBe(true);
    expect(usdmAccount(state.account).assets.BNB).toBe(decimal('1') - fee);
    expect(state.account.wallet).toBe(before);
  });

  it('cost what the tier says', () => {
    const state = newAccount();
    state.account.feeTier = 2;
    const view = new MarketView(feed, START_AT);
    const { trades } = placeUsdm(state, view, RULES, asked(), START_AT);
    for (const row of trades) expect(row.commission).toBe((row.quoteQty * 35n) / 100_000n);
  });
});

describe('conditional orders', () => {
  it('live from NEW over TRIGGERING and TRIGGERED to FINISHED, with a child of their own', () => {
    const state = newAccount();
    const view = new MarketView(feed, START_AT);
    placeUsdm(state, view, RULES, asked(), START_AT);
    const entry = view.last('BTCUSDT', 'usdm');
    const algo = placeAlgo(
      state,
      view,
      stop({ triggerPrice: entry - (entry % decimal('10')) - decimal('100') }),
      START_AT,
    );
    advanceAccount(state, feed, START_AT, START_AT + 300 * 60_000);
    expect(algo.history.map((row) => row.status)).toEqual([
      'NEW',
      'TRIGGERING',
      'TRIGGERED',
      'FINISHED',
    ]);
    const child = [...state.changes.orders].find((row) => row.orderId === algo.childOrderId);
    expect(child).toMatchObject({
      type: 'MARKET',
      side: 'SELL',
      status: 'FILLED',
      reduceOnly: true,
    });
    const at = new MarketView(feed, algo.triggeredAt);
    expect(at.last('BTCUSDT', 'usdm')).toBeLessThanOrEqual(algo.triggerPrice);
    const before = new MarketView(feed, algo.triggeredAt - 1);
    expect(before.last('BTCUSDT', 'usdm')).toBeGreaterThan(algo.triggerPrice);
    expect(state.account.positions.BTCUSDT!.amount).toBe(0n);
    expect(state.algos.size).toBe(0);
  });

  it('trail: SELL at the first price a callback below the highest since they were placed', () => {
    const state = newAccount();
    const view = new MarketView(feed, START_AT);
    placeUsdm(state, view, RULES, asked(), START_AT);
    const request = stop({ type: 'TRAILING_STOP_MARKET', callbackRate: decimal('0.5') });
    const algo = placeAlgo(state, view, request, START_AT);
    advanceAccount(state, feed, START_AT, START_AT + 24 * HOUR_MS);
    expect(algo.status).toBe('FINISHED');
    let highest = 0n;
    let triggered = 0;
    for (let at = START_AT; at <= algo.triggeredAt && triggered === 0; at++) {
      const last = view.last('BTCUSDT', 'usdm', at);
      if (last > highest) highest = last;
      if (last <= highest - multiply(highest, decimal('0.005'))) triggered = at;
      // Far from the trigger there is no need to look at every millisecond.
      else if (last > highest - multiply(highest, decimal('0.004')) && last < highest) at += 19;
    }
    expect(Math.abs(triggered - algo.triggeredAt)).toBeLessThanOrEqual(20);
  });

  it('are rejected with the reason when their order is refused at the trigger', () => {
    const state = newAccount();
    const view = new MarketView(feed, START_AT);
    const entry = view.last('BTCUSDT', 'usdm');
    const triggerPrice = entry - (entry % decimal('10')) - decimal('100');
    const reduce = placeAlgo(state, view, stop({ triggerPrice }), START_AT);
    const large = stop({
      triggerPrice,
      clientAlgoId: 'l',
      reduceOnly: false,
      quantity: decimal('50'),
    });
    const opening = placeAlgo(state, view, large, START_AT);
    advanceAccount(state, feed, START_AT, START_AT + 300 * 60_000);
    expect(reduce).toMatchObject({
      status: 'REJECTED',
      rejectMessage: 'ReduceOnly Order is rejected.',
    });
    expect(opening).toMatchObject({ status: 'REJECTED', rejectMessage: 'Margin is insufficient.' });
  });

  it('number no more than 200', () => {
    const state = newAccount();
    const view = new MarketView(feed, START_AT);
    const place = (i: number) =>
      placeAlgo(
        state,
        view,
        stop({ triggerPrice: decimal('10000'), clientAlgoId: `s${i}` }),
        START_AT,
      );
    for (let i = 0; i < 200; i++) place(i);
    expect(() => place(200)).toThrow('Reach max stop order limit.');
  });

  it('protect what they would close, in the report', () => {
    for (const covered of [true, false]) {
      const state = newAccount();
      const view = new MarketView(feed, START_AT);
      placeUsdm(state, view, RULES, asked(), START_AT);
      const quantity = decimal(covered ? '0.1' : '0.099');
      placeAlgo(state, view, stop({ triggerPrice: decimal('10000'), quantity }), START_AT);
      sample(state, view, 60_000);
      expect(state.account.tally.unprotectedMs).toBe(covered ? 0 : 60_000);
    }
  });
});

describe('funding', () => {
  it.each([8, 4, 1])('is settled every %d h where that is the interval', (hours) => {
    const state = newAccount();
    placeUsdm(state, new MarketView(feed, START_AT), RULES, asked(), START_AT);
    const due: number[] = [];
    for (let at = START_AT + HOUR_MS; at <= START_AT + 24 * HOUR_MS; at += HOUR_MS) {
      if (settleFunding(state, feed, at, () => hours) > 0) due.push((at - START_AT) / HOUR_MS);
    }
    expect(due).toEqual(Array.from({ length: 24 / hours }, (_item, i) => (i + 1) * hours));
  });
});

describe('cross margin', () => {
  it('liquidates all contracts at once, at the first instant the excess is gone', () => {
    const state = newAccount('2000', 75);
    usdmAccount(state.account).marginTypes = { BTCUSDT: 'CROSSED', ETHUSDT: 'CROSSED' };
    const view = new MarketView(feed, START_AT);
    const sell = asked({ side: 'SELL', qty: decimal('0.6') });
    placeUsdm(state, view, RULES, sell, START_AT);
    const eth = asked({ side: 'SELL', qty: decimal('10'), clientOrderId: 'e' });
    placeUsdm(state, view, usdmRules('ETHUSDT')!, eth, START_AT);
    const point = liquidationPointOf(state, state.account.positions.BTCUSDT!, (s) => view.mark(s));
    expect(point?.falling).toBe(false);
    expect(point?.price).toBeGreaterThan(view.mark('BTCUSDT'));
    advanceAccount(state, feed, START_AT, START_AT + 14 * 24 * HOUR_MS);
    const closing = [...state.changes.orders].filter((row) =>
      row.clientOrderId.startsWith('autoclose-'),
    );
    expect(closing.map((row) => row.symbol).sort()).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect(new Set(closing.map((row) => row.createdAt)).size).toBe(1);
    expect(state.account.wallet).toBeGreaterThanOrEqual(0n);
  });
});

describe('auto-deleveraging', () => {
  it('closes at mark without a liquidation fee', () => {
    const state = newAccount();
    const view = new MarketView(feed, START_AT);
    placeUsdm(state, view, RULES, asked(), START_AT);
    const mark = view.mark('BTCUSDT');
    const [order] = deleverage(state, 'BTCUSDT', mark, START_AT);
    expect(order).toMatchObject({ status: 'FILLED', price: mark, side: 'SELL' });
    expect(state.account.positions.BTCUSDT).toMatchObject({ amount: 0n, isolatedWallet: 0n });
    expect(state.changes.incomes.map((row) => row.incomeType)).not.toContain('INSURANCE_CLEAR');
  });

  it('comes by a control route and shows among the force orders', async () => {
    const { client } = await start();
    const buy = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01' };
    await client.signed('POST', '/fapi/v1/order', buy);
    await client.control('POST', '/sim/adl', { key: KEY, symbol: 'BTCUSDT' });
    const forced = await new Client(client.url, KEY, SECRET).signed('GET', '/fapi/v1/forceOrders', {
      autoCloseType: 'ADL',
    });
    expect(at(forced.body, 0, 'clientOrderId')).toMatch(/^adl_autoclose/);
    expect(at(forced.body, 0, 'type')).toBe('LIMIT');
  });
});

describe('the file', () => {
  it('keeps conditional orders, hedge mode and margin types over a restart', async () => {
    const file = temporaryFile();
    const first = await start({ file });
    const crossed = { symbol: 'BTCUSDT', marginType: 'CROSSED' };
    await first.client.signed('POST', '/fapi/v1/marginType', crossed);
    await first.client.signed('POST', '/fapi/v1/positionSide/dual', { dualSidePosition: 'true' });
    const placed = await first.client.signed('POST', '/fapi/v1/algoOrder', {
      algoType: 'CONDITIONAL',
      symbol: 'BTCUSDT',
      side: 'BUY',
      positionSide: 'LONG',
      type: 'STOP_MARKET',
      triggerPrice: '200000',
      quantity: '0.01',
    });
    expect(placed.status).toBe(200);
    await first.simulator.close();
    const { client } = await start({ file });
    const open = await client.signed('GET', '/fapi/v1/openAlgoOrders');
    expect(at(open.body, 0, 'algoId')).toBe(at(placed.body, 'algoId'));
    const mode = await client.signed('GET', '/fapi/v1/positionSide/dual');
    expect(mode.body).toEqual({ dualSidePosition: true });
    const config = await client.signed('GET', '/fapi/v1/symbolConfig', { symbol: 'BTCUSDT' });
    expect(at(config.body, 0, 'marginType')).toBe('CROSSED');
  });
});

describe('public USD-M routes', () => {
  it.each([
    ['/fapi/v1/openInterest', { symbol: 'BTCUSDT' }, 'openInterest'],
    ['/fapi/v1/premiumIndex', { symbol: 'BTCUSDT' }, 'nextFundingTime'],
  ])('%s answers an object', async (path, params, field) => {
    const { client } = await start();
    const reply = await client.get(path, params);
    expect(reply.status).toBe(200);
    expect(at(reply.body, field)).toBeDefined();
  });

  it('counts statistics in a pool of their own, 1,000 in five minutes', async () => {
    const { client } = await start();
    const ask = () => client.get('/futures/data/basis', { pair: 'BTCUSDT' });
    const first = await ask();
    expect(first.headers.get('x-mbx-used-weight-1m')).toBeNull();
    for (let count = 1; count < 1_000; count += 1) await ask();
    const refused = await ask();
    expect([refused.status, at(refused.body, 'code')]).toEqual([429, -1003]);
    const other = await client.get('/fapi/v1/openInterest', { symbol: 'BTCUSDT' });
    expect(other.status).toBe(200);
  });

  it.each([
    ['/fapi/v1/indexPriceKlines', { pair: 'BTCUSDT', interval: '1h', limit: 3 }],
    ['/fapi/v1/markPriceKlines', { symbol: 'BTCUSDT', interval: '1h', limit: 3 }],
    ['/fapi/v1/premiumIndexKlines', { symbol: 'BTCUSDT', interval: '1h', limit: 3 }],
    [
      '/fapi/v1/continuousKlines',
      { pair: 'BTCUSDT', contractType: 'PERPETUAL', interval: '1h', limit: 3 },
    ],
    ['/fapi/v1/trades', { symbol: 'BTCUSDT', limit: 3 }],
    ['/fapi/v1/aggTrades', { symbol: 'BTCUSDT', limit: 3 }],
    ['/futures/data/openInterestHist', { symbol: 'BTCUSDT', period: '1h', limit: 3 }],
    ['/futures/data/globalLongShortAccountRatio', { symbol: 'BTCUSDT', period: '1h', limit: 3 }],
    ['/futures/data/topLongShortAccountRatio', { symbol: 'BTCUSDT', period: '1h', limit: 3 }],
    ['/futures/data/topLongShortPositionRatio', { symbol: 'BTCUSDT', period: '1h', limit: 3 }],
    ['/futures/data/takerlongshortRatio', { symbol: 'BTCUSDT', period: '1h', limit: 3 }],
    ['/futures/data/basis', { pair: 'BTCUSDT', contractType: 'PERPETUAL', period: '1h', limit: 3 }],
  ])('%s answers three rows', async (path, params) => {
    const { client } = await start();
    const reply = await client.get(path, params);
    expect(reply.status).toBe(200);
    expect(reply.body).toHaveLength(3);
    expect((await client.get(path, params)).body).toEqual(reply.body);
  });
});
