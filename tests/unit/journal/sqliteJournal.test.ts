import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Journal, SendGuard } from '../../../lib/journal/port';
import { Database } from '../../../lib/journal/sqlite/database';
import { openSqliteJournal } from '../../../lib/journal/sqlite/sqliteJournal';
import { ConfigurationError, HaltError } from '../../../lib/model/errors';
import { temporaryJournal } from '../../support/journals';
import { entry, fill, newOrder, report } from '../../support/samples';

const CONTEXT = { approvalId: null, planReason: 'test', at: 1 };

function guard(journal: Journal, change: Partial<SendGuard> = {}): SendGuard {
  const grant = journal.acquireLease('asset/BTC', 'me', 1, 1_000);
  return {
    lease: { name: 'asset/BTC', token: grant?.token ?? 0, ttlMs: 1_000 },
    isIncrease: true,
    baseAsset: 'BTC',
    planRevision: 0,
    ownIntentIds: [],
    ...change,
  };
}

let world: ReturnType<typeof temporaryJournal>;
let journal: Journal;
beforeEach(() => {
  world = temporaryJournal();
  journal = world.journal;
});
afterEach(() => world.dispose());

function intended() {
  const [order] = journal.intendOrders([newOrder()], CONTEXT);
  if (!order) throw new Error('no order');
  return order;
}

describe('the journal file', () => {
  it('reaches the disk on every commit, after the first write and after reopening', () => {
    const folder = mkdtempSync(join(tmpdir(), 'deltagrid-durable-'));
    const file = join(folder, 'j.sqlite');
    const first = Database.open(file);
    expect(first.synchronousLevel()).toBe(2);
    first.write(() => undefined);
    expect(first.synchronousLevel()).toBe(2);
    first.close();
    const second = Database.open(file);
    second.write(() => undefined);
    expect(second.synchronousLevel()).toBe(2);
    second.close();
    rmSync(folder, { recursive: true });
  });

  it('belongs to its owner alone', () => {
    expect(statSync(world.file).mode & 0o777).toBe(0o600);
  });

  it('refuses a schema newer than it knows', () => {
    const folder = mkdtempSync(join(tmpdir(), 'deltagrid-newer-'));
    const file = join(folder, 'j.sqlite');
    Database.open(file, ['create table a(x);', 'create table b(x);']).close();
    expect(() => Database.open(file, ['create table a(x);'])).toThrow(ConfigurationError);
    rmSync(folder, { recursive: true });
  });

  it('never takes a corrupt file for an empty one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'deltagrid-corrupt-'));
    const file = join(folder, 'j.sqlite');
    writeFileSync(
      file,
      'this is not a database, and it is long enough to be read as a header'.repeat(40),
    );
    expect(() => openSqliteJournal(file, () => 'abc123')).toThrow(HaltError);
    rmSync(folder, { recursive: true });
  });

  it('leaves nothing of a transaction that throws', () => {
    const folder = mkdtempSync(join(tmpdir(), 'deltagrid-rollback-'));
    const database = Database.open(join(folder, 'j.sqlite'));
    const before = openSqliteJournal(join(folder, 'j.sqlite'), () => 'abc123');
    expect(() =>
      before.decideApproval(1, () => {
        before.engageLatch('pause', 'half a decision', 1);
        throw new Error('broken decision');
      }),
    ).toThrow('broken decision');
    expect(before.latches()).toEqual([]);
    before.close();
    database.close();
    rmSync(folder, { recursive: true });
  });
});

describe('binding', () => {
  it('takes the first account and refuses every other world', () => {
    journal.bind('simulator', '7', 1);
    journal.bind('simulator', '7', 2);
    expect(journal.boundAccount()).toEqual({ account: '7', boundAt: 1 });
    expect(() => journal.bind('simulator', '8', 3)).toThrow(HaltError);
    expect(() => journal.bind('testnet', '7', 3)).toThrow(HaltError);
  });

  it('keeps its tag', () => {
    expect(journal.tag()).toBe('abc123');
    const again = openSqliteJournal(world.file, () => 'zzz999');
    expect(again.tag()).toBe('abc123');
    again.close();
  });
});

