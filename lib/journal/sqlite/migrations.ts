import { ACCOUNTING_MIGRATION } from './accountingMigration';
import { BUDGET_MIGRATION, HOLD_MIGRATION } from './budgetTables';
import { CANDLE_GAP_MIGRATION } from './candleGaps';
import { CIRCUIT_MIGRATION } from './circuits';
import { CONVICTION_MIGRATION } from './convictions';
import { FINDING_MIGRATION } from './findings';
import { FUNDING_MIGRATION } from './fundingRates';
import { NOT_ENDED_MIGRATION } from './notEnded';
import { RISK_MIGRATION } from './riskTables';
import { TRADE_MIGRATION } from './trades';

const FIRST = `
create table app_state(key text primary key, value text not null, at integer not null) without rowid;
create table instruments(
  market text not null, symbol text not null, body text not null, saved_at integer not null,
  primary key(market, symbol)) without rowid;
create table candles(
  market text not null, symbol text not null, interval text not null,
  open_at integer not null, close_at integer not null,
  open real not null, high real not null, low real not null, close real not null,
  volume real not null,
  primary key(market, symbol, interval, open_at)) without rowid;
create table regimes(
  symbol text not null, interval text not null, closed_at integer not null,
  label text not null, body text not null, at integer not null,
  primary key(symbol, interval, closed_at)) without rowid;
create table plans(
  id integer primary key, scope text not null, content_hash text not null,
  journal_revision integer not null,
  body text not null, at integer not null);
create index plans_by_scope on plans(scope, id);
create table grids(
  strategy text not null, symbol text not null, number integer not null,
  body text not null, accepted_at integer not null, closed_at integer,
  primary key(strategy, symbol, number)) without rowid;
create table intents(
  number integer primary key autoincrement, id text not null unique,
  strategy text not null, market text not null, symbol text not null, base_asset text not null,
  leg text not null, generation integer not null, purpose text not null, effect text not null, side text not null,
  grid_number integer, quantity text not null, filled_quantity text not null,
  net_base text not null, net_quote text not null, created_at integer not null);
create index intents_by_scope on intents(strategy, market, symbol);
create table orders(
  client_order_id text primary key, intent_id text not null references intents(id),
  attempt integer not null, market text not null, symbol text not null, side text not null,
  instruction text not null, quantity text not null, filled_quantity text not null,
  booked_quantity text not null,
  reduce_only integer not null, state text not null, exchange_order_id text,
  acknowledged integer not null, resends integer not null, sent_at integer,
  updated_at integer not null, unique(intent_id, attempt)) without rowid;
create index orders_by_state on orders(state);
create index orders_unbooked on orders(market, symbol) where filled_quantity <> booked_quantity;
create unique index orders_by_exchange_id on orders(market, symbol, exchange_order_id)
  where exchange_order_id is not null;
create table order_events(
  id integer primary key, client_order_id text not null, from_state text, to_state text not null,
  cause text not null, context text not null, at integer not null);
create index order_events_by_order on order_events(client_order_id);
create table fills(
  sequence integer primary key autoincrement, market text not null, symbol text not null,
  base_asset text not null, quote_asset text not null, trade_id text not null,
  exchange_order_id text not null,
  intent_id text, side text not null, price text not null, quantity text not null,
  quote_quantity text not null, fee_amount text not null, fee_asset text not null,
  realized_pnl_quote text, maker integer not null, filled_at integer not null,
  booked_at integer not null, unique(market, symbol, trade_id));
create index fills_by_asset on fills(base_asset, sequence);
create table positions(
  symbol text primary key, quantity text not null, entry_price text not null,
  at integer not null) without rowid;
create table own_quantities(
  market text not null, base_asset text not null, quantity text not null,
  primary key(market, base_asset)) without rowid;
create table approvals(
  id text primary key, plans_hash text not null, workflow text not null, status text not null,
  created_at integer not null, expires_at integer not null,
  result text) without rowid;
create table reservations(
  id integer primary key, approval_id text not null, scope text not null, market text not null,
  symbol text not null, amount_quote text not null, expires_at integer not null);
create table latches(name text primary key, reason text not null, engaged_at integer not null)
  without rowid;
create table leases(
  name text primary key, holder text not null, token integer not null,
  expires_at integer not null) without rowid;
create table funding_payments(
  transaction_id text primary key, symbol text not null, amount_quote text not null,
  asset text not null, paid_at integer not null) without rowid;
create index funding_by_time on funding_payments(symbol, paid_at);
create table equity_snapshots(at integer primary key, equity_quote text not null, body text not null);
create table errors(
  id integer primary key, place text not null, code text not null, message text not null,
  at integer not null);
create table system_events(
  id integer primary key, kind text not null, body text not null, at integer not null);
`;

/**
 * The schema's steps, in order; step n brings the schema to version n. A landed step never
 * changes: a new need is a new step. Plain SQL, because it is read more often than composed.
 */
export const MIGRATIONS: readonly string[] = [
  FIRST,
  TRADE_MIGRATION,
  CIRCUIT_MIGRATION,
  BUDGET_MIGRATION,
  NOT_ENDED_MIGRATION,
  ACCOUNTING_MIGRATION,
  FINDING_MIGRATION,
  RISK_MIGRATION,
  HOLD_MIGRATION,
  FUNDING_MIGRATION,
  CANDLE_GAP_MIGRATION,
  CONVICTION_MIGRATION,
];
