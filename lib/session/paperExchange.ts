import { startSimulator } from '../simulator';
import type { Clock } from '../model/clock';

/** The keys of the built-in paper exchange: it listens on loopback only and holds no money. */
export const PAPER_KEY = 'simulator-key';
export const PAPER_SECRET = 'simulator-secret';

/** 10,000 USDT on each side, in the paper exchange's units of 1e-8. */
const START_BALANCE = 10_000n * 100_000_000n;

const running = new Map<string, Promise<string>>();

/**
 * The address of this process's server of a paper exchange, starting it at first use. The state
 * is in the file, so any process may serve it; the server does not keep the process alive.
 */
export function paperExchangeUrl(file: string, hostNow: Clock): Promise<string> {
  const known = running.get(file);
  if (known) return known;
  const started = startSimulator({
    file,
    host: '127.0.0.1',
    port: 0,
    feed: { name: 'synthetic', seed: 1 },
    clock: 'wall',
    balances: { spotQuote: START_BALANCE, usdmQuote: START_BALANCE },
    key: PAPER_KEY,
    secret: PAPER_SECRET,
    now: hostNow,
    unref: true,
  }).then(({ url }) => url);
  running.set(file, started);
  started.catch(() => running.delete(file));
  return started;
}
