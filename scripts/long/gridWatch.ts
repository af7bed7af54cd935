import { openSqliteJournal } from '../../lib/journal/sqlite/sqliteJournal';
import { type Item, itemSchema } from '../../lib/model/item';
import { newTag } from '../../lib/session/openSession';
import { readJournalFigures } from '../demo/journalFigures';
import type { LoopWorld } from '../demo/LoopWorld';
import type { PaperReport } from '../demo/PaperExchange';
import type { Cycle } from '../demo/runCycles';
import { LOOP } from '../demo/workflowFiles';
import { countExecutions } from '../n8n/executions';
import type { Progress } from '../support/progress';
import {
  type Books,
  differences,
  readExchangeBooks,
  readJournalBooks,
  readReusedClientOrderIds,
} from './books';
import { type DeltaLook, lookAtDelta } from './deltaBand';
import { figureDifferences } from './figureDifferences';

const SHOWN_FAULTS = 20;
const CYCLES_PER_LINE = 50;

/** What a run of the loop inside n8n on the recorded market came to. */
export interface GridRun {
  readonly cycles: number;
  /** Cycles after which something was wrong. */
  readonly faulty: number;
  readonly n8nVersion: string;
  /** By n8n's own records. */
  readonly executionsSucceeded: number;
  readonly executionsFailed: number;
  /** Grids accepted: the first, and one for each time it was made anew. */
  readonly grids: number;
  readonly ordersPlaced: number;
  readonly fills: number;
  readonly roundTrips: number;
  readonly hedges: number;
  readonly fundings: number;
  /** Largest |delta| after a cycle, at mark over equity, and as a share of that cycle's band. */
  readonly maxDeltaFraction: number;
  readonly maxShareOfBand: number;
  readonly duplicateOrders: number;
  readonly unprotectedMs: number;
  readonly startEquityQuote: string;
  readonly endEquityQuote: string;
  /** What one cycle took on this machine, with everything that was looked at after it. */
  readonly msPerCycle: number;
  /** In words; the first ones only. */
  readonly faults: readonly string[];
  /** Why nothing was run; absent where something was. */
  readonly skipped?: string;
}

/** What must never be, whatever the market does. */
function figureFaults(report: PaperReport, journalFile: string): string[] {
  const { overfilledIntents } = readJournalFigures(journalFile);
  const counts = {
    'duplicate orders': report.duplicateOrders,
    'intents filled beyond their quantity': overfilledIntents,
    'ms unprotected': report.unprotectedMs,
    'rate limits violated': report.rateLimitViolations,
  };
  return Object.entries(counts).flatMap(([what, count]) =>
    count === 0 ? [] : [`${count} ${what}`],
  );
}

/** The books of the journal as they are now, without a session. */
function booksOf(journalFile: string) {
  const journal = openSqliteJournal(journalFile, newTag);
  try {
    return journal.books();
  } finally {
    journal.close();
  }
}

/** The exchange's own delta against the band of the cycle's plan; null where none was planned. */
function lookAtPlannedDelta(
  books: Books,
  { plans = [], account }: Item,
  report: PaperReport,
): DeltaLook | null {
  const hedge = plans.flatMap((plan) => plan.hedge ?? [])[0];
  const markPrice = report.symbols[0]?.markPrice;
  if (!hedge || !account || markPrice === undefined) return null;
  return lookAtDelta(books, { band: hedge.band, equityQuote: account.equityQuote, markPrice });
}

/** Adds up what the cycles come to. */
export class GridWatch {
  private faulty = 0;
  private maxDeltaFraction = 0;
  private maxShareOfBand = 0;
  private readonly grids = new Set<number>();
  private readonly faults: string[] = [];
  private last: { report: PaperReport; roundTrips: number } | null = null;

  constructor(
    private readonly world: LoopWorld,
    private readonly progress: Progress,
  ) {}

  async look(cycle: Cycle): Promise<void> {
    const faults = await this.faultsAfter(cycle);
    if (faults.length > 0) this.faulty += 1;
    for (const fault of faults) {
      if (this.faults.length < SHOWN_FAULTS) this.faults.push(`${cycle.number}: ${fault}`);
    }
    if (cycle.number % CYCLES_PER_LINE !== 0) return;
    const { fills } = cycle.report;
    const trips = this.last?.roundTrips ?? 0;
    this.progress.say(
      `  ${cycle.number} cycles: ${fills} fills, ${trips} round trips, ${this.faulty} cycles with faults`,
    );
  }

  /** The run's figures; `msPerCycle` is measured outside. */
  async run(cycles: number, msPerCycle: number): Promise<GridRun> {
    const { exchange, paths, n8nVersion } = this.world;
    const reused = await readReusedClientOrderIds(exchange.url);
    if (reused.length > 0) this.faults.push(`client order ids used again: ${reused.join(', ')}`);
    const executions = countExecutions(paths.n8nDatabase, LOOP.id);
    if (executions.succeeded !== cycles || executions.failed !== 0) {
      const { succeeded, failed } = executions;
      this.faults.push(`${succeeded} of ${cycles} executions succeeded, ${failed} failed`);
    }
    const { last } = this;
    return {
      cycles,
      faulty: this.faulty,
      n8nVersion,
      executionsSucceeded: executions.succeeded,
      executionsFailed: executions.failed,
      grids: this.grids.size,
      ordersPlaced: last?.report.ordersPlaced ?? 0,
      fills: last?.report.fills ?? 0,
      roundTrips: last?.roundTrips ?? 0,
      hedges: readJournalFigures(paths.journal).hedges,
      fundings: last?.report.fundings ?? 0,
      maxDeltaFraction: this.maxDeltaFraction,
      maxShareOfBand: this.maxShareOfBand,
      duplicateOrders: last?.report.duplicateOrders ?? 0,
      unprotectedMs: last?.report.unprotectedMs ?? 0,
      startEquityQuote: last?.report.startEquityQuote ?? '0',
      endEquityQuote: last?.report.endEquityQuote ?? '0',
      msPerCycle: Math.round(msPerCycle),
      faults: this.faults,
    };
  }

  private async faultsAfter({ execution, report }: Cycle): Promise<string[]> {
    const { exchange, paths } = this.world;
    if (execution.status !== 'success') return [`${execution.status}: ${execution.reason}`];
    const item = itemSchema.parse(execution.items[LOOP.lastNode]);
    const status = item.execution?.status;
    const url = exchange.url;
    const journal = readJournalBooks(paths.journal);
    const actual = await readExchangeBooks(url);
    const delta = lookAtPlannedDelta(actual, item, report);
    this.maxDeltaFraction = Math.max(this.maxDeltaFraction, delta?.fraction ?? 0);
    this.maxShareOfBand = Math.max(this.maxShareOfBand, delta?.shareOfBand ?? 0);
    for (const { grid } of item.plans ?? []) if (grid) this.grids.add(grid.number);
    this.last = { report, roundTrips: item.report?.roundTrips ?? 0 };
    return [
      ...(status === 'done' ? [] : [`Place Order ended with ${status ?? 'nothing'}`]),
      ...(delta === null ? ['no hedge was planned'] : [delta.fault ?? []].flat()),
      ...(await figureDifferences(booksOf(paths.journal), item, { url, report })),
      ...differences(journal, actual),
      ...(journal.unsettled > 0 ? [`${journal.unsettled} orders without a known outcome`] : []),
      ...figureFaults(report, paths.journal),
    ];
  }
}
