import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { advanceAccount } from '../../lib/simulator/engine/advance';
import type { AlgoRequest } from '../../lib/simulator/engine/algo';
import { cancelAlgo, placeAlgo } from '../../lib/simulator/engine/algo';
import { openAccount } from '../../lib/simulator/engine/account';
import { decimal, formatFixed, formatShort } from '../../lib/simulator/engine/decimal';
import { settleFunding } from '../../lib/simulator/engine/funding';
import { deleverage, liquidationPointOf } from '../../lib/simulator/engine/liquidation';
import { MarketView } from '../../lib/simulator/engine/market-view';
import type { AccountState, Market } from '../../lib/simulator/engine/model';
import { cancelSpot, placeSpot } from '../../lib/simulator/engine/spot';
import { amendSpot } from '../../lib/simulator/engine/spot-amend';
import { spotRules, usdmRules } from '../../lib/simulator/engine/symbols';
import type { UsdmRequest } from '../../lib/simulator/engine/usdm';
import { endUsdm, placeUsdm } from '../../lib/simulator/engine/usdm';
import { amendUsdm } from '../../lib/simulator/engine/usdm-amend';
import { adjustMargin, changeMarginType } from '../../lib/simulator/engine/usdm-settings';
import { SyntheticFeed } from '../../lib/simulator/feeds/synthetic';
import { messageOf } from '../../lib/simulator/server/streams/payloads';
import { SCHEMA_STEPS, SCHEMA_VERSION } from '../../lib/simulator/store/schema';
import { Store } from '../../lib/simulator/store/store';
import { KEPT_EVENTS } from '../../lib/simulator/store/events';
import type { Minute } from './spot-support';
import { limitOrder, spotAccount, START_AT, writtenFeed } from './spot-support';
import type { Json } from './support';
import { at, list, MINUTE_MS, start as startExchange, stopAll, temporaryFile } from './support';

/** What the engine tells the user streams, in the order and with the fields of reference G2 to G4 and E. */

const HOUR_MS = 3_600_000;
const SPOT = spotRules('BTCUSDT')!;
const USDM = usdmRules('BTCUSDT')!;

/** Messages so far, as they would go over the wire. */
function told(state: AccountState, stream?: 'spot' | 'usdm'): Json[] {
  return state.changes.events
    .map(messageOf)
    .filter((message) => stream === undefined || message.stream === stream)
    .map((message): Json => JSON.parse(JSON.stringify(message.payload)));
}

/** One line a message: what happened to what. */
function line(message: Json): string {
  const name = String(at(message, 'e'));
  switch (name) {
    case 'executionReport':
      return `${at(message, 'x')} ${at(message, 'X')}`;
    case 'ORDER_TRADE_UPDATE':
      return `${at(message, 'o', 'x')} ${at(message, 'o', 'X')}`;
    case 'ACCOUNT_UPDATE':
      return `account ${at(message, 'a', 'm')}`;
    case 'ALGO_UPDATE':
      return `algo ${at(message, 'o', 'X')}`;
    default:
      return name;
  }
}

const lines = (state: AccountState): string[] => told(state).map(line);
const named = (messages: Json[], name: string): Json[] =>
  messages.filter((message) => at(message, 'e') === name);

/** Every trade of a market is told once, with its figures, and nothing else is. */
function expectTradesTold(state: AccountState, market: Market): void {
  const trades = state.changes.trades.filter((trade) => trade.market === market);
  const messages = told(state, market).flatMap((message): Json[] => {
    if (at(message, 'e') === 'executionReport')
      return at(message, 'x') === 'TRADE' ? [message] : [];
    if (at(message, 'e') !== 'ORDER_TRADE_UPDATE') return [];
    const order = at(message, 'o');
    return ['TRADE', 'CALCULATED'].includes(String(at(order, 'x'))) ? [order] : [];
  });
  const plain = (text: Json): string => formatShort(decimal(String(text)));
  expect(
    messages.map((row) => [
      at(row, 't'),
      at(row, 'i'),
      plain(at(row, 'l')),
      plain(at(row, 'L')),
      plain(at(row, 'n')),
      at(row, 'N'),
      at(row, 'm'),
      at(row, 'T'),
    ]),
  ).toEqual(
    trades.map((trade) => [
      trade.id,
      trade.orderId,
      formatShort(trade.qty),
      formatShort(trade.price),
      formatShort(trade.commission),
      trade.commissionAsset,
      trade.isMaker,
      trade.time,
    ]),
  );
}

