import type { Brakes } from '../model/brakes';
import type { Candle } from '../model/candle';
import { decimal } from '../model/decimal';
import { type CurrentGridDefinition, type GridDefinition, inPresentForm } from '../model/grid';
import type { Instrument } from '../model/instrument';
import type { MarketSnapshot } from '../model/item';
import type { MarginRelief } from '../model/margin';
import type { ExpectedEdge, Intent, Plan, Scope } from '../model/plan';
import type { RegimeLabel } from '../model/regime';
import { denied, type DenialCode } from '../model/verdict';
import { gridBreakEvenPct } from './breakEven';
import { brakeWarning } from './braking';
import { compoundedCapital } from './compounding';
import { edgeGate, expectedEdge } from './expectedEdge';
import { type FiguresResult, withVolatility } from './figures';
import type { SettledRate } from './funding';
import { type GridInputs, type GridSettings, proposeGrid } from './gridDefinition';
import type { GridSignals } from './gridSignals';
import { cellKey, type FoldedGrid, foldGrid, type GridIntentFills } from './gridState';
import { cellIntents, openingIntent, postponedEntries } from './gridIntents';
import { reducesBoth, sellingAtOnce } from './relief';
import { remakeGrid } from './remake';
import { gridWarnings } from './warnings';

export interface PlanGridInputs {
  scope: Scope;
  settings: GridSettings;
  spot: Instrument;
  futures: Instrument;
  market: MarketSnapshot;
  equityQuote: string;
  /** The account was read whole and agrees with the journal. */
  accountIsValid: boolean;
  /** Managed inventory plus hedge, and the hedge, from booked own fills. */
  delta: string;
  position: string;
  regime: RegimeLabel;
  /** The accepted grid of this scope, or null. */
  currentGrid: GridDefinition | null;
  nextGridNumber: number;
  /** Booked fills of all the scope's intents. */
  fills: readonly GridIntentFills[];
  /** Cells ("lattice/name") whose buys may still fill. */
  liveEntries: ReadonlySet<string>;
  /** An opening order has no known outcome, or fills that are not booked. */
  openingInFlight: boolean;
  /** From closed candles; why not, where they do not suffice. */
  figures: FiguresResult;
  /** Closed 1m candles for the expected edge, or null where they could not be read. */
  minutes: readonly Candle[] | null;
  /** Funding settled in the last days, ascending; empty where it could not be read. */
  settledFunding: readonly SettledRate[];
  /** What the signals on the item say. */
  signals: GridSignals;
  /** What the drawdown does, and what a margin in danger asks for, as the last Risk Check left it. */
  brakes: Brakes;
  relief: MarginRelief | null;
  journalRevision: number;
  madeAt: number;
}

/**
 * The grid's plan: what should rest on the spot market now.
 *
 * In RANGE a new grid may be laid, a grid may be made anew, and every cell works. In TREND,
 * BREAKOUT and NO_TRADE nothing new is entered: cells that hold inventory keep their sale, the rest
 * is taken off the book. Where the conviction's percentile allows no entry, nothing new is laid, made
 * anew or bought; buys that rest stay.
 */
export function planGrid(inputs: PlanGridInputs): Plan {
  const { settings, regime } = inputs;
  const breakEven = gridBreakEvenPct(settings.gridFeePct);
  if (inputs.currentGrid) return planAccepted(inPresentForm(inputs.currentGrid), inputs);
  if (inputs.brakes.flatten) {
    return emptyPlan(inputs, 'the third brake is on: no grid opens until a person resets it');
  }
  if (settings.spacingMode === 'fixed' && settings.spacingPct < breakEven) {
    return refusal(
      inputs,
      `the spacing of ${settings.spacingPct} % is below the grid's own fees of ${breakEven.toFixed(4)} %: every round trip would lose`,
      'SPACING_BELOW_FEES',
    );
  }
  if (regime !== 'RANGE') {
    return emptyPlan(inputs, `no grid is open and the regime is ${regime}: it opens in RANGE`);
  }
  const { entryBlock } = inputs.signals;
  if (entryBlock !== null) {
    return emptyPlan(inputs, `no grid is open and nothing new is entered: ${entryBlock}`);
  }
  const making = makingOf(inputs, null);
  if (typeof making === 'string') return refusal(inputs, making, 'DATA_MISSING');
  const proposal = proposeGrid(making);
  if (!proposal.ok) return refusal(inputs, proposal.reason, proposal.code);
  const { grid } = proposal;
  const edge = edgeOf(grid, inputs);
  const gate = edgeGate(settings, edge);
  if (gate !== null) return { ...refusal(inputs, gate, 'EDGE_UNPROVEN'), expectedEdge: edge };
  return planOf(grid, foldOf(grid, inputs), inputs, []);
}

/** The accepted grid goes on, or is made anew where that is due and possible. */
function planAccepted(grid: CurrentGridDefinition, inputs: PlanGridInputs): Plan {
  const folded = foldOf(grid, inputs);
  // A definition is not made anew while both legs go down, nor where nothing new may be entered.
  const isKept = reducesBoth(inputs) || inputs.signals.entryBlock !== null;
  if (inputs.regime !== 'RANGE' || isKept) return planOf(grid, folded, inputs, []);
  const making = makingOf(inputs, grid);
  if (typeof making === 'string') {
    return planOf(grid, folded, inputs, [`the grid cannot be looked at anew: ${making}`]);
  }
  const remake = remakeGrid({
    grid,
    folded,
    inputs: making,
    liveEntries: inputs.liveEntries,
    price: decimal(inputs.market.spotAsk),
  });
  if (!remake) return planOf(grid, folded, inputs, []);
  const wait = (why: string): Plan =>
    planOf(grid, folded, inputs, [`${remake.why}, but the grid stays: ${why}`]);
  if (inputs.openingInFlight) return wait('an opening order has no known outcome yet');
  if (!remake.proposal.ok) return wait(remake.proposal.reason);
  const next = remake.proposal.grid;
  const gate = edgeGate(inputs.settings, edgeOf(next, inputs));
  if (gate !== null) return wait(gate);
  const made = { ...next, reasons: [remake.why, ...next.reasons] };
  return planOf(made, foldOf(made, inputs), inputs, []);
}

