import { validateOrder } from '../instrument';
import { Decimal, decimal } from '../model/decimal';
import type { CurrentGridDefinition, GridCause, GridCell, Lattice } from '../model/grid';
import type { Instrument } from '../model/instrument';
import type { DenialCode } from '../model/verdict';
import { denseCells } from './density';
import type { GridFigures } from './figures';
import { infinityInvestedQuote } from './gridMath';
import { cellName, linePrice } from './lattice';
import { areDistinct, layOut, type Layout, linesOf, ONE } from './layout';
import type { GridSettings } from './settings';
import { gridSizes, type Sizes } from './sizing';
import { takeProfitSpacings } from './takeProfit';

export { type GridSettings, MAXIMUM_DELTA_FRACTION } from './settings';

export interface GridInputs {
  settings: GridSettings;
  spot: Instrument;
  futures: Instrument;
  number: number;
  bestBid: Decimal;
  bestAsk: Decimal;
  equityQuote: Decimal;
  /** Quote that the quantities are made from (see `compoundedCapital`). */
  capitalQuote: Decimal;
  figures: GridFigures;
  /** Of the book as seen by a buyer, -1 to 1. */
  imbalance: number;
  /** Convictions of the sides, 0 to 1; 0 without signals. */
  conviction: { buy: number; sell: number };
  /** Prices near which the lines are dense, ascending; null: not known. */
  densePrices: readonly number[] | null;
  madeAt: number;
}

/** Cells of earlier definitions that the new one takes over. */
export interface TakenOver {
  /** They stay in the window and go on as they are. */
  kept: readonly GridCell[];
  /** They left the window: they sell what they hold at their old exits. */
  leaving: readonly GridCell[];
  /** Quote that all of these hold or may still buy. */
  boundQuote: Decimal;
  /** Base bought by openings that no cell stands for yet. */
  coreQuantity: Decimal;
}

export interface Refusal {
  ok: false;
  reason: string;
  /** Where a code of the risk rules says the same. */
  code?: DenialCode;
}
export type GridProposal = { ok: true; grid: CurrentGridDefinition } | Refusal;

const NOTHING_TAKEN: TakenOver = {
  kept: [],
  leaving: [],
  boundQuote: Decimal.zero,
  coreQuantity: Decimal.zero,
};

/**
 * Lays a new lattice around the mid price (or in the given range): a cell between each pair of
 * neighbouring lines. Cells above the anchor start with inventory, cells below with cash.
 *
 * Quantities follow the sizing formula within utilization and the hedge's band; the proposal is
 * refused, with the figures, when they fall below what either market accepts.
 */
export function proposeGrid(
  inputs: GridInputs,
  cause: 'start' | 'respace' = 'start',
  taken: TakenOver = NOTHING_TAKEN,
): GridProposal {
  const anchor = anchorOf(inputs);
  const layout = layOut({
    settings: inputs.settings,
    number: inputs.number,
    anchor,
    tick: decimal(inputs.spot.price.step),
    figures: inputs.figures,
    imbalance: inputs.imbalance,
    conviction: inputs.conviction,
    mostCells: mostCells(inputs, taken),
  });
  if (typeof layout === 'string') return { ok: false, reason: layout };
  return defineGrid(inputs, layout, cause, taken);
}

/** The mid price on the tick. */
export function anchorOf({ bestBid, bestAsk, spot }: GridInputs): Decimal {
  return bestBid.plus(bestAsk).dividedBy(decimal('2')).nearestTo(decimal(spot.price.step));
}

/** A cell has one order, rarely two; one is kept free for the opening. */
function mostCells({ spot }: GridInputs, { leaving }: TakenOver): number {
  return Math.max(spot.maximumOpenOrders - leaving.length - 1, 0);
}

/**
 * The definition of a window of a lattice. Cells that were taken over keep line, quantities and
 * exit to the last digit, so that their orders stay where they are; the others are sized anew.
 */
