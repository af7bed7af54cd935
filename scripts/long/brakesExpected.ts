import { type Decimal, decimal, Decimal as Exact } from '../../lib/model/decimal';
import type { GridCell } from '../../lib/model/grid';

/** The brakes as the guide to risk states them; written apart from the code that applies them. */
const LEVELS_PCT = [5, 10, 15] as const;
/** A brake is let go below this share of the fall that put it on. */
const RELEASE = 0.8;
const TAKE_PROFIT_FACTOR = '0.7';
const LEVERAGE_FACTOR = 0.6;

/** Reckons peak, fall and brake from the exchange's equity alone. */
export class ExpectedBrakes {
  private peakQuote = Exact.zero;
  /** Fall from the peak at the last look, percent. */
  fallPct = 0;
  /** 0 without a brake. */
  level = 0;

  /** One look at the equity; money is neither moved in nor out. */
  look(equityQuote: string): void {
    const equity = decimal(equityQuote);
    this.peakQuote = Exact.max(this.peakQuote, equity);
    this.fallPct = this.peakQuote.minus(equity).dividedBy(this.peakQuote).toNumber() * 100;
    const held = this.level;
    const isOn = (pct: number, index: number): boolean =>
      this.fallPct >= pct || (held > index && this.fallPct >= pct * RELEASE);
    this.level = LEVELS_PCT.reduce((most, pct, index) => (isOn(pct, index) ? index + 1 : most), 0);
  }
}

/**
 * Where a cell sells under a brake, on the tick: 0.7 of the way to its exit. The check's lines are
 * far enough apart that the fees are earned back there too.
 */
export function expectedExit({ lowerPrice, exitPrice }: GridCell, level: number, tick: string) {
  const exit = decimal(exitPrice);
  if (level === 0) return exit;
  const entry = decimal(lowerPrice);
  return entry.plus(exit.minus(entry).times(decimal(TAKE_PROFIT_FACTOR))).nearestTo(decimal(tick));
}

/** The most that an entry of a cell may want under a brake, on the step. */
export function expectedEntry({ quantity }: GridCell, level: number, step: string): Decimal {
  const whole = decimal(quantity);
  return level < 2 ? whole : whole.dividedBy(decimal('2')).floorTo(decimal(step));
}

/** The leverage of the contract under a brake. */
export function expectedLeverage(leverage: number, level: number): number {
  return level < 2 ? leverage : Math.max(1, Math.floor(leverage * LEVERAGE_FACTOR));
}
