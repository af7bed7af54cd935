/** Version of the file's tables; a newer file is refused. */
export const SCHEMA_VERSION = 1;

/** Everything of one paper exchange. Bodies are JSON with bigints as '#<digits>'. */
export const SCHEMA = `
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
`;
