import { compositeVolatility } from '../../../lib/operations/compositeVolatility';
import { completeItem, readItemPart } from '../../shared/items';
import { readSymbol } from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';
import { regimeClassifierParameters } from '../settings';
import { readVolatilityOptions } from './volatilityOptions';

/** Adds `signals.volatility`; makes the item when it stands first. */
export const volatilityOperation: ItemOperation = {
  prepare(context, itemIndex, environment) {
    const part = readItemPart(context, itemIndex, environment);
    const symbol = part.symbol ?? readSymbol(context, itemIndex);
    const parameters = regimeClassifierParameters(context, itemIndex);
    const options = readVolatilityOptions(parameters, itemIndex);
    return async (session) => {
      const whole = completeItem(part, symbol, session);
      const { at, signals } = await compositeVolatility(session, whole, options);
      return { symbol, at, environment: whole.environment, signals };
    };
  },
};
