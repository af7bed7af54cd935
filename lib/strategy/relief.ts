import { Decimal, decimal } from '../model/decimal';
import type { CurrentGridDefinition } from '../model/grid';
import type { Instrument } from '../model/instrument';
import type { MarketSnapshot } from '../model/item';
import type { MarginRelief } from '../model/margin';
import type { OrderInstruction } from '../model/order';
import { cellKey, type CellState } from './gridState';
import { bandOf } from './hedgeBand';
import { largestLevel } from './largestLevel';
import type { GridSettings } from './settings';

export interface ReliefInputs {
  settings: GridSettings;
  spot: Instrument;
  futures: Instrument;
  market: MarketSnapshot;
  equityQuote: string;
  /** Managed inventory plus hedge, and the hedge, from booked own fills. */
  delta: string;
  position: string;
  /** What the last Risk Check asked for; null: the margin is in no danger. */
  relief: MarginRelief | null;
}

/** True where inventory and hedge go down together: both are ours to take down. */
export function reducesBoth({ relief, settings, position }: ReliefInputs): boolean {
  const isHedged = settings.hedge === 'on' && decimal(position).isNegative();
  return relief?.kind === 'reduceBoth' && isHedged;
}

/**
 * The cells ("lattice/name") that sell at once while both legs go down: those with the furthest
 * exits, as far as delta stays in its band. The hedge follows in the next cycle (see planHedge) and
 * makes room for more; until then a delta that uses the band up lets nothing be sold.
 */
export function sellingAtOnce(
  grid: CurrentGridDefinition,
  states: readonly CellState[],
  inputs: ReliefInputs,
): ReadonlySet<string> {
  const { futures, spot } = inputs;
  const delta = decimal(inputs.delta);
  const { band } = bandOf(inputs, largestLevel(grid), grid.spacing);
  const price = reliefPrice(inputs);
  const least = decimal(spot.minimumNotionalQuote);
  const holding = states
    .map((state) => ({ state, left: state.exitQuantity.minus(state.exitFilled) }))
    .filter(({ left }) => left.isPositive() && !left.times(price).isBelow(least))
    .sort((a, b) => decimal(b.state.cell.exitPrice).compare(decimal(a.state.cell.exitPrice)));
  const chosen = new Set<string>();
  let room = band.plus(delta);
  for (const { state, left } of holding) {
    if (left.isAbove(room)) continue;
    room = room.minus(left);
    chosen.add(keyOf(state));
  }
  const [furthest] = holding;
  // A band of less than a cell lets one go all the same when there is nothing to wait for.
  const isAtRest = delta.absolute().isBelow(decimal(futures.quantity.minimum));
  if (chosen.size === 0 && isAtRest && furthest) chosen.add(keyOf(furthest.state));
  return chosen;
}

/** A sale at the market, but never further below the best bid than the slippage limit. */
export function reliefInstruction(inputs: ReliefInputs): OrderInstruction {
  return { type: 'LIMIT', price: reliefPrice(inputs).toString(), timeInForce: 'IOC' };
}

function reliefPrice({ market, settings, spot }: ReliefInputs): Decimal {
  const slippage = decimal('1').minus(Decimal.fromNumber(settings.slippagePct / 100, 8));
  return decimal(market.spotBid).times(slippage).ceilTo(decimal(spot.price.step));
}

function keyOf({ cell }: CellState): string {
  return cellKey(cell.lattice, cell.name);
}
