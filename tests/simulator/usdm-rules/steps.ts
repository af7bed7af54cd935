/**
 * How a row of the USD-M table is written: orders and account states with the answer the reference gives (D2, E, F2, C2, H, I). Prices written `@+1%` are that
 * far from the last price, rounded to the tick; `#` stands for the id of the last order, `~` for that of the last
 * conditional order.
 */
export type Params = Record<string, string | number>;
export type Step = readonly [method: string, path: string, params: Params];
/** A code, or parts of the answer. */
export type Expected = number | { [name: string]: unknown } | readonly unknown[];
export interface Row {
  name: string;
  given?: readonly Step[];
  when: Step;
  then: Expected;
  msg?: string;
  /** USDT the futures wallet starts with; 10000 when absent. */
  usdm?: string;
}

export const ORDER = '/fapi/v1/order';
export const ALGO = '/fapi/v1/algoOrder';
export const SYMBOL = 'BTCUSDT';

export const limit = (side: string, price: string, quantity = '0.01', more: Params = {}): Step => [
  'POST',
  ORDER,
  { symbol: SYMBOL, side, type: 'LIMIT', timeInForce: 'GTC', price, quantity, ...more },
];
export const market = (side: string, quantity = '0.01', more: Params = {}): Step => [
  'POST',
  ORDER,
  { symbol: SYMBOL, side, type: 'MARKET', quantity, newOrderRespType: 'RESULT', ...more },
];
export const post = (path: string, params: Params): Step => ['POST', `/fapi/v1/${path}`, params];
export const get = (path: string, params: Params = {}): Step => ['GET', `/fapi/${path}`, params];
export const without = (step: Step, name: string): Step => {
  const { [name]: dropped, ...params } = step[2];
  if (dropped === undefined) throw new Error(`No ${name} to leave out`);
  return [step[0], step[1], params];
};
export const algo = (type: string, side: string, more: Params): Step => [
  'POST',
  ALGO,
  { algoType: 'CONDITIONAL', symbol: SYMBOL, side, type, ...more },
];
export const stop = (side: string, triggerPrice: string, more: Params = {}): Step =>
  algo('STOP_MARKET', side, { triggerPrice, quantity: '0.01', ...more });
export const closeAll = (
  type: string,
  side: string,
  triggerPrice: string,
  more: Params = {},
): Step => algo(type, side, { triggerPrice, closePosition: 'true', ...more });
export const HEDGE = post('positionSide/dual', { dualSidePosition: 'true' });
export const CROSS = post('marginType', { symbol: SYMBOL, marginType: 'CROSSED' });
export const leverage = (value: number): Step =>
  post('leverage', { symbol: SYMBOL, leverage: value });
export const advance = (ms: number): Step => ['ADVANCE', '', { ms }];
export const put = (params: Params): Step => ['PUT', ORDER, { symbol: SYMBOL, ...params }];
export const cancel = (path: string, params: Params): Step => [
  'DELETE',
  `/fapi/v1/${path}`,
  params,
];
export const batch = (method: string, orders: readonly Params[]): Step => [
  method,
  '/fapi/v1/batchOrders',
  { batchOrders: JSON.stringify(orders) },
];
export const margin = (type: number, amount: string, more: Params = {}): Step =>
  post('positionMargin', { symbol: SYMBOL, type, amount, ...more });
export const START = Date.UTC(2026, 0, 5);
