import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHmac } from 'node:crypto';
import {
  type BinanceExchange,
  createBinanceExchange,
  type GatewayOptions,
} from '../../lib/exchange/binance';
import { Decimal, decimal } from '../../lib/model/decimal';
import type { OrderRequest } from '../../lib/model/order';
import { startSimulator } from '../../lib/simulator';

const KEY = 'simulator-key';
const SECRET = 'simulator-secret';

/** A paper exchange of its own with a gateway to it, over real HTTP. */
export interface PaperGateway {
  url: string;
  exchange: BinanceExchange;
  /** Another gateway to the same account. */
  another(options?: Partial<GatewayOptions>): BinanceExchange;
  control(path: string, body?: object): Promise<unknown>;
  /** A signed request of somebody else who has the same key: foreign orders, other settings. */
  stranger(method: string, path: string, params: Record<string, string>): Promise<unknown>;
  /** The last traded price times `factor`, on a tick of both markets. */
  price(factor: string): string;
  order(change: Partial<OrderRequest>): OrderRequest;
  close(): Promise<void>;
}

/** Starts one with 10,000 USDT in each wallet; `symbol` is BTCUSDT. */
export async function startPaperGateway(): Promise<PaperGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'paper-gateway-'));
  const simulator = await startSimulator({
    file: join(folder, 'simulator.db'),
    host: '127.0.0.1',
    port: 0,
    feed: { name: 'synthetic', seed: 1 },
    clock: 'stepped',
    balances: { spotQuote: 10_000n * 10n ** 8n, usdmQuote: 10_000n * 10n ** 8n },
    key: KEY,
    secret: SECRET,
    now: () => Date.now(),
  });
  const another = (options: Partial<GatewayOptions> = {}): BinanceExchange =>
    createBinanceExchange({
      environment: 'simulator',
      baseUrl: simulator.url,
      apiKey: KEY,
      apiSecret: SECRET,
      hostNow: () => Date.now(),
      ...options,
    });
  const exchange = another();
  const mark = await exchange.mark('BTCUSDT');
  const last = decimal(mark.markPrice);
  let ids = 0;
  return {
    url: simulator.url,
    exchange,
    another,
    async control(path, body) {
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      const response = await fetch(`${simulator.url}${path}`, init);
      const answer: unknown = await response.json();
      if (response.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer)}`);
      return answer;
    },
    async stranger(method, path, params) {
      const timestamp = String(await exchange.serverTime());
      const query = new URLSearchParams({ ...params, timestamp }).toString();
      const signature = createHmac('sha256', SECRET).update(query).digest('hex');
      const url = `${simulator.url}${path}?${query}&signature=${signature}`;
      const response = await fetch(url, { method, headers: { 'X-MBX-APIKEY': KEY } });
      const answer: unknown = await response.json();
      if (response.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer)}`);
      return answer;
    },
    price: (factor) => last.times(decimal(factor)).floorTo(decimal('0.1')).toString(),
    order: (change) => ({
      market: 'usdm',
      symbol: 'BTCUSDT',
      side: 'BUY',
      quantity: '0.01',
      instruction: { type: 'MARKET' },
      clientOrderId: `dg-paper-${(ids += 1)}`,
      reduceOnly: false,
      positionSide: null,
      ...change,
    }),
    async close() {
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The sum of the quantities of fills, as text. */
export function filled(fills: readonly { quantity: string }[]): string {
  return Decimal.sum(fills.map((fill) => decimal(fill.quantity))).toString();
}