describe('orders', () => {
  it('numbers attempts, so that a client order id is never given twice', () => {
    const first = intended();
    journal.transition(first.clientOrderId, 'expired', 'test', 1);
    const second = intended();
    expect(first.clientOrderId).toBe('dgabc123-1-1');
    expect(second.clientOrderId).toBe('dgabc123-1-2');
  });

  it('counts what may still fill whole, and what ended as far as it filled', () => {
    const order = intended();
    expect(journal.committedQuantity(order.intentId)).toBe('0.01');
    journal.markSent(order.clientOrderId, guard(journal), 1);
    journal.applyReport(
      order.clientOrderId,
      report(order.clientOrderId, { filledQuantity: '0.004', state: 'cancelled' }),
      'test',
      1,
    );
    expect(journal.committedQuantity(order.intentId)).toBe('0.004');
  });

  it.each(['filled', 'cancelled', 'rejected', 'denied', 'expired'] as const)(
    'refuses to move an order out of %s',
    (state) => {
      const order = intended();
      if (state === 'denied' || state === 'expired') {
        journal.transition(order.clientOrderId, state, 'test', 1);
      } else {
        journal.markSent(order.clientOrderId, guard(journal), 1);
        journal.transition(order.clientOrderId, state, 'test', 1);
      }
      expect(() => journal.transition(order.clientOrderId, 'open', 'test', 1)).toThrow(
        /cannot move/,
      );
    },
  );

  it('that is in flight is not denied by somebody who lost the lease', () => {
    const order = intended();
    const sendGuard = guard(journal);
    journal.markSent(order.clientOrderId, sendGuard, 1);
    journal.seizeLease('asset/BTC', 'flatten', 1, 1_000);
    expect(() => journal.markSent(order.clientOrderId, sendGuard, 1)).toThrow(/cannot be sent/);
    expect(journal.order(order.clientOrderId)?.state).toBe('sent');
  });

  it('stop everything when the exchange gives a number again: its books began anew', () => {
    const answer = (): void => {
      const { clientOrderId } = intended();
      journal.markSent(clientOrderId, guard(journal), 1);
      const same = { exchangeOrderId: '77', filledQuantity: '0', state: 'cancelled' as const };
      journal.applyReport(clientOrderId, report(clientOrderId, same), 'test', 1);
    };
    answer();
    expect(answer).toThrow(HaltError);
    expect(answer).toThrow(/Testnet was reset/);
  });

  it('may not be sent twice', () => {
    const order = intended();
    const sendGuard = guard(journal);
    journal.markSent(order.clientOrderId, sendGuard, 1);
    journal.transition(order.clientOrderId, 'open', 'test', 1);
    expect(() => journal.markSent(order.clientOrderId, sendGuard, 1)).toThrow(/cannot be sent/);
  });

  it('lets a late report raise what a closed order filled, never lower it', () => {
    const order = intended();
    journal.markSent(order.clientOrderId, guard(journal), 1);
    const say = (filledQuantity: string) =>
      journal.applyReport(
        order.clientOrderId,
        report(order.clientOrderId, { filledQuantity, state: 'cancelled' }),
        'test',
        1,
      );
    say('0.004');
    expect(say('0.002').filledQuantity).toBe('0.004');
    expect(say('0.006').filledQuantity).toBe('0.006');
  });
});

describe('the guard of a sending', () => {
  it('denies without the lease, and says so in the books', () => {
    const order = intended();
    const sendGuard = guard(journal);
    journal.seizeLease('asset/BTC', 'flatten', 1, 1_000);
    expect(journal.markSent(order.clientOrderId, sendGuard, 1)).toMatchObject({
      code: 'LEASE_LOST',
    });
    expect(journal.order(order.clientOrderId)?.state).toBe('denied');
  });

  it('denies increases under a latch and lets reductions pass', () => {
    journal.engageLatch('killSwitch', 'test', 1);
    const first = intended();
    expect(journal.markSent(first.clientOrderId, guard(journal), 1)).toMatchObject({
      code: 'KILL_SWITCH',
    });
    const second = intended();
    expect(
      journal.markSent(second.clientOrderId, guard(journal, { isIncrease: false }), 1),
    ).toBeNull();
  });

  it('denies a stale plan, but never because of its own fills', () => {
    const order = intended();
    journal.markSent(order.clientOrderId, guard(journal), 1);
    journal.applyReport(
      order.clientOrderId,
      report(order.clientOrderId, { state: 'filled', filledQuantity: '0.01' }),
      'test',
      1,
    );
    journal.bookFills([fill()], { baseAsset: 'BTC', quoteAsset: 'USDT', cursor: null, at: 1 });
    const other = journal.intendOrders([newOrder(entry({ id: 'other' }))], CONTEXT)[0];
    const own = journal.intendOrders([newOrder(entry({ id: 'own' }))], CONTEXT)[0];
    expect(
      journal.markSent(
        own?.clientOrderId ?? '',
        guard(journal, { ownIntentIds: [order.intentId] }),
        1,
      ),
    ).toBeNull();
    expect(journal.markSent(other?.clientOrderId ?? '', guard(journal), 1)).toMatchObject({
      code: 'PLAN_STALE',
    });
  });

  it('prolongs the lease with every sending', () => {
    const order = intended();
    journal.markSent(order.clientOrderId, guard(journal), 900);
    expect(journal.acquireLease('asset/BTC', 'other', 1_500, 1_000)).toBeNull();
    expect(journal.acquireLease('asset/BTC', 'other', 1_901, 1_000)).not.toBeNull();
  });
});

