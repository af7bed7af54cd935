import { canonicalJson } from '../../lib/model/canonical';
import { type Item, itemSchema } from '../../lib/model/item';
import type { Plan } from '../../lib/model/plan';
import { planGridForItem } from '../../lib/operations/planGrid';
import { planHedgeForItem } from '../../lib/operations/planHedge';
import { openSession, type Session } from '../../lib/session/openSession';
import { DEFAULT_GRID_SETTINGS } from '../../lib/strategy/settings';
import { Harness, KEY, SECRET, shippedWorkflow } from '../workflows/harness/Harness';

const LOOP = shippedWorkflow('01-strategy-loop.json');
const CYCLES = 4;
/** The shipped loop fixes its spacing; everything else is as the node has it. */
const SETTINGS = { ...DEFAULT_GRID_SETTINGS, spacingMode: 'fixed' } as const;

describe('a plan made in n8n and outside of it', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  /** The plans of an item made by the operations alone, at the moment in which n8n made its own. */
  async function planOutside(session: Session, item: Item, inside: readonly Plan[]) {
    const at = (market: Plan['scope']['market']): Session => {
      const madeAt = inside.find(({ scope }) => scope.market === market)?.madeAt ?? Number.NaN;
      return { ...session, clocks: { ...session.clocks, exchangeNow: () => madeAt } };
    };
    const withGrid = await planGridForItem(at('spot'), item, SETTINGS);
    return planHedgeForItem(at('usdm'), withGrid, SETTINGS);
  }

  it('is the same for the same inputs, byte for byte', async () => {
    // Without what places orders: the books stay as they were while both look at them.
    const planning = {
      ...LOOP,
      connections: { ...LOOP.connections, 'Plan Hedge': {} },
    };
    let grids = 0;
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const outcome = await harness.run(planning, 'Run Once');
      expect(outcome.problem).toEqual({ message: '', description: '' });
      const inside = itemSchema.parse(outcome.item('Plan Hedge')).plans ?? [];
      const before = itemSchema.parse(outcome.item('Regime Classifier'));
      const session = await openSession(
        {
          environment: 'simulator',
          apiKey: KEY,
          apiSecret: SECRET,
          simulatorUrl: harness.simulator.url,
          journalName: 'default',
        },
        { n8nFolder: `${harness.folder}/.n8n`, hostNow: Date.now },
      );
      try {
        const { plans } = await planOutside(session, before, inside);
        expect(canonicalJson(plans)).toBe(canonicalJson(inside));
        const [first, second] = plans ?? [];
        expect([first?.scope.market, second?.scope.market]).toEqual(['spot', 'usdm']);
        if (first?.grid) grids += 1;
      } finally {
        session.close();
      }
      // The grid rests, so that the next cycle plans over fills.
      await harness.run(LOOP, 'Run Once');
      await harness.advance(30 * 60_000);
    }
    expect(grids).toBeGreaterThan(1);
  });
});
