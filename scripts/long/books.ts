import { createHmac } from 'node:crypto';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { sumDecimals } from '../demo/journalFigures';

/** What one side holds of BTCUSDT; quantities as decimal text without superfluous zeros. */
export interface Books {
  /** Client order ids of resting orders, `market:id`, sorted. */
  readonly openOrders: readonly string[];
  /** Base asset held (exchange) or bought by own fills (journal). */
  readonly inventory: string;
  /** Futures position, negative when short. */
  readonly position: string;
}

const SYMBOL = 'BTCUSDT';
const BASE_ASSET = 'BTC';
export const KEY = 'simulator-key';
export const SECRET = 'simulator-secret';

const openOrdersSchema = z.array(z.object({ clientOrderId: z.string() }));
const allOrdersSchema = openOrdersSchema;
const spotAccountSchema = z.object({
  balances: z.array(z.object({ asset: z.string(), free: z.string(), locked: z.string() })),
});
const futuresAccountSchema = z.object({
  assets: z.array(z.object({ asset: z.string(), walletBalance: z.string() })),
});
const positionsSchema = z.array(z.object({ symbol: z.string(), positionAmt: z.string() }));

/** Asks the exchange by signed requests of its own: independent of the code under test. */
async function signed(url: string, path: string, query: Record<string, string>): Promise<unknown> {
  const time = z
    .object({ serverTime: z.number() })
    .parse(await (await fetch(`${url}/api/v3/time`)).json());
  const fields = new URLSearchParams({
    ...query,
    timestamp: String(time.serverTime),
    recvWindow: '60000',
  }).toString();
  const signature = createHmac('sha256', SECRET).update(fields).digest('hex');
  const response = await fetch(`${url}${path}?${fields}&signature=${signature}`, {
    headers: { 'X-MBX-APIKEY': KEY },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`GET ${path} was answered with ${response.status}: ${text}`);
  return JSON.parse(text);
}

function ids(market: string, orders: z.infer<typeof openOrdersSchema>): string[] {
  return orders.map((order) => `${market}:${order.clientOrderId}`);
}

/** The exchange's books. The account of a world begins with USDT only: all base is ours. */
export async function readExchangeBooks(url: string): Promise<Books> {
  const query = { symbol: SYMBOL };
  const spot = openOrdersSchema.parse(await signed(url, '/api/v3/openOrders', query));
  const usdm = openOrdersSchema.parse(await signed(url, '/fapi/v1/openOrders', query));
  const account = spotAccountSchema.parse(await signed(url, '/api/v3/account', {}));
  const positions = positionsSchema.parse(await signed(url, '/fapi/v3/positionRisk', query));
  const base = account.balances.find((balance) => balance.asset === BASE_ASSET);
  return {
    openOrders: [...ids('spot', spot), ...ids('usdm', usdm)].sort(),
    inventory: sumDecimals(base === undefined ? [] : [base.free, base.locked]),
    position: sumDecimals(
      positions.filter((one) => one.symbol === SYMBOL).map((one) => one.positionAmt),
    ),
  };
}

const restingSchema = z.array(
  z.object({ side: z.enum(['BUY', 'SELL']), price: z.string(), origQty: z.string() }),
);
/** A resting order as the exchange tells it. */
export type RestingOrder = z.infer<typeof restingSchema>[number];

/** The orders that rest on the spot market. */
export async function readRestingSpotOrders(url: string): Promise<RestingOrder[]> {
  return restingSchema.parse(await signed(url, '/api/v3/openOrders', { symbol: SYMBOL }));
}

/** The leverage that the exchange has set for the contract. */
export async function readLeverage(url: string): Promise<number> {
  const answer = await signed(url, '/fapi/v1/symbolConfig', { symbol: SYMBOL });
  const [row] = z.array(z.object({ leverage: z.number() })).parse(answer);
  if (row === undefined) throw new Error(`The exchange knows no contract ${SYMBOL}.`);
  return row.leverage;
}

/** All balances as the exchange's own routes tell them. */
export async function readExchangeBalances(url: string): Promise<{
  spot: z.infer<typeof spotAccountSchema>['balances'];
  futures: { asset: string; total: string }[];
}> {
  const { balances } = spotAccountSchema.parse(await signed(url, '/api/v3/account', {}));
  const { assets } = futuresAccountSchema.parse(await signed(url, '/fapi/v3/account', {}));
  const futures = assets.map(({ asset, walletBalance }) => ({ asset, total: walletBalance }));
  return { spot: balances, futures };
}

/** Client order ids that the exchange's order lists hold more than once, `market:id`. */
export async function readReusedClientOrderIds(url: string): Promise<string[]> {
  const query = { symbol: SYMBOL, limit: '1000' };
  const spot = allOrdersSchema.parse(await signed(url, '/api/v3/allOrders', query));
  const usdm = allOrdersSchema.parse(await signed(url, '/fapi/v1/allOrders', query));
  const all = [...ids('spot', spot), ...ids('usdm', usdm)];
  return all.filter((id, position) => all.indexOf(id) !== position);
}

/** The journal's books and how many of its orders still have no known outcome; reads only. */
export function readJournalBooks(file: string): Books & { readonly unsettled: number } {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const texts = (sql: string, ...values: string[]): string[] =>
      database
        .prepare(sql)
        .pluck()
        .all(...values)
        .map(String);
    const own = (market: string): string =>
      sumDecimals(
        texts(
          'SELECT quantity FROM own_quantities WHERE market = ? AND base_asset = ?',
          market,
          BASE_ASSET,
        ),
      );
    return {
      openOrders: texts(`
        SELECT market || ':' || client_order_id FROM orders
        WHERE state IN ('open', 'partiallyFilled')`).sort(),
      inventory: own('spot'),
      position: own('usdm'),
      unsettled: texts(`
        SELECT client_order_id FROM orders
        WHERE state IN ('intended', 'sent', 'unknown', 'cancelling')`).length,
    };
  } finally {
    database.close();
  }
}

/** In words, where journal and exchange differ; empty when they agree. */
export function differences(journal: Books, exchange: Books): string[] {
  const found: string[] = [];
  const missing = (from: Books, inside: Books): string[] =>
    from.openOrders.filter((id) => !inside.openOrders.includes(id));
  const onlyJournal = missing(journal, exchange);
  const onlyExchange = missing(exchange, journal);
  if (onlyJournal.length > 0) found.push(`open in the journal only: ${onlyJournal.join(', ')}`);
  if (onlyExchange.length > 0) {
    found.push(`open at the exchange only: ${onlyExchange.join(', ')}`);
  }
  if (journal.inventory !== exchange.inventory) {
    found.push(`inventory: journal ${journal.inventory}, exchange ${exchange.inventory}`);
  }
  if (journal.position !== exchange.position) {
    found.push(`position: journal ${journal.position}, exchange ${exchange.position}`);
  }
  return found;
}
