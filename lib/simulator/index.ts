import { randomInt } from 'node:crypto';
import { openAccount } from './engine/account';
import { noFaults } from './faults/model';
import { parseFaults } from './faults/parse';
import { MINUTE_MS } from './feeds/feed';
import type { FeedSettings } from './feeds/settings';
import { openFeed } from './feeds/settings';
import { FEED_SYMBOLS } from './feeds/units';
import { ownSymbols } from './feeds/usdc-markets';
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
  feed: FeedSettings;
  /** At creation: first minute of trading, epoch ms. Default: now for a wall clock, 2026-01-05T00:00Z for a stepped one. */
  startAt?: number;
  /** At creation: how far `POST /sim/advance` moves when it names no time. */
  stepMs?: number;
  /** Fault rules as `POST /sim/faults` takes them, added at every start. */
  faults?: unknown;
  /** At creation. */
  clock: 'wall' | 'stepped';
  /** At creation: scaled by 1e-8; USDT, and USDC in the futures wallet (none when absent). */
  balances: { spotQuote: bigint; usdmQuote: bigint; usdmUsdc?: bigint };
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
function newWorld(options: SimulatorOptions, randomUid: () => number): World {
  const hostAt = options.now();
  const floored = (at: number): number => Math.floor(at / MINUTE_MS) * MINUTE_MS;
  // A live market cannot be stepped.
  const clock = options.feed.name === 'live' ? 'wall' : options.clock;
  const wall = clock === 'wall';
  const startAt = floored(options.startAt ?? (wall ? hostAt : STEPPED_START_AT));
  const exchangeAt = options.startAt === undefined && wall ? hostAt : startAt;
  const counter = (): { window: number; used: number } => ({ window: 0, used: 0 });
  return {
    settings: {
      feed: options.feed,
      startAt,
      clock,
      ...(options.stepMs === undefined ? {} : { stepMs: options.stepMs }),
    },
    clock: { exchangeAt, hostAt, marketAt: exchangeAt },
    limits: {
      spotWeight: counter(),
      spotRaw: counter(),
      usdmWeight: counter(),
      funding: counter(),
      violations: 0,
    },
    faults: noFaults(),
    accounts: [
      openAccount(
        1,
        options.key,
        options.secret,
        randomUid(),
        options.balances,
        ownSymbols(options.feed.symbols ?? FEED_SYMBOLS),
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
  const feed = openFeed(settings.feed, settings.startAt);
  const exchange = new PaperExchange(store, feed, options.now, randomUid);
  if (options.faults !== undefined) exchange.addFaults(parseFaults(options.faults));
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
