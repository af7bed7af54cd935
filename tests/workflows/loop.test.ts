import type { IDataObject } from 'n8n-workflow';
import { type Item, itemSchema } from '../../lib/model/item';
import { Harness, type Outcome, shippedWorkflow } from './harness/Harness';

const LOOP = shippedWorkflow('01-strategy-loop.json');
const MINUTE_MS = 60_000;
const CYCLES = 10;
/** DESIGN section 3. */
const MAXIMUM_ITEM_BYTES = 32 * 1024;
const MAXIMUM_CYCLE_BYTES = 150 * 1024;
const LOOP_NODES = [
  'Reconcile',
  'Binance Market Data',
  'Regime Classifier',
  'Plan Grid',
  'Plan Hedge',
  'Risk Check',
  'Place Order',
  'Funding Report',
  'Report Alert',
];

function checkedItem(json: IDataObject): Item {
  return itemSchema.parse(json);
}

describe('ten cycles of the shipped loop in the engine of n8n', () => {
  let harness: Harness;
  const outcomes: Outcome[] = [];

  beforeAll(async () => {
    harness = await Harness.start();
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const start = cycle % 2 === 0 ? 'Run Once' : 'Every Minute';
      const mode = cycle % 2 === 0 ? 'manual' : 'trigger';
      outcomes.push(await harness.run(LOOP, start, { mode }));
      await harness.advance(15 * MINUTE_MS);
    }
  });
  afterAll(() => harness.stop());

  it('ends every cycle well, and runs every node once', () => {
    for (const outcome of outcomes) {
      expect(outcome.problem).toEqual({ message: '', description: '' });
      expect(outcome.status).toBe('success');
      for (const node of LOOP_NODES) expect([node, outcome.timesRun(node)]).toEqual([node, 1]);
    }
  });

  it('puts a valid item with its pairing on every wire', () => {
    for (const outcome of outcomes) {
      for (const node of LOOP_NODES) {
        const [raw] = outcome.raw(node);
        expect(raw?.pairedItem).toEqual({ item: 0 });
        expect(checkedItem(outcome.item(node)).symbol).toBe('BTCUSDT');
        expect(outcome.item(node)).not.toHaveProperty('error');
      }
    }
  });

  it('opens the grid with a chunk of inventory and its hedge in the first cycle', () => {
    const first = outcomes[0];
    const item = checkedItem(first?.item('Funding Report') ?? {});
    expect(item.risk).toMatchObject({ status: 'approved', denials: [] });
    expect(item.risk?.approvalId).toMatch(/^[0-9a-f-]{36}$/);
    expect(item.execution).toMatchObject({ status: 'done', alreadyDone: false, rejected: 0 });
    expect(item.execution?.placed).toBeGreaterThanOrEqual(12);
    // As much as the band holds: 5 % of 20,000.
    expect(Number(item.account?.inventory)).toBeGreaterThan(0.008);
    expect(Number(item.account?.inventory)).toBeLessThan(0.0126);
    expect(Number(item.account?.position)).toBeLessThan(-0.008);
    expect(Math.abs(Number(item.account?.delta))).toBeLessThan(0.001);
    expect(first?.item('Report Alert')['alert']).toEqual({ delivery: 'notConfigured' });
  });

  it('goes on opening, the hedge behind it, with delta in its band after every cycle', () => {
    const accounts = outcomes.map((outcome) => checkedItem(outcome.item('Funding Report')).account);
    const inventories = accounts.map((account) => Number(account?.inventory));
    expect(Math.max(...inventories)).toBeGreaterThan(0.02);
    for (const outcome of outcomes) {
      const item = checkedItem(outcome.item('Funding Report'));
      const delta = Math.abs(Number(item.account?.delta)) * Number(item.market?.markPrice);
      expect(delta / Number(item.account?.equityQuote)).toBeLessThanOrEqual(0.05);
    }
  });

  it('trades on: orders rest, fills are booked, nothing is sent twice', async () => {
    const report = await harness.report();
    expect(report.duplicateOrders).toBe(0);
    expect(report.rateLimitViolations).toBe(0);
    expect(report.openOrdersExchange).toBeGreaterThan(10);
    const last = outcomes.at(-1)?.item('Funding Report');
    expect(last?.['report']).toMatchObject({ version: 1, fills: expect.any(Number) });
    for (const outcome of outcomes) {
      expect(checkedItem(outcome.item('Place Order')).execution).toMatchObject({
        rejected: 0,
        unknown: 0,
      });
    }
  });

  it('stays within the budget of what n8n stores', () => {
    for (const outcome of outcomes) {
      const sizes = LOOP_NODES.map((node) => JSON.stringify(outcome.item(node)).length);
      expect(Math.max(...sizes)).toBeLessThan(MAXIMUM_ITEM_BYTES);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAXIMUM_CYCLE_BYTES);
    }
  });
});
