import { itemSchema } from '../../lib/model/item';
import { Harness, shippedWorkflow } from './harness/Harness';

const LOOP = shippedWorkflow('01-strategy-loop.json');

describe('one document for all settings of the loop', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());
  const run = (settings: unknown) =>
    harness.run(LOOP, 'Run Once', { items: [{ settings: JSON.stringify(settings) }] });

  it('is read by every node of it, before the node\u2019s own parameters', async () => {
    const outcome = await run({
      reconcile: { foreignFills: 'halt' },
      binanceMarketData: { interval: '15m', candleCount: 120 },
      regimeClassifier: { confirmations: 1, maximumAtrPct: 40 },
      gridPlanner: { strategy: 'other', levelsPerSide: 4, hedge: 'off' },
      riskCheck: { maximumExposurePct: 80 },
      placeOrder: { leverage: 3 },
      fundingReport: { strategy: 'other', period: 'day', listedLots: 0 },
    });
    expect(outcome.problem.message).toBe('');
    const item = itemSchema.parse(outcome.item('Funding Report'));
    expect(item.market?.candles).toMatchObject({ interval: '15m' });
    expect(item.plans?.map(({ scope }) => scope.strategy)).toEqual(['other', 'other']);
    expect(item.plans?.[0]?.grid?.cells.length).toBeLessThanOrEqual(8);
    expect(item.plans?.[1]?.hedge?.switch).toBe('off');
    expect(item.execution).toMatchObject({ status: 'done', rejected: 0 });
    expect(item.report).toMatchObject({ period: 'day', hedge: 'off' });
    expect(item.report?.lots.map(({ oldest }) => oldest)).toEqual([[]]);
  });

  it.each([
    ['Reconcile', { reconcile: { foreignFills: 'sell' } }],
    ['Binance Market Data', { binanceMarketData: { candleCount: 5 } }],
    ['Regime Classifier', { regimeClassifier: { trendAdx: 'high' } }],
    ['Plan Grid', { gridPlanner: { levels: 3 } }],
    ['Risk Check', { riskCheck: { maximumLeverage: 20 } }],
    ['Place Order', { placeOrder: { leverage: 1.5 } }],
    ['Funding Report', { fundingReport: { period: 'decade' } }],
  ])('is refused by name where %s cannot use it', async (node, settings) => {
    const before = await harness.report();
    const outcome = await run(settings);
    expect(outcome.status).toBe('error');
    expect(outcome.timesRun(node)).toBe(1);
    const [section, values] = Object.entries(settings)[0] ?? ['', {}];
    expect(outcome.problem.message).toContain(`section "${section}"`);
    expect(outcome.problem.message).toContain(Object.keys(values)[0]);
    const isBehind = node === 'Funding Report';
    if (!isBehind) expect((await harness.report()).ordersPlaced).toBe(before.ordersPlaced);
  });
});
