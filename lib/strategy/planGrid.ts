import { Decimal, decimal } from '../model/decimal';
import type { GridDefinition } from '../model/grid';
import type { Instrument } from '../model/instrument';
import type { MarketSnapshot } from '../model/item';
import { type Intent, intentId, type Plan, type Scope } from '../model/plan';
import type { RegimeLabel } from '../model/regime';
import { fullBreakEvenPct, gridBreakEvenPct } from './breakEven';
import { type GridSettings, proposeGrid } from './gridDefinition';
import { type CellState, foldGrid, type GridIntentFills, OPENING_LEG } from './gridState';

export interface PlanGridInputs {
  scope: Scope;
  settings: GridSettings;
  spot: Instrument;
  futures: Instrument;
  market: MarketSnapshot;
  equityQuote: string;
  regime: RegimeLabel;
  /** The accepted grid of this scope, or null. */
  currentGrid: GridDefinition | null;
  nextGridNumber: number;
  /** Booked fills of the scope's intents, those of earlier grids left out. */
  fills: readonly GridIntentFills[];
  journalRevision: number;
  madeAt: number;
}

/**
 * The grid's plan: what should rest on the spot market now.
 *
 * In RANGE a new grid may be laid and every cell works. In TREND and NO_TRADE nothing new is
 * entered: cells that hold inventory keep their sale, the rest is taken off the book.
 */
export function planGrid(inputs: PlanGridInputs): Plan {
  const { settings, regime, currentGrid } = inputs;
  const gridBreakEven = gridBreakEvenPct(settings.gridFeePct);
  if (currentGrid) return planOf(currentGrid, inputs);
  if (settings.spacingPct < gridBreakEven) {
    return emptyPlan(
      inputs,
      `the spacing of ${settings.spacingPct} % is below the grid's own fees of ${gridBreakEven.toFixed(4)} %: every round trip would lose`,
    );
  }
  if (regime !== 'RANGE') {
    return emptyPlan(inputs, `no grid is open and the regime is ${regime}: it opens in RANGE`);
  }
  const proposal = proposeGrid({
    settings,
    spot: inputs.spot,
    futures: inputs.futures,
    number: inputs.nextGridNumber,
    bestBid: decimal(inputs.market.spotBid),
    bestAsk: decimal(inputs.market.spotAsk),
    equityQuote: decimal(inputs.equityQuote),
    madeAt: inputs.madeAt,
  });
  return proposal.ok ? planOf(proposal.grid, inputs) : emptyPlan(inputs, proposal.reason);
}

function planOf(grid: GridDefinition, inputs: PlanGridInputs): Plan {
  const { settings, regime, spot } = inputs;
  const isActive = regime === 'RANGE';
  const states = foldGrid(grid, inputs.fills, {
    quantityStep: decimal(spot.quantity.step),
    minimumNotionalQuote: decimal(spot.minimumNotionalQuote),
  });
  const opening = isActive ? openingIntent(grid, inputs) : null;
  const postponed = isActive ? postponedEntries(states, inputs) : new Set<string>();
  const intents = [
    ...(opening ? [opening] : []),
    ...states.flatMap((state) =>
      cellIntents(state, grid, inputs, isActive && !postponed.has(state.cell.name)),
    ),
  ];
  const fullBreakEven = fullBreakEvenPct(
    settings.gridFeePct,
    settings.hedgeFeePct,
    settings.bandLevels,
  );
  const warnings: string[] = [];
  if (grid.spacingPct < fullBreakEven) {
    warnings.push(
      `spacing ${grid.spacingPct} % is below the full break-even of ${fullBreakEven.toFixed(4)} % (grid and hedge fees)`,
    );
  }
  if (grid.spacingPct < gridBreakEvenPct(settings.gridFeePct)) {
    warnings.push(
      `spacing ${grid.spacingPct} % is below the grid's own fees: every round trip loses`,
    );
  }
  if (postponed.size > 0) {
    warnings.push(
      `price is below more lines than the band holds: ${postponed.size} buys wait until the hedge has followed`,
    );
  }
  if (settings.bandLevels <= 1) {
    warnings.push('hedging every fill undoes the grid: it earns nothing before fees');
  }
  return {
    ...emptyPlan(inputs, ''),
    disposition: isActive ? 'active' : 'exitsOnly',
    reason: isActive
      ? `grid ${grid.number} works in RANGE`
      : `${regime}: no new entries, cells that hold keep their sale`,
    warnings,
    intents,
    grid,
    expectedEdge: {
      gridBreakEvenPct: gridBreakEvenPct(settings.gridFeePct),
      fullBreakEvenPct: fullBreakEven,
      spacingPct: grid.spacingPct,
      bandLevels: settings.bandLevels,
    },
  };
}

