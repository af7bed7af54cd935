import assert from 'node:assert/strict';
import { type Item } from '../../../lib/model/item';
import type { OrderRow } from '../invariants';
import type { SeenRequest } from '../world/requests';
import { MINUTE_MS, type World } from '../world/world';

export const SPOT_ORDER = 'POST /api/v3/order';
export const SPOT_CANCEL = 'DELETE /api/v3/order';
export const SPOT_QUERY = 'GET /api/v3/order';
export const SPOT_OPEN = 'GET /api/v3/openOrders';
export const SPOT_TRADES = 'GET /api/v3/myTrades';
export const USDM_ORDER = 'POST /fapi/v1/order';
export const USDM_CANCEL = 'DELETE /fapi/v1/order';
export const USDM_QUERY = 'GET /fapi/v1/order';
export const USDM_OPEN = 'GET /fapi/v1/openOrders';
export const POSITIONS = 'GET /fapi/v3/positionRisk';

/** A request's deadline, recvWindow and the grace after them. */
export const HORIZON_MS = 20_000;

/** The loop after its opening: inventory bought and hedged, buys and sales resting. */
export async function opened(world: World): Promise<void> {
  await world.cycle();
  await world.cycles(1);
}

/** Ends all faults and lets cycles pass until nothing can be under way any more. */
export async function settle(world: World, cycles = 3): Promise<Item | null> {
  world.calm();
  let last: Item | null = null;
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    world.time.pass(MINUTE_MS + HORIZON_MS);
    last = await world.cycle();
  }
  return last;
}

/** The journal's row of an order. */
export function rowOf(world: World, clientOrderId: string | undefined): OrderRow {
  const row = world.invariants.orders().find((each) => each.client_order_id === clientOrderId);
  assert.ok(row, `the journal has no order ${clientOrderId}`);
  return row;
}

/** The client order id of the nth request to a placing route, counted from 1. */
export function idOf(request: SeenRequest | undefined): string {
  const id = request?.params['newClientOrderId'];
  assert.ok(id !== undefined, 'no such order was sent');
  return id;
}

/** Every request that placed the client order id. */
export function sendingsOf(world: World, id: string): SeenRequest[] {
  return world.seen.filter(
    ({ route, params }) => route.startsWith('POST ') && params['newClientOrderId'] === id,
  );
}

/** Requests after the given one. */
export function after(world: World, request: SeenRequest): SeenRequest[] {
  return world.seen.slice(world.seen.indexOf(request) + 1);
}

/** Our orders at the exchange that rest. */
export function resting(world: World, market: 'spot' | 'usdm' = 'spot', symbol = 'BTCUSDT') {
  return world.exchange
    .orders(market, symbol)
    .filter(({ status }) => status === 'NEW' || status === 'PARTIALLY_FILLED');
}

/** Codes of an item's findings. */
export function findings(item: Item | null): string[] {
  return (item?.findings ?? []).map(({ code }) => code);
}

/** The one element of a list. */
export function only<T>(list: readonly T[], what: string): T {
  const [first] = list;
  assert.ok(first !== undefined && list.length === 1, `${list.length} ${what}, not one`);
  return first;
}

/** Everything the journal knows about orders and fills, as text. */
export function journalMemory(world: World): string {
  const fills = world.invariants.read('select * from fills order by sequence');
  // When an order was last looked at is no change of it.
  const orders = world.invariants.read(
    'select client_order_id, state, quantity, filled_quantity, booked_quantity, resends from orders order by client_order_id',
  );
  return JSON.stringify([orders, fills]);
}
