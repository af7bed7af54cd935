import type { GridKind } from '../model/grid';
import type { Interval } from '../model/terms';

export const SPACING_MODES = ['adaptive', 'fixed', 'preset', 'range'] as const;
/**
 * Where the spacing comes from: the formula over ATR, the user, the user's table by volatility, or
 * the given range divided by the levels.
 */
export type SpacingMode = (typeof SPACING_MODES)[number];

export const RANGE_MODES = ['levels', 'atr', 'donchian', 'volatility', 'given'] as const;
/** How far the lines reach: always at most the levels per side. */
export type RangeMode = (typeof RANGE_MODES)[number];

export const DENSITIES = ['even', 'nearLevels'] as const;
/**
 * Which cells of the lattice are worked: all, or every second one away from support, resistance and
 * round numbers.
 */
export type Density = (typeof DENSITIES)[number];

export const HEDGE_SWITCHES = ['on', 'off'] as const;
/** Off leaves the inventory unhedged: Simulator and Testnet only. */
export type HedgeSwitch = (typeof HEDGE_SWITCHES)[number];

export interface GridSettings {
  strategy: string;
  /** Of the candles that ATR and the Donchian range are taken of. */
  interval: Interval;
  kind: GridKind;
  spacingMode: SpacingMode;
  /** Distance of neighbouring lines when the user fixes it, percent of the anchor. */
  spacingPct: number;
  rangeMode: RangeMode;
  /** `atr`: how many ATR the lines reach from the anchor, each way. */
  rangeAtr: number;
  /** `donchian`: closed candles whose highest high and lowest low are the range. */
  donchianPeriod: number;
  /** `volatility`: standard deviations of the move over `rangeDays`. */
  rangeDeviations: number;
  rangeDays: number;
  /** `given`: the prices between which the lines lie; 0 where not used. */
  rangeLowerPrice: number;
  rangeUpperPrice: number;
  levelsPerSide: number;
  density: Density;
  /** Share of the capital that the grid's cells may hold in all, fraction. */
  utilizationFraction: number;
  /** Levels of net fills before the hedge moves. */
  bandLevels: number;
  /** Fee of one grid fill, percent of its value. */
  gridFeePct: number;
  /** Fee of one hedge fill, percent of its value. */
  hedgeFeePct: number;
  /** How far a taking order may pay beyond the best price, percent. */
  slippagePct: number;
  /** Weight of volatility in spacing and size. */
  volMult: number;
  /** Weight of conviction in the size. */
  sizeMult: number;
  /** Weight of the book's imbalance in the size. */
  imbMult: number;
  /** Weight of conviction in the take-profit. */
  tpMult: number;
  /** The computed spacing lies between these multiples of ATR. */
  minimumSpacingAtr: number;
  maximumSpacingAtr: number;
  /** The grid is centred anew when price is so many ATR outside of it; 0 never does. */
  recentreAtr: number;
  trailUp: boolean;
  trailDown: boolean;
  hedge: HedgeSwitch;
  /** Nothing new is laid while the lattice variance ratio says that the edge is negative. */
  requireEdge: boolean;
}

/** The shipped figures; the node's parameters have the same. */
export const DEFAULT_GRID_SETTINGS: GridSettings = {
  strategy: 'grid',
  interval: '1h',
  kind: 'arithmetic',
  spacingMode: 'adaptive',
  spacingPct: 0.35,
  rangeMode: 'levels',
  rangeAtr: 8,
  donchianPeriod: 48,
  rangeDeviations: 1,
  rangeDays: 2,
  rangeLowerPrice: 0,
  rangeUpperPrice: 0,
  levelsPerSide: 10,
  density: 'even',
  utilizationFraction: 0.3,
  bandLevels: 3,
  gridFeePct: 0.1,
  hedgeFeePct: 0.05,
  slippagePct: 0.5,
  volMult: 0.5,
  sizeMult: 0.5,
  imbMult: 0.2,
  tpMult: 0.5,
  minimumSpacingAtr: 0.25,
  maximumSpacingAtr: 3,
  recentreAtr: 4,
  trailUp: false,
  trailDown: false,
  hedge: 'on',
  requireEdge: false,
};

/** Delta may reach this share of equity, never more, while the hedge is on. */
export const MAXIMUM_DELTA_FRACTION = 0.05;

/** Why settings contradict each other, naming them as the node does, or null. */
export function settingsFault(settings: GridSettings): string | null {
  const { spacingMode, rangeMode, rangeLowerPrice, rangeUpperPrice } = settings;
  if (rangeMode === 'given' && !(rangeLowerPrice > 0 && rangeUpperPrice > rangeLowerPrice)) {
    return '"Range" is Given, but "Lower Price" and "Upper Price" are not an ascending pair above zero';
  }
  if (spacingMode === 'range' && rangeMode !== 'given') {
    return '"Spacing" is Range / Levels, which needs "Range" to be Given';
  }
  if (settings.minimumSpacingAtr > settings.maximumSpacingAtr) {
    return '"Least Spacing (ATR)" is above "Largest Spacing (ATR)"';
  }
  if (settings.kind === 'infinity' && spacingMode === 'range') {
    return '"Grid" is Infinity, which has no upper price: "Spacing" cannot be Range / Levels';
  }
  if (settings.kind === 'infinity' && settings.density === 'nearLevels') {
    return '"Grid" is Infinity, whose value stays constant only if every line is worked: "Density" cannot be Near Levels';
  }
  return null;
}
