import { Decimal, decimal } from '../model/decimal';
import type { Instrument } from '../model/instrument';
import type { MarketSnapshot } from '../model/item';
import { type GridSettings, MAXIMUM_DELTA_FRACTION } from './settings';

/** Absolute risk aversion, per quote. */
const RISK_AVERSION = 1e-4;

/**
 * Half-width of the band in which not hedging is cheaper than hedging, base quantity:
 * (3/2 lambda S Gamma^2 / gamma)^(1/3) (Whalley and Wilmott 1997), with lambda the proportional
 * cost, Gamma = quantity per level / spacing and gamma the absolute risk aversion.
 */
export function cubeRootBand(inputs: {
  costFraction: number;
  price: number;
  /** Change of inventory per unit of price: q / d. */
  gamma: number;
  riskAversion?: number;
}): number {
  const { costFraction, price, gamma, riskAversion = RISK_AVERSION } = inputs;
  return Math.cbrt((1.5 * costFraction * price * gamma ** 2) / riskAversion);
}

export interface BandInputs {
  equityQuote: Decimal;
  mark: Decimal;
  /** Base per level; zero when no grid is open. */
  levelQuantity: Decimal;
  /** Distance of neighbouring lines as a price; zero when no grid is open. */
  spacing: Decimal;
  bandLevels: number;
  hedgeFeePct: number;
  /** The smallest futures order: no band is below it. */
  step: Decimal;
}

/** What the band of an item's hedge is made from, beside the grid's level and spacing. */
export interface HedgeContext {
  equityQuote: string;
  market: Pick<MarketSnapshot, 'markPrice'>;
  settings: Pick<GridSettings, 'bandLevels' | 'hedgeFeePct'>;
  futures: Instrument;
}

/** The band of the hedge of a grid with such levels; both are zero where no grid is open. */
export function bandOf(
  { equityQuote, market, settings, futures }: HedgeContext,
  levelQuantity: Decimal,
  spacing: string,
): { band: Decimal; limit: Decimal } {
  return hedgeBand({
    equityQuote: decimal(equityQuote),
    mark: decimal(market.markPrice),
    levelQuantity,
    spacing: decimal(spacing),
    bandLevels: settings.bandLevels,
    hedgeFeePct: settings.hedgeFeePct,
    step: decimal(futures.quantity.step),
  });
}

/** How far delta may stray, base: the larger of k levels and the cost rule, at most 5 % of equity. */
export function hedgeBand(inputs: BandInputs): { band: Decimal; limit: Decimal } {
  const { levelQuantity, spacing, mark } = inputs;
  const limit = inputs.equityQuote
    .times(Decimal.fromNumber(MAXIMUM_DELTA_FRACTION, 8))
    .dividedBy(mark);
  const levels = levelQuantity.times(decimal(String(inputs.bandLevels)));
  const byCost =
    levelQuantity.isPositive() && spacing.isPositive()
      ? Decimal.fromNumber(
          cubeRootBand({
            costFraction: inputs.hedgeFeePct / 100,
            price: mark.toNumber(),
            gamma: levelQuantity.dividedBy(spacing).toNumber(),
          }),
          8,
        )
      : Decimal.zero;
  const wanted = Decimal.max(Decimal.max(levels, byCost), inputs.step);
  return { band: Decimal.min(wanted, limit), limit };
}
