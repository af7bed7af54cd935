import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decimal } from '../../lib/model/decimal';
import { flattenItem } from '../../lib/operations/flatten';
import { setKillSwitch } from '../../lib/operations/killSwitch';
import type { Session } from '../../lib/session/openSession';
import type { Credential } from '../../lib/session/settings';
import { startSimulator } from '../../lib/simulator';
import { runCycle, withSession } from '../../tests/support/loop';
import type { Progress } from '../support/progress';
import { makeTemporaryFolder } from '../support/temporaryFolder';
import { KEY, SECRET } from './books';
import { type BrakedCycle, faultsOfCycle, faultsOfFlat, observe } from './brakesCycle';
import { ExpectedBrakes } from './brakesExpected';
import { BALANCES, CHOICE, OVERSIZED, WARM_UP } from './brakesScenario';
import { simulatorCalls } from './simulatorCalls';
import { BRAKES_END, BRAKES_START, RECORDED_DATA } from './sizes';

const SHOWN_FAULTS = 20;
const UNITS_PER_QUOTE = 10n ** 8n;
/** So long is looked on after everything went down. */
const CYCLES_AFTER = 6;
const CYCLES_PER_LINE = 100;

/** The cycle in which a brake came on. */
export interface Braking {
  readonly level: number;
  readonly cycle: number;
  readonly at: string;
  /** Fall of the exchange's equity from its peak, percent. */
  readonly fallPct: number;
}

/** What a run through the fall came to. */
export interface BrakesRun {
  readonly cycles: number;
  readonly stepMs: number;
  /** Each brake, the first time. */
  readonly brakings: readonly Braking[];
  /** Nearer sales and halved buys that were seen resting at the exchange, most at a time. */
  readonly nearerSales: number;
  readonly halvedBuys: number;
  readonly leverageAtEnd: number;
  readonly breakersSeen: readonly string[];
  readonly startEquityQuote: string;
  readonly endEquityQuote: string;
  /** In words; the first ones only. */
  readonly faults: readonly string[];
  /** Why nothing was run; absent where something was. */
  readonly skipped?: string;
}

/** Opens a small hedged grid and takes it down: from now on the contract's leverage is ours. */
async function warmUp(session: Session): Promise<void> {
  const item = await runCycle(session, WARM_UP, 'BTCUSDT', CHOICE);
  const how = { chunkQuote: '500', slippagePct: 1, maximumChunks: 200, keepHedgedInventory: false };
  await flattenItem(session, item, { ...how, reason: 'warm-up', holder: randomUUID() });
  setKillSwitch(session, { engaged: false, reason: '' });
}

/** Adds up what the cycles come to. */
class BrakesWatch {
  readonly faults: string[] = [];
  readonly brakings: Braking[] = [];
  readonly breakers = new Set<string>();
  nearerSales = 0;
  halvedBuys = 0;
  private readonly expected = new ExpectedBrakes();
  /** Ordinal of the first cycle under the third brake, and what had been placed by its end. */
  private flat: { cycle: number; ordersPlaced: number } | null = null;

  look(number: number, cycle: BrakedCycle): void {
    const before = this.expected.level;
    this.expected.look(cycle.before.endEquityQuote);
    const { level, fallPct } = this.expected;
    for (let each = before + 1; each <= level; each += 1) {
      if (this.brakings.some((braking) => braking.level === each)) continue;
      const at = new Date(cycle.item.at).toISOString();
      this.brakings.push({ level: each, cycle: number, at, fallPct });
    }
    for (const { name } of cycle.item.risk?.breakers ?? []) this.breakers.add(name);
    // The planner brakes by what the Risk Check before found, the rest by what this one did.
    this.note(number, faultsOfCycle(cycle, { planned: before, checked: level }));
    if (level === 3) {
      this.note(number, faultsOfFlat(cycle, this.flat?.ordersPlaced ?? null));
      this.flat ??= { cycle: number, ordersPlaced: cycle.after.ordersPlaced };
    }
    if (before === 0 || level === 3) return;
    this.nearerSales = Math.max(this.nearerSales, cycle.nearerSales);
    if (before === 2) this.halvedBuys = Math.max(this.halvedBuys, cycle.halvedBuys);
  }

  isOver(number: number): boolean {
    return this.flat !== null && number >= this.flat.cycle + CYCLES_AFTER;
  }

