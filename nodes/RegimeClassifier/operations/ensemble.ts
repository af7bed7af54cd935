import { ensembleConviction } from '../../../lib/operations/ensembleConviction';
import { DEFAULT_ENSEMBLE_WEIGHTS } from '../../../lib/regime/ensemble/weights';
import { completeItem, readItemPart } from '../../shared/items';
import { readNumber, readSymbol } from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';
import { regimeClassifierParameters } from '../settings';
import { ENTRY_PERCENTILE, LEAST_SAMPLES, readSignalOptions } from './signalParameters';

/** Adds `signals.ensemble`, and the signal that it is made of; makes the item when it stands first. */
export const ensembleOperation: ItemOperation = {
  prepare(context, itemIndex, environment) {
    const part = readItemPart(context, itemIndex, environment);
    const symbol = part.symbol ?? readSymbol(context, itemIndex);
    const parameters = regimeClassifierParameters(context, itemIndex);
    const options = {
      weights: DEFAULT_ENSEMBLE_WEIGHTS,
      signal: readSignalOptions(parameters, itemIndex),
      entryPercentile: readNumber(parameters, ENTRY_PERCENTILE, itemIndex),
      leastSamples: readNumber(parameters, LEAST_SAMPLES, itemIndex),
    };
    return async (session) => {
      const whole = completeItem(part, symbol, session);
      const { at, signals } = await ensembleConviction(session, whole, options);
      return { symbol, at, environment: whole.environment, signals };
    };
  },
};
