import { readPortfolioStatus } from '../../../lib/operations/portfolioStatus';
import { instanceId, workflowId } from '../../shared/identity';
import { aboutSymbol } from '../aboutSymbol';

/** Adds `portfolio`. */
export const portfolioStatusOperation = aboutSymbol((context) => {
  const subject = { instance: instanceId(context), workflow: workflowId(context) };
  return async (session, symbol) => ({
    portfolio: await readPortfolioStatus(session, symbol, subject),
  });
});
