import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { itemSchema } from '../../lib/model/item';
import { Harness, type Outcome, shippedWorkflow } from './harness/Harness';

const LOOP = shippedWorkflow('01-strategy-loop.json');
const MINUTE_MS = 60_000;
const ITEMS = [{ symbol: 'BTCUSDT' }, { symbol: 'ETHUSDT' }];

/** What a node put out for a symbol, on whichever output. */
function of(outcome: Outcome, node: string, symbol: string) {
  const all = [...outcome.items(node, 0), ...outcome.items(node, 1)];
  return all.filter((item) => item['symbol'] === symbol);
}

describe('the journal of a loop', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  it('is backed up by Reconcile, once an hour', async () => {
    await harness.run(LOOP, 'Reconcile', { items: [{ symbol: 'BTCUSDT' }] });
    await harness.run(LOOP, 'Reconcile', { items: [{ symbol: 'BTCUSDT' }] });
    const folder = join(harness.folder, '.n8n', 'deltagrid');
    expect(readdirSync(join(folder, 'simulator-default.sqlite.backups'))).toHaveLength(1);
  });
});

describe('one symbol of two whose journal rows are broken (H14)', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  const run = () => harness.run(LOOP, 'Reconcile', { items: ITEMS });
  const executionOf = (outcome: Outcome, symbol: string) =>
    itemSchema.partial().parse(of(outcome, 'Place Order', symbol)[0] ?? {}).execution;

  it('is left alone and told about, while the other trades on', async () => {
    const before = await run();
    expect(executionOf(before, 'BTCUSDT')?.placed).toBeGreaterThan(0);
    expect(executionOf(before, 'ETHUSDT')?.placed).toBeGreaterThan(0);
    const file = join(harness.folder, '.n8n', 'deltagrid', 'simulator-default.sqlite');
    const journal = new BetterSqlite3(file);
    const states = () =>
      journal
        .prepare("select state from orders where symbol = 'BTCUSDT' order by client_order_id")
        .pluck()
        .all();
    journal
      .prepare("update orders set state = 'opne' where symbol = 'BTCUSDT' and state = 'open'")
      .run();
    const broken = states();
    expect(broken).toContain('opne');

    await harness.advance(MINUTE_MS);
    const after = await run();
    expect(after.status).toBe('success');
    expect(of(after, 'Reconcile', 'BTCUSDT')).toMatchObject([
      { problem: expect.stringMatching(/Order .* of BTCUSDT in the journal is broken/) },
    ]);
    expect(of(after, 'Risk Check', 'BTCUSDT')).toHaveLength(1);
    expect(executionOf(after, 'BTCUSDT')).toBeUndefined();
    expect(executionOf(after, 'ETHUSDT')).toMatchObject({ status: 'done' });
    expect(states()).toEqual(broken);
    journal.close();
  });
});
