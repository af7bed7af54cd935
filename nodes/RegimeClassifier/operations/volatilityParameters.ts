import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { CompositeSettings } from '../../../lib/market/volatility/composite';
import type { VolatilityComponentName } from '../../../lib/model/volatility';
import { DEFAULT_VOLATILITY } from '../../../lib/operations/compositeVolatility';
import { type NumberParameter, numberProperty } from '../../shared/parameters';

const SHOWN_FOR = ['volatility'];
const { composite, implied, basket } = DEFAULT_VOLATILITY;
export const HOUR_MS = 3_600_000;
export const MOST_COINS = 20;

type EstimatorName = CompositeSettings['estimator'];
/** Names and what each sees, best first. */
const ESTIMATOR_TEXTS: Readonly<Record<EstimatorName, [name: string, description: string]>> = {
  yangZhang: [
    'Yang-Zhang',
    'Open, high, low and close, with gaps and under any drift: the most exact of the six',
  ],
  closeToClose: ['Close-to-Close', 'Closes only: the plain standard deviation of log returns'],
  parkinson: ['Parkinson', 'High and low; takes a trend for volatility and misses gaps'],
  garmanKlass: ['Garman-Klass', 'Open, high, low and close without drift; misses gaps'],
  rogersSatchell: ['Rogers-Satchell', 'Open, high, low and close under any drift; misses gaps'],
  garmanKlassYangZhang: ['Garman-Klass-Yang-Zhang', 'Garman-Klass with gaps added'],
};
export const ESTIMATOR_NAMES: readonly EstimatorName[] = [
  'yangZhang',
  'closeToClose',
  'parkinson',
  'garmanKlass',
  'rogersSatchell',
  'garmanKlassYangZhang',
];

export const ESTIMATOR: INodeProperties = {
  displayName: 'Estimator',
  name: 'volatilityEstimator',
  type: 'options',
  options: ESTIMATOR_NAMES.map((value): INodePropertyOptions => {
    const [name, description] = ESTIMATOR_TEXTS[value];
    return { name, value, description };
  }),
  default: 'yangZhang',
  displayOptions: { show: { operation: SHOWN_FOR } },
  description: "How volatility is estimated from the symbol's hours and the basket's days",
};

export const REALISED_HOURS: NumberParameter = {
  name: 'realisedHours',
  displayName: 'Realised Window (Hours)',
  description: 'Closed 1h candles of the symbol that the realised volatility is of; 168 are a week',
  default: composite.realisedHours,
  minimum: 24,
  maximum: 998,
  decimals: 0,
};

export const GARCH_HOURS: NumberParameter = {
  name: 'garchHours',
  displayName: 'GARCH Window (Hours)',
  description: 'Closed 1h candles of the symbol that GARCH(1,1) is fitted to',
  default: composite.garchHours,
  minimum: 200,
  maximum: 999,
  decimals: 0,
};

export const GARCH_HORIZON: NumberParameter = {
  name: 'garchHorizonHours',
  displayName: 'GARCH Horizon (Hours)',
  description: 'How far ahead GARCH looks: its forecast is the mean over so many hours',
  default: composite.garchHorizonHours,
  minimum: 1,
  maximum: 720,
  decimals: 0,
};

export const BASKET: INodeProperties = {
  displayName: 'Volatility Basket (Symbols)',
  name: 'volatilityBasket',
  type: 'string',
  default: basket.map(({ symbol }) => symbol).join(', '),
  placeholder: 'e.g. BTCUSDT, ETHUSDT',
  displayOptions: { show: { operation: SHOWN_FOR } },
  description:
    'Liquid coins whose mean volatility stands for the whole market, at most 20. Their 1d candles are read. A coin that cannot be read is left out and says why. Empty: no basket.',
};

export const BASKET_DAYS: NumberParameter = {
  name: 'basketDays',
  displayName: 'Basket Window (Days)',
  description: "Closed 1d candles that each coin's volatility is of",
  default: composite.basketDays,
  minimum: 5,
  maximum: 365,
  decimals: 0,
};