describe('fills', () => {
  const assets = { baseAsset: 'BTC', quoteAsset: 'USDT', cursor: null, at: 1 };
  function rested() {
    const order = intended();
    journal.markSent(order.clientOrderId, guard(journal), 1);
    journal.applyReport(order.clientOrderId, report(order.clientOrderId), 'test', 1);
    return order;
  }

  it('are booked once each, net of the fee in base', () => {
    const order = rested();
    expect(journal.bookFills([fill(), fill()], assets)).toEqual({ own: 1, foreign: 0 });
    expect(journal.bookFills([fill()], assets)).toEqual({ own: 0, foreign: 0 });
    expect(journal.ownQuantity('spot', 'BTC')).toBe('0.00999');
    expect(journal.intent(order.intentId)).toMatchObject({
      filledQuantity: '0.01',
      netBase: '0.00999',
      netQuote: '-790',
    });
  });

  it('are foreign when no order of ours has the exchange order id, and then count for nothing', () => {
    rested();
    expect(journal.bookFills([fill({ exchangeOrderId: '99' })], assets)).toEqual({
      own: 0,
      foreign: 1,
    });
    expect(journal.ownQuantity('spot', 'BTC')).toBe('0');
    expect(journal.revision('BTC')).toBe(1);
  });

  it('of an instrument that nobody knows are kept as foreign, and make its plans stale (H10)', () => {
    const strange = fill({ symbol: 'XYZUSDT', feeAsset: 'XYZ' });
    const foreign = { ...assets, baseAsset: 'XYZ' };
    expect(journal.bookFills([strange], foreign)).toEqual({ own: 0, foreign: 1 });
    expect(journal.bookFills([strange], foreign)).toEqual({ own: 0, foreign: 0 });
    expect(journal.revision('XYZ')).toBe(1);
  });

  it('that were foreign become ours once the order learns its exchange id, and count anew', () => {
    const order = intended();
    journal.markSent(order.clientOrderId, guard(journal), 1);
    journal.bookFills([fill()], assets);
    const before = journal.revision('BTC');
    expect(journal.ownQuantity('spot', 'BTC')).toBe('0');
    journal.applyReport(
      order.clientOrderId,
      report(order.clientOrderId, { state: 'filled', filledQuantity: '0.01' }),
      'found',
      2,
    );
    expect(journal.ownQuantity('spot', 'BTC')).toBe('0.00999');
    expect(journal.unbookedOrders('spot', 'BTCUSDT')).toEqual([]);
    expect(journal.revision('BTC')).toBeGreaterThan(before);
    expect(journal.bookFills([fill()], assets)).toEqual({ own: 0, foreign: 0 });
  });

  it('know which orders filled more than was booked', () => {
    const order = rested();
    journal.applyReport(
      order.clientOrderId,
      report(order.clientOrderId, { state: 'filled', filledQuantity: '0.01' }),
      'test',
      1,
    );
    expect(journal.unbookedOrders('spot', 'BTCUSDT')).toHaveLength(1);
    journal.bookFills([fill({ quantity: '0.004' })], assets);
    expect(journal.unbookedOrders('spot', 'BTCUSDT')).toHaveLength(1);
    journal.bookFills([fill({ tradeId: '2', quantity: '0.006' })], assets);
    expect(journal.unbookedOrders('spot', 'BTCUSDT')).toEqual([]);
  });

  it('do not take a fee in base off a futures position', () => {
    const order = journal.intendOrders(
      [
        newOrder(entry({ id: 'f' }), {
          account: '7',
          strategy: 'grid',
          market: 'usdm',
          symbol: 'BTCUSDT',
        }),
      ],
      CONTEXT,
    )[0];
    journal.markSent(order?.clientOrderId ?? '', guard(journal), 1);
    journal.applyReport(
      order?.clientOrderId ?? '',
      report(order?.clientOrderId ?? '', { market: 'usdm' }),
      'test',
      1,
    );
    journal.bookFills(
      [fill({ market: 'usdm', side: 'SELL', feeAsset: 'USDT', feeAmount: '0.4' })],
      assets,
    );
    expect(journal.ownQuantity('usdm', 'BTC')).toBe('-0.01');
    expect(journal.intent('f')?.netQuote).toBe('789.6');
  });
});

