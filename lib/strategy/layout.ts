import { type Decimal, decimal, Decimal as Exact } from '../model/decimal';
import type { Lattice } from '../model/grid';
import { geometricRatio } from './gridMath';
import type { GridFigures } from './figures';
import { linePrice } from './lattice';
import { presetFor } from './presets';
import type { GridSettings } from './settings';
import { computeSpacing } from './spacing';

export interface LayoutInputs {
  settings: GridSettings;
  /** Number of the definition: the lattice's name. */
  number: number;
  anchor: Decimal;
  tick: Decimal;
  figures: GridFigures;
  imbalance: number;
  conviction: { buy: number; sell: number };
  /** No more cells than this, whatever else is wanted. */
  mostCells: number;
}

/** A lattice and the part of it that is worked: cells from line `first` to line `end`. */
export interface Layout {
  lattice: Lattice;
  first: number;
  end: number;
  computedSpacingPct: number;
  reasons: string[];
}

const DAYS_PER_YEAR = 365;

/** Lays the lines around the anchor, or in the given range. A string says why that is impossible. */
export function layOut(inputs: LayoutInputs): Layout | string {
  const { settings, anchor, tick } = inputs;
  if (settings.spacingMode === 'range') return layOutRange(inputs);
  const lower = spacingOf('BUY', inputs);
  const upper = spacingOf('SELL', inputs);
  const step = (pct: number): Decimal =>
    anchor.times(Exact.fromNumber(pct / 100, 8)).nearestTo(tick);
  const [lowerSpacing, upperSpacing] = [step(lower.spacingPct), step(upper.spacingPct)];
  if (!lowerSpacing.isPositive() || !upperSpacing.isPositive()) {
    return `a spacing of ${lower.spacingPct.toFixed(4)} % is less than a tick at ${anchor.toString()}`;
  }
  const lattice: Lattice = {
    number: inputs.number,
    kind: settings.kind,
    originPrice: anchor.toString(),
    lowerSpacing: lowerSpacing.toString(),
    lowerSpacingPct: lower.spacingPct,
    upperSpacing: upperSpacing.toString(),
    upperSpacingPct: upper.spacingPct,
  };
  const reasons = [...lower.reasons, ...upper.reasons];
  const { below, above } = reach(lattice, inputs, reasons);
  if (below + above === 0) return 'the range is narrower than one spacing on either side';
  const perSide = settings.levelsPerSide;
  if (below > 0 && !linePrice(lattice, -below, tick).isPositive()) {
    return `spacing ${lower.spacingPct} % with ${perSide} levels a side does not fit the price ${anchor.toString()}`;
  }
  return { lattice, first: -below, end: above, computedSpacingPct: lower.computedPct, reasons };
}

interface SideSpacing {
  spacingPct: number;
  computedPct: number;
  reasons: string[];
}

function spacingOf(side: 'BUY' | 'SELL', inputs: LayoutInputs): SideSpacing {
  const { settings, figures, imbalance, conviction } = inputs;
  if (settings.spacingMode === 'fixed') {
    return { spacingPct: settings.spacingPct, computedPct: settings.spacingPct, reasons: [] };
  }
  return computeSpacing({
    settings,
    price: inputs.anchor.toNumber(),
    atr: figures.now.atr,
    volatility: figures.now.volatility,
    imbalance,
    conviction: side === 'BUY' ? conviction.buy : conviction.sell,
    side,
  });
}

