import type { Brakes } from '../model/brakes';
import { Decimal, decimal } from '../model/decimal';
import type { CurrentGridDefinition } from '../model/grid';
import type { Instrument } from '../model/instrument';
import type { MarketSnapshot } from '../model/item';
import { type Intent, intentId, type Scope } from '../model/plan';
import { brakedEntry, brakedExit } from './braking';
import type { GridSignals } from './gridSignals';
import { cellKey, type CellState, type GridIntentFills, OPENING_LEG } from './gridState';
import { bandOf } from './hedgeBand';
import { largestLevel } from './largestLevel';
import { reliefInstruction, type ReliefInputs } from './relief';
import { type GridSettings, MAXIMUM_DELTA_FRACTION } from './settings';
import { isConvictionGone } from './takeProfit';

/** What the intents of a grid are made with. */
export interface IntentInputs extends ReliefInputs {
  scope: Scope;
  fills: readonly GridIntentFills[];
  /** What the drawdown does. */
  brakes: Brakes;
  signals: Pick<GridSignals, 'conviction'>;
}

/**
 * Cells ("lattice/name") whose buys would take at once (their line is not below the best ask)
 * beyond what the band can carry: they wait for later cycles, when the hedge has followed. A delta
 * that is there already leaves less of the band; next to none never holds up a first buy.
 */
export function postponedEntries(
  grid: CurrentGridDefinition,
  states: readonly CellState[],
  inputs: IntentInputs,
): ReadonlySet<string> {
  const { market, settings, delta } = inputs;
  if (settings.hedge === 'off') return new Set();
  const ask = decimal(market.spotAsk);
  const taking = states
    .filter(({ entryOpen, cell }) => entryOpen && !cell.exitOnly)
    .map(({ cell }) => ({ cell, line: decimal(cell.lowerPrice) }))
    .filter(({ line }) => !line.isBelow(ask))
    .sort((a, b) => a.line.compare(b.line));
  const level = largestLevel(grid);
  const { band } = bandOf(inputs, level, grid.spacing);
  const atOnce = Math.max(1, settings.bandLevels - 1);
  const standing = Decimal.max(decimal(delta), Decimal.zero);
  const isNextToNone = standing.isBelow(level.dividedBy(decimal('2')));
  let after = standing;
  const postponed = taking.filter(({ cell }, index) => {
    after = after.plus(decimal(cell.quantity));
    const isFirst = index === 0 && isNextToNone;
    return index >= atOnce || (after.isAbove(band) && !isFirst);
  });
  return new Set(postponed.map(({ cell }) => cellKey(cell.lattice, cell.name)));
}

/**
 * The opening inventory, in chunks of an intent each: as much as brings delta to its band, and the
 * hedge follows before the next. Null when it is over; a warning when it waits for the hedge.
 */
export function openingIntent(
  grid: CurrentGridDefinition,
  inputs: IntentInputs,
): { intent?: Intent; warning?: string } | null {
  const { market, spot } = inputs;
  const wanted = decimal(grid.openingQuantity);
  if (!wanted.isPositive()) return null;
  const chunks = inputs.fills
    .filter((fill) => fill.leg === OPENING_LEG && fill.lattice === grid.number)
    .sort((a, b) => a.generation - b.generation);
  const filled = Decimal.sum(chunks.map((fill) => decimal(fill.filledQuantity)));
  const ask = decimal(market.spotAsk);
  const least = decimal(spot.minimumNotionalQuote);
  const isTooLittle = (quantity: Decimal): boolean => quantity.times(ask).isBelow(least);
  const rest = wanted.minus(filled);
  // A rest below the least order value cannot be bought by itself: the opening is over.
  if (isTooLittle(rest)) return null;
  const chunk = chunkOf(grid, rest, inputs);
  const isWhole = chunk === null || isTooLittle(rest.minus(chunk));
  const now = isWhole ? rest : chunk.floorTo(decimal(spot.quantity.step));
  if (isTooLittle(now)) return { warning: 'the opening waits until the hedge has followed' };
  const last = chunks.at(-1);
  const lastFilled = decimal(last?.filledQuantity ?? '0');
  // What is left of a chunk comes before the next one.
  const leftOfLast = decimal(last?.quantity ?? '0').minus(lastFilled);
  const goesOn = last !== undefined && !isTooLittle(leftOfLast);
  const generation = last === undefined ? 0 : goesOn ? last.generation : last.generation + 1;
  const quantity = goesOn ? lastFilled.plus(Decimal.min(leftOfLast, now)) : now;
  return { intent: openingOf(grid, inputs, generation, quantity) };
}

