import { decimal } from '../../lib/model/decimal';
import { MAXIMUM_DELTA_FRACTION } from '../../lib/strategy/settings';
import type { Books } from './books';

/** What a delta is held against. */
export interface Band {
  /** Of the cycle's plan, base quantity. */
  readonly band: string;
  readonly equityQuote: string;
  readonly markPrice: string;
}

/** How far a delta is from zero, and in words where that is too far. */
export interface DeltaLook {
  /** |delta| at mark over equity, and as a share of the band. */
  readonly fraction: number;
  readonly shareOfBand: number;
  readonly fault: string | null;
}

/** Holds inventory and position against the band, and against 5 % of equity, which rules over it. */
export function lookAtDelta(
  { inventory, position }: Pick<Books, 'inventory' | 'position'>,
  { band, equityQuote, markPrice }: Band,
): DeltaLook {
  const delta = decimal(inventory).plus(decimal(position)).absolute();
  const fraction = delta.times(decimal(markPrice)).dividedBy(decimal(equityQuote)).toNumber();
  const isInside = !delta.isAbove(decimal(band)) && fraction <= MAXIMUM_DELTA_FRACTION;
  const fault = `|delta| is ${delta.toString()}, ${fraction} of equity, and the band ${band}`;
  return {
    fraction,
    shareOfBand: delta.dividedBy(decimal(band)).toNumber(),
    fault: isInside ? null : fault,
  };
}
