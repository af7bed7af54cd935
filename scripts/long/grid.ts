import { existsSync } from 'node:fs';
import { itemSchema, type Item } from '../../lib/model/item';
import { openSqliteJournal } from '../../lib/journal/sqlite/sqliteJournal';
import { decimal } from '../../lib/model/decimal';
import { newTag } from '../../lib/session/openSession';
import { MAXIMUM_DELTA_FRACTION } from '../../lib/strategy/settings';
import type { PaperReport } from '../demo/PaperExchange';
import { readJournalFigures } from '../demo/journalFigures';
import { LoopWorld } from '../demo/LoopWorld';
import { type Cycle, runCycles } from '../demo/runCycles';
import type { Progress } from '../support/progress';
import {
  type Books,
  differences,
  readExchangeBooks,
  readJournalBooks,
  readReusedClientOrderIds,
} from './books';
import { figureDifferences } from './figureDifferences';
import { GRID_START, GRID_STEP_MS, RECORDED_DATA } from './sizes';

/** The node whose item holds the figures of a whole cycle. */
const REPORT_NODE = 'Funding Report';
const SHOWN_FAULTS = 20;
const CYCLES_PER_LINE = 50;

/** What a run of the loop inside n8n on the recorded market came to. */
export interface GridRun {
  readonly cycles: number;
  /** Cycles after which something was wrong. */
  readonly faulty: number;
  readonly n8nVersion: string;
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

/** |delta| of the exchange's own balances and position, against the band of the cycle's plan. */
export function deltaAgainstBand(
  exchange: Books,
  { plans = [], account }: Pick<Item, 'plans' | 'account'>,
  markPrice: string,
): { fraction: number; shareOfBand: number; fault: string | null } {
  const hedge = plans.flatMap((plan) => (plan.hedge ? [plan.hedge] : []))[0];
  if (!hedge || !account) return { fraction: 0, shareOfBand: 0, fault: 'no hedge was planned' };
  const delta = decimal(exchange.inventory).plus(decimal(exchange.position)).absolute();
  const valueQuote = delta.times(decimal(markPrice));
  const fraction = valueQuote.dividedBy(decimal(account.equityQuote)).toNumber();
  const shareOfBand = delta.dividedBy(decimal(hedge.band)).toNumber();
  const isInside = !delta.isAbove(decimal(hedge.band)) && fraction <= MAXIMUM_DELTA_FRACTION;
  const fault = `|delta| is ${delta.toString()}, ${fraction} of equity, the band ${hedge.band}`;
  return { fraction, shareOfBand, fault: isInside ? null : fault };
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

/** Adds up what the cycles come to. */
class GridWatch {
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
    const { last } = this;
    return {
      cycles,
      faulty: this.faulty,
      n8nVersion,
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
    const item = itemSchema.parse(execution.items[REPORT_NODE]);
    const status = item.execution?.status;
    const url = exchange.url;
    const journal = readJournalBooks(paths.journal);
    const actual = await readExchangeBooks(url);
    const delta = deltaAgainstBand(actual, item, report.symbols[0]?.markPrice ?? '0');
    this.maxDeltaFraction = Math.max(this.maxDeltaFraction, delta.fraction);
    this.maxShareOfBand = Math.max(this.maxShareOfBand, delta.shareOfBand);
    for (const { grid } of item.plans ?? []) if (grid) this.grids.add(grid.number);
    this.last = { report, roundTrips: item.report?.roundTrips ?? 0 };
    return [
      ...(status === 'done' ? [] : [`Place Order ended with ${status ?? 'nothing'}`]),
      ...(delta.fault === null ? [] : [delta.fault]),
      ...(await figureDifferences(booksOf(paths.journal), item, { url, report })),
      ...differences(journal, actual),
      ...(journal.unsettled > 0 ? [`${journal.unsettled} orders without a known outcome`] : []),
      ...figureFaults(report, paths.journal),
    ];
  }
}

/** Runs so many cycles of the shipped loop inside n8n and looks at everything after each. */
async function watchGrid(world: LoopWorld, cycles: number, progress: Progress): Promise<GridRun> {
  const watch = new GridWatch(world, progress);
  const startedAt = performance.now();
  await runCycles(world, { count: cycles, stepMs: GRID_STEP_MS }, (cycle) => watch.look(cycle));
  return watch.run(cycles, (performance.now() - startedAt) / cycles);
}

/** What a whole run must at least come to, or it has shown nothing. */
const FLOORS = { fills: 60, roundTrips: 20, hedges: 5, fundings: 5 } as const;

function idleFaults(run: GridRun): string[] {
  const names = ['fills', 'roundTrips', 'hedges', 'fundings'] as const;
  return names.flatMap((name) =>
    run[name] < FLOORS[name] ? [`only ${run[name]} ${name}, at least ${FLOORS[name]}`] : [],
  );
}

/**
 * Runs the shipped loop inside n8n on the recorded market, every market taken for a range: in a
 * trend the grid would rest. `wantsTrades` asks for enough trades to show something, which a short
 * run need not have.
 */
export async function checkGrid(
  cycles: number,
  options: { wantsTrades: boolean },
  progress: Progress,
): Promise<GridRun> {
  if (!existsSync(RECORDED_DATA)) {
    return nothingRun(`there is no recorded data in ${RECORDED_DATA}`, progress);
  }
  const recording = { folder: RECORDED_DATA, symbols: 'BTCUSDT', start: GRID_START };
  const world = await LoopWorld.open({ seed: 1, recording, loop: 'everyMarket' }, progress);
  try {
    const run = await progress.step(`${cycles} cycles on recorded data inside n8n`, () =>
      watchGrid(world, cycles, progress),
    );
    const faults = [...run.faults, ...(options.wantsTrades ? idleFaults(run) : [])];
    for (const fault of faults) progress.say(`  ✗ ${fault}`);
    return { ...run, faults };
  } finally {
    await world.close({ keep: false });
  }
}

function nothingRun(skipped: string, progress: Progress): GridRun {
  progress.say(`  skipped: ${skipped}`);
  return {
    cycles: 0,
    faulty: 0,
    n8nVersion: '',
    grids: 0,
    ordersPlaced: 0,
    fills: 0,
    roundTrips: 0,
    hedges: 0,
    fundings: 0,
    maxDeltaFraction: 0,
    maxShareOfBand: 0,
    duplicateOrders: 0,
    unprotectedMs: 0,
    startEquityQuote: '0',
    endEquityQuote: '0',
    msPerCycle: 0,
    faults: [],
    skipped,
  };
}
