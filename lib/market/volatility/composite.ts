import type { Candle } from '../../model/candle';
import {
  type CompositeVolatility,
  VOLATILITY_COMPONENTS,
  type VolatilityComponent,
  type VolatilityComponentName,
  volatilityRegimeOf,
} from '../../model/volatility';
import { areStale } from '../candles';
import { isPresent, type Reading } from '../reading';
import { basketVolatility, type BasketInput } from './basket';
import type { EstimatorName } from './estimators';
import { garchVolatility } from './garchReading';
import { realisedVolatility } from './realised';

export interface CompositeSettings {
  /** Weights of the four components; only their proportions matter. */
  weights: Readonly<Record<VolatilityComponentName, number>>;
  /** Of the symbol's hours and of the basket's days. */
  estimator: EstimatorName;
  realisedHours: number;
  /** Closed 1h candles that GARCH is fitted to, and how many hours ahead it looks. */
  garchHours: number;
  garchHorizonHours: number;
  basketDays: number;
}

export const DEFAULT_COMPOSITE: CompositeSettings = {
  weights: { implied: 0.3, basket: 0.25, garch: 0.25, realised: 0.2 },
  estimator: 'yangZhang',
  realisedHours: 168,
  garchHours: 999,
  garchHorizonHours: 24,
  basketDays: 30,
};

export interface CompositeInputs {
  symbol: string;
  /** Closed 1h candles of the symbol, ascending. */
  hours: readonly Candle[];
  basket: readonly BasketInput[];
  /** 30-day implied volatility, annual as a fraction, and what it comes from. */
  implied: Reading<{ annualFraction: number; source: string }>;
}

const WORDS: Readonly<Record<EstimatorName, string>> = {
  closeToClose: 'Close-to-close',
  parkinson: 'Parkinson',
  garmanKlass: 'Garman-Klass',
  rogersSatchell: 'Rogers-Satchell',
  yangZhang: 'Yang-Zhang',
  garmanKlassYangZhang: 'Garman-Klass-Yang-Zhang',
};

/**
 * The four volatilities of a symbol as of its newest closed hour, and their weighted mean. Those that
 * are absent say why and leave their weight to the others; the mean needs the realised one and one more.
 * Of the inputs only candles that are closed at that hour count.
 */
export function compositeVolatility(
  { symbol, hours, basket, implied }: CompositeInputs,
  settings: CompositeSettings = DEFAULT_COMPOSITE,
): CompositeVolatility {
  const at = hours.at(-1)?.closeAt ?? 0;
  const { estimator, realisedHours, garchHours, garchHorizonHours, basketDays } = settings;
  const closedBasket = basket.map((input) => ({ ...input, days: closedBy(input.days, at) }));
  const { reading: basketReading, coins } = basketVolatility(closedBasket, basketDays, estimator);
  const garch = garchVolatility(hours, '1h', { count: garchHours, horizon: garchHorizonHours });
  const readings: Record<VolatilityComponentName, Reading<{ annual: number; source: string }>> = {
    implied: isPresent(implied)
      ? { value: { annual: implied.value.annualFraction, source: implied.value.source } }
      : implied,
    basket: named(basketReading, `${WORDS[estimator]} over ${basketDays} days, mean of the coins`),
    garch: isPresent(garch)
      ? {
          value: {
            annual: garch.value.annual,
            source: `GARCH(1,1) of ${garch.value.returns} hourly returns, mean of the next ${garchHorizonHours} hours`,
          },
        }
      : garch,
    realised: named(
      realisedVolatility(hours, '1h', realisedHours, estimator),
      `${WORDS[estimator]} over ${realisedHours} hours`,
    ),
  };
  const present = VOLATILITY_COMPONENTS.filter(
    (name) => isPresent(readings[name]) && settings.weights[name] > 0,
  );
  const sum = (names: readonly VolatilityComponentName[]): number =>
    names.reduce((total, name) => total + settings.weights[name], 0);
  const whole = sum(VOLATILITY_COMPONENTS);
  const there = sum(present);
  const component = (name: VolatilityComponentName): VolatilityComponent => {
    const reading = readings[name];
    const weight = settings.weights[name] / whole;
    if (!isPresent(reading)) {
      return { status: 'unavailable', reason: reading.absent, weight, share: 0 };
    }
    const { annual, source } = reading.value;
    const share = there > 0 ? settings.weights[name] / there : 0;
    return { status: 'ok', annualFraction: annual, source, weight, share };
  };
  const parts = {
    version: 1 as const,
    symbol,
    at,
    components: {
      implied: component('implied'),
      basket: component('basket'),
      garch: component('garch'),
      realised: component('realised'),
    },
    basket: coins,
  };
  const reason = tooFew(present);
  if (reason !== null) return { status: 'unavailable', reason, ...parts };
  const annualFraction = Object.values(parts.components).reduce(
    (total, each) => total + (each.status === 'ok' ? each.share * each.annualFraction : 0),
    0,
  );
  return { status: 'ok', annualFraction, regime: volatilityRegimeOf(annualFraction), ...parts };
}

function tooFew(present: readonly VolatilityComponentName[]): string | null {
  if (!present.includes('realised')) {
    return 'There is no realised volatility, and without it there is no composite.';
  }
  if (present.length > 1) return null;
  return 'There is only the realised volatility; a composite needs one more component.';
}

function named(reading: Reading, source: string): Reading<{ annual: number; source: string }> {
  return isPresent(reading) ? { value: { annual: reading.value, source } } : reading;
}

/** The days that were closed at `at`, unless the newest of them is too old to count. */
function closedBy(days: BasketInput['days'], at: number): BasketInput['days'] {
  if (!isPresent(days)) return days;
  const closed = days.value.filter(({ closeAt }) => closeAt <= at);
  return areStale(closed, '1d', at)
    ? { absent: 'Its newest closed day is too old.' }
    : { value: closed };
}
