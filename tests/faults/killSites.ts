import { flatten } from './scenarios/flattening';
import { HORIZON_MS, opened } from './scenarios/steps';
import { MINUTE_MS, type World } from './world/world';

/** A piece of work that is killed at every point of it. */
export interface KillSite {
  name: string;
  /** What happened before, in a process of its own. */
  prepare(world: World): Promise<void>;
  /** The work, from the start of its process. */
  run(world: World): Promise<unknown>;
  /** What the processes after it do, until nothing is under way. */
  recover(world: World): Promise<void>;
}

/** An opening is bought chunk by chunk, one a cycle, each with its hedge. */
const CYCLES_AFTER = 5;
/** A dead holder's lease runs out within this time. */
const LEASE_MS = MINUTE_MS;

async function cyclesAfter(world: World): Promise<void> {
  // At once: the dead run's lease may still be held, and then nothing may be done.
  await world.tryCycle();
  for (let cycle = 0; cycle < CYCLES_AFTER; cycle += 1) {
    world.time.pass(LEASE_MS + HORIZON_MS);
    await world.cycle();
  }
}

export const KILL_SITES: readonly KillSite[] = [
  {
    name: 'opening',
    prepare: async () => undefined,
    run: (world) => world.cycle(),
    recover: cyclesAfter,
  },
  {
    name: 'fills and hedge',
    prepare: async (world) => {
      await opened(world);
      world.move(79_650, 79_350, 79_450);
    },
    run: (world) => world.cycle(),
    recover: cyclesAfter,
  },
  {
    name: 'cancels under the kill switch',
    prepare: async (world) => {
      await opened(world);
      world.move(80_350, 80_650);
      world.product.setKillSwitch(await world.session(), { engaged: true, reason: 'by hand' });
    },
    run: (world) => world.cycle(),
    recover: cyclesAfter,
  },
  {
    name: 'flatten',
    prepare: async (world) => {
      await opened(world);
    },
    run: (world) => flatten(world),
    recover: async (world) => {
      world.time.pass(HORIZON_MS);
      await flatten(world);
      world.time.pass(HORIZON_MS);
      const { residual } = await flatten(world);
      const isDown = Number(residual.inventory) < 0.0001 && residual.position === '0';
      if (!isDown) throw new Error(`flatten left ${JSON.stringify(residual)}`);
    },
  },
];

/** A site by its name; throws for an unknown one. */
export function killSite(name: string): KillSite {
  const found = KILL_SITES.find((site) => site.name === name);
  if (found === undefined) throw new Error(`There is no kill site "${name}".`);
  return found;
}