const signed = (text: Json): bigint => {
  const value = String(text);
  return value.startsWith('-') ? -decimal(value.slice(1)) : decimal(value);
};

/** The wallet moves by realised profit, fees and the changes told of, and stands at what was told last. */
function expectWalletTold(state: AccountState, start: bigint): void {
  let wallet = start;
  let last = start;
  for (const message of told(state, 'usdm')) {
    if (at(message, 'e') === 'ORDER_TRADE_UPDATE') {
      const order = at(message, 'o');
      wallet += signed(at(order, 'rp'));
      if ('n' in Object(order)) wallet -= signed(at(order, 'n'));
    } else if (at(message, 'e') === 'ACCOUNT_UPDATE') {
      for (const row of list(at(message, 'a', 'B'))) {
        wallet += signed(at(row, 'bc'));
        last = signed(at(row, 'wb'));
        expect(last).toBe(wallet);
      }
    }
  }
  expect(last).toBe(state.account.wallet);
}

/** 50000, touched at 49990, traded through, and back. */
const MINUTES: readonly Minute[] = [
  [5_000_000, 5_000_100, 4_999_000, 5_000_000, 10_000],
  [5_000_000, 5_000_100, 4_990_000, 5_000_000, 100_000_000],
];
const written = writtenFeed(MINUTES);

const usdmOrder = (more: Partial<UsdmRequest> = {}): UsdmRequest => ({
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  price: decimal('49990'),
  qty: decimal('0.05'),
  reduceOnly: false,
  clientOrderId: 'x',
  ...more,
});

const synthetic = new SyntheticFeed(4, START_AT);
function usdmAccountOf(quote: string, leverage: number): AccountState {
  const funds = { spotQuote: 0n, usdmQuote: decimal(quote) };
  const state = openAccount(1, 'k', 's', 1, funds, ['BTCUSDT', 'ETHUSDT'], START_AT);
  for (const leg of Object.values(state.account.positions)) leg.leverage = leverage;
  return state;
}
const market = (more: Partial<UsdmRequest> = {}): UsdmRequest =>
  usdmOrder({ type: 'MARKET', price: 0n, qty: decimal('0.1'), ...more });
const start = new MarketView(synthetic, START_AT);

