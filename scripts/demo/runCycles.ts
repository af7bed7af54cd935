import type { EndedExecution } from '../n8n/EditorApi';
import type { PaperReport } from './PaperExchange';
import type { LoopWorld } from './LoopWorld';

/** What one cycle left: the execution inside n8n and the exchange's books right after it. */
export interface Cycle {
  /** 1 for the first. */
  readonly number: number;
  readonly execution: EndedExecution;
  readonly report: PaperReport;
}

/**
 * Runs the loop `count` times inside n8n, one after the other, and lets `stepMs` of exchange time
 * pass between two executions; waits for `watch` after each.
 *
 * No time passes after the last one, so that the books of journal and exchange can be compared:
 * what fills later is known to the exchange alone until the next execution.
 */
export async function runCycles(
  world: LoopWorld,
  options: { count: number; stepMs: number },
  watch: (cycle: Cycle) => void | Promise<void>,
): Promise<void> {
  for (let number = 1; number <= options.count; number += 1) {
    if (number > 1) await world.exchange.advance(options.stepMs);
    const execution = await world.runLoop();
    await watch({ number, execution, report: await world.exchange.report() });
  }
}