  /** The equity before the warm-up: its Risk Check looks at it too. */
  begin(equityQuote: string): void {
    this.expected.look(equityQuote);
  }

  /** What a run must have seen, or it has shown nothing. */
  close(wantsHalvedBuys: boolean): void {
    const missing = [1, 2, 3].filter((level) => !this.brakings.some((one) => one.level === level));
    if (missing.length > 0) this.faults.push(`brakes that never came on: ${missing.join(', ')}`);
    if (this.nearerSales === 0) this.faults.push('no sale rested nearer under a brake');
    if (wantsHalvedBuys && this.halvedBuys === 0) this.faults.push('no halved buy rested');
  }

  private note(number: number, faults: readonly string[]): void {
    for (const fault of faults) {
      if (this.faults.length < SHOWN_FAULTS) this.faults.push(`${number}: ${fault}`);
    }
  }
}

/**
 * Runs an oversized unhedged grid through the fall of August 2024, all in this process, and holds
 * every cycle against the brakes that the exchange's own equity asks for. `wantsHalvedBuys` asks
 * for halved entries at the exchange too, which long steps may miss.
 */
export async function checkBrakes(
  options: { stepMs: number; wantsHalvedBuys: boolean },
  progress: Progress | null = null,
): Promise<BrakesRun> {
  const { stepMs } = options;
  const nothing: BrakesRun = {
    cycles: 0,
    stepMs,
    brakings: [],
    nearerSales: 0,
    halvedBuys: 0,
    leverageAtEnd: 0,
    breakersSeen: [],
    startEquityQuote: '0',
    endEquityQuote: '0',
    faults: [],
  };
  if (!existsSync(RECORDED_DATA)) {
    const skipped = `there is no recorded data in ${RECORDED_DATA}`;
    progress?.say(`  skipped: ${skipped}`);
    return { ...nothing, skipped };
  }
  const folder = makeTemporaryFolder('deltagrid-brakes-');
  const simulator = await startSimulator({
    file: join(folder, 'exchange.sqlite'),
    feed: { name: 'recorded', folder: RECORDED_DATA, symbols: ['BTCUSDT'] },
    startAt: Date.parse(BRAKES_START),
    clock: 'stepped',
    balances: {
      spotQuote: BigInt(BALANCES.spotQuote) * UNITS_PER_QUOTE,
      usdmQuote: BigInt(BALANCES.usdmQuote) * UNITS_PER_QUOTE,
    },
    key: KEY,
    secret: SECRET,
    now: Date.now,
    unref: true,
  });
  try {
    return await runThrough(simulator.url, folder, options, nothing, progress);
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function runThrough(
  url: string,
  folder: string,
  { stepMs, wantsHalvedBuys }: { stepMs: number; wantsHalvedBuys: boolean },
  nothing: BrakesRun,
  progress: Progress | null,
): Promise<BrakesRun> {
  const credential: Credential = {
    environment: 'simulator',
    apiKey: KEY,
    apiSecret: SECRET,
    simulatorUrl: url,
    journalName: 'brakes',
  };
  const calls = simulatorCalls(url);
  const watch = new BrakesWatch();
  watch.begin((await calls.report()).endEquityQuote);
  await withSession(credential, folder, warmUp);
  const most = Math.floor((Date.parse(BRAKES_END) - Date.parse(BRAKES_START)) / stepMs);
  let last: BrakedCycle | null = null;
  let cycles = 0;
  while (cycles < most && !watch.isOver(cycles)) {
    cycles += 1;
    await calls.advance(stepMs);
    last = await withSession(credential, folder, (session) =>
      observe(session, url, OVERSIZED, CHOICE),
    );
    watch.look(cycles, last);
    if (progress && cycles % CYCLES_PER_LINE === 0) {
      const fall = watch.brakings.at(-1)?.level ?? 0;
      progress.say(`  ${cycles} cycles, brake ${fall}, ${watch.faults.length} faults`);
    }
  }
  watch.close(wantsHalvedBuys);
  return {
    ...nothing,
    cycles,
    brakings: watch.brakings,
    nearerSales: watch.nearerSales,
    halvedBuys: watch.halvedBuys,
    leverageAtEnd: last?.leverage ?? 0,
    breakersSeen: [...watch.breakers].sort(),
    startEquityQuote: decimal(last?.after.startEquityQuote ?? '0').toString(),
    endEquityQuote: decimal(last?.after.endEquityQuote ?? '0').toString(),
    faults: watch.faults,
  };
}
