import { planHedgeForItem } from '../../../lib/operations/planHedge';
import { readItem } from '../../shared/items';
import { readNumber, readStrategy } from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';
import { BAND_LEVELS, HEDGE, HEDGE_FEE_PCT, readChoice, SLIPPAGE_PCT } from '../parameters';
import { gridPlannerParameters } from '../settings';

/** Adds the hedge's plan to `plans`. Its parameters are those it shares with Plan Grid. */
export const planHedgeOperation: ItemOperation = {
  prepare(context, itemIndex, environment) {
    const item = readItem(context, itemIndex, environment);
    const parameters = gridPlannerParameters(context, itemIndex);
    const settings = {
      strategy: readStrategy(parameters, itemIndex),
      hedge: readChoice(parameters, HEDGE, itemIndex),
      bandLevels: readNumber(parameters, BAND_LEVELS, itemIndex),
      hedgeFeePct: readNumber(parameters, HEDGE_FEE_PCT, itemIndex),
      slippagePct: readNumber(parameters, SLIPPAGE_PCT, itemIndex),
    };
    return async (session) => {
      const { plans } = await planHedgeForItem(session, item, settings);
      return { plans };
    };
  },
};
