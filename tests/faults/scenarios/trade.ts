import assert from 'node:assert/strict';
import type { Item } from '../../../lib/model/item';
import type { Intent, Plan, Protection } from '../../../lib/model/plan';
import type { World } from '../world/world';

/** Trades, fed by plans written by hand. */

export const ALGO_ORDER = 'POST /fapi/v1/algoOrder';
export const ALGO_CANCEL = 'DELETE /fapi/v1/algoOrder';
export const ALGO_QUERY = 'GET /fapi/v1/algoOrder';
export const BATCH = 'POST /fapi/v1/batchOrders';

export const PROTECTION: Protection = { stopPrice: '78000', targetPrice: '84000' };

/** Enters a long of 0.01 at the market. */
export function entry(change: Partial<Intent> = {}): Intent {
  const { leg = 'entry', side = 'BUY', generation = 0 } = change;
  return {
    id: `trend/usdm/BTCUSDT/${leg}/${side}/${generation}`,
    leg,
    generation,
    purpose: 'tradeEntry',
    effect: 'increase',
    side,
    quantity: '0.01',
    instruction: { type: 'MARKET' },
    ...change,
  };
}

/** A part of the trade that is sold at a price. */
export function exit(leg: string, price: string, change: Partial<Intent> = {}): Intent {
  return entry({
    leg,
    side: 'SELL',
    purpose: 'tradeExit',
    effect: 'reduce',
    quantity: '0.002',
    instruction: { type: 'LIMIT', price, timeInForce: 'GTC' },
    ...change,
  });
}

/** A cycle of the loop in which the trade's plan wants these intents behind this protection. */
export async function tradeCycle(
  world: World,
  intents: readonly Intent[],
  protection: Protection | undefined = PROTECTION,
  positionMode: 'account' | 'oneWay' | 'hedge' = 'account',
): Promise<Item> {
  const session = await world.session();
  return world.product.loop.cycleWith(
    session,
    'BTCUSDT',
    ({ account, journal, clocks }) => {
      const plan: Plan = {
        version: 1,
        scope: { account, strategy: 'trend', market: 'usdm', symbol: 'BTCUSDT' },
        baseAsset: 'BTC',
        madeAt: clocks.exchangeNow(),
        journalRevision: journal.revision('BTC'),
        disposition: 'active',
        reason: 'written by hand',
        warnings: [],
        intents: [...intents],
        ...(protection ? { protection } : {}),
      };
      return [plan];
    },
    positionMode,
  );
}

/** Enters the trade and looks that it stands protected. */
export async function entered(world: World): Promise<void> {
  const item = await tradeCycle(world, [entry()]);
  assert.equal(position(world), 1_000_000n, JSON.stringify(item.execution ?? item.risk));
  assert.equal(stops(world).length, 1);
  assert.ok(!world.invariants.isUnprotected());
}

/** The futures position at the exchange, units of 1e-8. */
export function position(world: World): bigint {
  return world.exchange.account(({ account }) => account.positions['BTCUSDT']?.amount ?? 0n);
}

/** Conditional stops that rest. */
export function stops(world: World) {
  return world.exchange
    .algos('BTCUSDT')
    .filter(({ type, status }) => type === 'STOP_MARKET' && status === 'NEW');
}
