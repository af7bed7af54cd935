import { DEFAULT_BOOK_PRESSURE } from '../../../lib/market/bookPressure';
import { bookPressure } from '../../../lib/operations/bookPressure';
import { completeItem, readItemPart } from '../../shared/items';
import { readNumber, readSymbol } from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';
import { regimeClassifierParameters } from '../settings';
import { BOOK_LEVELS, WALL_TIMES_MEDIAN } from './signalParameters';

/** Adds `signals.bookPressure`; makes the item when it stands first. */
export const pressureOperation: ItemOperation = {
  prepare(context, itemIndex, environment) {
    const part = readItemPart(context, itemIndex, environment);
    const symbol = part.symbol ?? readSymbol(context, itemIndex);
    const parameters = regimeClassifierParameters(context, itemIndex);
    const options = {
      ...DEFAULT_BOOK_PRESSURE,
      levels: readNumber(parameters, BOOK_LEVELS, itemIndex),
      timesMedian: readNumber(parameters, WALL_TIMES_MEDIAN, itemIndex),
    };
    return async (session) => {
      const whole = completeItem(part, symbol, session);
      const { at, signals } = await bookPressure(session, whole, options);
      return { symbol, at, environment: whole.environment, signals };
    };
  },
};
