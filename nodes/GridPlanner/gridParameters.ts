import type { INodeProperties } from 'n8n-workflow';
import { GRID_KINDS, type GridKind } from '../../lib/model/grid';
import {
  DEFAULT_GRID_SETTINGS as SHIPPED,
  DENSITIES,
  type Density,
  RANGE_MODES,
  type RangeMode,
  SPACING_MODES,
  type SpacingMode,
} from '../../lib/strategy/settings';
import type { Interval } from '../../lib/model/terms';
import { type NumberParameter, numberProperty } from '../shared/parameters';
import { type OptionParameter, optionProperty, shownWith } from './parameters';

const GRID_INTERVALS = ['1h', '5m', '15m', '4h', '1d'] as const satisfies readonly Interval[];
export type GridInterval = (typeof GRID_INTERVALS)[number];

export const KIND: OptionParameter<GridKind> = {
  name: 'kind',
  displayName: 'Grid',
  description: 'How the lines lie',
  values: GRID_KINDS,
  options: {
    arithmetic: { name: 'Arithmetic', description: 'Lines a price apart' },
    geometric: { name: 'Geometric', description: 'Lines a ratio apart' },
    infinity: {
      name: 'Infinity',
      description: 'Lines a ratio apart, without an upper end; the invested value stays constant',
    },
  },
};
export const SPACING_MODE: OptionParameter<SpacingMode> = {
  name: 'spacingMode',
  displayName: 'Spacing',
  description:
    'Where the distance of neighbouring lines comes from. A computed one is raised to 1.5 times the full break-even, and the plan says so',
  values: SPACING_MODES,
  options: {
    adaptive: { name: 'Adaptive', description: 'From ATR, volatility and the book' },
    fixed: { name: 'Fixed', description: 'As given; below its own fees it is denied' },
    preset: { name: 'Preset by Volatility', description: 'From a table of five markets' },
    range: {
      name: 'Range / Levels',
      description: 'The given range divided by twice the levels per side',
    },
  },
};
export const RANGE_MODE: OptionParameter<RangeMode> = {
  name: 'rangeMode',
  displayName: 'Range',
  description: 'How far the lines reach, with at most the levels per side',
  values: RANGE_MODES,
  options: {
    levels: { name: 'Levels', description: 'As many spacings as there are levels' },
    atr: { name: 'ATR', description: 'A multiple of the average true range each way' },
    donchian: { name: 'Donchian', description: 'From the lowest low to the highest high' },
    volatility: { name: 'Volatility', description: 'Deviations of the move over some days' },
    given: { name: 'Given', description: 'Between two prices' },
  },
};
export const DENSITY: OptionParameter<Density> = {
  name: 'density',
  displayName: 'Density',
  description:
    'Which lines are worked. Near Levels needs the price levels that Regime Classifier (Multi-Timeframe Signal) puts on the item; without recent ones every line is worked, and the plan says so',
  values: DENSITIES,
  options: {
    even: { name: 'Even', description: 'Every line' },
    nearLevels: {
      name: 'Near Levels',
      description:
        'Every line near support, resistance and round numbers, every second one elsewhere',
    },
  },
};
export const GRID_INTERVAL: OptionParameter<GridInterval> = {
  name: 'gridInterval',
  displayName: 'Grid Interval',
  description: 'Candles of which ATR and the Donchian range are; only closed ones count',
  values: GRID_INTERVALS,
  options: {
    '5m': { name: '5 Minutes', description: 'For a grid of minutes' },
    '15m': { name: '15 Minutes', description: 'For a grid of hours' },
    '1h': { name: '1 Hour', description: 'For a grid of days' },
    '4h': { name: '4 Hours', description: 'For a grid of a week or two' },
    '1d': { name: '1 Day', description: 'For a grid of months' },
  },
};

type NumberKey = {
  [Key in keyof typeof SHIPPED]: (typeof SHIPPED)[Key] extends number ? Key : never;
}[keyof typeof SHIPPED];

function number(
  name: string,
  key: NumberKey,
  displayName: string,
  description: string,
  [minimum, maximum, decimals]: readonly [number, number, number],
  factor = 1,
): NumberParameter {
  const shipped = SHIPPED[key] * factor;
  return { name, displayName, description, default: shipped, minimum, maximum, decimals };
}

