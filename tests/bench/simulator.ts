import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '../../lib/simulator';
import { openAccount } from '../../lib/simulator/engine/account';
import { advanceAccount } from '../../lib/simulator/engine/advance';
import { MarketView } from '../../lib/simulator/engine/market-view';
import { placeSpot } from '../../lib/simulator/engine/spot';
import { spotRules } from '../../lib/simulator/engine/symbols';
import { SyntheticFeed } from '../../lib/simulator/feeds/synthetic';

const START_AT = Date.UTC(2026, 0, 5);
const MINUTE_MS = 60_000;
const ORDERS = 40;
const BARS = 1_000_000;
const READS = 200;
/** With the 40 that rest, below the exchange's own limit of 100 placements in 10 seconds. */
const PLACEMENTS = 50;
const PLENTY = 10n ** 18n;

export interface SimulatorFigures {
  restingOrders: number;
  bars: number;
  /** One-minute bars a second, engine alone: the best of three rounds, and all of them. */
  barsPerSecond: number;
  barsPerSecondRounds: number[];
  fillsInRound: number;
  /** Signed requests over HTTP with 40 resting orders: wall time at the median, by kind. */
  httpMedianMs: Record<'openOrders' | 'account' | 'placeAndCancel', number>;
}

/**
 * Measures the paper exchange: the pure engine stepping bars while 40 orders rest far enough away to
 * stay, and HTTP answers of a running server. The market is generated before the clock starts.
 */
export async function benchSimulator(): Promise<SimulatorFigures> {
  const feed = new SyntheticFeed(1, START_AT);
  feed.series('BTCUSDT', 525_600 + BARS + 10);
  const rounds = [1, 2, 3].map(() => stepEngine(feed));
  return {
    restingOrders: ORDERS,
    bars: BARS,
    barsPerSecond: Math.max(...rounds.map(({ perSecond }) => perSecond)),
    barsPerSecondRounds: rounds.map(({ perSecond }) => perSecond),
    fillsInRound: rounds[0]?.fills ?? 0,
    httpMedianMs: await measureHttp(),
  };
}

function stepEngine(feed: SyntheticFeed): { perSecond: number; fills: number } {
  const funds = { spotQuote: PLENTY, usdmQuote: PLENTY };
  const state = openAccount(1, 'key', 'secret', 1, funds, ['BTCUSDT'], START_AT);
  state.account.spot['BTC'] = { free: 10n ** 14n, locked: 0n };
  const rules = spotRules('BTCUSDT');
  if (rules === undefined) throw new Error('BTCUSDT has no rules');
  const view = new MarketView(feed, START_AT);
  const last = view.last('BTCUSDT', 'spot');
  const tick = 1_000_000n;
  for (let index = 0; index < ORDERS; index += 1) {
    const isBuy = index % 2 === 0;
    // The exchange lets a limit rest between half and twice the price.
    const thousandths = BigInt(isBuy ? 510 + index : 1_950 - index);
    placeSpot(
      state,
      view,
      rules,
      {
        side: isBuy ? 'BUY' : 'SELL',
        type: 'LIMIT',
        timeInForce: 'GTC',
        price: ((last * thousandths) / 1_000n / tick) * tick,
        qty: 100_000n,
        quoteOrderQty: 0n,
        clientOrderId: `bench-${index}`,
      },
      START_AT,
    );
  }
  const startedAt = performance.now();
  advanceAccount(state, feed, START_AT, START_AT + BARS * MINUTE_MS);
  const seconds = (performance.now() - startedAt) / 1_000;
  return { perSecond: Math.round(BARS / seconds), fills: state.changes.trades.length };
}

async function measureHttp(): Promise<SimulatorFigures['httpMedianMs']> {
  const folder = mkdtempSync(join(tmpdir(), 'deltagrid-bench-'));
  const simulator = await startSimulator({
    file: join(folder, 'exchange.sqlite'),
    feed: { name: 'synthetic', seed: 1 },
    clock: 'wall',
    balances: { spotQuote: PLENTY, usdmQuote: PLENTY },
    key: 'bench-key',
    secret: 'bench-secret',
    now: Date.now,
  });
  const call = async (method: string, path: string, params: Record<string, string>) => {
    const query = new URLSearchParams({ ...params, timestamp: String(Date.now()) }).toString();
    const signature = createHmac('sha256', 'bench-secret').update(query).digest('hex');
    const response = await fetch(`${simulator.url}${path}?${query}&signature=${signature}`, {
      method,
      headers: { 'X-MBX-APIKEY': 'bench-key' },
    });
    const body = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${body}`);
    return body;
  };
  const order = (id: string, price: string) => ({
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.001',
    price,
    newClientOrderId: id,
  });
  try {
    for (let index = 0; index < ORDERS; index += 1) {
      await call('POST', '/api/v3/order', order(`rest-${index}`, String(60_000 + index)));
    }
    const median = async (
      count: number,
      work: (index: number) => Promise<unknown>,
    ): Promise<number> => {
      const times: number[] = [];
      for (let index = 0; index < count; index += 1) {
        const startedAt = performance.now();
        await work(index);
        times.push(performance.now() - startedAt);
      }
      times.sort((a, b) => a - b);
      return Number((times[times.length >> 1] ?? 0).toFixed(3));
    };
    return {
      openOrders: await median(READS, () =>
        call('GET', '/api/v3/openOrders', { symbol: 'BTCUSDT' }),
      ),
      account: await median(READS, () => call('GET', '/fapi/v2/account', {})),
      placeAndCancel: await median(PLACEMENTS, async (index) => {
        await call('POST', '/api/v3/order', order(`bench-${index}`, '50000'));
        await call('DELETE', '/api/v3/order', {
          symbol: 'BTCUSDT',
          origClientOrderId: `bench-${index}`,
        });
      }),
    };
  } finally {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
