/**
 * Step i takes a file from version i to version i + 1, so a new file takes them all. Steps that were released are never
 * changed. Bodies are JSON with bigints as '#<digits>'; what a body of an older version lacks is optional in the model.
 */
export const SCHEMA_STEPS: readonly string[] = [
  // 1: everything of one paper exchange.
  `
CREATE TABLE exchange (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  settings TEXT NOT NULL,
  clock TEXT NOT NULL,
  limits TEXT NOT NULL,
  revision INTEGER NOT NULL
) STRICT;
CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  api_key TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL
) STRICT;
CREATE TABLE orders (
  account INTEGER NOT NULL,
  market TEXT NOT NULL,
  order_id INTEGER NOT NULL,
  symbol TEXT NOT NULL,
  client_id TEXT NOT NULL,
  is_open INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (account, market, order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX orders_client ON orders (account, market, client_id);
CREATE INDEX orders_open ON orders (account) WHERE is_open = 1;
CREATE TABLE trades (
  account INTEGER NOT NULL,
  market TEXT NOT NULL,
  id INTEGER NOT NULL,
  symbol TEXT NOT NULL,
  order_id INTEGER NOT NULL,
  time INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (account, market, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX trades_order ON trades (account, market, order_id);
CREATE TABLE income (
  account INTEGER NOT NULL,
  tran_id INTEGER NOT NULL,
  symbol TEXT NOT NULL,
  type TEXT NOT NULL,
  time INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (account, tran_id)
) STRICT, WITHOUT ROWID;
`,
  // 2: faults and changed rules of the exchange.
  `
ALTER TABLE exchange ADD COLUMN faults TEXT NOT NULL DEFAULT '{}';
`,
  // 3: what the user streams tell; ids count up from 1 in each account.
  `
CREATE TABLE events (
  account INTEGER NOT NULL,
  id INTEGER NOT NULL,
  time INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
`,
];

/** Version of the file's tables; a newer file is refused. */
export const SCHEMA_VERSION = SCHEMA_STEPS.length;
