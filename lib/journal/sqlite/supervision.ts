import { z } from 'zod';
import { executionResultSchema } from '../../model/item';
import { marketSchema } from '../../model/terms';
import {
  type Approval,
  type Latch,
  LATCHES,
  type LeaseGrant,
  type OrderJournal,
  type SupervisionJournal,
} from '../port';
import { latchedBreakers } from './breakers';
import { type Database, sql } from './database';
import { changedSince, ownQuantity } from './fills';
import { equityWatch, managedAssets } from './peaks';
import { tradePositions } from './trades';

const latchNameSchema = z.enum(LATCHES);
const approvalStatusSchema = z.enum(['open', 'done', 'revoked']);

/** Approvals, reservations, latches and leases. Only the room `supervision` calls the writers. */
export function supervisionJournal(database: Database, orders: OrderJournal): SupervisionJournal {
  function latches(): Latch[] {
    return database.rows(sql.selectFrom('latches').selectAll()).map((row) => ({
      name: latchNameSchema.parse(row.name),
      reason: row.reason,
      engagedAt: row.engaged_at,
    }));
  }

  function approval(id: string): Approval | null {
    const row = database.first(sql.selectFrom('approvals').selectAll().where('id', '=', id));
    if (!row) return null;
    return {
      id: row.id,
      plansHash: row.plans_hash,
      workflow: row.workflow,
      status: approvalStatusSchema.parse(row.status),
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      result: row.result === null ? null : executionResultSchema.parse(JSON.parse(row.result)),
    };
  }

  function dropReservations(approvalId: string): void {
    database.run(sql.deleteFrom('reservations').where('approval_id', '=', approvalId));
  }

  /** Revokes the open approvals of these scopes and frees what they reserved. */
  function supersede(scopes: readonly string[]): void {
    const covered = sql
      .selectFrom('reservations')
      .select('approval_id')
      .where('scope', 'in', scopes);
    const ids = database.rows(covered).map((row) => row.approval_id);
    if (ids.length === 0) return;
    database.run(
      sql
        .updateTable('approvals')
        .set({ status: 'revoked' })
        .where('id', 'in', ids)
        .where('status', '=', 'open'),
    );
    database.run(sql.deleteFrom('reservations').where('approval_id', 'in', ids));
  }

  function lease(name: string) {
    return database.first(sql.selectFrom('leases').selectAll().where('name', '=', name));
  }

  function grant(name: string, holder: string, token: number, expiresAt: number): void {
    database.run(
      sql
        .insertInto('leases')
        .values({ name, holder, token, expires_at: expiresAt })
        .onConflict((conflict) =>
          conflict.column('name').doUpdateSet({ holder, token, expires_at: expiresAt }),
        ),
    );
  }

  return {
    decideApproval(hostNow, decide) {
      return database.write(() => {
        database.run(sql.deleteFrom('reservations').where('expires_at', '<=', hostNow));
        const decision = decide({
          latches: latches(),
          breakers: latchedBreakers(database),
          equityWatch: equityWatch(database),
          managedAssets: managedAssets(database),
          reservations: database.rows(sql.selectFrom('reservations').selectAll()).map((row) => ({
            scope: row.scope,
            market: marketSchema.parse(row.market),
            symbol: row.symbol,
            amountQuote: row.amount_quote,
            orders: row.orders,
          })),
          unfinishedOrders: orders.unfinishedOrders,
          allUnfinishedOrders: orders.allUnfinishedOrders,
          sentQuantity: orders.sentQuantity,
          ownQuantity: (market, baseAsset) => ownQuantity(database, market, baseAsset),
          tradePositions: (symbol) => tradePositions(database, symbol),
          changedSince: (baseAsset, revision, own) =>
            changedSince(database, baseAsset, revision, own),
        });
        const { approval: made } = decision;
        if (made) {
          supersede(decision.reservations.map(({ scope }) => scope));
          database.run(
            sql.insertInto('approvals').values({
              id: made.id,
              plans_hash: made.plansHash,
              workflow: made.workflow,
              status: 'open',
              created_at: made.createdAt,
              expires_at: made.expiresAt,
              result: null,
            }),
          );
          for (const reservation of decision.reservations) {
            database.run(
              sql.insertInto('reservations').values({
                approval_id: made.id,
                scope: reservation.scope,
                market: reservation.market,
                symbol: reservation.symbol,
                amount_quote: reservation.amountQuote,
                orders: reservation.orders,
                expires_at: made.expiresAt,
              }),
            );
          }
        }
        return decision.outcome;
      });
    },
    approval,
    finishApproval(id, result) {
      database.write(() => {
        database.run(
          sql
            .updateTable('approvals')
            .set({ status: 'done', result: JSON.stringify(result) })
            .where('id', '=', id)
            .where('status', '=', 'open'),
        );
        dropReservations(id);
      });
    },
    revokeApprovals() {
      database.write(() => {
        database.run(
          sql.updateTable('approvals').set({ status: 'revoked' }).where('status', '=', 'open'),
        );
        database.run(sql.deleteFrom('reservations'));
      });
    },
    latches,
    engageLatch(name, reason, at) {
      database.run(
        sql
          .insertInto('latches')
          .values({ name, reason, engaged_at: at })
          .onConflict((conflict) => conflict.doNothing()),
      );
    },
    releaseLatch(name) {
      database.run(sql.deleteFrom('latches').where('name', '=', name));
    },
    acquireLease(name, holder, hostNow, ttlMs): LeaseGrant | null {
      return database.write(() => {
        const held = lease(name);
        const leftMs = (held?.expires_at ?? 0) - hostNow;
        // What lies further ahead than a term was written by a clock that was wrong.
        const isInForce = leftMs > 0 && leftMs <= ttlMs;
        if (held !== undefined && isInForce && held.holder !== holder) return null;
        const token = (held?.token ?? 0) + 1;
        grant(name, holder, token, hostNow + ttlMs);
        return { token };
      });
    },
    renewLease(name, token, hostNow, ttlMs) {
      const changed = database.run(
        sql
          .updateTable('leases')
          .set({ expires_at: hostNow + ttlMs })
          .where('name', '=', name)
          .where('token', '=', token),
      );
      return changed === 1;
    },
    releaseLease(name, token) {
      database.run(
        sql
          .updateTable('leases')
          .set({ expires_at: 0 })
          .where('name', '=', name)
          .where('token', '=', token),
      );
    },
    seizeLease(name, holder, hostNow, ttlMs) {
      return database.write(() => {
        const held = lease(name);
        const token = (held?.token ?? 0) + 1;
        grant(name, holder, token, hostNow + ttlMs);
        return { token };
      });
    },
  };
}
