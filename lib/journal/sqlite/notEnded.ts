import { type RawBuilder, sql as raw } from 'kysely';

/** The terminal states, as text: an index is found only by the very words it was made with. */
const ENDED = "('cancelled', 'denied', 'expired', 'filled', 'rejected')";

/** Finds the few orders of an instrument that have not ended among the many that have. */
export const NOT_ENDED_MIGRATION = `
create index orders_not_ended on orders(market, symbol) where state not in ${ENDED};
`;

/**
 * Every state but the terminal ones, also one that cannot be read: an order with a broken state is
 * never taken for ended.
 */
export const NOT_ENDED = `orders.state not in ${ENDED}`;

/** The same for a composed query. */
export function hasNotEnded(): RawBuilder<boolean> {
  return raw<boolean>`${raw.raw(NOT_ENDED)}`;
}
