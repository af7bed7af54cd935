import { randomInt } from 'node:crypto';
import { openAccount } from './engine/account';
import { USDM_SYMBOLS } from './engine/symbols';
import type { Feed } from './feeds/feed';
import { MINUTE_MS } from './feeds/feed';
import { SyntheticFeed } from './feeds/synthetic';
import { PaperExchange } from './server/exchange';
import { createExchangeServer, isLoopback } from './server/http';
import type { Settings, World } from './store/store';
import { Store } from './store/store';

/** How to start a paper exchange. What the file already holds rules over the options that only apply at creation. */
export interface SimulatorOptions {
  /** SQLite file of the whole state; created when absent. */
  file: string;
  /** A loopback address; 127.0.0.1 by default. */
  host?: string;
  /** 0 or absent: a free port. */
  port?: number;
  /** At creation: the market. */
  feed: { name: 'synthetic'; seed: number };
  /** At creation: first minute of trading, epoch ms. Default: now for a wall clock, 2026-01-05T00:00Z for a stepped one. */
  startAt?: number;
  /** At creation. */
  clock: 'wall' | 'stepped';
  /** At creation: scaled by 1e-8, USDT. */
  balances: { spotQuote: bigint; usdmQuote: bigint };
  /** At creation: keys of the default account. */
  key: string;
  secret: string;
  /** The host's clock, epoch ms. */
  now: () => number;
  /** A positive number for an account's uid; random by default. */
  randomUid?: () => number;
  /** Let the process end while the server listens. */
  unref?: boolean;
}

/** A running paper exchange. */
export interface Simulator {
  /** Origin without a trailing slash, for `/api`, `/sapi`, `/fapi` and `/sim`. */
  readonly url: string;
  readonly port: number;
  /** What the file holds: the market, its start and its clock. */
  readonly settings: Settings;
  /** Ends the server, lets held replies go and closes the file. */
  close(): Promise<void>;
}

export const STEPPED_START_AT = Date.UTC(2026, 0, 5);
const FEEDS_KEPT = 2;
const feeds = new Map<string, Feed>();

/** A feed is a function of its settings, so exchanges of one process share it. */
function feedFor(settings: Settings): Feed {
  const name = `${settings.feed.seed}@${settings.startAt}`;
  const feed = feeds.get(name) ?? new SyntheticFeed(settings.feed.seed, settings.startAt);
  feeds.delete(name);
  feeds.set(name, feed);
  for (const oldest of feeds.keys()) {
    if (feeds.size <= FEEDS_KEPT) break;
    feeds.delete(oldest);
  }
  return feed;
}

function newWorld(options: SimulatorOptions, randomUid: () => number): World {
  const hostAt = options.now();
  const floored = (at: number): number => Math.floor(at / MINUTE_MS) * MINUTE_MS;
  const wall = options.clock === 'wall';
  const startAt = floored(options.startAt ?? (wall ? hostAt : STEPPED_START_AT));
  const exchangeAt = options.startAt === undefined && wall ? hostAt : startAt;
  const counter = (): { window: number; used: number } => ({ window: 0, used: 0 });
  return {
    settings: { feed: options.feed, startAt, clock: options.clock },
    clock: { exchangeAt, hostAt, marketAt: exchangeAt },
    limits: {
      spotWeight: counter(),
      spotRaw: counter(),
      usdmWeight: counter(),
      funding: counter(),
      violations: 0,
    },
    accounts: [
      openAccount(
        1,
        options.key,
        options.secret,
        randomUid(),
        options.balances,
        USDM_SYMBOLS,
        exchangeAt,
      ),
    ],
  };
}

/** Opens the exchange in `file` and serves it on a loopback port. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const host = options.host ?? '127.0.0.1';
  if (!isLoopback(host))
    throw new Error(`The paper exchange listens on loopback only, not on ${host}`);
  const randomUid = options.randomUid ?? ((): number => randomInt(100_000_000, 999_999_999));
  const store = new Store(options.file, () => newWorld(options, randomUid));
  const settings = store.transaction((world) => ({ ...world.settings }));
  const exchange = new PaperExchange(store, feedFor(settings), options.now, randomUid);
  const { server, holds } = createExchangeServer(exchange);
  if (options.unref === true) {
    server.unref();
    server.on('connection', (socket) => socket.unref());
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closed ??= new Promise((resolve) => {
      server.close(() => {
        exchange.close();
        resolve();
      });
      server.closeAllConnections();
      holds.release();
    }));
  return { url: `http://${host === '::1' ? '[::1]' : host}:${port}`, port, settings, close };
}
