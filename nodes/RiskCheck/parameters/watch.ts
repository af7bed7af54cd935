import type { INodeProperties } from 'n8n-workflow';
import { BREAKER_EFFECTS, BREAKERS } from '../../../lib/model/breaker';
import { ConfigurationError } from '../../../lib/model/errors';
import { DEFAULT_WATCH_SETTINGS, type WatchSettings } from '../../../lib/operations/checkPlans';
import type { BrakeSettings } from '../../../lib/risk/brakes';
import type { AllBreakerSettings } from '../../../lib/risk/breakers/settings';
import {
  type NumberParameter,
  numberProperty,
  type ParameterSource,
  readNumber,
  readOption,
  readSwitch,
} from '../../shared/parameters';

const SHOWN_FOR = ['checkPlans'];
const displayOptions = { show: { operation: SHOWN_FOR } };
const adjusted = { show: { operation: SHOWN_FOR, adjustBreakers: [true] } };
const { brakes: BRAKES, breakers: DEFAULTS } = DEFAULT_WATCH_SETTINGS;

const brake = (name: string, which: string, effect: string, pct: number): NumberParameter => ({
  name,
  displayName: `${which} Brake (%)`,
  description: `Fall of the equity from its peak at which ${effect}, percent`,
  default: pct,
  minimum: 0.5,
  maximum: 90,
  decimals: 1,
});
const FIRST = brake('firstBrakePct', 'First', 'the take-profit comes nearer', BRAKES.firstPct);
const SECOND = brake(
  'secondBrakePct',
  'Second',
  'entries are halved and the leverage falls',
  BRAKES.secondPct,
);
const THIRD = brake('thirdBrakePct', 'Third', 'both legs are taken down', BRAKES.thirdPct);

type Breaker = keyof AllBreakerSettings;
type Figure = Omit<NumberParameter, 'name' | 'default'> & {
  /** The key of the breaker's settings. */
  key: string;
  perUnit: number;
};

const MINUTES = { perUnit: 1 / 60_000, minimum: 1, maximum: 10_080, decimals: 0 } as const;
const windowOf = (label: string): Figure => ({
  ...MINUTES,
  key: 'windowMs',
  displayName: `${label}: Window (Minutes)`,
  description: 'How far back it looks',
});
const samplesOf = (label: string): Figure => ({
  key: 'minimumSamples',
  displayName: `${label}: Least Samples (Count)`,
  description: 'With fewer samples it says nothing',
  perUnit: 1,
  minimum: 1,
  maximum: 10_000,
  decimals: 0,
});
const correlationOf = (label: string): Figure => ({
  key: 'minimumCorrelation',
  displayName: `${label}: Least Correlation (Correlation)`,
  description: 'Below this correlation of five-minute returns it trips',
  perUnit: 1,
  minimum: -1,
  maximum: 1,
  decimals: 2,
});
const multipleOf = (label: string, description: string): Figure => ({
  key: 'multiple',
  displayName: `${label}: Multiple (Times)`,
  description,
  perUnit: 1,
  minimum: 1.1,
  maximum: 1_000,
  decimals: 1,
});

const LABELS: Readonly<Record<Breaker, string>> = {
  price: 'Price',
  volume: 'Volume',
  spotPerpetual: 'Spot and Perpetual',
  market: 'Symbol and BTC',
  depth: 'Depth',
  volatility: 'Volatility',
  apiErrors: 'Errors',
};
const BREAKER_NAMES = Object.keys(LABELS) as Breaker[];

const FIGURES: Readonly<Record<Breaker, readonly Figure[]>> = {
  price: [
    {
      key: 'movePct',
      displayName: 'Price: Move (%)',
      description: 'From the lowest to the highest price of the window, percent',
      perUnit: 1,
      minimum: 0.1,
      maximum: 100,
      decimals: 1,
    },
    windowOf('Price'),
    samplesOf('Price'),
  ],
  volume: [
    multipleOf('Volume', 'Volume of the last closed minute over the median of the window'),
    windowOf('Volume'),
    samplesOf('Volume'),
  ],
  spotPerpetual: [
    correlationOf('Spot and Perpetual'),
    windowOf('Spot and Perpetual'),
    samplesOf('Spot and Perpetual'),
  ],
  market: [
    correlationOf('Symbol and BTC'),
    windowOf('Symbol and BTC'),
    samplesOf('Symbol and BTC'),
  ],
  depth: [
    {
      key: 'fractionOfMedian',
      displayName: 'Depth: Least Share of the Median (%)',
      description: 'Below this share of what usually rests within 1 % it trips, percent',
      perUnit: 100,
      minimum: 1,
      maximum: 99,
      decimals: 0,
    },
    windowOf('Depth'),
    samplesOf('Depth'),
  ],
  volatility: [
    multipleOf('Volatility', 'Deviation of the recent returns over that of those before them'),
    {
      ...MINUTES,
      key: 'recentMs',
      displayName: 'Volatility: Recent (Minutes)',
      description: 'The stretch that is compared with the window before it',
    },
    windowOf('Volatility'),
    samplesOf('Volatility'),
  ],
  apiErrors: [
    {
      key: 'count',
      displayName: 'Errors: Most (Count)',
      description: 'So many refusals and failures of the exchange in the window trip',
      perUnit: 1,
      minimum: 1,
      maximum: 1_000,
      decimals: 0,
    },
    windowOf('Errors'),
  ],
};