/** The numbers of the grid by the setting they become; `percent` ones become fractions. */
export const GRID_NUMBERS = {
  spacingPct: number(
    'spacingPct',
    'spacingPct',
    'Spacing (%)',
    'Distance of neighbouring lines, percent of the middle price. Below the fees of a round trip the plan says so and nothing is entered',
    [0.05, 10, 4],
  ),
  levelsPerSide: number(
    'levelsPerSide',
    'levelsPerSide',
    'Levels per Side (Count)',
    'Lines below and lines above the middle price, at most',
    [1, 100, 0],
  ),
  rangeAtr: number(
    'rangeAtr',
    'rangeAtr',
    'Range (ATR)',
    'How many ATR the lines reach from the middle price, each way',
    [1, 100, 1],
  ),
  donchianPeriod: number(
    'donchianPeriod',
    'donchianPeriod',
    'Range (Candles)',
    'Closed candles whose highest high and lowest low are the range',
    [2, 500, 0],
  ),
  rangeDeviations: number(
    'rangeDeviations',
    'rangeDeviations',
    'Range (Deviations)',
    'Standard deviations of the move that the lines cover',
    [0.1, 5, 2],
  ),
  rangeDays: number(
    'rangeDays',
    'rangeDays',
    'Range (Days)',
    'Days over which that move is taken',
    [0.1, 90, 1],
  ),
  rangeLowerPrice: number(
    'rangeLowerPrice',
    'rangeLowerPrice',
    'Lower Price (Quote)',
    'No line lies below it',
    [0, 1e9, 8],
  ),
  rangeUpperPrice: number(
    'rangeUpperPrice',
    'rangeUpperPrice',
    'Upper Price (Quote)',
    'No line lies above it',
    [0, 1e9, 8],
  ),
  gridFeePct: number(
    'gridFeePct',
    'gridFeePct',
    'Grid Fee (%)',
    'Fee of one spot fill, percent of its value',
    [0, 1, 4],
  ),
  volMult: number(
    'volMult',
    'volMult',
    'Volatility Weight (Factor)',
    'How much volatility against 50 % a year widens the spacing and lowers the size',
    [0, 2, 2],
  ),
  sizeMult: number(
    'sizeMult',
    'sizeMult',
    'Conviction Weight (Factor)',
    'How much conviction raises the size; there is none until signals exist',
    [0, 2, 2],
  ),
  imbMult: number(
    'imbMult',
    'imbMult',
    'Imbalance Weight (Factor)',
    'How much the imbalance of the book raises the size of one side and lowers the other',
    [0, 1, 2],
  ),
  tpMult: number(
    'tpMult',
    'tpMult',
    'Take-Profit Weight (Factor)',
    'How much conviction moves the exit away from the entry, at most to two spacings',
    [0, 1, 2],
  ),
  minimumSpacingAtr: number(
    'minimumSpacingAtr',
    'minimumSpacingAtr',
    'Least Spacing (ATR)',
    'A computed spacing is not below so many ATR',
    [0.05, 10, 2],
  ),
  maximumSpacingAtr: number(
    'maximumSpacingAtr',
    'maximumSpacingAtr',
    'Largest Spacing (ATR)',
    'A computed spacing is not above so many ATR',
    [0.05, 20, 2],
  ),
  recentreAtr: number(
    'recentreAtr',
    'recentreAtr',
    'Re-Centre (ATR)',
    'The grid moves by whole lines when price is so many ATR outside of it; 0 never does',
    [0, 50, 1],
  ),
} as const;

/** Share of the equity, as the user says it. */
export const UTILIZATION_PCT: NumberParameter = {
  name: 'utilizationPct',
  displayName: 'Utilization (%)',
  description: 'Share of the equity that all levels together may hold, percent',
  default: SHIPPED.utilizationFraction * 100,
  minimum: 1,
  maximum: 100,
  decimals: 1,
};

const ONLY = ['planGrid'];
const COMPUTED = { spacingMode: ['adaptive'] };

function flag(name: string, displayName: string, description: string): INodeProperties {
  return {
    displayName,
    name,
    type: 'boolean',
    default: false,
    displayOptions: { show: { operation: ONLY } },
    description: `Whether ${description}`,
  };
}

const numbers = GRID_NUMBERS;
const plain = (parameter: NumberParameter): INodeProperties => numberProperty(parameter, ONLY);

/** Strategy, hedge band and slippage limit are shared with Plan Hedge and declared by the node. */
export const planGridProperties: INodeProperties[] = [
  optionProperty(KIND, ONLY),
  optionProperty(SPACING_MODE, ONLY),
  shownWith(plain(numbers.spacingPct), { spacingMode: ['fixed'] }),
  shownWith(plain(numbers.minimumSpacingAtr), COMPUTED),
  shownWith(plain(numbers.maximumSpacingAtr), COMPUTED),
  plain(numbers.levelsPerSide),
  optionProperty(RANGE_MODE, ONLY),
  optionProperty(DENSITY, ONLY),
  shownWith(plain(numbers.rangeAtr), { rangeMode: ['atr'] }),
  shownWith(plain(numbers.donchianPeriod), { rangeMode: ['donchian'] }),
  shownWith(plain(numbers.rangeDeviations), { rangeMode: ['volatility'] }),
  shownWith(plain(numbers.rangeDays), { rangeMode: ['volatility'] }),
  shownWith(plain(numbers.rangeLowerPrice), { rangeMode: ['given'] }),
  shownWith(plain(numbers.rangeUpperPrice), { rangeMode: ['given'] }),
  optionProperty(GRID_INTERVAL, ONLY),
  plain(UTILIZATION_PCT),
  plain(numbers.gridFeePct),
  plain(numbers.volMult),
  plain(numbers.sizeMult),
  plain(numbers.imbMult),
  plain(numbers.tpMult),
  plain(numbers.recentreAtr),
  flag(
    'trailUp',
    'Trail Up',
    'the grid follows a price that passes its highest line, by whole lines',
  ),
  flag(
    'trailDown',
    'Trail Down',
    'the grid follows a price that passes its lowest line, by whole lines',
  ),
  flag(
    'requireEdge',
    'Require Edge',
    'nothing new is laid while the expected edge after fees is not above zero',
  ),
];