export const WEIGHTINGS = ['volume', 'fixed'];
export const BASKET_WEIGHTING: INodeProperties = {
  displayName: 'Basket Weights',
  name: 'basketWeighting',
  type: 'options',
  options: [
    {
      name: '30-Day Quote Volume',
      value: 'volume',
      description: 'Each coin by what was traded of it in 30 days, in quote currency',
    },
    { name: 'Fixed', value: 'fixed', description: 'Each coin by a weight that you give' },
  ],
  default: 'volume',
  displayOptions: { show: { operation: SHOWN_FOR } },
  description: 'How the coins of the basket are weighted',
};

export const FIXED_WEIGHTS: INodeProperties = {
  displayName: 'Fixed Basket Weights',
  name: 'fixedBasketWeights',
  type: 'string',
  default: '0.4, 0.3, 0.1, 0.1, 0.1',
  placeholder: 'e.g. 0.6, 0.4',
  displayOptions: { show: { operation: SHOWN_FOR, basketWeighting: ['fixed'] } },
  description:
    'One number above zero for each symbol of the basket, in their order; only their proportions matter',
};

export const IMPLIED_SOURCE: INodeProperties = {
  displayName: 'Implied Volatility From',
  name: 'impliedSource',
  type: 'options',
  options: [
    {
      name: 'DVOL, Else Option Chain',
      value: 'dvolFirst',
      description: 'The index of Deribit, or without it the model-free index of the chain',
    },
    { name: 'DVOL Only', value: 'dvol', description: 'The index of Deribit' },
    {
      name: 'Option Chain Only',
      value: 'options',
      description: 'The model-free 30-day index of all options out of the money',
    },
  ],
  default: 'dvolFirst',
  displayOptions: { show: { operation: SHOWN_FOR } },
  description:
    'Which data of the item counts. Binance Market Data puts both on it (its operations DVOL and Option Summary), for BTC and ETH; without them the other components take over the weight.',
};

export const IMPLIED_AGE: NumberParameter = {
  name: 'impliedMaximumAgeHours',
  displayName: 'Largest Age of Implied (Hours)',
  description:
    'Older data counts as absent. DVOL of 12h or 1d resolution needs as much as its resolution',
  default: implied.maximumAgeMs / HOUR_MS,
  minimum: 0.1,
  maximum: 48,
  decimals: 1,
};

const WEIGHT_NAMES: Readonly<Record<VolatilityComponentName, [name: string, what: string]>> = {
  implied: ['Implied', 'the implied volatility'],
  basket: ['Basket', 'the volatility of the basket'],
  garch: ['GARCH', 'the GARCH forecast'],
  realised: ['Realised', 'the realised volatility, which is always needed'],
};

/** The parameter of a component's weight. */
export function weightOf(component: VolatilityComponentName): NumberParameter {
  const [name, what] = WEIGHT_NAMES[component];
  return {
    name: `${component}Weight`,
    displayName: `${name} Weight (Share)`,
    description: `Weight of ${what}; of what is absent the others take over the weight, and only proportions matter`,
    default: composite.weights[component],
    minimum: component === 'realised' ? 0.01 : 0,
    maximum: 1,
    decimals: 2,
  };
}

/** What a document of settings may say as well. */
export const volatilityProperties: INodeProperties[] = [
  ESTIMATOR,
  numberProperty(REALISED_HOURS, SHOWN_FOR),
  numberProperty(GARCH_HOURS, SHOWN_FOR),
  numberProperty(GARCH_HORIZON, SHOWN_FOR),
  BASKET,
  numberProperty(BASKET_DAYS, SHOWN_FOR),
  BASKET_WEIGHTING,
  FIXED_WEIGHTS,
  IMPLIED_SOURCE,
  numberProperty(IMPLIED_AGE, SHOWN_FOR),
  numberProperty(weightOf('implied'), SHOWN_FOR),
  numberProperty(weightOf('basket'), SHOWN_FOR),
  numberProperty(weightOf('garch'), SHOWN_FOR),
  numberProperty(weightOf('realised'), SHOWN_FOR),
];
