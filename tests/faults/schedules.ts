import type { Violation } from './invariants';
import { entry, exit, tradeCycle } from './scenarios/trade';
import { databaseError } from './world/journalDriver';
import type { FaultRule } from './world/exchange';
import { MINUTE_MS, type Phase, seededFraction, SMALL_GRID, World } from './world/world';

/**
 * Random schedules of faults: a few cycles in which requests, the journal, the process and the clock
 * fail by a seed, then calm ones, then the rules. A schedule that fails is made smaller by leaving
 * faults out one by one.
 */

/** One fault, in one of the cycles. */
export type Fault =
  | { kind: 'rule'; cycle: number; rule: FaultRule }
  | { kind: 'lag'; cycle: number; ms: number }
  | { kind: 'death'; cycle: number; request: number; phase: Phase }
  | { kind: 'journal'; cycle: number; write: number; code: 'SQLITE_BUSY' | 'SQLITE_FULL' }
  | { kind: 'clock'; cycle: number; aheadMs: number }
  | { kind: 'overlap'; cycle: number };

export interface Schedule {
  seed: number;
  /** What the loop trades: a grid with its hedge, or a trade with its stop. */
  strategy: 'grid' | 'trade';
  /** Prices of the minutes before each cycle. */
  prices: number[][];
  /** Pauses after each cycle, ms. */
  pausesMs: number[];
  faults: Fault[];
}

export interface ScheduleFailure {
  seed: number;
  why: string;
  /** The smallest schedule found that still fails. */
  smallest: Fault[];
  violations: Violation[];
}

export interface ScheduleResult {
  failure: ScheduleFailure | null;
  duplicateOrders: number;
  unprotectedMs: number;
}

const CALM_CYCLES = 2;
/** Longer than every pause that a fault asks for: the firewall's five minutes, a limit's one. */
const CALM_MS = 6 * MINUTE_MS;
/** Two levels a side: every kind of order in few requests. */
const SCHEDULE_GRID = { ...SMALL_GRID, levelsPerSide: 2 };
/** Of so many schedules one trades a trade. */
const TRADES_ONE_OF = 4;
const START_PRICE = 80_000;

const GRID_WRITES = [
  'POST /api/v3/order',
  'DELETE /api/v3/order',
  'POST /api/v3/order/cancelReplace',
  'POST /fapi/v1/order',
] as const;
/** Writes of a trade: its orders, its exits in batches, changes in place, stop and target. */
const TRADE_WRITES = [
  'POST /fapi/v1/order',
  'POST /fapi/v1/batchOrders',
  'PUT /fapi/v1/order',
  'DELETE /fapi/v1/order',
  'POST /fapi/v1/algoOrder',
  'DELETE /fapi/v1/algoOrder',
] as const;
const QUERIES = ['GET /api/v3/order', 'GET /fapi/v1/order', 'GET /fapi/v1/algoOrder'] as const;
const LISTS = [
  'GET /api/v3/openOrders',
  'GET /fapi/v1/openOrders',
  'GET /fapi/v1/openAlgoOrders',
  'GET /api/v3/myTrades',
  'GET /fapi/v1/userTrades',
  'GET /fapi/v1/income',
] as const;
const READS = [
  'GET /api/v3/account',
  'GET /fapi/v3/account',
  'GET /fapi/v3/positionRisk',
  'GET /fapi/v1/premiumIndex',
  'GET /api/v3/ticker/bookTicker',
  'GET /api/v3/depth',
  'GET /api/v3/klines',
  'GET /api/v3/time',
  'POST /fapi/v1/leverage',
  'POST /fapi/v1/marginType',
] as const;

type Shape = Readonly<Record<string, unknown>> & { kind: string };