export function defineGrid(
  inputs: GridInputs,
  layout: Layout,
  cause: GridCause,
  taken: TakenOver = NOTHING_TAKEN,
): GridProposal {
  const { settings, spot } = inputs;
  const { lattice, first, end } = layout;
  const tick = decimal(spot.price.step);
  const lines = linesOf(lattice, first, end, tick);
  const [bottom, top] = [lines[0], lines.at(-1)];
  if (!bottom || !top || !bottom.isPositive() || !areDistinct(lines)) {
    return { ok: false, reason: 'neighbouring lines fall on the same tick or below zero' };
  }
  const kept = new Map(taken.kept.map((cell) => [cell.name, cell]));
  const worked = workedCells(layout, inputs);
  const fresh = Array.from({ length: end - first }, (_unused, index) => first + index).filter(
    (index) => !kept.has(cellName(index)) && (worked === null || worked.has(index)),
  );
  const anchor = anchorOf(inputs);
  const isAbove = (index: number): boolean =>
    cause === 'start' || cause === 'respace'
      ? index >= 0
      : !linePrice(lattice, index, tick).isBelow(anchor);
  const above = fresh.filter(isAbove).length;
  const sizes = gridSizes({
    settings,
    capitalQuote: inputs.capitalQuote,
    equityQuote: inputs.equityQuote,
    boundQuote: taken.boundQuote,
    below: fresh.length - above,
    above,
    top,
    volatility: inputs.figures.now.volatility,
    imbalance: inputs.imbalance,
    conviction: inputs.conviction,
    quantityStep: decimal(spot.quantity.step),
  });
  const invested = infinityValue(inputs, taken, anchor, bottom);
  let core = taken.coreQuantity;
  const made = fresh.flatMap((index): GridCell[] => {
    const quantity =
      lattice.kind === 'infinity'
        ? infinityQuantity(invested, index, lattice, sizes, inputs)
        : isAbove(index)
          ? sizes.sell
          : sizes.buy;
    if (!quantity.isPositive()) return [];
    const cell = makeCell(index, quantity, isAbove(index), lattice, inputs);
    if (!cell.startsHolding || !core.isPositive()) return [cell];
    // What an infinity grid holds beyond its lines goes to the new line.
    const share = Decimal.min(core, quantity);
    core = core.minus(share);
    return [{ ...cell, openingShare: share.toString() }];
  });
  const refusal = refusalOf(made, fresh.length, sizes, inputs, { bottom, top });
  if (refusal) return refusal;
  const held = Decimal.sum(
    made
      .filter(({ startsHolding, openingShare }) => startsHolding && openingShare === undefined)
      .map(({ quantity }) => decimal(quantity)),
  );
  const opening =
    lattice.kind === 'infinity' && cause === 'start'
      ? Decimal.max(held, invested.dividedBy(anchor))
      : held;
  const cells = [...made, ...taken.kept].sort(nearestFirst(inputs));
  return {
    ok: true,
    grid: {
      version: 2,
      strategy: settings.strategy,
      symbol: spot.symbol,
      number: inputs.number,
      lattice,
      anchorPrice: anchor.toString(),
      spacing: lattice.lowerSpacing,
      spacingPct: Math.min(lattice.lowerSpacingPct, lattice.upperSpacingPct),
      openingQuantity: opening
        .dividedBy(ONE.minus(feeOf(settings)))
        .ceilTo(decimal(spot.quantity.step))
        .toString(),
      coreQuantity: core.toString(),
      capitalQuote: inputs.capitalQuote.toString(),
      cells: [...cells, ...taken.leaving.map((cell) => ({ ...cell, exitOnly: true as const }))],
      madeAt: inputs.madeAt,
      cause,
      madeFrom: {
        atr: inputs.figures.now.atr,
        volatility: inputs.figures.now.volatility,
        imbalance: inputs.imbalance,
        ...(inputs.conviction.buy > 0 ? { conviction: inputs.conviction.buy } : {}),
        computedSpacingPct: layout.computedSpacingPct,
      },
      reasons: [...layout.reasons, ...densityReasons(worked, inputs)],
    },
  };
}

/** Null: all of them. */
function workedCells(
  layout: Layout,
  { settings, densePrices, spot }: GridInputs,
): Set<number> | null {
  if (settings.density === 'even' || densePrices === null) return null;
  return denseCells(layout, decimal(spot.price.step), densePrices);
}

function densityReasons(worked: Set<number> | null, { settings }: GridInputs): string[] {
  if (settings.density === 'even') return [];
  return worked === null
    ? ['every line is worked: the item has no recent price levels']
    : ['every second line is worked away from support, resistance and round numbers'];
}

function feeOf(settings: GridSettings): Decimal {
  return Decimal.fromNumber(settings.gridFeePct / 100, 8);
}

/** Nearest to the anchor first: the opening inventory is shared out in this order. */
function nearestFirst(inputs: GridInputs): (a: GridCell, b: GridCell) => number {
  const anchor = anchorOf(inputs);
  const distance = (cell: GridCell): Decimal => decimal(cell.lowerPrice).minus(anchor).absolute();
  return (a, b) => distance(a).compare(distance(b)) || (a.name < b.name ? -1 : 1);
}

function makeCell(
  index: number,
  quantity: Decimal,
  startsHolding: boolean,
  lattice: Lattice,
  { settings, spot, conviction }: GridInputs,
): GridCell {
  const tick = decimal(spot.price.step);
  const lower = linePrice(lattice, index, tick);
  const upper = linePrice(lattice, index + 1, tick);
  const ofSide = startsHolding ? conviction.sell : conviction.buy;
  const spacings = takeProfitSpacings(ofSide, settings.tpMult);
  const further = upper.minus(lower).times(Decimal.fromNumber(spacings, 8));
  return {
    name: cellName(index),
    lattice: lattice.number,
    lowerPrice: lower.toString(),
    upperPrice: upper.toString(),
    exitPrice: lower.plus(further).nearestTo(tick).toString(),
    quantity: quantity.toString(),
    sellQuantity: startsHolding
      ? quantity.toString()
      : quantity
          .times(ONE.minus(feeOf(settings)))
          .floorTo(decimal(spot.quantity.step))
          .toString(),
    startsHolding,
    ...(ofSide > 0 ? { conviction: ofSide } : {}),
  };
}

