import { validateOrder } from '../instrument';
import { Decimal, decimal } from '../model/decimal';
import type { GridCell, GridDefinition } from '../model/grid';
import type { Instrument } from '../model/instrument';

export interface GridSettings {
  strategy: string;
  /** Fixed distance of neighbouring lines, percent of the anchor. */
  spacingPct: number;
  levelsPerSide: number;
  /** Share of equity that the grid's cells may hold in all, fraction. */
  utilizationFraction: number;
  /** Levels of net fills before the hedge moves. */
  bandLevels: number;
  /** Fee of one grid fill, percent of its value. */
  gridFeePct: number;
  /** Fee of one hedge fill, percent of its value. */
  hedgeFeePct: number;
  /** How far a taking order may pay beyond the best price, percent. */
  slippagePct: number;
}

/** Delta may reach this share of equity, never more. */
export const MAXIMUM_DELTA_FRACTION = 0.05;

export interface GridInputs {
  settings: GridSettings;
  spot: Instrument;
  futures: Instrument;
  number: number;
  bestBid: Decimal;
  bestAsk: Decimal;
  equityQuote: Decimal;
  madeAt: number;
}

export type GridProposal = { ok: true; grid: GridDefinition } | { ok: false; reason: string };

/**
 * Lays an arithmetic grid around the mid price: lines at anchor +- i * spacing, a cell between
 * each pair of neighbours. Cells above the anchor start with inventory, cells below with cash.
 *
 * The quantity per cell is the same everywhere and the smallest of: the utilization's share, and
 * what keeps `bandLevels` cells within 5 % of equity. It is refused, with the figures, when it
 * falls below what either market accepts.
 */
export function proposeGrid(inputs: GridInputs): GridProposal {
  const { settings, spot, equityQuote } = inputs;
  const tick = decimal(spot.price.step);
  const two = decimal('2');
  const anchor = inputs.bestBid.plus(inputs.bestAsk).dividedBy(two).nearestTo(tick);
  const spacing = anchor.times(Decimal.fromNumber(settings.spacingPct / 100, 8)).nearestTo(tick);
  const levels = decimal(String(settings.levelsPerSide));
  if (!spacing.isPositive() || !anchor.minus(spacing.times(levels)).isPositive()) {
    return {
      ok: false,
      reason: `spacing ${settings.spacingPct} % with ${settings.levelsPerSide} levels a side does not fit the price ${anchor.toString()}`,
    };
  }
  const top = anchor.plus(spacing.times(levels));
  const share = equityQuote
    .times(Decimal.fromNumber(settings.utilizationFraction, 8))
    .dividedBy(levels.times(two))
    .dividedBy(top);
  const withinBand = equityQuote
    .times(Decimal.fromNumber(MAXIMUM_DELTA_FRACTION, 8))
    .dividedBy(decimal(String(settings.bandLevels)))
    .dividedBy(top);
  const quantity = Decimal.min(share, withinBand).floorTo(decimal(spot.quantity.step));
  const bottom = anchor.minus(spacing.times(levels));
  const refusal = tooSmall(quantity, bottom, inputs) ?? ruleBroken(bottom, top, quantity, inputs);
  if (refusal) return { ok: false, reason: refusal };

  const cells = Array.from({ length: settings.levelsPerSide }, (_unused, index) => index).flatMap(
    (index): GridCell[] => [
      cell(`B${pad(index + 1)}`, anchor, spacing, -(index + 1), quantity, false),
      cell(`A${pad(index + 1)}`, anchor, spacing, index, quantity, true),
    ],
  );
  const feeShare = decimal('1').minus(Decimal.fromNumber(settings.gridFeePct / 100, 8));
  return {
    ok: true,
    grid: {
      version: 1,
      strategy: settings.strategy,
      symbol: spot.symbol,
      number: inputs.number,
      anchorPrice: anchor.toString(),
      spacing: spacing.toString(),
      spacingPct: settings.spacingPct,
      openingQuantity: quantity
        .times(levels)
        .dividedBy(feeShare)
        .ceilTo(decimal(spot.quantity.step))
        .toString(),
      cells,
      madeAt: inputs.madeAt,
    },
  };
}

function tooSmall(
  quantity: Decimal,
  lowestPrice: Decimal,
  { spot, futures, settings }: GridInputs,
): string | null {
  const notional = quantity.times(lowestPrice);
  if (quantity.isBelow(decimal(spot.quantity.minimum)) || quantity.isZero()) {
    return `a quantity of ${quantity.toString()} ${spot.baseAsset} per level is below the smallest order`;
  }
  // A sale loses the fee in base: leave room for it.
  const least = decimal(spot.minimumNotionalQuote).times(decimal('1.1'));
  if (notional.isBelow(least)) {
    return `${notional.roundedHalfEven(2).toString()} ${spot.quoteAsset} per level is below the least order value of ${least.toString()}`;
  }
  const hedge = quantity.times(decimal(String(settings.bandLevels)));
  if (hedge.isBelow(decimal(futures.quantity.minimum))) {
    return `a band of ${settings.bandLevels} levels (${hedge.toString()} ${spot.baseAsset}) is below the smallest futures order`;
  }
  return null;
}

/** The outermost lines are the first to break a rule of the instrument. */
function ruleBroken(
  bottom: Decimal,
  top: Decimal,
  quantity: Decimal,
  { spot, bestBid, bestAsk }: GridInputs,
): string | null {
  const outermost = [
    { side: 'BUY', price: bottom, referencePrice: bestBid },
    { side: 'SELL', price: top, referencePrice: bestAsk },
  ] as const;
  for (const order of outermost) {
    const verdict = validateOrder(spot, { ...order, quantity, reduceOnly: false });
    if (!verdict.ok) {
      return `the outermost line at ${order.price.toString()} breaks a rule: ${verdict.message}`;
    }
  }
  return null;
}

function cell(
  name: string,
  anchor: Decimal,
  spacing: Decimal,
  lowerLine: number,
  quantity: Decimal,
  startsHolding: boolean,
): GridCell {
  const line = (index: number): string =>
    anchor.plus(spacing.times(decimal(String(index)))).toString();
  return {
    name,
    lowerPrice: line(lowerLine),
    upperPrice: line(lowerLine + 1),
    quantity: quantity.toString(),
    startsHolding,
  };
}

function pad(index: number): string {
  return String(index).padStart(2, '0');
}