/** What may become of any request. */
const LOSSES: readonly Shape[] = [
  { kind: 'reset', phase: 'before' },
  { kind: 'reset', phase: 'after' },
  { kind: 'timeout', phase: 'before' },
  { kind: 'timeout', phase: 'after' },
  { kind: 'truncated', phase: 'after' },
  { kind: 'html', phase: 'before' },
  { kind: 'html', phase: 'after' },
  { kind: 'slow', ms: 3_000 },
  { kind: 'slow', ms: 30_000 },
  { kind: 'status', status: 503, phase: 'before' },
  { kind: 'status', status: 503, phase: 'after' },
  { kind: 'status', code: -1007, phase: 'after' },
  { kind: 'status', code: -1001, phase: 'before' },
  { kind: 'status', code: -1008, status: 503, phase: 'before' },
  { kind: 'status', code: -1021, phase: 'before' },
  { kind: 'status', status: 429, phase: 'before' },
  { kind: 'status', code: -1015, status: 429, phase: 'before' },
];
const REFUSALS: readonly Shape[] = [
  { kind: 'status', code: -2010, phase: 'before' },
  { kind: 'status', code: -2019, phase: 'before' },
  { kind: 'status', code: -1013, phase: 'before' },
];
/** Lists that lag or repeat themselves; a targeted query never lags longer than the grace. */
const LIES: readonly Shape[] = [{ kind: 'stale' }, { kind: 'duplicate' }];

/** The schedule of a seed. */
export function scheduleOf(seed: number): Schedule {
  const random = seededFraction(seed);
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const pick = <T>(list: readonly T[]): T => {
    const chosen = list[whole(0, list.length - 1)];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  };
  const cycles = whole(2, 3);
  const faults: Fault[] = [];
  const strategy = seed % TRADES_ONE_OF === 0 ? 'trade' : 'grid';
  const writes: readonly string[] = strategy === 'trade' ? TRADE_WRITES : GRID_WRITES;
  const rule = (cycle: number, routes: readonly string[], shapes: readonly Shape[]): Fault => ({
    kind: 'rule',
    cycle,
    rule: { ...pick(shapes), route: pick(routes), nth: whole(1, 4), times: whole(1, 3) },
  });
  const count = whole(1, 7);
  for (let index = 0; index < count; index += 1) {
    const cycle = whole(0, cycles - 1);
    const draw = random();
    if (draw < 0.4) faults.push(rule(cycle, writes, LOSSES));
    else if (draw < 0.5) faults.push(rule(cycle, QUERIES, LOSSES));
    else if (draw < 0.6) faults.push(rule(cycle, LISTS, LOSSES));
    else if (draw < 0.68) faults.push(rule(cycle, READS, LOSSES));
    else if (draw < 0.74) faults.push(rule(cycle, LISTS, LIES));
    else if (draw < 0.79) faults.push(rule(cycle, writes, REFUSALS));
    else if (draw < 0.83) faults.push({ kind: 'lag', cycle, ms: whole(100, 4_000) });
    else if (draw < 0.91) {
      const phase = pick<Phase>(['leaving', 'executed', 'replied']);
      faults.push({ kind: 'death', cycle, request: whole(1, 30), phase });
    } else if (draw < 0.95) {
      const code = pick(['SQLITE_BUSY', 'SQLITE_FULL'] as const);
      faults.push({ kind: 'journal', cycle, write: whole(1, 60), code });
    } else if (draw < 0.98) {
      faults.push({ kind: 'clock', cycle, aheadMs: pick([-3_000, 1_500, 300_000, 3_600_000]) });
    } else faults.push({ kind: 'overlap', cycle });
  }
  let price = START_PRICE;
  const prices = Array.from({ length: cycles + CALM_CYCLES }, () =>
    Array.from({ length: whole(1, 3) }, () => {
      price = Math.round(price * (1 + (random() - 0.5) * 0.012));
      return price;
    }),
  );
  const pausesMs = Array.from({ length: cycles }, () => whole(0, 90_000));
  return { seed, strategy, prices, pausesMs, faults };
}