/** Quote that an infinity grid keeps invested, so that its cash lasts down to the lowest line. */
function infinityValue(
  { settings, capitalQuote }: GridInputs,
  { boundQuote }: TakenOver,
  anchor: Decimal,
  bottom: Decimal,
): Decimal {
  const budget = Decimal.max(
    capitalQuote.times(Decimal.fromNumber(settings.utilizationFraction, 8)).minus(boundQuote),
    Decimal.zero,
  );
  const invested = infinityInvestedQuote(budget.toNumber(), anchor.toNumber(), bottom.toNumber());
  return Decimal.fromNumber(invested, 8);
}

/** X / p - X / p': what keeps the value X from one line to the next, within the hedge's band. */
function infinityQuantity(
  invested: Decimal,
  index: number,
  lattice: Lattice,
  { bandShare }: Sizes,
  { settings, spot }: GridInputs,
): Decimal {
  const tick = decimal(spot.price.step);
  const held = (line: number): Decimal => invested.dividedBy(linePrice(lattice, line, tick));
  const quantity = held(index).minus(held(index + 1));
  const most = settings.hedge === 'off' ? quantity : Decimal.min(quantity, bandShare);
  return most.floorTo(decimal(spot.quantity.step));
}

function refusalOf(
  cells: readonly GridCell[],
  wanted: number,
  sizes: Sizes,
  inputs: GridInputs,
  { bottom, top }: { bottom: Decimal; top: Decimal },
): Refusal | null {
  if (wanted === 0) return null;
  const { settings, spot, futures } = inputs;
  const smallest = cells
    .map(({ quantity }) => decimal(quantity))
    .reduce((least, each) => Decimal.min(least, each), decimal(spot.quantity.maximum));
  const quantity = cells.length === 0 ? Decimal.zero : smallest;
  const code: DenialCode | undefined = sizes.isBandLimited ? 'HEDGE_BAND_UNREACHABLE' : undefined;
  const refused = (reason: string, why: DenialCode | undefined = code): Refusal =>
    why === undefined ? { ok: false, reason } : { ok: false, reason, code: why };
  if (quantity.isBelow(decimal(spot.quantity.minimum)) || quantity.isZero()) {
    return refused(
      `a quantity of ${quantity.toString()} ${spot.baseAsset} per level is below the smallest order`,
    );
  }
  // A sale loses the fee in base: leave room for it.
  const least = decimal(spot.minimumNotionalQuote).times(decimal('1.1'));
  const notional = quantity.times(bottom);
  if (notional.isBelow(least)) {
    return refused(
      `${notional.roundedHalfEven(2).toString()} ${spot.quoteAsset} per level is below the least order value of ${least.toString()}`,
    );
  }
  const hedge = quantity.times(decimal(String(settings.bandLevels)));
  if (settings.hedge === 'on' && hedge.isBelow(decimal(futures.quantity.minimum))) {
    return refused(
      `a band of ${settings.bandLevels} levels (${hedge.toString()} ${spot.baseAsset}) is below the smallest futures order`,
      'HEDGE_BAND_UNREACHABLE',
    );
  }
  const worth = hedge.floorTo(decimal(futures.quantity.step)).times(bottom);
  if (settings.hedge === 'on' && worth.isBelow(decimal(futures.minimumNotionalQuote))) {
    return refused(
      `a band of ${settings.bandLevels} levels (${worth.roundedHalfEven(2).toString()} ${spot.quoteAsset}) is below the least value of a futures order`,
      'HEDGE_BAND_UNREACHABLE',
    );
  }
  return ruleBroken(bottom, top, quantity, inputs);
}

/** The outermost lines are the first to break a rule of the instrument. */
function ruleBroken(
  bottom: Decimal,
  top: Decimal,
  quantity: Decimal,
  { spot, bestBid, bestAsk }: GridInputs,
): Refusal | null {
  const outermost = [
    { side: 'BUY', price: bottom, referencePrice: bestBid },
    { side: 'SELL', price: top, referencePrice: bestAsk },
  ] as const;
  for (const order of outermost) {
    const verdict = validateOrder(spot, { ...order, quantity, reduceOnly: false });
    if (!verdict.ok) {
      const reason = `the outermost line at ${order.price.toString()} breaks a rule: ${verdict.message}`;
      return { ok: false, reason, code: 'INSTRUMENT_RULE' };
    }
  }
  return null;
}
