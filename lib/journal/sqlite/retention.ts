import { ORDER_STATES } from '../../model/order';
import { readStateWithTime, writeState } from './appState';
import type { Database } from './database';
import { isTerminal } from './orderTransitions';

const DAY_MS = 86_400_000;

/**
 * What is removed from a table that grows. `old` selects the key of rows that may go; `?` is the
 * moment before which they are too old.
 */
export interface RetentionRule {
  table: string;
  /** For the documentation's table. */
  keeps: string;
  keptMs: number;
  /** Columns that name a row. */
  key: string;
  old: string;
}

const TERMINAL = ORDER_STATES.filter(isTerminal)
  .map((state) => `'${state}'`)
  .join(', ');

/** Newest candles kept of each market, symbol and interval: five times the longest window. */
export const KEPT_CANDLES = 5_000;

/** Settled funding: more than the 90 days that anything looks back. */
const KEPT_FUNDING_DAYS = 120;

/**
 * Rows whose time is the exchange's: too old by the host's clock and beside the newest of them. A
 * paper exchange that replays the past, and a host whose clock is ahead, would lose them all otherwise.
 */
function oldBesideNewest(table: string, key: string, time: string, keptMs: number): string {
  return `select ${key} from ${table}
    where ${time} < min(?, (select max(${time}) from ${table}) - ${keptMs})`;
}

export const RETENTION: readonly RetentionRule[] = [
  {
    table: 'candles',
    keeps: `the newest ${KEPT_CANDLES} of each market, symbol and interval`,
    keptMs: 0,
    key: 'market, symbol, interval, open_at',
    old: `select market, symbol, interval, open_at from (
      select *, row_number() over (
        partition by market, symbol, interval order by open_at desc) as newness from candles)
      where newness > ${KEPT_CANDLES} and open_at < ?`,
  },
  {
    table: 'candle_gaps',
    keeps: '30 days after they were noticed',
    keptMs: 30 * DAY_MS,
    key: 'market, symbol, interval, from_at',
    old: 'select market, symbol, interval, from_at from candle_gaps where noticed_at < ?',
  },
  {
    table: 'funding_rates',
    keeps: `${KEPT_FUNDING_DAYS} days`,
    keptMs: KEPT_FUNDING_DAYS * DAY_MS,
    key: 'symbol, settled_at',
    old: oldBesideNewest(
      'funding_rates',
      'symbol, settled_at',
      'settled_at',
      KEPT_FUNDING_DAYS * DAY_MS,
    ),
  },
  {
    table: 'regimes',
    keeps: '90 days',
    keptMs: 90 * DAY_MS,
    key: 'symbol, interval, closed_at',
    old: 'select symbol, interval, closed_at from regimes where at < ?',
  },
  {
    table: 'convictions',
    keeps: '8 days: a week is ranked',
    keptMs: 8 * DAY_MS,
    key: 'symbol, minute_at',
    old: oldBesideNewest('convictions', 'symbol, minute_at', 'minute_at', 8 * DAY_MS),
  },
  {
    table: 'plans',
    keeps: '30 days, and the newest of each scope',
    keptMs: 30 * DAY_MS,
    key: 'id',
    old: 'select id from plans where at < ? and id not in (select max(id) from plans group by scope)',
  },
  {
    table: 'order_events',
    keeps: '180 days, and all of orders that have not ended',
    keptMs: 180 * DAY_MS,
    key: 'id',
    old: `select id from order_events where at < ? and client_order_id in (
      select client_order_id from orders where state in (${TERMINAL})
        and filled_quantity = booked_quantity)`,
  },
  {
    table: 'system_events',
    keeps: '90 days',
    keptMs: 90 * DAY_MS,
    key: 'id',
    old: 'select id from system_events where at < ?',
  },
  {
    table: 'errors',
    keeps: '90 days',
    keptMs: 90 * DAY_MS,
    key: 'id',
    old: 'select id from errors where at < ?',
  },
  {
    table: 'findings',
    keeps: '90 days after they were over',
    keptMs: 90 * DAY_MS,
    key: 'id',
    old: 'select id from findings where resolved_at < ?',
  },
  {
    table: 'equity_snapshots',
    keeps: '30 days, and the last of each day (UTC) for ever',
    keptMs: 30 * DAY_MS,
    key: 'at',
    old: `select at from equity_snapshots where at < ? and at not in (
      select max(at) from equity_snapshots group by at / ${DAY_MS})`,
  },
  {
    table: 'approvals',
    keeps: '30 days after they expired',
    keptMs: 30 * DAY_MS,
    key: 'id',
    old: 'select id from approvals where expires_at < ? and id not in (select approval_id from reservations)',
  },
];

/**
 * Tables that nothing is removed from: what accounting reads, or what does not grow by itself. Each
 * table of the schema is here or has a rule above (a test says so).
 */
export const KEPT_FOR_EVER: readonly string[] = [
  'app_state',
  'armings',
  'book_sums',
  'breakers',
  'budget_holds',
  'budget_texts',
  'budget_windows',
  'circuits',
  // Removed where samples are added, as soon as no breaker looks at them.
  'depth_samples',
  'fee_values',
  'fills',
  'funding_checks',
  'funding_coverage',
  'funding_payments',
  'funding_terms',
  'grids',
  'holdings',
  'instruments',
  'intents',
  'latches',
  'leases',
  'lot_closings',
  'lots',
  'opening_balances',
  'orders',
  'own_quantities',
  'positions',
  // Removed where approvals are decided, as soon as they have expired.
  'reservations',
  'symbol_marks',
  'trade_positions',
  'transfers',
];

const DONE_AT = 'retention/doneAt';
const ROWS_PER_TRANSACTION = 500;
/** What one upkeep removes at most: the rest is for the next, so that no run waits long. */
const TRANSACTIONS_PER_UPKEEP = 20;

/**
 * Removes rows that are older than their table keeps them, once a day, in small transactions, so
 * that other writers get in between. Answers how many were removed.
 */
export function removeOld(
  database: Database,
  hostNow: number,
  rules: readonly RetentionRule[] = RETENTION,
): number {
  const done = readStateWithTime(database, DONE_AT);
  if (done && hostNow - done.at < DAY_MS && done.at <= hostNow) return 0;
  let removed = 0;
  let transactions = 0;
  for (const rule of rules) {
    for (;;) {
      if (transactions >= TRANSACTIONS_PER_UPKEEP) return removed;
      const rows = database.removeRows(
        rule,
        rule.keptMs === 0 ? hostNow : hostNow - rule.keptMs,
        ROWS_PER_TRANSACTION,
      );
      removed += rows;
      if (rows < ROWS_PER_TRANSACTION) break;
      transactions += 1;
    }
  }
  database.write(() => writeState(database, DONE_AT, '', hostNow), 'record');
  return removed;
}
