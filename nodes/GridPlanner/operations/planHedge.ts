import { planHedgeForItem } from '../../../lib/operations/planHedge';
import { readItem } from '../../shared/items';
import { readNumber, readStrategy } from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';
import { BAND_LEVELS, HEDGE, HEDGE_FEE_PCT, readChoice, SLIPPAGE_PCT } from '../parameters';

/** Adds the hedge's plan to `plans`. Its parameters are those it shares with Plan Grid. */
export const planHedgeOperation: ItemOperation = {
  prepare(context, itemIndex, environment) {
    const item = readItem(context, itemIndex, environment);
    const settings = {
      strategy: readStrategy(context, itemIndex),
      hedge: readChoice(context, HEDGE, itemIndex),
      bandLevels: readNumber(context, BAND_LEVELS, itemIndex),
      hedgeFeePct: readNumber(context, HEDGE_FEE_PCT, itemIndex),
      slippagePct: readNumber(context, SLIPPAGE_PCT, itemIndex),
    };
    return async (session) => {
      const { plans } = await planHedgeForItem(session, item, settings);
      return { plans };
    };
  },
};