/**
 * Entries that would be bought at the market at once (their line is not below the best ask) beyond
 * what the band can carry: they wait for later cycles, when the hedge has followed.
 */
function postponedEntries(
  states: readonly CellState[],
  { market, settings }: PlanGridInputs,
): ReadonlySet<string> {
  const ask = decimal(market.spotAsk);
  const taking = states
    .filter(({ entryOpen, cell }) => entryOpen && !decimal(cell.lowerPrice).isBelow(ask))
    .sort((a, b) => decimal(a.cell.lowerPrice).compare(decimal(b.cell.lowerPrice)));
  const atOnce = Math.max(1, settings.bandLevels - 1);
  return new Set(taking.slice(atOnce).map(({ cell }) => cell.name));
}

function openingIntent(grid: GridDefinition, inputs: PlanGridInputs): Intent | null {
  const wanted = decimal(grid.openingQuantity);
  if (!wanted.isPositive()) return null;
  const leg = `g${grid.number}-${OPENING_LEG}`;
  const filled = Decimal.sum(
    inputs.fills
      .filter((fill) => fill.leg === OPENING_LEG)
      .map((fill) => decimal(fill.filledQuantity)),
  );
  const restQuote = wanted.minus(filled).times(decimal(inputs.market.spotAsk));
  // A rest below the least order value cannot be bought by itself: the opening is over.
  if (restQuote.isBelow(decimal(inputs.spot.minimumNotionalQuote))) return null;
  const slippage = decimal('1').plus(Decimal.fromNumber(inputs.settings.slippagePct / 100, 8));
  return {
    id: intentId(inputs.scope, leg, 'BUY', 0),
    leg: OPENING_LEG,
    generation: 0,
    purpose: 'openingInventory',
    effect: 'increase',
    side: 'BUY',
    quantity: grid.openingQuantity,
    instruction: {
      type: 'LIMIT',
      price: decimal(inputs.market.spotAsk)
        .times(slippage)
        .floorTo(decimal(inputs.spot.price.step))
        .toString(),
      timeInForce: 'IOC',
    },
  };
}

function cellIntents(
  state: CellState,
  grid: GridDefinition,
  { scope, spot }: PlanGridInputs,
  isActive: boolean,
): Intent[] {
  const { cell, generation } = state;
  const leg = `g${grid.number}-${cell.name}`;
  const intents: Intent[] = [];
  const exitQuote = state.exitQuantity.times(decimal(cell.upperPrice));
  if (state.exitQuantity.isPositive() && !exitQuote.isBelow(decimal(spot.minimumNotionalQuote))) {
    intents.push({
      id: intentId(scope, leg, 'SELL', generation),
      leg: cell.name,
      generation,
      purpose: 'gridExit',
      effect: 'reduce',
      side: 'SELL',
      quantity: state.exitQuantity.toString(),
      instruction: { type: 'LIMIT', price: cell.upperPrice, timeInForce: 'GTC' },
    });
  }
  if (isActive && state.entryOpen) {
    intents.push({
      id: intentId(scope, leg, 'BUY', generation),
      leg: cell.name,
      generation,
      purpose: 'gridEntry',
      effect: 'increase',
      side: 'BUY',
      quantity: cell.quantity,
      instruction: { type: 'LIMIT', price: cell.lowerPrice, timeInForce: 'GTC' },
    });
  }
  return intents;
}

function emptyPlan(inputs: PlanGridInputs, reason: string): Plan {
  return {
    version: 1,
    scope: inputs.scope,
    baseAsset: inputs.spot.baseAsset,
    madeAt: inputs.madeAt,
    journalRevision: inputs.journalRevision,
    disposition: 'empty',
    reason,
    warnings: [],
    intents: [],
  };
}
