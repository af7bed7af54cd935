/** Counters, holds and known limits; the same tables in the journal and in the machine's file. */
export const BUDGET_MIGRATION = `
create table budget_windows(
  key text primary key, window_at integer not null, used integer not null) without rowid;
create table budget_holds(
  key text primary key, until integer not null, banned integer not null) without rowid;
create table budget_texts(
  name text primary key, body text not null, at integer not null) without rowid;
`;

/** When a hold was told: a clock that was ahead is found out by it. */
export const HOLD_MIGRATION = `
alter table budget_holds add column set_at integer;
`;
