import { type Brakes, type DrawdownWindow, type EquityWatch, NO_BRAKES } from '../model/brakes';
import { drawdownsPct } from './drawdown';

export interface BrakeSettings {
  /** Whose drawdown is braked on. */
  window: DrawdownWindow;
  /** Falls from the peak, percent, above zero and rising, at which each brake acts. */
  firstPct: number;
  secondPct: number;
  thirdPct: number;
}

export const DEFAULT_BRAKE_SETTINGS: BrakeSettings = {
  window: 'total',
  firstPct: 5,
  secondPct: 10,
  thirdPct: 15,
};

/**
 * A brake that is on is let go when the drawdown is below this share of what put it on: at the edge
 * it would otherwise move every sale of a grid back and forth.
 */
const RELEASE_SHARE = 0.8;

/** Above this conviction an entry is allowed under the second brake (safe mode). */
export const SAFE_MODE_CONVICTION = 0.8;

const FIRST = { takeProfitFactor: 0.7 } as const;
const SECOND = {
  ...FIRST,
  orderSizeFactor: 0.5,
  leverageFactor: 0.6,
  minimumConviction: SAFE_MODE_CONVICTION,
} as const;

/**
 * The brake for a drawdown: the first lowers the take-profit, the second halves entries and lowers
 * the leverage as well, the third takes everything down. Each keeps what the one before it does.
 * `heldLevel` is the brake that is on: it holds until a fifth of what put it on is recovered.
 */
export function brakesFor(drawdownPct: number, settings: BrakeSettings, heldLevel = 0): Brakes {
  const base = { ...NO_BRAKES, drawdownPct: Math.min(0, drawdownPct), window: settings.window };
  const fall = -drawdownPct;
  const isOn = (level: number, pct: number): boolean =>
    fall >= pct || (heldLevel >= level && fall >= pct * RELEASE_SHARE);
  if (isOn(3, settings.thirdPct)) return { ...base, ...SECOND, level: 3, flatten: true };
  if (isOn(2, settings.secondPct)) return { ...base, ...SECOND, level: 2 };
  if (isOn(1, settings.firstPct)) return { ...base, ...FIRST, level: 1 };
  return base;
}

/** The watch with the brakes that its drawdown asks for. */
export function withBrakes(watch: EquityWatch, settings: BrakeSettings): EquityWatch {
  const { level, window } = watch.brakes;
  const heldLevel = window === settings.window ? level : 0;
  return { ...watch, brakes: brakesFor(drawdownsPct(watch)[settings.window], settings, heldLevel) };
}

/** The largest leverage under the brakes: whole, at least 1, and never more than without them. */
export function brakedLeverage(leverage: number, { leverageFactor }: Brakes): number {
  if (leverageFactor === 1) return leverage;
  return Math.min(leverage, Math.max(1, Math.floor(leverage * leverageFactor)));
}