function coolDownOf(breaker: Breaker): Figure {
  return {
    ...MINUTES,
    minimum: 0,
    key: 'coolDownMs',
    displayName: `${LABELS[breaker]}: Cool-Down (Minutes)`,
    description: 'How long it stays latched; 0 until a person resets it',
  };
}

function figuresOf(breaker: Breaker): { figure: Figure; parameter: NumberParameter }[] {
  const defaults = new Map<string, unknown>(Object.entries(DEFAULTS[breaker]));
  return [...FIGURES[breaker], coolDownOf(breaker)].map((figure) => {
    const { key, perUnit, ...rest } = figure;
    const shown = Number(defaults.get(key)) * perUnit;
    const name = `${breaker}Breaker${key.charAt(0).toUpperCase()}${key.slice(1)}`;
    return { figure, parameter: { ...rest, name, default: Math.round(shown * 1e6) / 1e6 } };
  });
}

function breakerProperties(breaker: Breaker): INodeProperties[] {
  return [
    {
      displayName: `${LABELS[breaker]}: Watch`,
      name: `${breaker}BreakerEnabled`,
      type: 'boolean',
      default: true,
      displayOptions: adjusted,
      description: `Whether this breaker may latch: ${BREAKERS[breaker]}`,
    },
    ...figuresOf(breaker).map(({ parameter }) => ({
      ...numberProperty(parameter, SHOWN_FOR),
      displayOptions: adjusted,
    })),
    {
      displayName: `${LABELS[breaker]}: Effect`,
      name: `${breaker}BreakerEffect`,
      type: 'options',
      options: [
        {
          name: 'Block Entries',
          value: 'blockEntries',
          description: 'Nothing is entered and resting buys are cancelled',
        },
        {
          name: 'Flatten',
          value: 'flatten',
          description: 'The item also says that both legs are to be taken down',
        },
      ],
      default: 'blockEntries',
      displayOptions: adjusted,
      description: 'What it does once it latches',
    },
  ];
}

export const watchProperties: INodeProperties[] = [
  {
    displayName: 'Drawdown Window',
    name: 'brakeWindow',
    type: 'options',
    options: [
      { name: 'Total', value: 'total', description: 'Since the watch began, or was reset' },
      { name: 'UTC Day', value: 'day', description: 'Since midnight UTC' },
      { name: 'Week', value: 'week', description: 'Since Monday, midnight UTC' },
      { name: 'Month', value: 'month', description: 'Since the first of the month, UTC' },
    ],
    default: 'total',
    displayOptions,
    description: 'Whose highest equity the fall is measured from; transfers never count',
  },
  ...[FIRST, SECOND, THIRD].map((parameter) => numberProperty(parameter, SHOWN_FOR)),
  {
    displayName: 'Add Margin in Danger',
    name: 'addMargin',
    type: 'boolean',
    default: false,
    displayOptions,
    description:
      'Whether a position near its liquidation gets more margin before inventory and hedge are reduced',
  },
  {
    displayName: 'Adjust Breakers',
    name: 'adjustBreakers',
    type: 'boolean',
    default: false,
    displayOptions,
    description: 'Whether the breakers use the figures below in place of the usual ones',
  },
  ...BREAKER_NAMES.flatMap(breakerProperties),
];

/** What is watched for an item. Throws ConfigurationError naming what is not usable. */
export function readWatch(context: ParameterSource, itemIndex: number): WatchSettings {
  return {
    brakes: readBrakes(context, itemIndex),
    breakers: readSwitch(context, 'adjustBreakers', itemIndex)
      ? readBreakers(context, itemIndex)
      : DEFAULTS,
    addMargin: readSwitch(context, 'addMargin', itemIndex),
  };
}

function readBrakes(context: ParameterSource, itemIndex: number): BrakeSettings {
  const [firstPct, secondPct, thirdPct] = [FIRST, SECOND, THIRD].map((parameter) =>
    readNumber(context, parameter, itemIndex),
  );
  const settings = {
    window: readOption(context, 'brakeWindow', ['total', 'day', 'week', 'month'], itemIndex),
    firstPct: firstPct ?? BRAKES.firstPct,
    secondPct: secondPct ?? BRAKES.secondPct,
    thirdPct: thirdPct ?? BRAKES.thirdPct,
  };
  if (settings.firstPct < settings.secondPct && settings.secondPct < settings.thirdPct) {
    return settings;
  }
  throw new ConfigurationError(
    `The parameters "First Brake", "Second Brake" and "Third Brake" of item ${itemIndex} contradict each other.`,
    'Each brake acts at a deeper fall than the one before it, such as 5, 10 and 15 %.',
  );
}

function readBreakers(context: ParameterSource, itemIndex: number): AllBreakerSettings {
  const read = <Name extends Breaker>(breaker: Name): AllBreakerSettings[Name] => {
    const figures = figuresOf(breaker).map(({ figure, parameter }) => [
      figure.key,
      readNumber(context, parameter, itemIndex) / figure.perUnit,
    ]);
    const enabled: unknown = context.getNodeParameter(`${breaker}BreakerEnabled`, itemIndex, true);
    return {
      ...DEFAULTS[breaker],
      ...Object.fromEntries(figures),
      enabled: enabled !== false,
      effect: readOption(
        context,
        `${breaker}BreakerEffect`,
        [BREAKER_EFFECTS[0], BREAKER_EFFECTS[1]],
        itemIndex,
      ),
    };
  };
  return {
    price: read('price'),
    volume: read('volume'),
    spotPerpetual: read('spotPerpetual'),
    market: read('market'),
    depth: read('depth'),
    volatility: read('volatility'),
    apiErrors: read('apiErrors'),
  };
}