/** How many cells the range, the levels and the exchange's limit of open orders leave. */
function reach(
  lattice: Lattice,
  { settings, anchor, figures, mostCells }: LayoutInputs,
  reasons: string[],
): { below: number; above: number } {
  const price = anchor.toNumber();
  const range = rangeOf(settings, price, figures);
  const levels =
    settings.spacingMode === 'preset'
      ? Math.min(Math.ceil(presetFor(figures.now.volatility).levels / 2), settings.levelsPerSide)
      : settings.levelsPerSide;
  const cellsTo = (bound: number, spacing: string, pct: number): number => {
    const distance =
      lattice.kind === 'arithmetic'
        ? Math.abs(bound - price) / Number(spacing)
        : Math.abs(Math.log(bound / price)) / Math.log1p(pct / 100);
    // A bound that lies on a line up to rounding belongs to the range.
    return Math.min(levels, Math.floor(distance + 1e-9));
  };
  let below = levels;
  let above = levels;
  if (range) {
    below =
      range.lower < price ? cellsTo(range.lower, lattice.lowerSpacing, lattice.lowerSpacingPct) : 0;
    const isOpen = lattice.kind === 'infinity';
    above =
      range.upper > price ? cellsTo(range.upper, lattice.upperSpacing, lattice.upperSpacingPct) : 0;
    if (isOpen) above = levels;
  }
  const most = Math.floor(mostCells / 2);
  if (below > most || above > most) {
    reasons.push(`levels cut to ${most} a side: the exchange takes no more open orders`);
  }
  return { below: Math.min(below, most), above: Math.min(above, most) };
}

function rangeOf(
  settings: GridSettings,
  price: number,
  { now, donchian }: GridFigures,
): { lower: number; upper: number } | null {
  switch (settings.rangeMode) {
    case 'levels':
      return null;
    case 'atr': {
      const distance = settings.rangeAtr * now.atr;
      return { lower: Math.max(price - distance, price * 1e-3), upper: price + distance };
    }
    case 'donchian':
      return { lower: donchian.low, upper: donchian.high };
    case 'volatility': {
      const move =
        settings.rangeDeviations * now.volatility * Math.sqrt(settings.rangeDays / DAYS_PER_YEAR);
      return { lower: price * Math.exp(-move), upper: price * Math.exp(move) };
    }
    case 'given':
      return { lower: settings.rangeLowerPrice, upper: settings.rangeUpperPrice };
  }
}

/** The given range in twice the levels per side, whatever the price: the lines are the user's. */
function layOutRange({ settings, anchor, tick, number, mostCells }: LayoutInputs): Layout | string {
  const [lower, upper] = [settings.rangeLowerPrice, settings.rangeUpperPrice];
  const count = 2 * settings.levelsPerSide;
  if (count > mostCells) return `the exchange takes no more than ${mostCells} open orders`;
  const price = anchor.toNumber();
  if (price <= lower || price >= upper) return `the price ${price} is outside of the given range`;
  const isArithmetic = settings.kind === 'arithmetic';
  const ratio = geometricRatio(lower, upper, count);
  const distance = (upper - lower) / count;
  const below = Math.round(
    isArithmetic ? (price - lower) / distance : Math.log(price / lower) / Math.log(ratio),
  );
  const origin = isArithmetic ? lower + below * distance : lower * ratio ** below;
  const spacing = Exact.fromNumber(isArithmetic ? distance : origin * (ratio - 1), 8);
  if (spacing.isBelow(tick)) return 'the given range is too narrow for so many levels';
  const pct = isArithmetic ? (distance / origin) * 100 : (ratio - 1) * 100;
  const lattice: Lattice = {
    number,
    kind: settings.kind,
    originPrice: Exact.fromNumber(origin, 8).toString(),
    lowerSpacing: spacing.toString(),
    lowerSpacingPct: pct,
    upperSpacing: spacing.toString(),
    upperSpacingPct: pct,
  };
  return { lattice, first: -below, end: count - below, computedSpacingPct: pct, reasons: [] };
}

/** Kept beside the layout: the lines of a part of a lattice, ascending. */
export function linesOf(lattice: Lattice, first: number, end: number, tick: Decimal): Decimal[] {
  return Array.from({ length: end - first + 1 }, (_unused, index) =>
    linePrice(lattice, first + index, tick),
  );
}

/** Whether neighbouring lines are different prices. */
export function areDistinct(lines: readonly Decimal[]): boolean {
  return lines.every((line, index) => {
    const before = lines[index - 1];
    return before === undefined || line.isAbove(before);
  });
}

/** One, as a decimal: for shares of a fee. */
export const ONE = decimal('1');