const stop = (more: Partial<AlgoRequest> = {}): AlgoRequest => ({
  clientAlgoId: 's',
  symbol: 'BTCUSDT',
  side: 'SELL',
  positionSide: 'BOTH',
  type: 'STOP_MARKET',
  timeInForce: 'GTC',
  quantity: decimal('0.1'),
  price: 0n,
  triggerPrice: start.last('BTCUSDT', 'usdm') - decimal('10'),
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

describe('the spot user stream', () => {
  it('tells of an order placed, filled in part, filled, and of another cancelled', () => {
    const state = spotAccount('100000', '1');
    const view = new MarketView(written, START_AT);
    placeSpot(state, view, SPOT, limitOrder('BUY', '49990', '0.05'), START_AT);
    expect(lines(state)).toEqual(['NEW NEW', 'outboundAccountPosition']);
    expect(at(told(state)[1]!, 'B')).toEqual([
      { a: 'BTC', f: '1.00000000', l: '0.00000000' },
      { a: 'USDT', f: '97500.50000000', l: '2499.50000000' },
    ]);
    const end = START_AT + 2 * MINUTE_MS;
    advanceAccount(state, written, START_AT, end);
    const [, , ...fills] = lines(state);
    expect(fills.length).toBeGreaterThanOrEqual(4);
    fills.forEach((text, i) => {
      const isLast = i === fills.length - 2;
      if (i % 2 === 1) expect(text).toBe('outboundAccountPosition');
      else expect(text).toBe(isLast ? 'TRADE FILLED' : 'TRADE PARTIALLY_FILLED');
    });
    const reports = named(told(state), 'executionReport');
    expect(at(reports[1]!, 'w')).toBe(true);
    expect(at(reports.at(-1)!, 'w')).toBe(false);
    expect(at(reports.at(-1)!, 'z')).toBe('0.05000000');
    expectTradesTold(state, 'spot');

    const late = new MarketView(written, end);
    const ask = limitOrder('SELL', '51000', '0.5', { clientOrderId: 'mine' });
    const { order } = placeSpot(state, late, SPOT, ask, end);
    cancelSpot(state, SPOT, order, end + 1, 'the cancel');
    const [cancelled, balances] = told(state).slice(-2);
    expect(cancelled).toMatchObject({ x: 'CANCELED', X: 'CANCELED', c: 'the cancel', C: 'mine' });
    expect(cancelled).toMatchObject({ E: end + 1, T: end + 1, O: end, t: -1, N: null });
    for (const row of list(at(balances!, 'B'))) {
      const held = state.account.spot[String(at(row, 'a'))]!;
      expect([at(row, 'f'), at(row, 'l')]).toEqual([
        formatFixed(held.free),
        formatFixed(held.locked),
      ]);
    }
    const ids = named(told(state), 'executionReport').map((row) => Number(at(row, 'I')));
    expect(ids).toEqual(ids.map((_id, i) => i + 1));
  });

  it('tells of an amendment, of what expires on arrival and of a trigger', () => {
    const state = spotAccount('100000', '1');
    const view = new MarketView(written, START_AT);
    const ask = limitOrder('SELL', '51000', '0.5', { clientOrderId: 'old' });
    const { order } = placeSpot(state, view, SPOT, ask, START_AT);
    amendSpot(state, SPOT, order, decimal('0.2'), 'new', START_AT + 1);
    const [replaced, balances] = told(state).slice(-2);
    expect(replaced).toMatchObject({ x: 'REPLACED', X: 'NEW', c: 'new', C: 'old' });
    expect(replaced).toMatchObject({ q: '0.20000000', I: order.spot!.amendments[0]!.executionId });
    expect(at(balances!, 'B', 0)).toEqual({ a: 'BTC', f: '0.80000000', l: '0.20000000' });

    const before = state.changes.events.length;
    const fok = limitOrder('BUY', '49990', '0.1', { timeInForce: 'FOK' });
    placeSpot(state, view, SPOT, fok, START_AT + 2);
    expect(lines(state).slice(before)).toEqual(['NEW NEW', 'EXPIRED EXPIRED']);
    expect(at(told(state).at(-1)!, 'eR')).toBe('UNFILLED_FOK_ORDER_EXPIRED');

    const stopLoss = limitOrder('SELL', '0', '0.1', {
      type: 'STOP_LOSS',
      stopPrice: decimal('49950'),
    });
    const placed = state.changes.events.length;
    placeSpot(state, view, SPOT, stopLoss, START_AT + 2);
    advanceAccount(state, written, START_AT, START_AT + 2 * MINUTE_MS);
    const later = told(state).slice(placed);
    const reports = named(later, 'executionReport');
    expect(reports.map((row) => [at(row, 'x'), at(row, 'w')]).slice(0, 2)).toEqual([
      ['NEW', false],
      ['NEW', true],
    ]);
    expect(line(reports.at(-1)!)).toBe('TRADE FILLED');
    expectTradesTold(state, 'spot');
  });

  it('tells of prevented matches, on the order that they take from', () => {
    const state = spotAccount('10000000', '1');
    const view = new MarketView(written, START_AT);
    const { order } = placeSpot(state, view, SPOT, limitOrder('SELL', '50000.01', '0.1'), START_AT);
    const buy = limitOrder('BUY', '50100', '20', { selfTradePreventionMode: 'EXPIRE_BOTH' });
    const before = state.changes.events.length;
    const taker = placeSpot(state, view, SPOT, buy, START_AT + 1).order;
    expect(order.status).toBe('EXPIRED_IN_MATCH');
    const prevented = named(told(state).slice(before), 'executionReport').filter(
      (row) => at(row, 'x') === 'TRADE_PREVENTION',
    );
    expect(prevented.map((row) => [at(row, 'i'), at(row, 'X'), at(row, 'U')])).toEqual([
      [taker.orderId, 'EXPIRED_IN_MATCH', order.orderId],
      [order.orderId, 'EXPIRED_IN_MATCH', taker.orderId],
    ]);
    expect(prevented[1]).toMatchObject({ v: 1, A: '0.10000000', pL: '50000.01000000' });
  });
});

describe('the USD-M user stream', () => {
  it('tells of an order placed, filled in part, filled, and of another amended and cancelled', () => {
    const state = spotAccount('0', '0');
    const view = new MarketView(written, START_AT);
    placeUsdm(state, view, USDM, usdmOrder(), START_AT);
    expect(lines(state)).toEqual(['NEW NEW']);
    expect(at(told(state)[0]!, 'o')).not.toHaveProperty('n');
    const end = START_AT + 2 * MINUTE_MS;
    advanceAccount(state, written, START_AT, end);
    const [, ...fills] = lines(state);
    expect(fills.length).toBeGreaterThanOrEqual(4);
    fills.forEach((text, i) => {
      const isLast = i === fills.length - 2;
      if (i % 2 === 1) expect(text).toBe('account ORDER');
      else expect(text).toBe(isLast ? 'TRADE FILLED' : 'TRADE PARTIALLY_FILLED');
    });
    const [trade, account] = told(state).slice(-2);
    expect(at(account!, 'T')).toBe(at(trade!, 'T'));
    expect(at(trade!, 'o')).toMatchObject({ z: '0.050', ap: '49990', m: true, rp: '0.00000000' });
    expect(at(account!, 'a', 'P', 0)).toMatchObject({
      s: 'BTCUSDT',
      pa: '0.050',
      ep: '49990.00000',
      mt: 'isolated',
      iw: formatFixed(state.account.positions.BTCUSDT!.isolatedWallet),
      ps: 'BOTH',
    });
    expectTradesTold(state, 'usdm');
    expectWalletTold(state, decimal('10000'));

    const late = new MarketView(written, end);
    const { order } = placeUsdm(state, late, USDM, usdmOrder({ price: decimal('49000') }), end);
    const sent = { price: '48000', qty: '0.06' };
    const wanted = { price: decimal('48000'), qty: decimal('0.06') };
    const numbers = { price: sent.price, quantity: sent.qty };
    amendUsdm(state, late, USDM, order, wanted, numbers, end + 1);
    expect(at(told(state).at(-1)!, 'o')).toMatchObject({
      x: 'AMENDMENT',
      X: 'NEW',
      q: '0.060',
      p: '48000',
      b: '2880',
      a: '0',
    });
    endUsdm(state, order, 'CANCELED', end + 2);
    expect(lines(state).at(-1)).toBe('CANCELED CANCELED');
  });

  it.each(['ISOLATED', 'CROSSED'] as const)('tells of funding of a position, %s', (type) => {
    const state = usdmAccountOf('10000', 20);
    if (type === 'CROSSED') {
      changeMarginType(state, 'BTCUSDT', 'CROSSED', START_AT);
      expect(at(told(state)[0]!, 'a')).toMatchObject({
        m: 'MARGIN_TYPE_CHANGE',
        B: [],
        P: [{ mt: 'cross', pa: '0.000' }],
      });
    }
    placeUsdm(state, start, USDM, market(), START_AT);
    const due = START_AT + 8 * HOUR_MS;
    expect(settleFunding(state, synthetic, due)).toBe(1);
    const payment = state.changes.incomes.find((row) => row.incomeType === 'FUNDING_FEE')!.income;
    const message = told(state).at(-1)!;
    expect(payment).not.toBe(0n);
    expect(message).toMatchObject({ e: 'ACCOUNT_UPDATE', T: due });
    expect(at(message, 'a')).toMatchObject({
      m: 'FUNDING_FEE',
      S: 'BTCUSDT',
      B: [{ a: 'USDT', bc: formatShort(payment), wb: formatFixed(state.account.wallet) }],
    });
    expect(list(at(message, 'a', 'P')).length).toBe(type === 'ISOLATED' ? 1 : 0);
    expectWalletTold(state, decimal('10000'));
  });

  it('tells of margin moved by hand', () => {
    const state = usdmAccountOf('10000', 20);
    placeUsdm(state, start, USDM, market(), START_AT);
    adjustMargin(state, start, 'BTCUSDT', 'BOTH', 1, decimal('100'), START_AT + 5);
    const { isolatedWallet } = state.account.positions.BTCUSDT!;
    expect(told(state).at(-1)).toMatchObject({
      T: START_AT + 5,
      a: { m: 'MARGIN_TRANSFER', B: [{ bc: '0' }], P: [{ iw: formatFixed(isolatedWallet) }] },
    });
    expectWalletTold(state, decimal('10000'));
  });

  it('tells of a liquidation: orders cancelled, the position closed, the fee taken', () => {
    const state = usdmAccountOf('2000', 75);
    const sell = market({ side: 'SELL', qty: decimal('0.6') });
    placeUsdm(state, start, USDM, sell, START_AT);
    const far = usdmOrder({ price: decimal('1000'), qty: decimal('0.1'), clientOrderId: 'far' });
    placeUsdm(state, start, USDM, far, START_AT);
    expect(liquidationPointOf(state, state.account.positions.BTCUSDT!, () => 0n)).toBeDefined();
    const before = state.changes.events.length;
    advanceAccount(state, synthetic, START_AT, START_AT + 14 * 24 * HOUR_MS);
    const happened = lines(state)
      .slice(before)
      .filter((text) => text !== 'account FUNDING_FEE');
    expect(happened).toEqual([
      'CANCELED CANCELED',
      'NEW NEW',
      'CALCULATED FILLED',
      'account ORDER',
      'account INSURANCE_CLEAR',
    ]);
    const closing = named(told(state), 'ORDER_TRADE_UPDATE').at(-1)!;
    expect(String(at(closing, 'o', 'c'))).toMatch(/^autoclose-/);
    const [clearing] = state.changes.incomes.slice(-1);
    expect(clearing!.incomeType).toBe('INSURANCE_CLEAR');
    expect(at(told(state).at(-1)!, 'a', 'B', 0, 'bc')).toBe(formatShort(clearing!.income));
    expectTradesTold(state, 'usdm');
    expectWalletTold(state, decimal('2000'));
  });

  it('tells of an auto-deleveraging', () => {
    const state = usdmAccountOf('10000', 20);
    placeUsdm(state, start, USDM, market(), START_AT);
    const before = state.changes.events.length;
    deleverage(state, 'BTCUSDT', start.mark('BTCUSDT'), START_AT);
    expect(lines(state).slice(before)).toEqual(['NEW NEW', 'CALCULATED FILLED', 'account ORDER']);
    expect(at(told(state).at(-1)!, 'a', 'P', 0)).toMatchObject({ pa: '0.000', up: '0.00000000' });
    expectWalletTold(state, decimal('10000'));
  });

  it('tells what the insurance fund gave after the trade that made it give', () => {
    const state = usdmAccountOf('600', 20);
    placeUsdm(state, start, USDM, market(), START_AT);
    const before = state.changes.events.length;
    deleverage(state, 'BTCUSDT', decimal('1000'), START_AT);
    expect(lines(state).slice(before)).toEqual([
      'NEW NEW',
      'CALCULATED FILLED',
      'account ORDER',
      'account INSURANCE_CLEAR',
    ]);
    expect(state.account.wallet).toBe(0n);
    expectWalletTold(state, decimal('600'));
  });

  it('tells of the life of a conditional order, its ordinary one included', () => {
    const state = usdmAccountOf('10000', 20);
    placeUsdm(state, start, USDM, market(), START_AT);
    const before = state.changes.events.length;
    const algo = placeAlgo(state, start, stop(), START_AT);
    advanceAccount(state, synthetic, START_AT, START_AT + 6 * HOUR_MS);
    const happened = lines(state).slice(before);
    const trades = happened.filter((text) => text.startsWith('TRADE'));
    expect(trades.at(-1)).toBe('TRADE FILLED');
    expect(
      happened.filter((text) => !text.startsWith('TRADE') && text !== 'account ORDER'),
    ).toEqual(['algo NEW', 'algo TRIGGERING', 'algo TRIGGERED', 'NEW NEW', 'algo FINISHED']);
    expect(happened.at(-1)).toBe('algo FINISHED');
    const [placed, triggering, triggered, finished] = named(told(state), 'ALGO_UPDATE');
    expect(at(placed!, 'o')).toMatchObject({ ai: '', ap: '0.00000', aq: '0.00000', act: '0' });
    expect(at(triggering!, 'o')).toMatchObject({ ai: '', tt: algo.triggeredAt });
    expect(at(triggering!, 'o')).not.toHaveProperty('act');
    expect(at(triggered!, 'o', 'ai')).toBe(String(algo.childOrderId));
    const child = [...state.changes.orders].find((row) => row.orderId === algo.childOrderId)!;
    expect(at(finished!, 'o')).toMatchObject({ aq: '0.10000', act: 'MARKET', rm: '' });
    expect(Number(at(finished!, 'o', 'ap'))).toBeCloseTo(
      Number(child.cumQuote) / Number(child.executedQty),
      4,
    );
  });

  it('tells of a conditional order cancelled, expired and rejected', () => {
    const state = usdmAccountOf('10000', 20);
    const cancelled = placeAlgo(state, start, stop(), START_AT);
    cancelAlgo(state, cancelled, START_AT + 1);
    expect(lines(state)).toEqual(['algo NEW', 'algo CANCELED']);
    const goodTillDate = START_AT + 1000;
    const due = stop({ timeInForce: 'GTD', goodTillDate, clientAlgoId: 'g' });
    placeAlgo(state, start, due, START_AT + 1);
    advanceAccount(state, synthetic, START_AT, START_AT + 2000);
    expect(lines(state).slice(2)).toEqual(['algo NEW', 'algo EXPIRED']);
    expect(at(told(state).at(-1)!, 'T')).toBe(goodTillDate);
    // There is nothing to reduce when it triggers.
    placeAlgo(state, start, stop({ clientAlgoId: 'r' }), START_AT + 2000);
    advanceAccount(state, synthetic, START_AT + 2000, START_AT + 6 * HOUR_MS);
    expect(lines(state).slice(4)).toEqual(['algo NEW', 'algo TRIGGERING', 'algo REJECTED']);
    expect(at(told(state).at(-1)!, 'o', 'rm')).toBe('ReduceOnly Order is rejected.');
  });
});

describe('the fields of a message', () => {
  /** Reference G4 and E; what only some orders have is left out. */
  const FIELDS: Record<string, string> = {
    executionReport: 'e E s c S o f q p P F g C x X r i l z L n N T t I w m M O Z Y Q V',
    outboundAccountPosition: 'e E u B',
    balanceUpdate: 'e E a d T',
    ORDER_TRADE_UPDATE: 'e E T o',
    ACCOUNT_UPDATE: 'e E T a',
    ALGO_UPDATE: 'e T E o',
    ACCOUNT_CONFIG_UPDATE: 'e E T',
    'ORDER_TRADE_UPDATE.o':
      's c S o f q p ap sp x X i l z L T t b a m R wt ot ps cp pP si ss rp V pm gtd er',
    'ACCOUNT_UPDATE.a': 'm B P',
    'ACCOUNT_UPDATE.a.B': 'a wb cw bc',
    'ACCOUNT_UPDATE.a.P': 's pa ep bep cr up mt iw ps',
    'ALGO_UPDATE.o': 'caid aid at o s S ps f q X ai tp p V wt pm cp pP R tt gtd rm',
  };
  const OPTIONAL: Record<string, string> = {
    executionReport: 'd D j J W v A B U Cs pl pL pY eR',
    'ORDER_TRADE_UPDATE.o': 'N n M',
    'ACCOUNT_UPDATE.a': 'S',
    'ALGO_UPDATE.o': 'ap aq act AP cr',
    ACCOUNT_CONFIG_UPDATE: 'ac ai',
  };

  function expectFields(message: Json, way: string): void {
    const names = Object.keys(Object(message));
    const must = FIELDS[way]!.split(' ');
    expect(names).toEqual(expect.arrayContaining(must));
    const may = new Set([...must, ...(OPTIONAL[way] ?? '').split(' ')]);
    expect(names.filter((name) => !may.has(name))).toEqual([]);
  }

  /** An account that has met every kind of message. */
  async function everyMessage(): Promise<Json[]> {
    const { client } = await startExchange();
    await client.control('POST', '/sim/account', { deposits: { spot: '50', usdm: '60' } });
    const symbol = 'BTCUSDT';
    const send = (method: string, path: string, more: Record<string, string | number>) =>
      client.signed(method, path, { symbol, ...more });
    await send('POST', '/fapi/v1/leverage', { leverage: 10 });
    const buy = { side: 'BUY', type: 'MARKET', quantity: '0.01' };
    expect((await send('POST', '/api/v3/order', buy)).status).toBe(200);
    expect((await send('POST', '/fapi/v1/order', buy)).status).toBe(200);
    const price = Number(at((await client.get('/fapi/v1/ticker/price', { symbol })).body, 'price'));
    const algo = {
      algoType: 'CONDITIONAL',
      side: 'SELL',
      type: 'STOP_MARKET',
      quantity: '0.01',
      triggerPrice: (price * 0.9).toFixed(1),
    };
    expect((await send('POST', '/fapi/v1/algoOrder', algo)).status).toBe(200);
    const limit = { side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' };
    const far = { ...limit, price: (price * 0.9).toFixed(0), newClientOrderId: 'mine' };
    expect((await send('POST', '/api/v3/order', far)).status).toBe(200);
    const cancel = { origClientOrderId: 'mine', newClientOrderId: 'gone' };
    expect((await send('DELETE', '/api/v3/order', cancel)).status).toBe(200);
    return list(at(await client.control('GET', '/sim/events'), 'events'));
  }
  afterEach(stopAll);

  it('are those of the reference, on the stream of their market, numbered in order', async () => {
    const rows = await everyMessage();
    expect(rows.map((row) => at(row, 'id'))).toEqual(rows.map((_row, i) => i + 1));
    const seen = new Set<string>();
    for (const row of rows) {
      const message = at(row, 'payload');
      const name = String(at(message, 'e'));
      seen.add(name);
      expect(at(message, 'E')).toBe(at(row, 'time'));
      expect(at(row, 'stream')).toBe(/^[A-Z]/.test(name) ? 'usdm' : 'spot');
      expectFields(message, name);
      if (name === 'ORDER_TRADE_UPDATE' || name === 'ALGO_UPDATE') {
        expectFields(at(message, 'o'), `${name}.o`);
      }
      if (name !== 'ACCOUNT_UPDATE') continue;
      expectFields(at(message, 'a'), 'ACCOUNT_UPDATE.a');
      for (const part of ['B', 'P']) {
        for (const one of list(at(message, 'a', part))) expectFields(one, `${name}.a.${part}`);
      }
    }
    expect([...seen].sort()).toEqual(
      Object.keys(FIELDS)
        .filter((name) => !name.includes('.'))
        .sort(),
    );
    const gone = rows
      .map((row) => at(row, 'payload'))
      .filter((row) => Object(row).x === 'CANCELED');
    expect(gone).toMatchObject([{ c: 'gone', C: 'mine' }]);
  });

  const MOCKS = resolve(__dirname, '../../../shared/fixtures/official-connector-js-mocks');
  const examples = ['spot', 'usdm'].flatMap((name) => {
    const folder = join(MOCKS, name, 'websocket-streams');
    if (!existsSync(folder)) return [];
    return readdirSync(folder).flatMap((file): [string, Json][] => {
      const example: Json = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      const kind: unknown = Object(example).e;
      return typeof kind === 'string' && FIELDS[kind] !== undefined ? [[kind, example]] : [];
    });
  });
  const withExamples = examples.length > 0 ? it.each(examples) : undefined;
  if (withExamples === undefined)
    it.skip('equal the examples (the fixtures hold none of user streams)', () => undefined);
  else withExamples('equal the example of %s', (name, example) => expectFields(example, name));
});

describe('the stored messages', () => {
  afterEach(stopAll);

  it('are read on from a number, by account', async () => {
    const { client } = await startExchange();
    await client.control('POST', '/sim/accounts', {
      key: 'b',
      secret: 's',
      balances: { spot: '7' },
    });
    for (const leverage of [5, 6, 7]) {
      await client.signed('POST', '/fapi/v1/leverage', { symbol: 'BTCUSDT', leverage });
    }
    const read = async (query: string): Promise<Json[]> =>
      list(at(await client.control('GET', `/sim/events?${query}`), 'events'));
    expect((await read('')).map((row) => at(row, 'payload', 'ac', 'l'))).toEqual([5, 6, 7]);
    expect((await read('after=1&limit=1')).map((row) => at(row, 'id'))).toEqual([2]);
    expect(await read('after=3')).toEqual([]);
    expect((await read('key=b')).map((row) => at(row, 'payload', 'e'))).toEqual([
      'balanceUpdate',
      'outboundAccountPosition',
    ]);
    expect((await client.raw('GET', '/sim/events?after=x')).status).toBe(400);
    expect((await client.raw('GET', '/sim/events?key=nobody')).status).toBe(404);
  });

  it('are kept up to a number, across restarts, and a refused request leaves none', async () => {
    const file = temporaryFile();
    const { simulator } = await startExchange({ file });
    await simulator.close();
    const open = (): Store =>
      new Store(file, () => {
        throw new Error('It is there already');
      });
    const store = open();
    const write = (count: number): void =>
      store.transaction(({ accounts: [state] }) => {
        for (let i = 0; i < count; i++) {
          state!.changes.events.push({ kind: 'leverage', time: i, symbol: 'BTCUSDT', leverage: i });
        }
      });
    write(3);
    expect(() =>
      store.transaction(({ accounts: [state] }) => {
        state!.changes.events.push({ kind: 'multi-assets', time: 1, multiAssets: true });
        throw new Error('refused');
      }),
    ).toThrow('refused');
    expect(store.eventsAfter(1, 0, 10).map(({ id }) => id)).toEqual([1, 2, 3]);
    write(KEPT_EVENTS + 5);
    write(2);
    store.close();
    const again = open();
    const kept = again.eventsAfter(1, 0, 20_000);
    expect(kept.length).toBe(KEPT_EVENTS);
    expect(again.lastEventId(1)).toBe(KEPT_EVENTS + 10);
    expect(kept[0]!.id).toBe(11);
    again.close();
  });

  it('begin in a file of version 2', async () => {
    const file = temporaryFile();
    const first = await startExchange({ file });
    await first.simulator.close();
    const database = new Database(file);
    database.exec('DROP TABLE events');
    database.pragma('user_version = 2');
    database.close();
    expect(SCHEMA_STEPS.length).toBe(3);
    const { client } = await startExchange({ file });
    await client.signed('POST', '/fapi/v1/leverage', { symbol: 'BTCUSDT', leverage: 3 });
    expect(list(at(await client.control('GET', '/sim/events'), 'events')).length).toBe(1);
    const reopened = new Database(file);
    expect(reopened.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
    reopened.close();
  });
});
