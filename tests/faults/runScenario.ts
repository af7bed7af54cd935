import type { Violation } from './invariants';
import type { Scenario } from './scenarios/scenario';
import { World } from './world/world';

/** What a run came to. */
export interface Outcome {
  ok: boolean;
  /** What did not hold; empty when all did. */
  why: string;
  violations: Violation[];
  duplicateOrders: number;
  unprotectedMs: number;
}

/** Runs one scenario in a world of its own against a bundle of the product. */
export async function runScenario(
  scenario: Scenario,
  place: { productFile: string; folder: string },
): Promise<Outcome> {
  const world = new World({ ...place, ...scenario.options, seed: seedOf(scenario.id) });
  let why = '';
  try {
    await scenario.run(world);
  } catch (error) {
    why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  try {
    if (world.time.exhausted) why ||= 'it waits in a circle';
    if (why === '' && scenario.unsettled === undefined) world.check();
    const { violations } = world.invariants;
    const { duplicateOrders } = world.exchange.report();
    const { unprotectedMs } = world;
    why ||= violations.map((each) => `${each.rule}: ${each.why}`).join('\n');
    return { ok: why === '', why, violations, duplicateOrders, unprotectedMs };
  } finally {
    world.dispose();
  }
}

function seedOf(id: string): number {
  return [...id].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7);
}
