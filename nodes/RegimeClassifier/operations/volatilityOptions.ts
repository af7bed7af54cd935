import { ConfigurationError } from '../../../lib/model/errors';
import type { CompositeVolatilityOptions } from '../../../lib/operations/compositeVolatility';
import { IMPLIED_SOURCES, type ImpliedSource } from '../../../lib/operations/impliedReading';
import { readPositiveNumbers, readSymbols } from '../../shared/listParameters';
import {
  type NumberParameter,
  type ParameterSource,
  readChoice,
  readNumber,
} from '../../shared/parameters';
import {
  BASKET,
  BASKET_DAYS,
  BASKET_WEIGHTING,
  ESTIMATOR,
  ESTIMATOR_NAMES,
  FIXED_WEIGHTS,
  GARCH_HORIZON,
  GARCH_HOURS,
  HOUR_MS,
  IMPLIED_AGE,
  IMPLIED_SOURCE,
  MOST_COINS,
  REALISED_HOURS,
  weightOf,
  WEIGHTINGS,
} from './volatilityParameters';

/** How the composite of an item is made. Throws ConfigurationError naming item and parameter. */
export function readVolatilityOptions(
  parameters: ParameterSource,
  itemIndex: number,
): CompositeVolatilityOptions {
  const read = (parameter: NumberParameter): number => readNumber(parameters, parameter, itemIndex);
  const weights = {
    implied: read(weightOf('implied')),
    basket: read(weightOf('basket')),
    garch: read(weightOf('garch')),
    realised: read(weightOf('realised')),
  };
  if (weights.implied + weights.basket + weights.garch === 0) {
    throw new ConfigurationError(
      `Item ${itemIndex} gives no component but the realised volatility a weight.`,
      'Give one of implied, basket and GARCH a weight above zero: a composite needs two components.',
    );
  }
  return {
    composite: {
      weights,
      estimator: readChoice(parameters, ESTIMATOR.name, ESTIMATOR_NAMES, itemIndex),
      realisedHours: read(REALISED_HOURS),
      garchHours: read(GARCH_HOURS),
      garchHorizonHours: read(GARCH_HORIZON),
      basketDays: read(BASKET_DAYS),
    },
    implied: {
      source: readChoice<ImpliedSource>(
        parameters,
        IMPLIED_SOURCE.name,
        IMPLIED_SOURCES,
        itemIndex,
      ),
      maximumAgeMs: read(IMPLIED_AGE) * HOUR_MS,
    },
    basket: readBasket(parameters, itemIndex),
  };
}

function readBasket(
  parameters: ParameterSource,
  itemIndex: number,
): CompositeVolatilityOptions['basket'] {
  const symbols = readSymbols(parameters, BASKET, itemIndex, MOST_COINS);
  const isFixed = readChoice(parameters, BASKET_WEIGHTING.name, WEIGHTINGS, itemIndex) === 'fixed';
  if (!isFixed) return symbols.map((symbol) => ({ symbol, weight: null }));
  const weights = readPositiveNumbers(parameters, FIXED_WEIGHTS, itemIndex, symbols.length);
  return symbols.map((symbol, index) => ({ symbol, weight: weights[index] ?? null }));
}
