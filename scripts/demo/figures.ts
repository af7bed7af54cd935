import { countExecutions } from '../n8n/executions';
import { walkAcceptedGrid } from './checkGrid';
import { readJournalFigures } from './journalFigures';
import type { LoopWorld, WorldPaths } from './LoopWorld';
import { LOOP } from './workflowFiles';

/** The figures of a run, as the demo's JSON file holds them; money as decimal text in USDT. */
export interface DemoFigures {
  readonly n8nVersion: string;
  readonly cycles: number;
  readonly executionsSucceeded: number;
  readonly executionsFailed: number;
  readonly symbols: readonly string[];
  readonly feed: string;
  readonly ordersPlaced: number;
  readonly ordersCancelled: number;
  readonly fills: number;
  readonly roundTrips: number;
  /** Only with the check grid: what a lattice walk over the same candles gives; null without a grid. */
  readonly latticeRoundTrips?: number | null;
  readonly hedges: number;
  readonly fundings: number;
  readonly fundingPaymentsQuote: string;
  readonly maxAbsDeltaFraction: number;
  readonly startEquityQuote: string;
  readonly endEquityQuote: string;
  readonly rateLimitViolations: number;
  readonly unprotectedMs: number;
  readonly openOrdersJournal: number;
  readonly openOrdersExchange: number;
  readonly duplicateOrders: number;
  readonly paths: WorldPaths;
}

/**
 * Gathers the figures of a run: executions from n8n's own records, the market's from the paper
 * exchange, the journal's from the journal's file.
 */
export async function gatherFigures(world: LoopWorld, cycles: number): Promise<DemoFigures> {
  const report = await world.exchange.report();
  const journal = readJournalFigures(world.paths.journal);
  const executions = countExecutions(world.paths.n8nDatabase, LOOP.id);
  return {
    n8nVersion: world.n8nVersion,
    cycles,
    executionsSucceeded: executions.succeeded,
    executionsFailed: executions.failed,
    symbols: report.symbols.map((one) => one.symbol),
    feed: report.feed.name,
    ordersPlaced: report.ordersPlaced,
    ordersCancelled: report.ordersCancelled,
    fills: report.fills,
    roundTrips: journal.roundTrips,
    ...(world.loop === 'checkGrid' ? { latticeRoundTrips: await walkAcceptedGrid(world) } : {}),
    hedges: journal.hedges,
    fundings: report.fundings,
    fundingPaymentsQuote: report.fundingPaymentsQuote,
    maxAbsDeltaFraction: report.maxAbsDeltaFraction,
    startEquityQuote: report.startEquityQuote,
    endEquityQuote: report.endEquityQuote,
    rateLimitViolations: report.rateLimitViolations,
    unprotectedMs: report.unprotectedMs,
    openOrdersJournal: journal.openOrders,
    openOrdersExchange: report.openOrdersExchange,
    duplicateOrders: report.duplicateOrders + journal.overfilledIntents,
    paths: world.paths,
  };
}
