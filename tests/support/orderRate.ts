import {
  type BinanceExchange,
  createBinanceExchange,
  MemoryBudgets,
} from '../../lib/exchange/binance';
import { BinanceConnection } from '../../lib/exchange/binance/connection';
import { checkOptions, type BinanceExchangeOptions } from '../../lib/exchange/binance/options';
import type { OrderRequest } from '../../lib/model/order';
import type { Market } from '../../lib/model/terms';
import { InProcessExchange, PAPER_KEY, PAPER_SECRET } from './inProcessExchange';
import { VirtualTime } from './virtualTime';

const LATENCY_MS = 2;
const START_AT = Date.UTC(2026, 2, 1, 12, 0, 3);
/** The limits of reference B1, by the window that binds. */
const WINDOWS: Readonly<Record<Market, { binding: Limit; all: readonly Limit[] }>> = {
  spot: {
    binding: { windowMs: 10_000, limit: 100 },
    all: [{ windowMs: 10_000, limit: 100 }],
  },
  usdm: {
    binding: { windowMs: 60_000, limit: 1_200 },
    all: [
      { windowMs: 10_000, limit: 300 },
      { windowMs: 60_000, limit: 1_200 },
    ],
  },
};
const PLACEMENT: Readonly<Record<Market, string>> = {
  spot: '/api/v3/order',
  usdm: '/fapi/v1/order',
};

interface Limit {
  windowMs: number;
  limit: number;
}

export interface OrderRateFigures {
  market: Market;
  accepted: number;
  /** Orders in every whole aligned window after the first, of the window that binds. */
  perWindow: number[];
  /** 95 % of floor(0.70 x limit) - reserve. */
  lowestAllowed: number;
  /** The fullest window of every length, all requests that count, and 0.70 x limit. */
  fullest: { windowMs: number; sent: number; highestAllowed: number }[];
  tooMany: number;
  /** Cancels and stops offered while orders waited, and how many left in the same window. */
  urgentOffered: number;
  urgentInWindow: number;
}

/**
 * Sends `orders` single IOC orders far from the market through the gateway to the paper exchange,
 * as fast as the budgets let them, on virtual time, offering a cancel and (USD-M) a stop in every
 * saturated window. `file` is where the exchange is kept.
 */
export async function measureOrderRate(
  market: Market,
  orders: number,
  file: string,
): Promise<OrderRateFigures> {
  const time = new VirtualTime(START_AT);
  const paper = new InProcessExchange(file, time.now, time.sleep, LATENCY_MS);
  const options: BinanceExchangeOptions = {
    environment: 'simulator',
    baseUrl: 'http://paper.exchange',
    apiKey: PAPER_KEY,
    apiSecret: PAPER_SECRET,
    hostNow: time.now,
    monotonicNow: time.now,
    // Shorter than the windows, so that saturation shows as a refusal with the time to come back.
    requestDeadlineMs: 1_500,
    sleep: time.sleep,
    after: time.after,
    random: () => 0.5,
    adapter: paper.adapter,
    machineBudgets: new MemoryBudgets(),
    accountBudgets: new MemoryBudgets(),
  };
  try {
    return await time.run(offer(market, orders, options, time, paper));
  } finally {
    paper.close();
  }
}

