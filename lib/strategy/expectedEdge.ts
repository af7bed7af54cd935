import {
  driftlessVarianceRatio,
  latticeEdgeQuote,
  latticeVarianceRatio,
} from '../market/latticeVariance';
import type { Candle } from '../model/candle';
import type { ExpectedEdge } from '../model/plan';
import { fullBreakEvenPct, gridBreakEvenPct } from './breakEven';
import { fundingFigures, type FundingInputs } from './funding';
import { breakEvenOf } from './spacing';
import type { GridSettings } from './settings';

/** The walk to compare with is always the same one. */
const BASELINE_SEED = 20_250_520;

export interface EdgeInputs {
  settings: GridSettings;
  /** Of the definition in force, percent of the price and as a price. */
  spacingPct: number;
  spacing: number;
  /** Base per level. */
  quantity: number;
  price: number;
  /** Closed 1m candles, or null where they could not be read. */
  minutes: readonly Candle[] | null;
  funding: FundingInputs;
}

/**
 * What the plan may be expected to earn, and what that is made of: break-evens, the lattice
 * variance ratio of its own spacing and band beside a driftless walk's, fees, funding, basis.
 */
export function expectedEdge(inputs: EdgeInputs): ExpectedEdge {
  const { settings, minutes } = inputs;
  const { gridFeePct, hedgeFeePct, bandLevels } = settings;
  const lattice = minutes === null ? null : latticeFigures(inputs, minutes);
  return {
    gridBreakEvenPct: gridBreakEvenPct(gridFeePct),
    fullBreakEvenPct:
      settings.hedge === 'off'
        ? breakEvenOf(settings)
        : fullBreakEvenPct(gridFeePct, hedgeFeePct, bandLevels),
    spacingPct: inputs.spacingPct,
    bandLevels,
    hedge: settings.hedge,
    ...(lattice === null ? {} : { lattice }),
    funding: fundingFigures(inputs.funding),
  };
}

type LatticeFigures = NonNullable<ExpectedEdge['lattice']>;

function latticeFigures(
  { settings, spacing, quantity, price }: EdgeInputs,
  minutes: readonly Candle[],
): LatticeFigures | null {
  const found = latticeVarianceRatio(minutes, spacing, settings.bandLevels);
  const deviation = closeDeviation(minutes);
  const driftless = driftlessVarianceRatio(deviation, spacing, settings.bandLevels, BASELINE_SEED);
  if (!found || !driftless) return null;
  const grossQuote = latticeEdgeQuote(quantity, spacing, settings.bandLevels, found);
  const gridFees = found.steps * quantity * price * (settings.gridFeePct / 100);
  const hedgeFees =
    found.hedges * settings.bandLevels * quantity * price * (settings.hedgeFeePct / 100);
  return {
    varianceRatio: rounded(found.ratio, 6),
    driftlessRatio: rounded(driftless.ratio, 6),
    standardError: rounded(found.standardError, 6),
    steps: found.steps,
    hedges: found.hedges,
    minutes: minutes.length,
    grossQuote: rounded(grossQuote, 4),
    feesQuote: rounded(gridFees + hedgeFees, 4),
    netQuote: rounded(grossQuote - gridFees - hedgeFees, 4),
  };
}

/** Standard deviation of the close-to-close moves, price units, no drift assumed. */
function closeDeviation(candles: readonly Candle[]): number {
  const moves = candles
    .slice(1)
    .map((candle, index) => candle.close - (candles[index]?.close ?? 0));
  if (moves.length === 0) return 0;
  return Math.sqrt(moves.reduce((sum, move) => sum + move ** 2, 0) / moves.length);
}

/**
 * Why the gate on the edge lets nothing new in, or null: the figure is missing, or price turned
 * back too rarely to pay the fees of the sample. Off by default: a short sample says little.
 */
export function edgeGate(settings: GridSettings, edge: ExpectedEdge): string | null {
  if (!settings.requireEdge || settings.hedge === 'off') return null;
  const { lattice } = edge;
  if (!lattice) return 'the expected edge is not known: 1m candles that cross a line are missing';
  if (lattice.netQuote > 0) return null;
  return `the expected edge is ${lattice.netQuote} quote over ${lattice.steps} steps (variance ratio ${lattice.varianceRatio} beside ${lattice.driftlessRatio} of a driftless walk)`;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits)) + 0;
}
