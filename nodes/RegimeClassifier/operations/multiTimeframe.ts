import { multiTimeframe } from '../../../lib/operations/multiTimeframe';
import { completeItem, readItemPart } from '../../shared/items';
import { readSymbol } from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';
import { regimeClassifierParameters } from '../settings';
import { readSignalOptions } from './signalParameters';

/** Adds `signals.multiTimeframe`; makes the item when it stands first. */
export const multiTimeframeOperation: ItemOperation = {
  prepare(context, itemIndex, environment) {
    const part = readItemPart(context, itemIndex, environment);
    const symbol = part.symbol ?? readSymbol(context, itemIndex);
    const options = readSignalOptions(regimeClassifierParameters(context, itemIndex), itemIndex);
    return async (session) => {
      const whole = completeItem(part, symbol, session);
      const { at, signals } = await multiTimeframe(session, whole, options);
      return { symbol, at, environment: whole.environment, signals };
    };
  },
};
