import { decimal } from '../model/decimal';
import { HaltError } from '../model/errors';
import type { Plan } from '../model/plan';
import type { ExecutionDeps, Run } from './run';

/**
 * Sets the hedge contract's margin type and leverage before anything that needs a hedge is bought.
 * Answers whether new exposure may be hedged: an earlier preparation on record is good enough. The
 * exchange does not lower the leverage of an isolated position (-4161): a lower one, such as a
 * brake asks for, waits until ours is closed.
 */
export async function prepareContract({ plans, tally, deps }: Run): Promise<boolean> {
  const { journal, exchange, leverage, hostNow } = deps;
  const plan = plans.find(({ scope }) => scope.market === 'usdm');
  if (!plan) return true;
  const { symbol } = plan.scope;
  const prepared = journal.preparedLeverage(symbol);
  if (prepared === leverage) return true;
  if (prepared !== null && leverage < prepared && hasPosition(plan, journal)) return true;
  if (prepared === null && plan.intents.length === 0) return true;
  try {
    const inForce = await exchange.prepareContract(symbol, leverage);
    journal.savePreparedLeverage(symbol, inForce, hostNow());
    return true;
  } catch (error) {
    if (error instanceof HaltError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    journal.recordError('prepareContract', symbol, message, hostNow());
    tally.notes.push(`leverage ${leverage} could not be set on ${symbol}: ${message}`);
    return prepared !== null;
  }
}

/** A hedge or a trade of ours stands on the contract. */
function hasPosition({ scope, baseAsset }: Plan, journal: ExecutionDeps['journal']): boolean {
  if (!decimal(journal.ownQuantity('usdm', baseAsset)).isZero()) return true;
  return journal.tradePositions(scope.symbol).some(({ quantity }) => !decimal(quantity).isZero());
}
