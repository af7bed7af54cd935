import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkGridFault } from './demo/checkGrid';
import { cycleLine } from './demo/cycleLine';
import { gatherFigures } from './demo/figures';
import { LoopWorld } from './demo/LoopWorld';
import { DEMO_USAGE, parseDemoOptions, type DemoOptions } from './demo/options';
import { runCycles, type Cycle } from './demo/runCycles';
import { LOOP } from './demo/workflowFiles';
import { OWNER } from './n8n/EditorApi';
import { InterruptedError, interruption } from './support/interruption';
import { runMain } from './support/main';
import { createProgress } from './support/progress';

const PAUSE_MS = 3_000;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function tell({ number, execution, report }: Cycle): void {
  // Where something was denied, its alert comes last, with the account as it was before.
  say(cycleLine(number, execution.items[LOOP.lastNode] ?? execution.item, report));
  if (execution.status !== 'success') {
    say(`     execution ${execution.id} ended with "${execution.status}": ${execution.reason}`);
  }
}

/** Runs so many cycles, writes the file and returns the exit code. */
async function runCounted(world: LoopWorld, count: number, options: DemoOptions): Promise<number> {
  await runCycles(world, { count, stepMs: options.stepMs }, tell);
  const figures = await gatherFigures(world, count);
  if (options.json !== null) {
    await writeFile(options.json, `${JSON.stringify(figures, null, 2)}\n`);
    say(`Figures: ${options.json}`);
  }
  say(
    `${figures.executionsSucceeded} of ${count} executions succeeded, ${figures.fills} fills, ` +
      `${figures.roundTrips} round trips, ${figures.hedges} hedges, equity ` +
      `${figures.startEquityQuote} -> ${figures.endEquityQuote} USDT.`,
  );
  if (typeof figures.latticeRoundTrips === 'number') {
    say(
      `Check grid: ${figures.roundTrips} round trips, ${figures.latticeRoundTrips} of a lattice ` +
        'walk over the same candles.',
    );
  }
  if (figures.executionsSucceeded !== count || figures.executionsFailed !== 0) {
    say(`The demo failed: ${figures.executionsFailed} executions did not succeed (see above).`);
    return 1;
  }
  const fault = checkGridFault(figures);
  if (fault === null) return 0;
  say(`The demo failed: ${fault}.`);
  return 1;
}

async function runForEver(world: LoopWorld, options: DemoOptions): Promise<never> {
  say('One cycle every few seconds, until you press Ctrl-C.');
  for (let number = 1; ; number += 1) {
    const execution = await world.runLoop();
    tell({ number, execution, report: await world.exchange.report() });
    await sleep(PAUSE_MS);
    await world.exchange.advance(options.stepMs);
  }
}

function introduce(world: LoopWorld): void {
  say('');
  say(`n8n ${world.n8nVersion} runs the loop: ${world.editorUrl}/workflow/${LOOP.id}`);
  say(`Sign in with ${OWNER.email} and the password ${OWNER.password}`);
  say('');
}

runMain(async () => {
  const options = parseDemoOptions(process.argv.slice(2));
  if (options.help) {
    say(DEMO_USAGE);
    return 0;
  }
  const interrupted = interruption();
  let world: LoopWorld | undefined;
  try {
    const loop = options.checkGrid ? 'checkGrid' : 'shipped';
    world = await interrupted.race(LoopWorld.open({ ...options, loop }, createProgress()));
    introduce(world);
    const work =
      options.cycles === null
        ? runForEver(world, options)
        : runCounted(world, options.cycles, options);
    return await interrupted.race(work);
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    say('\nEnding what the demo started.');
    // Without a number of cycles, Ctrl-C is the way the demo ends.
    if (options.cycles === null && world !== undefined) return 0;
    throw error;
  } finally {
    if (world !== undefined) {
      await world.close({ keep: options.keep });
      if (options.keep) say(`Kept: ${world.folder}`);
    }
  }
});
