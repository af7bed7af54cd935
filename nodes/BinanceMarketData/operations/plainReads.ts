import { MARKETS } from '../../../lib/model/terms';
import { readFees } from '../../../lib/operations/fees';
import { readLeverageBrackets } from '../../../lib/operations/leverageBrackets';
import { readMarkAndIndex } from '../../../lib/operations/markAndIndex';
import { readChoice } from '../../shared/parameters';
import { dataOperation } from '../dataOperation';

/** Adds `marketData.dayStatistics`. */
export const dayStatisticsOperation = dataOperation((context, itemIndex) => {
  const market = readChoice(context, 'market', MARKETS, itemIndex);
  return async (session, symbol) => ({
    dayStatistics: await session.exchange.dayStatistics(market, symbol),
  });
});

/** Adds `marketData.markAndIndex`. */
export const markAndIndexOperation = dataOperation(() => async (session, symbol) => ({
  markAndIndex: await readMarkAndIndex(session, symbol),
}));

/** Adds `marketData.fees`. */
export const feesOperation = dataOperation(() => async (session, symbol) => ({
  fees: await readFees(session, symbol),
}));

/** Adds `marketData.leverageBrackets`. */
export const leverageBracketsOperation = dataOperation(() => async (session, symbol) => ({
  leverageBrackets: await readLeverageBrackets(session, symbol),
}));
