import BetterSqlite3 from 'better-sqlite3';
import { executePlans } from '../../../lib/execution/executePlans';
import { flatten } from '../../../lib/execution/flatten';
import type { Journal } from '../../../lib/journal/port';
import { openSqliteJournal } from '../../../lib/journal/sqlite/sqliteJournal';
import { TransientError } from '../../../lib/model/errors';
import type { Intent, Plan } from '../../../lib/model/plan';
import { giveBackLease, takeLease } from '../../../lib/supervision/leases';
import { temporaryJournal } from '../../support/journals';
import { entry, FUTURES, SPOT, SPOT_SCOPE } from '../../support/samples';
import { ScriptedExchange } from '../../support/scriptedExchange';

let world: ReturnType<typeof temporaryJournal>;
let exchange: ScriptedExchange;
let blocker: BetterSqlite3.Database;
beforeEach(() => {
  world = temporaryJournal('abc123', { busyTimeoutMs: 10 });
  exchange = new ScriptedExchange();
  blocker = new BetterSqlite3(world.file);
});
afterEach(() => {
  blocker.close();
  world.dispose();
});

/** Another process begins to write and does not come to an end. */
const lock = (): void => {
  blocker.exec('begin immediate');
};
const unlock = (): void => {
  blocker.exec('commit');
};

/** The journal, with something happening just before one of its methods. */
function disturbed<Name extends 'markSent' | 'applyReport' | 'bookFills' | 'intendOrders'>(
  name: Name,
  disturb: () => void,
): Journal {
  let isFirst = true;
  return new Proxy(world.journal, {
    get(target, property, receiver) {
      if (property === name && isFirst) {
        isFirst = false;
        disturb();
      }
      return Reflect.get(target, property, receiver);
    },
  });
}

function depsOf(journal: Journal) {
  const lease = takeLease(world.journal, 'BTC', 'test', () => 1);
  if (!lease) throw new Error('no lease');
  const instruments = { spot: SPOT, usdm: FUTURES };
  return {
    exchange,
    journal,
    hostNow: () => 1,
    lease,
    instruments,
    leverage: 2,
    accountVerdict: { denials: [], warnings: [] },
    refreshInstrument: async () => SPOT,
  };
}

const plan = (...intents: Intent[]): Plan => ({
  version: 1,
  scope: SPOT_SCOPE,
  baseAsset: 'BTC',
  madeAt: 1,
  journalRevision: world.journal.revision('BTC'),
  disposition: 'active',
  reason: 'test',
  warnings: [],
  intents,
});
const run = (journal: Journal, ...intents: Intent[]) =>
  executePlans([plan(...intents)], 'approval', depsOf(journal));
const taking = entry({ instruction: { type: 'LIMIT', price: '80400', timeInForce: 'IOC' } });

describe('a journal locked by another process (H02)', () => {
  it.each(['intendOrders', 'markSent'] as const)(
    'at %s: nothing is sent, the run says so, and the next one sends it once',
    async (method) => {
      const result = await run(disturbed(method, lock), entry());
      expect(result).toMatchObject({
        status: 'partly',
        placed: 0,
        notes: [expect.stringMatching(/locked by another process/)],
      });
      expect(exchange.submitted).toEqual([]);
      unlock();
      expect(await run(world.journal, entry())).toMatchObject({ status: 'done', placed: 1 });
      expect(exchange.submitted).toHaveLength(1);
    },
  );

  it('throws TransientError after the time it waits', () => {
    lock();
    expect(() => takeLease(world.journal, 'BTC', 'me', () => 1)).toThrow(TransientError);
    unlock();
  });

  it('keeps a lease that cannot be given back until it runs out', () => {
    const { lease } = depsOf(world.journal);
    lock();
    expect(() => giveBackLease(world.journal, lease)).not.toThrow();
    unlock();
    expect(takeLease(world.journal, 'BTC', 'other', () => 2)).toBeNull();
  });

  it('does not take the result of a flatten with it', async () => {
    exchange.onSubmit = (order) => exchange.accepts(order);
    await run(world.journal, taking);
    const journal = disturbed('intendOrders', lock);
    const settings = {
      chunkQuote: '1000',
      slippagePct: 0.5,
      maximumChunks: 5,
      keepHedgedInventory: false,
    };
    const deps = { ...depsOf(journal), account: '7', sleep: async () => undefined };
    const result = await flatten(settings, deps);
    expect(result.notes).toEqual([expect.stringMatching(/locked by another process/)]);
    expect(result.residual.inventory).toBe('0.01');
    unlock();
    expect(await flatten(settings, { ...deps, journal: world.journal })).toMatchObject({
      status: 'done',
      residual: { inventory: '0' },
    });
  });
});

describe('a journal that cannot be written after the exchange answered (H03)', () => {
  it('keeps the order as sent, finds it by asking, and never sends it twice', async () => {
    const result = await run(disturbed('applyReport', lock), entry());
    expect(result).toMatchObject({ status: 'partly' });
    unlock();
    const [order] = world.journal.allUnfinishedOrders();
    expect(order).toMatchObject({ state: 'sent', clientOrderId: 'dgabc123-1-1' });
    expect(await run(world.journal, entry())).toMatchObject({ status: 'done', placed: 0 });
    expect(exchange.submitted).toHaveLength(1);
    expect(world.journal.allUnfinishedOrders()).toMatchObject([{ state: 'open' }]);
  });

  it('books the fills later that it could not book', async () => {
    await run(disturbed('bookFills', lock), taking);
    unlock();
    expect(world.journal.ownQuantity('spot', 'BTC')).toBe('0');
    await run(world.journal, taking);
    expect(world.journal.ownQuantity('spot', 'BTC')).toBe('0.01');
    expect(exchange.submitted).toHaveLength(1);
  });
});

describe('a journal that is closed in the middle of a run (H13)', () => {
  it('ends the run with its result; what was sent is found again', async () => {
    exchange.onSubmit = (order) => {
      world.journal.close();
      return exchange.accepts(order);
    };
    const result = await run(world.journal, entry(), entry({ id: 'second' }));
    expect(result.notes).toEqual([
      expect.stringMatching(/closed: the run that opened it has ended/),
    ]);
    expect(exchange.submitted).toHaveLength(1);
    world.journal.close();
    const again = openSqliteJournal(world.file, () => 'zzz999');
    const [first, second] = again.allUnfinishedOrders();
    expect([first?.state, second?.state]).toEqual(['sent', 'intended']);
    again.close();
  });

  it('gives a clear error at every call, and closing twice is nothing', () => {
    world.journal.close();
    world.journal.close();
    expect(() => world.journal.latches()).toThrow(TransientError);
    expect(() => world.journal.recordEvent('x', {}, 1)).toThrow(TransientError);
    expect(() => takeLease(world.journal, 'BTC', 'me', () => 1)).toThrow(TransientError);
  });
});
