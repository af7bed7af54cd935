import { itemSchema } from '../../lib/model/item';
import { Harness, shippedWorkflow } from '../workflows/harness/Harness';

const LOOP = shippedWorkflow('01-strategy-loop.json');

describe('Classify Regime with further intervals', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  it('reads their candles, and takes a range for one only where all of them are one', async () => {
    const settings = { regimeClassifier: { furtherIntervals: ['4h', '1d', '1h'] } };
    const outcome = await harness.run(LOOP, 'Run Once', { items: [{ settings }] });
    expect(outcome.problem.message).toBe('');
    const { regime } = itemSchema.parse(outcome.item('Regime Classifier'));
    const intervals = regime?.intervals ?? [];
    expect(intervals.map(({ interval }) => interval)).toEqual(['1h', '4h', '1d']);
    for (const { candleClosedAt } of intervals) expect(candleClosedAt).toBeGreaterThan(0);
    const isRange = intervals.every(({ label }) => label === 'RANGE');
    expect(regime?.label === 'RANGE').toBe(isRange);
    expect(regime).toMatchObject({ interval: '1h', reason: expect.stringContaining('1d ') });
  });

  it('leaves the regime as it is without any', async () => {
    const outcome = await harness.run(LOOP, 'Run Once');
    const { regime } = itemSchema.parse(outcome.item('Regime Classifier'));
    expect(regime).toMatchObject({ version: 2, interval: '1h' });
    expect(regime).not.toHaveProperty('intervals');
  });
});