/** Runs a schedule; what is broken afterwards in words, and what the exchange counted. */
async function run(
  schedule: Schedule,
  place: { productFile: string; folder: string },
): Promise<{
  why: string;
  violations: Violation[];
  duplicateOrders: number;
  unprotectedMs: number;
}> {
  const world = new World({ ...place, seed: schedule.seed });
  world.grid = SCHEDULE_GRID;
  let why = '';
  try {
    for (const [cycle, pauseMs] of schedule.pausesMs.entries()) {
      world.move(...(schedule.prices[cycle] ?? []));
      await faultyCycle(
        world,
        schedule.faults.filter((fault) => fault.cycle === cycle),
        () => loopOf(schedule, world, cycle),
      );
      world.time.pass(pauseMs);
    }
    world.time.hostAheadMs = 0;
    for (let cycle = 0; cycle < CALM_CYCLES; cycle += 1) {
      world.move(...(schedule.prices[schedule.pausesMs.length + cycle] ?? []));
      world.time.pass(CALM_MS);
      await loopOf(schedule, world, schedule.pausesMs.length + cycle);
      // Until then faults may have kept a stop away.
      if (cycle === 0) world.unprotectedMs = 0;
    }
    world.check();
    if (world.invariants.isUnprotected()) why = 'a trade stands without its whole stop';
  } catch (error) {
    why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  try {
    if (world.time.exhausted) why ||= 'it waits in a circle';
    const { violations } = world.invariants;
    const { duplicateOrders } = world.exchange.report();
    const { unprotectedMs } = world;
    if (why === '' && duplicateOrders > 0) why = `${duplicateOrders} duplicate orders`;
    if (why === '' && violations.length > 0) {
      why = violations.map((each) => `${each.rule}: ${each.why}`).join('\n');
    }
    return { why, violations, duplicateOrders, unprotectedMs };
  } finally {
    world.dispose();
  }
}

/** One cycle of what the schedule trades; a trade's stop rises and its exits move. */
async function loopOf({ strategy }: Schedule, world: World, cycle: number): Promise<unknown> {
  if (strategy === 'grid') return world.cycle();
  const exits = [81_000, 81_400].map((price, index) =>
    exit(`part${index}`, String(price + 100 * (cycle % 3))),
  );
  const stopPrice = String(78_000 + 50 * cycle);
  return tradeCycle(world, [entry(), ...exits], { stopPrice, targetPrice: '84000' });
}

async function faultyCycle(
  world: World,
  faults: readonly Fault[],
  loop: () => Promise<unknown>,
): Promise<void> {
  let requests = 0;
  let writes = 0;
  for (const fault of faults) {
    if (fault.kind === 'rule') world.fault(fault.rule);
    if (fault.kind === 'lag') world.exchange.faultSettings({ readAfterWriteMs: fault.ms });
    if (fault.kind === 'clock') world.time.hostAheadMs = fault.aheadMs;
  }
  world.intervene = (phase) => {
    if (phase === 'leaving') requests += 1;
    const isDue = faults.some(
      (fault) => fault.kind === 'death' && fault.request === requests && fault.phase === phase,
    );
    return isDue ? { die: true } : undefined;
  };
  world.watchJournal = ({ moment }) => {
    if (moment === 'after') return;
    writes += 1;
    for (const fault of faults) {
      if (fault.kind === 'journal' && fault.write === writes) throw databaseError(fault.code);
    }
  };
  const cycles = faults.some(({ kind }) => kind === 'overlap') ? 2 : 1;
  const died = await world.untilDeath(() =>
    // A cycle may fail as a whole: then it decided nothing, and the next one goes on.
    Promise.all(Array.from({ length: cycles }, () => loop().catch(() => undefined))),
  );
  world.calm();
  if (died) world.restart();
}

/** Runs the schedule of a seed, and makes it smaller when it fails. */
export async function runSchedule(
  seed: number,
  place: { productFile: string; folder: string },
): Promise<ScheduleResult> {
  let schedule = scheduleOf(seed);
  const first = await run(schedule, place);
  const figures = { duplicateOrders: first.duplicateOrders, unprotectedMs: first.unprotectedMs };
  if (first.why === '') return { failure: null, ...figures };
  let { why } = first;
  for (let index = 0; index < schedule.faults.length; ) {
    const fewer = { ...schedule, faults: schedule.faults.filter((_fault, at) => at !== index) };
    const again = await run(fewer, place);
    if (again.why === '') index += 1;
    else {
      schedule = fewer;
      why = again.why;
    }
  }
  const failure = { seed, why, smallest: schedule.faults, violations: first.violations };
  return { failure, ...figures };
}
