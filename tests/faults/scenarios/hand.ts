import type { Item } from '../../../lib/model/item';
import type { Intent, Plan } from '../../../lib/model/plan';
import type { World } from '../world/world';

/** Plans as a person would write them, for failures that a grid alone does not come upon. */

export type HandIntent = Partial<Intent> & Pick<Intent, 'instruction'>;

/** One intent to buy 0.001 on spot, overridable where a scenario cares. */
export function handIntent(change: HandIntent, market: 'spot' | 'usdm' = 'spot'): Intent {
  const { leg = 'one', side = 'BUY', generation = 0 } = change;
  return {
    id: `hand/${market}/BTCUSDT/${leg}/${side}/${generation}`,
    leg,
    generation,
    purpose: 'openingInventory',
    effect: 'increase',
    side,
    quantity: '0.001',
    ...change,
  };
}

/** A cycle of the loop in which the spot plan of the scope "hand" wants these intents. */
export async function handCycle(world: World, ...intents: HandIntent[]): Promise<Item> {
  const session = await world.session();
  return world.product.loop.cycleWith(session, 'BTCUSDT', ({ account, journal, clocks }) => {
    const plan: Plan = {
      version: 1,
      scope: { account, strategy: 'hand', market: 'spot', symbol: 'BTCUSDT' },
      baseAsset: 'BTC',
      madeAt: clocks.exchangeNow(),
      journalRevision: journal.revision('BTC'),
      disposition: 'active',
      reason: 'written by hand',
      warnings: [],
      intents: intents.map((intent) => handIntent(intent)),
    };
    return [plan];
  });
}

/** A buy that rests below the market. */
export const RESTING: HandIntent = {
  instruction: { type: 'LIMIT', price: '79000', timeInForce: 'GTC' },
};
