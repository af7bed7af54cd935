import { BREAKER_EFFECTS, type BreakerLatch, breakerNameSchema } from '../../model/breaker';
import { z } from 'zod';
import type { BreakerJournal } from '../port';
import { type Database, sql } from './database';

const effectSchema = z.enum(BREAKER_EFFECTS);

/** Every breaker that is latched; one whose end has come is still among them until it is released. */
export function latchedBreakers(database: Database): BreakerLatch[] {
  return database.rows(sql.selectFrom('breakers').selectAll()).map((row) => ({
    name: breakerNameSchema.parse(row.name),
    symbol: row.symbol,
    reason: row.reason,
    effect: effectSchema.parse(row.effect),
    engagedAt: row.engaged_at,
    until: row.until_at,
  }));
}

/** Latched breakers, depths and arming. Only the room `supervision` calls the writers. */
export function breakerJournal(database: Database): BreakerJournal {
  return {
    breakers: () => latchedBreakers(database),
    engageBreaker({ name, symbol, reason, effect, engagedAt, until }) {
      return database.write(() => {
        const before = latchedBreakers(database).find(
          (each) => each.name === name && each.symbol === symbol,
        );
        // A latch is never shortened or softened by tripping again.
        const isForGood = before?.until === null || until === null;
        const values = {
          reason: before?.reason ?? reason,
          effect: before?.effect === 'flatten' ? 'flatten' : effect,
          engaged_at: before?.engagedAt ?? engagedAt,
          until_at: isForGood ? null : Math.max(before?.until ?? 0, until),
        };
        database.run(
          sql
            .insertInto('breakers')
            .values({ name, symbol, ...values })
            .onConflict((conflict) => conflict.columns(['name', 'symbol']).doUpdateSet(values)),
        );
        return before === undefined;
      });
    },
    releaseBreaker(name, symbol) {
      database.run(
        sql.deleteFrom('breakers').where('name', '=', name).where('symbol', '=', symbol),
      );
    },
    saveDepth(symbol, at, depthQuote, keepFrom) {
      database.writeRecord(() => {
        database.run(
          sql
            .insertInto('depth_samples')
            .values({ symbol, at, depth_quote: depthQuote })
            .onConflict((conflict) =>
              conflict.columns(['symbol', 'at']).doUpdateSet({ depth_quote: depthQuote }),
            ),
        );
        database.run(
          sql.deleteFrom('depth_samples').where('symbol', '=', symbol).where('at', '<', keepFrom),
        );
      });
    },
    depths(symbol, from) {
      return database
        .rows(
          sql
            .selectFrom('depth_samples')
            .selectAll()
            .where('symbol', '=', symbol)
            .where('at', '>=', from)
            .orderBy('at'),
        )
        .map((row) => ({ at: row.at, depthQuote: row.depth_quote }));
    },
    errorTimes(places, from) {
      return database
        .rows(
          sql
            .selectFrom('errors')
            .select('at')
            .where('place', 'in', [...places])
            .where('at', '>=', from)
            .orderBy('at'),
        )
        .map(({ at }) => at);
    },
    armWorkflow(instance, workflow, at) {
      database.run(
        sql
          .insertInto('armings')
          .values({ instance, workflow, armed_at: at })
          .onConflict((conflict) =>
            conflict.columns(['instance', 'workflow']).doUpdateSet({ armed_at: at }),
          ),
      );
    },
    disarmWorkflow(instance, workflow) {
      const removed = sql
        .deleteFrom('armings')
        .where('instance', '=', instance)
        .where('workflow', '=', workflow);
      return database.run(removed) === 1;
    },
    armedAt(instance, workflow) {
      const row = database.first(
        sql
          .selectFrom('armings')
          .select('armed_at')
          .where('instance', '=', instance)
          .where('workflow', '=', workflow),
      );
      return row?.armed_at ?? null;
    },
  };
}
