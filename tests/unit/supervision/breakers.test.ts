import { openSqliteJournal } from '../../../lib/journal/sqlite/sqliteJournal';
import type { Journal } from '../../../lib/journal/port';
import type { BreakerLatch } from '../../../lib/model/breaker';
import { armedSince, setArming } from '../../../lib/supervision/arming';
import { resetBreaker, tripBreakers } from '../../../lib/supervision/breakers';
import { temporaryJournal } from '../../support/journals';
import { newOrder } from '../../support/samples';

let journal: Journal;
let file: string;
let dispose: () => void;
beforeEach(() => {
  ({ journal, file, dispose } = temporaryJournal());
});
afterEach(() => dispose());

function trip(change: Partial<BreakerLatch> = {}): BreakerLatch {
  return {
    name: 'price',
    symbol: 'BTCUSDT',
    reason: 'the price moved',
    effect: 'blockEntries',
    engagedAt: 1_000,
    until: 2_000,
    ...change,
  };
}
const at = (exchangeNow: number, symbol = 'BTCUSDT') => ({ symbol, exchangeNow });

describe('latched breakers', () => {
  it('stay with reason and end over a restart', () => {
    tripBreakers(journal, [trip()], at(1_000));
    const again = openSqliteJournal(file, () => 'abc123');
    expect(again.breakers()).toEqual([trip()]);
    again.close();
  });

  it('latch even when their handler throws, and so do the others', () => {
    const heard: string[] = [];
    const latched = tripBreakers(
      journal,
      [trip(), trip({ name: 'volume' })],
      at(1_000),
      ({ name }) => {
        heard.push(name);
        throw new Error('no network');
      },
    );
    expect(latched.map(({ name }) => name).sort()).toEqual(['price', 'volume']);
    expect(heard).toEqual(['price', 'volume']);
    expect(journal.errorTimes(['breakerHandler'], 0)).toEqual([1_000, 1_000]);
  });

  it('let go by themselves after their end, not before', () => {
    tripBreakers(journal, [trip()], at(1_000));
    expect(tripBreakers(journal, [], at(1_999))).toHaveLength(1);
    expect(tripBreakers(journal, [], at(2_000))).toEqual([]);
    expect(journal.breakers()).toEqual([]);
  });

  it('keep reason and beginning when they trip again, and are prolonged', () => {
    tripBreakers(journal, [trip()], at(1_000));
    const again = trip({ reason: 'again', engagedAt: 1_500, until: 2_500 });
    expect(tripBreakers(journal, [again], at(1_500))).toEqual([trip({ until: 2_500 })]);
    expect(tripBreakers(journal, [trip({ until: 2_100 })], at(1_600))).toEqual([
      trip({ until: 2_500 }),
    ]);
  });

  it('are never softened: to flatten stays, and without an end stays without one', () => {
    tripBreakers(journal, [trip({ effect: 'flatten', until: null })], at(1_000));
    expect(tripBreakers(journal, [trip()], at(9_000))).toEqual([
      trip({ effect: 'flatten', until: null }),
    ]);
  });

  it('concern their symbol, or the whole account', () => {
    tripBreakers(journal, [trip(), trip({ name: 'apiErrors', symbol: '' })], at(1_000));
    const ofEth = tripBreakers(journal, [], at(1_000, 'ETHUSDT'));
    expect(ofEth.map(({ name }) => name)).toEqual(['apiErrors']);
    tripBreakers(journal, [], at(5_000, 'ETHUSDT'));
    // Of BTC nobody has looked again.
    expect(journal.breakers().map(({ name }) => name)).toEqual(['price']);
  });

  it('revoke what was approved, and stop what is about to be sent', () => {
    journal.decideApproval(1, () => ({
      outcome: null,
      approval: { id: 'a', plansHash: 'h', workflow: 'w', createdAt: 1, expiresAt: 9_999_999 },
      reservations: [],
    }));
    const [order] = journal.intendOrders([newOrder()], { approvalId: 'a', planReason: '', at: 1 });
    const lease = journal.acquireLease('asset/BTC', 'me', 1, 30_000);
    if (!order || !lease) throw new Error('no order or no lease');
    tripBreakers(journal, [trip()], at(1_000));
    expect(journal.approval('a')?.status).toBe('revoked');
    const guard = {
      lease: { name: 'asset/BTC', token: lease.token, ttlMs: 30_000 },
      isIncrease: true,
      baseAsset: 'BTC',
      planRevision: 0,
      ownIntentIds: [],
    };
    expect(journal.markSent(order.clientOrderId, guard, 2)).toMatchObject({ code: 'BREAKER' });
  });

  it('do not stop an order that is no increase, nor one of another symbol', () => {
    const [order, other] = journal.intendOrders([newOrder(), newOrder()], {
      approvalId: 'a',
      planReason: '',
      at: 1,
    });
    const lease = journal.acquireLease('asset/BTC', 'me', 1, 30_000);
    if (!order || !other || !lease) throw new Error('no order or no lease');
    const guard = {
      lease: { name: 'asset/BTC', token: lease.token, ttlMs: 30_000 },
      isIncrease: false,
      baseAsset: 'BTC',
      planRevision: 0,
      ownIntentIds: [],
    };
    tripBreakers(journal, [trip({ symbol: 'ETHUSDT' })], at(1_000, 'ETHUSDT'));
    expect(journal.markSent(order.clientOrderId, { ...guard, isIncrease: true }, 2)).toBeNull();
  });

  it('are reset by a person, who is told what was latched', () => {
    tripBreakers(journal, [trip({ until: null })], at(1_000));
    expect(resetBreaker(journal, 'volume', 'BTCUSDT', 5)).toBeNull();
    expect(resetBreaker(journal, 'price', 'BTCUSDT', 5)).toEqual(trip({ until: null }));
    expect(journal.breakers()).toEqual([]);
  });
});

describe('depths of the book', () => {
  it('are kept as long as they are looked at', () => {
    journal.saveDepth('BTCUSDT', 10, 1, 0);
    journal.saveDepth('BTCUSDT', 20, 2, 5);
    journal.saveDepth('ETHUSDT', 20, 9, 5);
    expect(journal.depths('BTCUSDT', 0).map(({ depthQuote }) => depthQuote)).toEqual([1, 2]);
    journal.saveDepth('BTCUSDT', 30, 3, 15);
    expect(journal.depths('BTCUSDT', 0).map(({ depthQuote }) => depthQuote)).toEqual([2, 3]);
    expect(journal.depths('ETHUSDT', 0)).toHaveLength(1);
  });
});

describe('arming', () => {
  const here = { instance: 'one', workflow: 'loop' };

  it('holds for one workflow of one n8n, over a restart, until it is taken back', () => {
    setArming(journal, here, true, 7);
    const again = openSqliteJournal(file, () => 'abc123');
    expect(armedSince(again, here)).toBe(7);
    again.close();
    expect(armedSince(journal, { ...here, instance: 'two' })).toBeNull();
    expect(armedSince(journal, { ...here, workflow: 'copy' })).toBeNull();
    setArming(journal, here, false, 8);
    expect(armedSince(journal, here)).toBeNull();
  });

  it('revokes what was approved when it is taken back', () => {
    setArming(journal, here, true, 7);
    journal.decideApproval(1, () => ({
      outcome: null,
      approval: { id: 'a', plansHash: 'h', workflow: 'loop', createdAt: 1, expiresAt: 100 },
      reservations: [],
    }));
    setArming(journal, here, false, 8);
    expect(journal.approval('a')?.status).toBe('revoked');
  });
});
