import fc from 'fast-check';
import type { Journal, LeaseGrant } from '../../../lib/journal/port';
import { openSqliteJournal } from '../../../lib/journal/sqlite/sqliteJournal';
import { LEASE_TTL_MS, leaseName } from '../../../lib/supervision/leases';
import { temporaryJournal } from '../../support/journals';
import { entry, newOrder } from '../../support/samples';

const NAME = leaseName('BTC');

/** One execution in a process of its own: it has the file open by itself and stalls at will. */
interface Execution {
  holder: string;
  journal: Journal;
  grant: LeaseGrant | null;
  /** Written while it held the lease, to be sent later. */
  waiting: string[];
}

type Step =
  | { kind: 'stall'; ms: number }
  | { kind: 'take' | 'write' | 'send' | 'renew' | 'giveBack' | 'seize'; who: number };

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('stall' as const),
      ms: fc.integer({ min: 1, max: 2 * LEASE_TTL_MS }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'take' as const,
        'write' as const,
        'send' as const,
        'renew' as const,
        'giveBack' as const,
      ),
      who: fc.integer({ min: 0, max: 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('seize' as const),
      who: fc.integer({ min: 0, max: 2 }),
    }),
  },
);

describe('a lease on one file that three executions share (A10, A11)', () => {
  let number = 0;

  it('never lets two of them send, however long one stalls', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
        const world = temporaryJournal('abc123', { reserveBytes: 0 });
        const executions = [0, 1, 2].map(
          (index): Execution => ({
            holder: `execution ${index}`,
            journal: openSqliteJournal(world.file, () => 'abc123', { reserveBytes: 0 }),
            grant: null,
            waiting: [],
          }),
        );
        try {
          run(executions, steps);
        } finally {
          for (const { journal } of executions) journal.close();
          world.dispose();
        }
      }),
      { numRuns: 60 },
    );
  });

  function run(executions: readonly Execution[], steps: readonly Step[]): void {
    let now = 1_000;
    /** Highest token that anybody was granted: only its owner may send. */
    let newest = 0;
    /** Until when the newest holder's lease stands. */
    let standsUntil = 0;
    for (const each of steps) {
      if (each.kind === 'stall') {
        now += each.ms;
        continue;
      }
      const execution = executions[each.who];
      if (!execution) throw new Error('no execution');
      const { journal, grant, holder, waiting } = execution;
      const isHolder = grant !== null && grant.token === newest;
      switch (each.kind) {
        case 'take': {
          const taken = journal.acquireLease(NAME, holder, now, LEASE_TTL_MS);
          const isFree = now >= standsUntil || isHolder;
          expect(taken !== null).toBe(isFree);
          if (!taken) break;
          expect(taken.token).toBeGreaterThan(newest);
          newest = taken.token;
          standsUntil = now + LEASE_TTL_MS;
          execution.grant = taken;
          break;
        }
        case 'seize': {
          const seized = journal.seizeLease(NAME, holder, now, LEASE_TTL_MS);
          expect(seized.token).toBeGreaterThan(newest);
          newest = seized.token;
          standsUntil = now + LEASE_TTL_MS;
          execution.grant = seized;
          break;
        }
        case 'write': {
          const [order] = journal.intendOrders([newOrder(entry({ id: `i${(number += 1)}` }))], {
            approvalId: null,
            planReason: 'test',
            at: now,
          });
          if (order) waiting.push(order.clientOrderId);
          break;
        }
        case 'send': {
          const clientOrderId = waiting.pop();
          if (clientOrderId === undefined || grant === null) break;
          const lease = { name: NAME, token: grant.token, ttlMs: LEASE_TTL_MS };
          const guard = {
            lease,
            isIncrease: false,
            baseAsset: 'BTC',
            planRevision: 0,
            ownIntentIds: [],
          };
          const denial = journal.markSent(clientOrderId, guard, now);
          expect(denial === null).toBe(isHolder);
          expect(journal.order(clientOrderId)?.state).toBe(isHolder ? 'sent' : 'denied');
          if (isHolder) standsUntil = now + LEASE_TTL_MS;
          break;
        }
        case 'renew': {
          if (grant === null) break;
          expect(journal.renewLease(NAME, grant.token, now, LEASE_TTL_MS)).toBe(isHolder);
          if (isHolder) standsUntil = now + LEASE_TTL_MS;
          break;
        }
        case 'giveBack': {
          if (grant === null) break;
          journal.releaseLease(NAME, grant.token);
          if (isHolder) standsUntil = 0;
          break;
        }
      }
    }
  }
});
