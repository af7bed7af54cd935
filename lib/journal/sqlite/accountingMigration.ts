/**
 * The books: what the account held when they were opened, running sums, lots, transfers. A journal
 * that has fills already is marked, so that they are booked at its next opening.
 */
export const ACCOUNTING_MIGRATION = `
create table opening_balances(
  wallet text not null, asset text not null, free text not null, locked text not null,
  primary key(wallet, asset)) without rowid;
create table book_sums(
  wallet text not null, symbol text not null, owner text not null, span_ms integer not null,
  start_at integer not null, body text not null,
  primary key(wallet, symbol, owner, span_ms, start_at)) without rowid;
create table holdings(
  holding text primary key, symbol text not null, quantity text not null,
  cost_quote text not null) without rowid;
create table lots(
  id integer primary key, holding text not null, symbol text not null, quantity text not null,
  opened_quantity text not null, price text not null, opened_at integer not null,
  closed_at integer);
create index lots_open on lots(holding, id) where closed_at is null;
create table lot_closings(
  lot_id integer not null, sequence integer not null, quantity text not null, price text not null,
  realized_pnl_quote text not null, at integer not null,
  primary key(lot_id, sequence)) without rowid;
create table fee_values(sequence integer primary key, price_quote text);
create index fee_values_missing on fee_values(sequence) where price_quote is null;
create table transfers(
  key text primary key, type text not null, amount text not null, asset text not null,
  at integer not null) without rowid;
create index transfers_by_time on transfers(at);
create table funding_checks(
  transaction_id text primary key, symbol text not null, paid_at integer not null,
  amount_quote text not null, position text not null, mark_price text not null,
  rate_fraction text not null, interval_ms integer not null,
  expected_quote text not null) without rowid;
create index funding_checks_by_time on funding_checks(symbol, paid_at);
create index fills_by_time on fills(market, symbol, filled_at);
insert into app_state(key, value, at)
  select 'books/replay', '1', 0
  where exists (select 1 from fills) or exists (select 1 from funding_payments);
`;