function openingOf(
  grid: CurrentGridDefinition,
  { scope, settings, market, spot }: IntentInputs,
  generation: number,
  quantity: Decimal,
): Intent {
  const slippage = decimal('1').plus(Decimal.fromNumber(settings.slippagePct / 100, 8));
  return {
    id: intentId(scope, `g${grid.number}-${OPENING_LEG}`, 'BUY', generation),
    leg: OPENING_LEG,
    generation,
    purpose: 'openingInventory',
    effect: 'increase',
    side: 'BUY',
    quantity: quantity.toString(),
    instruction: {
      type: 'LIMIT',
      price: decimal(market.spotAsk).times(slippage).floorTo(decimal(spot.price.step)).toString(),
      timeInForce: 'IOC',
    },
  };
}

/**
 * Base that may be bought before the hedge follows; null without a hedge: all of it. A brake makes
 * it smaller.
 */
function chunkOf(grid: CurrentGridDefinition, rest: Decimal, inputs: IntentInputs): Decimal | null {
  const { settings, market, brakes } = inputs;
  const braked = (quantity: Decimal): Decimal =>
    quantity.times(Decimal.fromNumber(brakes.orderSizeFactor, 8));
  if (settings.hedge === 'off') return brakes.orderSizeFactor === 1 ? null : braked(rest);
  const largest = largestLevel(grid);
  const limit = decimal(inputs.equityQuote)
    .times(Decimal.fromNumber(MAXIMUM_DELTA_FRACTION, 8))
    .dividedBy(decimal(market.spotAsk));
  // What is too little for a futures order is no reason to wait for one.
  const band = Decimal.min(largest.times(decimal(String(settings.bandLevels))), limit);
  const delta = decimal(inputs.delta).absolute();
  const canBeHedged = !delta.isBelow(decimal(inputs.futures.quantity.minimum));
  return braked(canBeHedged ? Decimal.max(band.minus(delta), Decimal.zero) : band);
}

/**
 * The sale of what a cell holds and, where it may enter, its next buy. `least` is the instrument's
 * least order value.
 */
export function cellIntents(
  state: CellState,
  inputs: IntentInputs,
  least: Decimal,
  { mayEnter, sellsAtOnce }: { mayEnter: boolean; sellsAtOnce: boolean },
): Intent[] {
  const { scope, spot, market, settings, brakes } = inputs;
  const { cell, generation, exitQuantity } = state;
  const leg = `g${cell.lattice}-${cell.name}`;
  const intents: Intent[] = [];
  const exit = brakedExit(cell, brakes, settings.gridFeePct, decimal(spot.price.step));
  const isForSale = exitQuantity.isPositive() && !exitQuantity.times(exit).isBelow(least);
  if (isForSale) {
    intents.push({
      id: intentId(scope, leg, 'SELL', generation),
      leg: cell.name,
      generation,
      purpose: 'gridExit',
      effect: 'reduce',
      side: 'SELL',
      quantity: exitQuantity.toString(),
      instruction: sellsAtOnce
        ? reliefInstruction(inputs)
        : { type: 'LIMIT', price: exit.toString(), timeInForce: 'GTC' },
    });
  }
  if (!mayEnter || !state.entryOpen || hasLostConviction(state, inputs)) return intents;
  const entry = brakedEntry(state, brakes, spot);
  if (entry === null) return intents;
  intents.push({
    id: intentId(scope, leg, 'BUY', generation),
    leg: cell.name,
    generation,
    purpose: 'gridEntry',
    effect: 'increase',
    side: 'BUY',
    quantity: entry.toString(),
    instruction: {
      type: 'LIMIT',
      price: entryPrice(cell.lowerPrice, market, settings, spot),
      timeInForce: 'GTC',
    },
  });
  return intents;
}

/** The cell's line; where price is far below it, no more than the slippage beyond the best ask. */
function entryPrice(
  line: string,
  market: MarketSnapshot,
  settings: GridSettings,
  spot: Instrument,
): string {
  // A line that is not beyond the ask by more than any slippage is its own limit.
  if (Number(line) <= Number(market.spotAsk)) return line;
  const slippage = decimal('1').plus(Decimal.fromNumber(settings.slippagePct / 100, 8));
  const most = decimal(market.spotAsk).times(slippage).floorTo(decimal(spot.price.step));
  return Decimal.min(decimal(line), most).toString();
}

function hasLostConviction(
  { cell }: CellState,
  { market, signals }: Pick<IntentInputs, 'market' | 'signals'>,
): boolean {
  // A cell that began with a sale has the sellers' conviction: none that asked for a buy is gone.
  if (cell.conviction === undefined || cell.startsHolding) return false;
  const entry = {
    price: Number(cell.lowerPrice),
    spacing: Number(cell.upperPrice) - Number(cell.lowerPrice),
    madeWith: cell.conviction,
  };
  return isConvictionGone(entry, Number(market.spotAsk), signals.conviction.buy);
}
