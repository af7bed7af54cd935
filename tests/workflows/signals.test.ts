import { inPresentForm } from '../../lib/model/grid';
import { type Item, itemSchema } from '../../lib/model/item';
import { Harness, type Outcome, shippedWorkflow } from './harness/Harness';

const LOOP = shippedWorkflow('11-strategy-loop-with-signals.json');
const MINUTE_MS = 60_000;
const CYCLES = 4;
const SIGNALS = ['Composite Volatility', 'Multi-Timeframe Signal', 'Ensemble Conviction'];
const LOOP_NODES = [
  'Reconcile',
  'Binance Market Data',
  'Regime Classifier',
  ...SIGNALS,
  'Plan Grid',
  'Plan Hedge',
  'Risk Check',
  'Place Order',
  'Funding Report',
  'Report Alert',
];
/** DESIGN section 3. */
const MAXIMUM_ITEM_BYTES = 32 * 1024;
const MAXIMUM_CYCLE_BYTES = 150 * 1024;

describe('the shipped loop with signals in the engine of n8n', () => {
  let harness: Harness;
  const outcomes: Outcome[] = [];

  beforeAll(async () => {
    harness = await Harness.start();
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      outcomes.push(await harness.run(LOOP, 'Run Once', { mode: 'manual' }));
      await harness.advance(15 * MINUTE_MS);
    }
  });
  afterAll(() => harness.stop());

  const itemAfter = (outcome: Outcome, node: string): Item => itemSchema.parse(outcome.item(node));

  it('ends every cycle well, each node adding its part', () => {
    for (const outcome of outcomes) {
      expect(outcome.problem).toEqual({ message: '', description: '' });
      for (const node of SIGNALS) expect(outcome.timesRun(node)).toBe(1);
      expect(itemAfter(outcome, 'Funding Report').signals).toMatchObject({
        volatility: { status: 'ok' },
        multiTimeframe: { status: 'ok' },
        ensemble: { status: 'ok' },
      });
    }
  });

  it('makes the grid from the composite volatility, denser near the levels', () => {
    const [first] = outcomes;
    if (!first) throw new Error('nothing ran');
    const { plans, signals } = itemAfter(first, 'Plan Grid');
    const grid = plans?.find((plan) => plan.grid)?.grid;
    if (!grid) throw new Error('no grid was planned');
    const { madeFrom, reasons } = inPresentForm(grid);
    expect(signals?.volatility).toMatchObject({ annualFraction: madeFrom.volatility });
    expect(reasons.join()).toMatch(/away from support, resistance and round numbers/);
  });

  it('stays within the budget of what n8n stores', () => {
    for (const outcome of outcomes) {
      const sizes = LOOP_NODES.map((node) => JSON.stringify(outcome.item(node)).length);
      expect(Math.max(...sizes)).toBeLessThan(MAXIMUM_ITEM_BYTES);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAXIMUM_CYCLE_BYTES);
    }
  });
});
