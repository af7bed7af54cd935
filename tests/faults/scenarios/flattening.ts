import { randomUUID } from 'node:crypto';
import type { World } from '../world/world';

/** Flatten as its node runs it. */
export async function flatten(world: World, change: { chunkQuote?: string } = {}) {
  const session = await world.session();
  const { execution } = await world.product.flattenItem(
    session,
    {
      symbol: 'BTCUSDT',
      at: session.clocks.exchangeNow(),
      environment: session.environment,
    },
    {
      keepHedgedInventory: false,
      chunkQuote: '500',
      slippagePct: 0.5,
      maximumChunks: 40,
      ...change,
      reason: 'by hand',
      holder: randomUUID(),
    },
  );
  return execution;
}
