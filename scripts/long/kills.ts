import { setTimeout as sleep } from 'node:timers/promises';
import { readJournalFigures } from '../demo/journalFigures';
import type { LoopWorld } from '../demo/LoopWorld';
import { valueAt } from '../n8n/json';
import {
  differences,
  readExchangeBooks,
  readJournalBooks,
  readReusedClientOrderIds,
} from './books';
import { describeMoment, type KillMoment } from './killMoments';
import type { SeededRandom } from './seededRandom';

const MINUTE_MS = 60_000;
const HOLD_POLL_MS = 10;
/**
 * Exchange time between two cycles that wait for such an order: short, because a market that has
 * run away (no entries in a trend) sends no more orders.
 */
const HOLD_STEP_MS = 2 * MINUTE_MS;
const HOLD_ATTEMPTS = 150;
const LONGEST_LEAD_MINUTES = 5;
const CYCLES_AFTER = 3;
/** A dead execution's lease runs out within half a minute; until then the loop answers "busy". */
const BUSY_LIMIT_MS = 90_000;
const BUSY_PAUSE_MS = 2_000;

/** What one kill came to. */
export interface KillOutcome {
  /** When it fell, in words. */
  readonly moment: string;
  /** What is wrong afterwards, in words; empty when all is well. */
  readonly faults: readonly string[];
}

/** Runs loops until one of them is caught in the hold, and leaves it there. */
async function runIntoHold(world: LoopWorld, moment: KillMoment & { kind: 'hold' }): Promise<void> {
  // Armed once: "number 3" is the third such order from here on, be it of a later cycle.
  await world.exchange.hold(moment.hold);
  let regime: unknown;
  for (let attempt = 1; attempt <= HOLD_ATTEMPTS; attempt += 1) {
    const running = { ended: false };
    const loop = world.runLoop().finally(() => {
      running.ended = true;
    });
    // The kill that follows ends this wait with a refused connection.
    loop.catch(() => undefined);
    while (!running.ended) {
      if (await world.exchange.isHolding()) return;
      await sleep(HOLD_POLL_MS);
    }
    regime = valueAt((await loop).item, 'regime', 'label');
    await world.exchange.advance(HOLD_STEP_MS);
  }
  throw new Error(
    `No cycle sent an order for the hold ${describeMoment(moment)}; last regime: ${String(regime)}.`,
  );
}

async function runCycle(world: LoopWorld): Promise<string[]> {
  const startedAt = performance.now();
  for (;;) {
    const { status, reason, item } = await world.runLoop();
    if (status !== 'success')
      return [`an execution after the kill ended with ${status}: ${reason}`];
    if (valueAt(item, 'execution', 'status') !== 'busy') return [];
    if (performance.now() - startedAt > BUSY_LIMIT_MS) return ['the loop stayed busy'];
    await sleep(BUSY_PAUSE_MS);
  }
}

/** Compares the books and looks for what must never be; answers the faults in words. */
export async function inspect(world: LoopWorld): Promise<string[]> {
  const journal = readJournalBooks(world.paths.journal);
  const faults = differences(journal, await readExchangeBooks(world.exchange.url));
  if (journal.unsettled > 0) faults.push(`${journal.unsettled} orders without a known outcome`);
  const reused = await readReusedClientOrderIds(world.exchange.url);
  if (reused.length > 0) faults.push(`client order ids used again: ${reused.join(', ')}`);
  const { duplicateOrders } = await world.exchange.report();
  if (duplicateOrders > 0) faults.push(`the exchange saw ${duplicateOrders} duplicate orders`);
  const { overfilledIntents } = readJournalFigures(world.paths.journal);
  if (overfilledIntents > 0)
    faults.push(`${overfilledIntents} intents filled beyond their quantity`);
  return faults;
}

/**
 * Kills n8n (SIGKILL) at one moment of a cycle, starts it again on the same folder, lets a few
 * cycles run and inspects the books.
 */
export async function killOnce(
  world: LoopWorld,
  moment: KillMoment,
  random: SeededRandom,
): Promise<KillOutcome> {
  const ordinaryStart = performance.now();
  const faults = await runCycle(world);
  const ordinaryMs = performance.now() - ordinaryStart;
  await world.exchange.advance(random.whole(1, LONGEST_LEAD_MINUTES) * MINUTE_MS);

  if (moment.kind === 'hold') {
    await runIntoHold(world, moment);
  } else {
    world.runLoop().catch(() => undefined);
    await sleep(moment.fraction * Math.min(ordinaryMs, 5_000));
  }
  await world.killN8n();
  await world.exchange.release();
  await world.restartN8n();
  for (let cycle = 1; cycle <= CYCLES_AFTER && faults.length === 0; cycle += 1) {
    faults.push(...(await runCycle(world)));
    if (cycle < CYCLES_AFTER) await world.exchange.advance(MINUTE_MS);
  }
  return { moment: describeMoment(moment), faults: [...faults, ...(await inspect(world))] };
}
