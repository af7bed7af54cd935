import { Database } from '../../../lib/journal/sqlite/database';
import { hasNotEnded, NOT_ENDED_MIGRATION } from '../../../lib/journal/sqlite/notEnded';
import { selectOrders } from '../../../lib/journal/sqlite/orderRows';
import { isTerminal } from '../../../lib/journal/sqlite/orderTransitions';
import { BrokenStateError } from '../../../lib/model/errors';
import { temporaryJournal } from '../../support/journals';
import { ORDER_STATES } from '../../../lib/model/order';
import { entry, fill, newOrder, SPOT, SPOT_SCOPE } from '../../support/samples';

const ETH = { ...SPOT_SCOPE, symbol: 'ETHUSDT' };
const CONTEXT = { approvalId: null, planReason: 'test', at: 1 };

let world: ReturnType<typeof temporaryJournal>;
let database: Database;
beforeEach(() => {
  world = temporaryJournal('abc123', { reserveBytes: 0 });
  database = Database.open(world.file, undefined, { reserveBytes: 0 });
  const eth = newOrder(entry({ id: 'eth' }), ETH);
  world.journal.intendOrders([newOrder(entry({ id: 'btc' })), eth], CONTEXT);
});
afterEach(() => {
  database.close();
  world.dispose();
});

function spoil(table: string, column: string, value: string): void {
  database.connection.exec(`update ${table} set ${column} = '${value}' where symbol = 'BTCUSDT'`);
}

describe('an order that cannot be read (H14)', () => {
  it.each([
    ['orders', 'state', 'opne'],
    ['orders', 'state', ''],
    ['orders', 'quantity', '0.01x'],
    ['orders', 'filled_quantity', ''],
    ['orders', 'instruction', '{'],
    ['orders', 'side', 'BYE'],
    ['intents', 'purpose', 'gridEntri'],
  ])('in %s.%s is never taken for ended, and stops its own symbol only', (table, column, value) => {
    spoil(table, column, value);
    const { journal } = world;
    expect(() => journal.unfinishedOrders('spot', 'BTCUSDT')).toThrow(BrokenStateError);
    expect(() => journal.unfinishedOrders('spot', 'BTCUSDT')).toThrow(/of BTCUSDT/);
    expect(journal.unfinishedOrders('spot', 'ETHUSDT')).toHaveLength(1);
    expect(journal.allUnfinishedOrders().map(({ symbol }) => symbol)).toEqual(['ETHUSDT']);
    expect(journal.brokenSymbols()).toEqual(['BTCUSDT']);
  });

  it('is not looked at once it has ended', () => {
    spoil('orders', 'quantity', 'x');
    spoil('orders', 'state', 'expired');
    expect(world.journal.unfinishedOrders('spot', 'BTCUSDT')).toEqual([]);
    expect(world.journal.brokenSymbols()).toEqual([]);
  });

  it('is found through the index of states, among many that have ended', () => {
    const query = selectOrders()
      .where('orders.market', '=', 'spot')
      .where('orders.symbol', '=', 'BTCUSDT')
      .where(hasNotEnded)
      .orderBy('intents.number')
      .compile();
    const plan = database.connection
      .prepare(`explain query plan ${query.sql}`)
      .all(...query.parameters);
    expect(JSON.stringify(plan)).toContain('orders_not_ended');
    for (const state of ORDER_STATES) {
      expect(NOT_ENDED_MIGRATION.includes(`'${state}'`)).toBe(isTerminal(state));
    }
  });
});

describe('other rows of a symbol that cannot be read', () => {
  it('say which symbol it is', () => {
    const { journal } = world;
    journal.saveInstruments([SPOT], 1);
    spoil('instruments', 'body', '{}');
    expect(() => journal.instrument('spot', 'BTCUSDT')).toThrow(BrokenStateError);
    const assets = { baseAsset: 'BTC', quoteAsset: 'USDT', cursor: null, at: 1 };
    journal.bookFills([fill()], assets);
    database.connection.exec("update fills set intent_id = 'btc', price = 'much'");
    expect(() => journal.ownFills('spot', 'BTCUSDT', 0, 10)).toThrow(BrokenStateError);
    spoil('intents', 'net_base', 'x');
    expect(() => journal.intentsOf('grid', 'spot', 'BTCUSDT')).toThrow(BrokenStateError);
    expect(journal.intentsOf('grid', 'spot', 'ETHUSDT')).toHaveLength(1);
    database.connection.exec(
      "insert into grids values ('grid', 'BTCUSDT', 1, '{\"number\":\"one\"}', 1, null)",
    );
    expect(() => journal.currentGrid('grid', 'BTCUSDT')).toThrow(BrokenStateError);
    expect(journal.currentGrid('grid', 'ETHUSDT')).toBeNull();
  });
});
