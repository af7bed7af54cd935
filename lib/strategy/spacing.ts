import { fullBreakEvenPct, gridBreakEvenPct } from './breakEven';
import { presetFor } from './presets';
import type { GridSettings } from './settings';

/** Spacing as a multiple of ATR(14) before anything bends it. */
const BASELINE_ATR = 0.75;
const REFERENCE_VOLATILITY = 0.5;
/** A computed spacing earns at least so many times what it costs. */
export const LEAST_MULTIPLE_OF_BREAK_EVEN = 1.5;
const LOWEST_PCT = 0.05;
const HIGHEST_PCT = 2;

export interface SpacingInputs {
  settings: GridSettings;
  /** Price at which percentages are taken. */
  price: number;
  /** Average true range of the grid's candles, price units. */
  atr: number;
  /** Annualised, a fraction. */
  volatility: number;
  /** (bid - ask) / (bid + ask) of the book, -1 to 1, as seen by a buyer. */
  imbalance: number;
  /** Conviction of the side, 0 to 1; 0 until there are signals. */
  conviction: number;
  side: 'BUY' | 'SELL';
}

export interface Spacing {
  /** To be used, percent of the price. */
  spacingPct: number;
  /** As the formula gave it, clamps included, before the break-even raised it. */
  computedPct: number;
  reasons: string[];
}

/** Volatility against 50 % a year: -0.5 to 2; 0 is ordinary. */
export function volatilityFactor(volatility: number): number {
  return clamp(volatility / REFERENCE_VOLATILITY - 1, -0.5, 2);
}

/** The imbalance as the side sees it: what invites a buyer warns a seller. */
export function imbalanceOf(side: 'BUY' | 'SELL', imbalance: number): number {
  return side === 'BUY' ? imbalance : 0 - imbalance;
}

/**
 * The spacing of one side: 0.75 ATR, wider in volatile markets, narrower where conviction and the
 * book agree; within the multiples of ATR, then within 0.05 % to 2 %, and at last raised to 1.5
 * times the full break-even, which wins over everything. Of a user's table the row replaces the
 * formula; it is raised in the same way.
 */
export function computeSpacing(inputs: SpacingInputs): Spacing {
  const { settings, volatility } = inputs;
  const reasons: string[] = [];
  let computedPct: number;
  if (settings.spacingMode === 'preset') {
    const preset = presetFor(volatility);
    computedPct = preset.spacingPct / preset.density;
    reasons.push(`preset of ${preset.name}: ${preset.spacingPct} % at density ${preset.density}`);
  } else {
    computedPct = formulaPct(inputs);
  }
  const fullPct = breakEvenOf(settings);
  const leastPct = LEAST_MULTIPLE_OF_BREAK_EVEN * fullPct;
  if (computedPct >= leastPct) return { spacingPct: computedPct, computedPct, reasons };
  reasons.push(
    `${inputs.side === 'BUY' ? 'lower' : 'upper'} spacing raised from ${computedPct.toFixed(4)} % to ${leastPct.toFixed(4)} %, ${LEAST_MULTIPLE_OF_BREAK_EVEN} times the full break-even of ${fullPct.toFixed(4)} %`,
  );
  return { spacingPct: leastPct, computedPct, reasons };
}

/** The break-even that counts: hedge fees only where there is a hedge. */
export function breakEvenOf(settings: GridSettings): number {
  return settings.hedge === 'off'
    ? gridBreakEvenPct(settings.gridFeePct)
    : fullBreakEvenPct(settings.gridFeePct, settings.hedgeFeePct, settings.bandLevels);
}

function formulaPct({
  settings,
  price,
  atr,
  volatility,
  imbalance,
  conviction,
  side,
}: SpacingInputs): number {
  const denominator = Math.max(0.25, 1 + 0.5 * conviction + 0.4 * imbalanceOf(side, imbalance));
  const wanted =
    (BASELINE_ATR * atr * (1 + settings.volMult * volatilityFactor(volatility))) / denominator;
  const within = clamp(wanted, settings.minimumSpacingAtr * atr, settings.maximumSpacingAtr * atr);
  return clamp((within / price) * 100, LOWEST_PCT, HIGHEST_PCT);
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(Math.max(value, lowest), highest);
}
