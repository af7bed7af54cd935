import { HaltError } from '../model/errors';
import type { Run } from './run';

/**
 * Sets the hedge contract's margin type and leverage before anything that needs a hedge is bought.
 * Answers whether new exposure may be hedged: an earlier preparation on record is good enough, for
 * leverage cannot be lowered while a position is open.
 */
export async function prepareContract({ plans, tally, deps }: Run): Promise<boolean> {
  const { journal, exchange, leverage, hostNow } = deps;
  const plan = plans.find(({ scope }) => scope.market === 'usdm');
  if (!plan) return true;
  const { symbol } = plan.scope;
  const prepared = journal.preparedLeverage(symbol);
  if (prepared === leverage) return true;
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
