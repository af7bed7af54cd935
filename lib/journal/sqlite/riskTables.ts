/** Breakers, peaks of equity, what other symbols are worth, depths of the book, and arming. */
export const RISK_MIGRATION = `
create table breakers(
  name text not null, symbol text not null, reason text not null, effect text not null,
  engaged_at integer not null, until_at integer,
  primary key(name, symbol)) without rowid;
create table symbol_marks(
  symbol text primary key, base_asset text not null, mark_price text not null,
  at integer not null) without rowid;
create table depth_samples(
  symbol text not null, at integer not null, depth_quote real not null,
  primary key(symbol, at)) without rowid;
create table armings(
  instance text not null, workflow text not null, armed_at integer not null,
  primary key(instance, workflow)) without rowid;
alter table reservations add column orders integer not null default 0;
`;
