import { Decimal, decimal } from '../model/decimal';
import type { MarginBracket } from '../model/margin';

/** One direction of a contract's position, with the bracket that is applied to it. */
export interface RatedLeg {
  side: 'LONG' | 'SHORT';
  /** Base quantity, above zero. */
  quantity: string;
  entryPrice: string;
  rateFraction: string;
  cumulativeQuote: string;
}

export interface MarginBehind {
  /** Isolated wallet, or the cross wallet's balance. */
  walletQuote: string;
  /** Cross only: maintenance margin of the other contracts, and their unrealised profit. */
  othersMaintenanceQuote?: string;
  othersUnrealizedQuote?: string;
}

/**
 * The exchange's own formula for given brackets (reference I; domain.md 5.5): the mark price at
 * which wallet and profit just equal the maintenance margin, of one position or, in hedge mode, of
 * a long and a short one. Null where no price above zero does.
 */
export function liquidationPriceOf(
  legs: readonly RatedLeg[],
  behind: MarginBehind,
): Decimal | null {
  const parts = legs.map((leg) => {
    const quantity = decimal(leg.quantity);
    const signed = leg.side === 'LONG' ? quantity : quantity.negated();
    return {
      cumulative: decimal(leg.cumulativeQuote),
      cost: signed.times(decimal(leg.entryPrice)),
      slope: quantity.times(decimal(leg.rateFraction)).minus(signed),
    };
  });
  const slope = Decimal.sum(parts.map((part) => part.slope));
  if (slope.isZero()) return null;
  const price = decimal(behind.walletQuote)
    .minus(decimal(behind.othersMaintenanceQuote ?? '0'))
    .plus(decimal(behind.othersUnrealizedQuote ?? '0'))
    .plus(Decimal.sum(parts.map((part) => part.cumulative)))
    .minus(Decimal.sum(parts.map((part) => part.cost)))
    .dividedBy(slope);
  return price.isPositive() ? price : null;
}

export type Leg = Pick<RatedLeg, 'side' | 'quantity' | 'entryPrice'>;

/**
 * The liquidation price with the brackets that hold at that price: they change with the notional on
 * the way there. Of several prices that are consistent the one nearest to the mark, which is met
 * first. Null where there is none.
 */
export function liquidationPrice(
  legs: readonly Leg[],
  brackets: readonly MarginBracket[],
  behind: MarginBehind,
  markPrice: Decimal,
): Decimal | null {
  const open = legs.filter(({ quantity }) => decimal(quantity).isPositive());
  if (open.length === 0) return null;
  const found = combinations(brackets, open.length).flatMap((chosen): Decimal[] => {
    const rated = open.flatMap((leg, index): RatedLeg[] => {
      const bracket = chosen[index];
      return bracket ? [{ ...leg, ...bracket }] : [];
    });
    const price = liquidationPriceOf(rated, behind);
    if (!price) return [];
    const holds = open.every((leg, index) => {
      const bracket = chosen[index];
      return bracket && liesIn(bracket, decimal(leg.quantity).times(price), brackets);
    });
    return holds ? [price] : [];
  });
  const distance = (price: Decimal): Decimal => price.minus(markPrice).absolute();
  return found.reduce<Decimal | null>(
    (nearest, price) => (nearest && !distance(price).isBelow(distance(nearest)) ? nearest : price),
    null,
  );
}

/** The table is continuous at its caps, so that both neighbours are right there. */
function liesIn(
  bracket: MarginBracket,
  notional: Decimal,
  brackets: readonly MarginBracket[],
): boolean {
  if (notional.isBelow(decimal(bracket.floorQuote))) return false;
  return bracket === brackets.at(-1) || !notional.isAbove(decimal(bracket.capQuote));
}

function combinations(brackets: readonly MarginBracket[], length: number): MarginBracket[][] {
  if (length === 0) return [[]];
  return combinations(brackets, length - 1).flatMap((rest) =>
    brackets.map((bracket) => [...rest, bracket]),
  );
}

/** How far the mark may move against the position before it is liquidated, percent of the mark. */
export function liquidationDistancePct(price: Decimal, markPrice: Decimal): number {
  return price.minus(markPrice).absolute().dividedBy(markPrice).toNumber() * 100;
}
