import type { BinanceExchangeOptions } from '../../lib/exchange/binance';
import { openAccount } from '../../lib/simulator/engine/account';
import { noFaults } from '../../lib/simulator/faults/model';
import { openFeed } from '../../lib/simulator/feeds/settings';
import type { ExchangeRequest } from '../../lib/simulator/server/admission';
import { PaperExchange } from '../../lib/simulator/server/exchange';
import { Store } from '../../lib/simulator/store/store';

export const PAPER_KEY = 'simulator-key';
export const PAPER_SECRET = 'simulator-secret';
const SYMBOLS = ['BTCUSDT'];
const PLENTY = 10n ** 16n;

/** A request as it arrived, and what was answered. */
export interface Arrival {
  at: number;
  method: string;
  path: string;
  status: number;
}

type Adapter = NonNullable<BinanceExchangeOptions['adapter']>;

/** A paper exchange in this process that is reached without sockets, `latencyMs` away. */
export class InProcessExchange {
  readonly arrivals: Arrival[] = [];
  private readonly paper: PaperExchange;

  constructor(
    file: string,
    private readonly now: () => number,
    private readonly sleep: (ms: number) => Promise<void>,
    private readonly latencyMs: number,
    /** The account's number. */
    uid = 7,
  ) {
    const counter = (): { window: number; used: number } => ({ window: 0, used: 0 });
    const at = now();
    const startAt = Math.floor(at / 60_000) * 60_000;
    const feed = { name: 'synthetic', seed: 1, symbols: SYMBOLS } as const;
    const funds = { spotQuote: PLENTY, usdmQuote: PLENTY };
    const store = new Store(file, () => ({
      settings: { feed, startAt, clock: 'wall' },
      clock: { exchangeAt: at, hostAt: at, marketAt: at },
      limits: {
        spotWeight: counter(),
        spotRaw: counter(),
        usdmWeight: counter(),
        funding: counter(),
        violations: 0,
      },
      faults: noFaults(),
      accounts: [openAccount(1, PAPER_KEY, PAPER_SECRET, uid, funds, SYMBOLS, at)],
    }));
    this.paper = new PaperExchange(store, openFeed(feed, startAt), now, () => 8);
  }

  /** Takes the place of the sockets under the `binance` package. */
  readonly adapter: Adapter = async (config) => {
    await this.sleep(this.latencyMs);
    const url = new URL(config.url ?? '');
    for (const [name, value] of Object.entries({ ...config.params })) {
      url.searchParams.set(name, String(value));
    }
    const request: ExchangeRequest = {
      method: (config.method ?? 'get').toUpperCase(),
      path: url.pathname,
      query: url.search.slice(1),
      body: typeof config.data === 'string' ? config.data : '',
      apiKey: String(config.headers.get('X-MBX-APIKEY') ?? '') || undefined,
    };
    const at = this.now();
    const answer = this.paper.handle(request);
    const { method, path } = request;
    this.arrivals.push({ at, method, path, status: answer.status });
    await this.sleep(this.latencyMs);
    const headers = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const response = { data: answer.body, status: answer.status, statusText: '', headers, config };
    if (answer.status < 300) return response;
    throw Object.assign(new Error(`status ${answer.status}`), { response });
  };

  close(): void {
    this.paper.close();
  }
}