async function offer(
  market: Market,
  orders: number,
  options: BinanceExchangeOptions,
  time: VirtualTime,
  paper: InProcessExchange,
): Promise<OrderRateFigures> {
  const exchange = createBinanceExchange(options);
  // Another gateway of the same account and machine, as another process would have.
  const protector = new BinanceConnection(checkOptions(options));
  const price = await farPrice(exchange, market);
  let accepted = 0;
  let urgentOffered = 0;
  let urgentInWindow = 0;
  const { windowMs } = WINDOWS[market].binding;
  for (let number = 0; number < orders; ) {
    const outcome = await exchange.submit(order(market, number, price));
    if (outcome.kind === 'accepted') {
      accepted += 1;
      number += 1;
      continue;
    }
    if (outcome.kind !== 'notSent' || outcome.retryAt === null) throw new Error(outcome.kind);
    // Saturated: nothing more fits, and what protects has to leave all the same.
    const window = Math.floor(time.now() / windowMs);
    const urgent = [protector.write(cancelOf(market), 'cancel')];
    if (market === 'usdm') urgent.push(protector.write(stop(number, price), 'algo'));
    for (const offered of urgent) {
      await offered;
      urgentOffered += 1;
      const left = paper.arrivals.filter(({ at }) => Math.floor(at / windowMs) === window);
      const kinds = left.filter(
        ({ method, path }) => method === 'DELETE' || path.endsWith('algoOrder'),
      );
      if (kinds.length >= urgent.length) urgentInWindow += 1;
    }
    await time.sleep(Math.max(0, outcome.retryAt - time.now()));
  }
  return { ...figures(market, paper), accepted, urgentOffered, urgentInWindow };
}

function figures(
  market: Market,
  paper: InProcessExchange,
): Omit<OrderRateFigures, 'accepted' | 'urgentOffered' | 'urgentInWindow'> {
  const { binding, all } = WINDOWS[market];
  const placed = paper.arrivals.filter(
    ({ method, path }) => method === 'POST' && path === PLACEMENT[market],
  );
  const counted = paper.arrivals.filter(
    ({ method, path }) =>
      method === 'POST' && (path === PLACEMENT[market] || path.endsWith('algoOrder')),
  );
  const normal = Math.floor(0.7 * binding.limit) - Math.floor(0.1 * binding.limit);
  // The first window is joined in its middle, and the last one ends before it is full.
  const perWindow = countsBy(placed, binding.windowMs).slice(1, -1);
  return {
    market,
    perWindow,
    lowestAllowed: 0.95 * normal,
    fullest: all.map(({ windowMs, limit }) => ({
      windowMs,
      sent: Math.max(...countsBy(counted, windowMs)),
      highestAllowed: 0.7 * limit,
    })),
    tooMany: paper.arrivals.filter(({ status }) => status === 429 || status === 418).length,
  };
}

function countsBy(arrivals: readonly { at: number }[], windowMs: number): number[] {
  const counts = new Map<number, number>();
  for (const { at } of arrivals) {
    const window = Math.floor(at / windowMs);
    counts.set(window, (counts.get(window) ?? 0) + 1);
  }
  const windows = [...counts.keys()].sort((a, b) => a - b);
  const [first = 0] = windows;
  const last = windows[windows.length - 1] ?? first;
  return Array.from({ length: last - first + 1 }, (_one, index) => counts.get(first + index) ?? 0);
}

async function farPrice(exchange: BinanceExchange, market: Market): Promise<string> {
  const book = await exchange.book(market, 'BTCUSDT', 5);
  return `${Math.floor(Number(book.bids[0]?.price ?? 0) * 0.7)}.0`;
}

function order(market: Market, number: number, price: string): OrderRequest {
  return {
    market,
    symbol: 'BTCUSDT',
    side: 'BUY',
    quantity: '0.002',
    instruction: { type: 'LIMIT', price, timeInForce: 'IOC' },
    clientOrderId: `rate-${market}-${number}`,
    reduceOnly: false,
    positionSide: null,
  };
}

function cancelOf(market: Market) {
  const params = { symbol: 'BTCUSDT', origClientOrderId: 'not-there' };
  const path = PLACEMENT[market].slice(1);
  return { market, method: 'DELETE', path, params, signed: true } as const;
}

function stop(number: number, price: string) {
  const params = {
    algoType: 'CONDITIONAL',
    symbol: 'BTCUSDT',
    side: 'SELL',
    type: 'STOP_MARKET',
    quantity: '0.002',
    triggerPrice: price,
    reduceOnly: 'true',
    clientAlgoId: `stop-${number}`,
  };
  return {
    market: 'usdm',
    method: 'POST',
    path: 'fapi/v1/algoOrder',
    params,
    signed: true,
  } as const;
}