describe('leases', () => {
  it('go to one holder at a time, with a rising token', () => {
    const first = journal.acquireLease('a', 'one', 0, 100);
    expect(first).toEqual({ token: 1 });
    expect(journal.acquireLease('a', 'two', 99, 100)).toBeNull();
    expect(journal.acquireLease('a', 'two', 100, 100)).toEqual({ token: 2 });
  });

  it('are free at once when given back', () => {
    const first = journal.acquireLease('a', 'one', 0, 100);
    journal.releaseLease('a', first?.token ?? 0);
    expect(journal.acquireLease('a', 'two', 1, 100)).toEqual({ token: 2 });
  });

  it('cannot be given back by somebody who lost them', () => {
    journal.acquireLease('a', 'one', 0, 100);
    journal.seizeLease('a', 'flatten', 1, 100);
    journal.releaseLease('a', 1);
    expect(journal.acquireLease('a', 'two', 2, 100)).toBeNull();
  });
});

describe('approvals', () => {
  const approve = (id: string, scope: string, amountQuote: string) =>
    journal.decideApproval(1, (books) => ({
      outcome: books.reservations.map((each) => `${each.scope}=${each.amountQuote}`),
      approval: { id, plansHash: 'h', workflow: 'w', createdAt: 1, expiresAt: 100 },
      reservations: [{ scope, market: 'spot' as const, symbol: 'BTCUSDT', amountQuote, orders: 1 }],
    }));

  it('reserve until they are carried out', () => {
    expect(approve('1', 'a', '10')).toEqual([]);
    expect(approve('2', 'b', '20')).toEqual(['a=10']);
    journal.finishApproval('1', emptyResult());
    expect(approve('3', 'c', '30')).toEqual(['b=20']);
  });

  it('replace the earlier approval of the same scope', () => {
    approve('1', 'a', '10');
    approve('2', 'a', '20');
    expect(journal.approval('1')?.status).toBe('revoked');
    expect(journal.approval('2')?.status).toBe('open');
    expect(approve('3', 'b', '1')).toEqual(['a=20']);
  });

  it('give back what an expired one reserved', () => {
    approve('1', 'a', '10');
    const seen = journal.decideApproval(100, (books) => ({
      outcome: books.reservations,
      approval: null,
      reservations: [],
    }));
    expect(seen).toEqual([]);
  });

  it('are revoked by a latch and never become done afterwards', () => {
    approve('1', 'a', '10');
    journal.revokeApprovals();
    journal.finishApproval('1', emptyResult());
    expect(journal.approval('1')).toMatchObject({ status: 'revoked', result: null });
  });
});

describe('funding', () => {
  it('is booked once per transaction', () => {
    const payment = {
      transactionId: '5',
      symbol: 'BTCUSDT',
      amountQuote: '0.3',
      asset: 'USDT',
      paidAt: 8,
    };
    expect(journal.bookFunding([payment, payment])).toBe(1);
    expect(journal.bookFunding([payment])).toBe(0);
    expect(journal.lastFundingAt('BTCUSDT')).toBe(8);
  });
});

function emptyResult() {
  return {
    version: 1 as const,
    status: 'done' as const,
    alreadyDone: false,
    placed: 0,
    cancelled: 0,
    filled: 0,
    rejected: 0,
    unknown: 0,
    denials: [],
    notes: [],
  };
}