/** What a definition would be made from, or why none can be made. */
function makingOf(inputs: PlanGridInputs, grid: CurrentGridDefinition | null): GridInputs | string {
  const { market, settings } = inputs;
  if (!inputs.figures.ok) return inputs.figures.reason;
  if (market.imbalance === undefined) return "the market has no imbalance of the book's depth";
  const equityQuote = decimal(inputs.equityQuote);
  const inForce = grid && decimal(grid.capitalQuote).isPositive() ? grid.capitalQuote : null;
  return {
    settings,
    spot: inputs.spot,
    futures: inputs.futures,
    number: inputs.nextGridNumber,
    bestBid: decimal(market.spotBid),
    bestAsk: decimal(market.spotAsk),
    equityQuote,
    capitalQuote: compoundedCapital({
      capitalQuote: inForce === null ? null : decimal(inForce),
      equityQuote,
      accountIsValid: inputs.accountIsValid,
    }),
    figures: withVolatility(inputs.figures.figures, inputs.signals.volatility),
    imbalance: market.imbalance,
    conviction: inputs.signals.conviction,
    densePrices: inputs.signals.densePrices,
    madeAt: inputs.madeAt,
  };
}

function foldOf(grid: CurrentGridDefinition, { fills, spot }: PlanGridInputs): FoldedGrid {
  return foldGrid(grid, fills, {
    quantityStep: decimal(spot.quantity.step),
    minimumNotionalQuote: decimal(spot.minimumNotionalQuote),
  });
}

function planOf(
  grid: CurrentGridDefinition,
  folded: FoldedGrid,
  inputs: PlanGridInputs,
  notes: readonly string[],
): Plan {
  const { regime, market } = inputs;
  const isRelieved = reducesBoth(inputs);
  const isActive = regime === 'RANGE' && !isRelieved;
  const atOnce = isRelieved ? sellingAtOnce(grid, folded.cells, inputs) : new Set<string>();
  const { entryBlock } = inputs.signals;
  const opening = isActive && entryBlock === null ? openingIntent(grid, inputs) : null;
  const postponed = isActive ? postponedEntries(grid, folded.cells, inputs) : new Set<string>();
  const least = decimal(inputs.spot.minimumNotionalQuote);
  const intents: Intent[] = [
    ...(opening?.intent ? [opening.intent] : []),
    ...folded.cells.flatMap((state) => {
      const { cell } = state;
      const key = cellKey(cell.lattice, cell.name);
      const isNew = !inputs.liveEntries.has(key);
      const isBlocked = postponed.has(key) || (isNew && entryBlock !== null);
      const mayEnter = isActive && !cell.exitOnly && !isBlocked;
      return cellIntents(state, inputs, least, { mayEnter, sellsAtOnce: atOnce.has(key) });
    }),
  ];
  const edge = edgeOf(grid, inputs);
  const braked = brakeWarning(inputs.brakes);
  return {
    ...emptyPlan(inputs, ''),
    disposition: isActive ? 'active' : 'exitsOnly',
    reason: isActive
      ? `grid ${grid.number} works in RANGE`
      : isRelieved
        ? `margin in danger (${inputs.relief?.reason ?? ''}): no entries, ${atOnce.size} cells sell at once`
        : `${regime}: no new entries, cells that hold keep their sale`,
    warnings: [
      ...gridWarnings(grid, inputs.settings, decimal(market.spotAsk)),
      ...(postponed.size > 0
        ? [
            `price is below more lines than the band holds: ${postponed.size} buys wait until the hedge has followed`,
          ]
        : []),
      ...(opening?.warning === undefined ? [] : [opening.warning]),
      ...(isActive && entryBlock !== null
        ? [`nothing new is entered, buys that rest stay: ${entryBlock}`]
        : []),
      ...(braked === null ? [] : [braked]),
      ...inputs.signals.notes,
      ...notes,
    ],
    intents,
    grid: acceptedForm(grid, inputs),
    expectedEdge: edge,
  };
}

/** An accepted grid goes out as it was accepted, to the last key, in whichever form that was. */
function acceptedForm(
  grid: CurrentGridDefinition,
  { currentGrid }: PlanGridInputs,
): GridDefinition {
  return currentGrid && currentGrid.number === grid.number ? currentGrid : grid;
}

function edgeOf(grid: CurrentGridDefinition, inputs: PlanGridInputs): ExpectedEdge {
  const { settings, market } = inputs;
  const price = Number(market.spotBid);
  const [cell] = grid.cells;
  return expectedEdge({
    settings,
    spacingPct: grid.spacingPct,
    spacing: (price * grid.spacingPct) / 100,
    quantity: Number(cell?.quantity ?? '0'),
    price,
    minutes: inputs.minutes,
    funding: {
      nextRateFraction: Number(market.fundingRateFraction),
      nextFundingAt: market.nextFundingAt,
      settled: inputs.settledFunding,
      roundTripFeePct: 2 * (settings.gridFeePct + settings.hedgeFeePct),
      spotPrice: price,
      futuresPrice: Number(market.futuresBid),
    },
  });
}

function refusal(inputs: PlanGridInputs, reason: string, code?: DenialCode): Plan {
  const plan = emptyPlan(inputs, reason);
  return code === undefined ? plan : { ...plan, denial: denied(code, reason) };
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
