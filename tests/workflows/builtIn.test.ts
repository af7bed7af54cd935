import { itemSchema } from '../../lib/model/item';
import { Harness, shippedWorkflow } from './harness/Harness';

/** What a new user meets: an empty folder, and a credential with nothing but its defaults. */
describe('the built-in paper exchange', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  it('carries the shipped loop at first use, inside the process of n8n', async () => {
    const credentials = { binanceApi: { environment: 'simulator', journalName: 'first' } };
    const loop = shippedWorkflow('01-strategy-loop.json');
    const outcome = await harness.run(loop, 'Run Once', { credentials });
    expect(outcome.problem.message).toBe('');
    const { execution, environment } = itemSchema.parse(outcome.item('Place Order'));
    expect(environment).toBe('simulator');
    expect(execution).toMatchObject({ status: 'done', rejected: 0 });
    expect(execution?.placed).toBeGreaterThanOrEqual(12);
  });
});
