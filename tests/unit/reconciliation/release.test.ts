import { RELEASE_AFTER_MS, releaseLost } from '../../../lib/reconciliation/release';
import { temporaryJournal } from '../../support/journals';
import { entry, fill, newOrder, report, SPOT } from '../../support/samples';
import { ScriptedExchange } from '../../support/scriptedExchange';

const LOST_AT = 1_000;
let world: ReturnType<typeof temporaryJournal>;
let exchange: ScriptedExchange;
let id: string;
let now: number;

beforeEach(() => {
  world = temporaryJournal();
  exchange = new ScriptedExchange();
  const { journal } = world;
  journal.bind('simulator', '7', 1);
  const context = { approvalId: null, planReason: 'test', at: 1 };
  id = journal.intendOrders([newOrder()], context)[0]?.clientOrderId ?? '';
  const lease = journal.acquireLease('asset/BTC', 'test', 1, 30_000);
  const guard = {
    lease: { name: 'asset/BTC', token: lease?.token ?? 0, ttlMs: 30_000 },
    isIncrease: true,
    baseAsset: 'BTC',
    planRevision: 0,
    ownIntentIds: [],
  };
  expect(journal.markSent(id, guard, 1)).toBeNull();
  journal.applyReport(id, report(id), 'accepted', 2);
  journal.transition(id, 'lost', 'absent after the horizon', LOST_AT);
  now = LOST_AT + RELEASE_AFTER_MS;
});
afterEach(() => world.dispose());

const release = () => releaseLost(SPOT, { exchange, journal: world.journal, hostNow: () => now });
const stateNow = () => world.journal.order(id)?.state;

describe('a lost order', () => {
  it('is released when nothing has shown it for a day: it counts no more', async () => {
    expect(world.journal.committedQuantity(entry().id)).toBe('0.01');
    expect(await release()).toMatchObject([{ clientOrderId: id, released: true }]);
    expect(stateNow()).toBe('expired');
    expect(world.journal.committedQuantity(entry().id)).toBe('0');
  });

  it('is kept before the day is over', async () => {
    now -= 1;
    expect(await release()).toMatchObject([{ released: false, why: 'lost for 23 of 24 hours' }]);
    expect(stateNow()).toBe('lost');
  });

  it('is kept when the query finds it again', async () => {
    exchange.orders.set(id, report(id));
    expect(await release()).toMatchObject([{ released: false }]);
    expect(stateNow()).toBe('lost');
  });

  it('is kept while a trade that nobody knows may be its own', async () => {
    exchange.trades.push(fill({ exchangeOrderId: '777' }));
    expect(await release()).toMatchObject([{ released: false }]);
    expect(stateNow()).toBe('lost');
  });

  it('is kept while a trade of its own is listed that the query knows nothing of', async () => {
    exchange.trades.push(fill({ exchangeOrderId: '11' }));
    expect(await release()).toMatchObject([{ released: false }]);
    expect(stateNow()).toBe('lost');
  });

  it('is kept while such a trade lies behind a whole page of others', async () => {
    const others = Array.from({ length: 1_000 }, (_one, index) =>
      fill({ tradeId: String(index + 1), exchangeOrderId: '5', side: 'SELL' }),
    );
    exchange.trades.push(...others, fill({ tradeId: '1001', exchangeOrderId: '777' }));
    const all = exchange.fills.bind(exchange);
    exchange.fills = async (...asked) => (await all(...asked)).slice(0, 1_000);
    expect(await release()).toMatchObject([{ released: false }]);
    expect(stateNow()).toBe('lost');
  });

  it('is kept when the exchange cannot be asked', async () => {
    exchange.onFind = () => {
      throw new Error('HTTP 502');
    };
    await expect(release()).rejects.toThrow('HTTP 502');
    expect(stateNow()).toBe('lost');
  });
});
