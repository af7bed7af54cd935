import { type Denial, denied } from '../../model/verdict';
import type { SendGuard } from '../port';
import { type Database, sql } from './database';
import { changedSince } from './fills';

/**
 * What must still be true in the transaction that lets an order go: the lease is ours; for
 * increases no latch and no breaker of the symbol is engaged and the plan is not stale. Answers the denial, or null.
 */
export function guardRefuses(database: Database, guard: SendGuard, symbol: string): Denial | null {
  const lease = database.first(
    sql.selectFrom('leases').select('token').where('name', '=', guard.lease.name),
  );
  if (lease?.token !== guard.lease.token) {
    return denied('LEASE_LOST', 'another execution took over; nothing further was sent');
  }
  if (!guard.isIncrease) return null;
  const latch = database.first(sql.selectFrom('latches').selectAll());
  if (latch) {
    const code = latch.name === 'pause' ? 'PAUSED' : 'KILL_SWITCH';
    return denied(code, `engaged: ${latch.reason}`);
  }
  const breaker = database.first(
    sql.selectFrom('breakers').selectAll().where('symbol', 'in', ['', symbol]),
  );
  if (breaker) return denied('BREAKER', `${breaker.name}: ${breaker.reason}`);
  if (changedSince(database, guard.baseAsset, guard.planRevision, guard.ownIntentIds)) {
    return denied(
      'PLAN_STALE',
      `${guard.baseAsset} inventory or position changed after revision ${guard.planRevision}`,
    );
  }
  return null;
}

/** Each sending prolongs the lease under which it happens. */
export function prolongLease(database: Database, guard: SendGuard, at: number): void {
  database.run(
    sql
      .updateTable('leases')
      .set({ expires_at: at + guard.lease.ttlMs })
      .where('name', '=', guard.lease.name),
  );
}
