import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Client, Json } from './support';
import { at, list, spotBid, start, stopAll } from './support';

const FIXTURES = resolve(__dirname, '../../../shared/fixtures');
const MOCKS = join(FIXTURES, 'official-connector-js-mocks');
const LIVE = join(FIXTURES, 'live-fapi-2026-09-15');
const SYMBOL = 'BTCUSDT';

/**
 * The shape of an answer: names and types with the way a text is encoded, an array as the union of its rows. Both sides
 * are read by it, so an answer of ours and the documented one are held to the same schema.
 */
type Shape = string | { list: Shape } | { fields: Map<string, Shape> };

function shapeOf(value: Json): Shape {
  if (value === null) return 'null';
  if (Array.isArray(value)) return { list: value.map(shapeOf).reduce(union, 'none') };
  if (typeof value === 'object') {
    const fields = Object.entries(value).map(([name, one]): [string, Shape] => [
      name,
      shapeOf(one),
    ]);
    return { fields: new Map(fields) };
  }
  if (typeof value !== 'string') return typeof value;
  return /^-?[0-9]+(\.[0-9]+)?$/.test(value) ? 'decimal text' : 'text';
}

function union(a: Shape, b: Shape): Shape {
  if (a === 'none') return b;
  if (typeof a === 'object' && typeof b === 'object' && 'fields' in a && 'fields' in b) {
    return { fields: new Map([...a.fields, ...b.fields]) };
  }
  return a;
}

/** Where `ours` breaks the schema of `theirs`: missing fields and other types; fields they do not have. */
function differences(theirs: Shape, ours: Shape, way = ''): string[] {
  if (theirs === 'none' || ours === 'none' || theirs === 'null' || ours === 'null') return [];
  if (typeof theirs === 'string' || typeof ours === 'string') {
    const loose = new Set(['text', 'decimal text']);
    const same = theirs === ours || (loose.has(String(theirs)) && loose.has(String(ours)));
    return same ? [] : [`${way}: ${JSON.stringify(theirs)} is ${JSON.stringify(ours)}`];
  }
  if ('list' in theirs !== 'list' in ours) return [`${way}: a list on one side only`];
  if ('list' in theirs && 'list' in ours) return differences(theirs.list, ours.list, `${way}[]`);
  if (!('fields' in theirs) || !('fields' in ours)) return [];
  const found: string[] = [];
  for (const [name, shape] of theirs.fields) {
    const own = ours.fields.get(name);
    if (own === undefined) found.push(`${way}.${name} is missing`);
    else found.push(...differences(shape, own, `${way}.${name}`));
  }
  for (const name of ours.fields.keys()) {
    if (!theirs.fields.has(name)) found.push(`${way}.${name} is not theirs`);
  }
  return found;
}

function fixture(folder: string, name: string): Json {
  const parsed: Json = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  return parsed;
}

interface World {
  client: Client;
  spotOrderId: number;
  usdmOrderId: number;
  algoId: number;
}
type Ask = (world: World) => Promise<Json>;

const get =
  (path: string, params: Record<string, string | number> = {}): Ask =>
  async ({ client }) =>
    (await client.get(path, params)).body;
const signed =
  (path: string, params: Record<string, string | number> = {}): Ask =>
  async ({ client }) =>
    (await client.signed('GET', path, params)).body;
const symbol = { symbol: SYMBOL };

/** Fixture, our answer, and the differences that are meant. */
type Case = [name: string, ask: Ask, meant?: RegExp];

const whole = (cases: readonly Case[]): [string, Ask, RegExp][] =>
  cases.map(([name, ask, meant]) => [name, ask, meant ?? /^$/]);

/** Fields the documentation marks as conditional: orders of kinds that these are not. */
const CONDITIONAL = /prevented|strategy|trailing|usedSor|workingFloor|peg|expiryReason|icebergQty/;
/** The documented examples of these tickers have their figures cut out. */
const CUT = /is not theirs$/;

const SPOT: readonly Case[] = [
  ['accountCommission', signed('/api/v3/account/commission', symbol)],
  ['aggTrades', get('/api/v3/aggTrades', symbol)],
  ['allOrders', signed('/api/v3/allOrders', symbol), CONDITIONAL],
  ['avgPrice', get('/api/v3/avgPrice', symbol)],
  ['depth', get('/api/v3/depth', symbol)],
  ['getAccount', signed('/api/v3/account')],
  [
    'getOrder',
    (world) => signed('/api/v3/order', { ...symbol, orderId: world.spotOrderId })(world),
    CONDITIONAL,
  ],
  ['getTrades', get('/api/v3/trades', symbol)],
  ['historicalTrades', get('/api/v3/historicalTrades', symbol)],
  ['klines', get('/api/v3/klines', { ...symbol, interval: '1m', limit: 3 })],
  ['myTrades', signed('/api/v3/myTrades', symbol)],
  ['rateLimitOrder', signed('/api/v3/rateLimit/order')],
  ['ticker24hr', get('/api/v3/ticker/24hr', symbol), CUT],
  ['tickerBookTicker', get('/api/v3/ticker/bookTicker', symbol), CUT],
  ['tickerPrice', get('/api/v3/ticker/price', symbol), CUT],
  ['time', get('/api/v3/time')],
];

const USDM: readonly Case[] = [
  ['accountInformationV3', signed('/fapi/v3/account'), /marginAvailable is not/],
  ['accountTradeList', signed('/fapi/v1/userTrades', symbol)],
  ['allOrders', signed('/fapi/v1/allOrders', symbol), /activatePrice|priceRate/],
  ['checkServerTime', get('/fapi/v1/time')],
  ['compressedAggregateTradesList', get('/fapi/v1/aggTrades', symbol)],
  ['currentAllOpenOrders', signed('/fapi/v1/openOrders'), /activatePrice|priceRate/],
  // Reference E: queries add what the order became, and a trailing order's own fields.
  [
    'currentAllAlgoOpenOrders',
    signed('/fapi/v1/openAlgoOrders'),
    /activatePrice|callbackRate|actual/,
  ],
  ['futuresAccountBalanceV3', signed('/fapi/v3/balance')],
  ['futuresAccountConfiguration', signed('/fapi/v1/accountConfig')],
  ['getFundingRateHistory', get('/fapi/v1/fundingRate', symbol)],
  ['getIncomeHistory', signed('/fapi/v1/income')],
  ['klineCandlestickData', get('/fapi/v1/klines', { ...symbol, interval: '1m', limit: 3 })],
  ['notionalAndLeverageBrackets', signed('/fapi/v1/leverageBracket')],
  ['openInterest', get('/fapi/v1/openInterest', symbol)],
  ['orderBook', get('/fapi/v1/depth', symbol)],
  ['positionInformationV3', signed('/fapi/v3/positionRisk')],
  ['recentTradesList', get('/fapi/v1/trades', symbol)],
  ['symbolConfiguration', signed('/fapi/v1/symbolConfig')],
  ['userCommissionRate', signed('/fapi/v1/commissionRate', symbol)],
  ['queryUserRateLimit', signed('/fapi/v1/rateLimit/order')],
];

const CAPTURED: readonly Case[] = [
  ['premiumIndex', get('/fapi/v1/premiumIndex', symbol)],
  ['ticker_price_v2', get('/fapi/v2/ticker/price', symbol)],
  ['bookTicker', get('/fapi/v1/ticker/bookTicker', symbol)],
  ['ticker24hr', get('/fapi/v1/ticker/24hr', symbol)],
  ['klines_1m', get('/fapi/v1/klines', { ...symbol, interval: '1m', limit: 3 })],
  ['fundingRate', get('/fapi/v1/fundingRate', symbol)],
  ['openInterest', get('/fapi/v1/openInterest', symbol)],
];

const present = existsSync(FIXTURES);
if (!present) process.stdout.write('../shared/fixtures is absent: its test is skipped\n');

(present ? describe : describe.skip)(
  'answers beside the documented and the recorded ones (skipped where ../shared is absent)',
  () => {
    let world: World;

    beforeAll(async () => {
      const { client } = await start();
      const bid = await spotBid(client);
      const order = { ...symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' };
      await client.signed('POST', '/api/v3/order', {
        ...symbol,
        side: 'BUY',
        type: 'MARKET',
        quantity: '0.01',
      });
      const spot = await client.signed('POST', '/api/v3/order', {
        ...order,
        price: (bid * 0.95).toFixed(2),
      });
      const usdm = await client.signed('POST', '/fapi/v1/order', {
        ...order,
        price: (bid * 0.97).toFixed(1),
      });
      await client.signed('POST', '/fapi/v1/order', {
        ...symbol,
        side: 'SELL',
        type: 'MARKET',
        quantity: '0.01',
      });
      const algo = await client.signed('POST', '/fapi/v1/algoOrder', {
        ...symbol,
        algoType: 'CONDITIONAL',
        side: 'BUY',
        type: 'STOP_MARKET',
        quantity: '0.01',
        triggerPrice: (bid * 1.1).toFixed(1),
        reduceOnly: 'true',
      });
      world = {
        client,
        spotOrderId: Number(at(spot.body, 'orderId')),
        usdmOrderId: Number(at(usdm.body, 'orderId')),
        algoId: Number(at(algo.body, 'algoId')),
      };
    });
    afterAll(stopAll);

    const check = (folder: string) => async (name: string, ask: Ask, meant: RegExp) => {
      const theirs = fixture(folder, name);
      const sample =
        typeof theirs === 'object' && theirs !== null && !Array.isArray(theirs) && 'body' in theirs
          ? at(theirs, 'body')
          : theirs;
      const ours = await ask(world);
      expect(ours).not.toHaveProperty('code');
      const found = differences(shapeOf(sample), shapeOf(ours));
      expect(found.filter((one) => !meant.test(one))).toEqual([]);
    };

    it.each(whole(SPOT))('spot %s', check(join(MOCKS, 'spot', 'rest-api')));
    it.each(whole(USDM))('USD-M %s', check(join(MOCKS, 'usdm', 'rest-api')));
    it.each(whole(CAPTURED))('captured %s', check(LIVE));

    it('reads every documented and recorded answer', () => {
      let read = 0;
      for (const folder of [
        join(MOCKS, 'spot', 'rest-api'),
        join(MOCKS, 'usdm', 'rest-api'),
        LIVE,
      ]) {
        for (const file of readdirSync(folder)) {
          expect(shapeOf(fixture(folder, file.replace(/\.json$/, '')))).toBeDefined();
          read++;
        }
      }
      expect(read).toBeGreaterThan(120);
    });

    it('has the keys of the live contract row', async () => {
      const theirs = fixture(LIVE, 'exchangeInfo_BTCUSDT_only');
      const row = (info: Json): Json =>
        list(at(info, 'symbols')).find((one) => at(one, 'symbol') === SYMBOL) ?? null;
      const ours = (await world.client.get('/fapi/v1/exchangeInfo')).body;
      expect(differences(shapeOf(row(theirs)), shapeOf(row(ours)))).toEqual([]);
    });
  },
);
