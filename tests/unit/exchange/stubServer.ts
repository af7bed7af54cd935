import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type BinanceExchange,
  createBinanceExchange,
  type GatewayOptions,
} from '../../../lib/exchange/binance';

export interface SeenRequest {
  route: string;
  params: Record<string, string>;
  query: string;
  apiKey: string | undefined;
  body: string;
}

/** Answers one request; `nth` counts the requests to this route from 1. */
export type Handler = (request: SeenRequest, response: ServerResponse, nth: number) => void;

export interface StubServer {
  url: string;
  seen: SeenRequest[];
  seenOn(route: string): SeenRequest[];
  on(route: string, handler: Handler): void;
  close(): Promise<void>;
}

export const ACCOUNT_CONFIG = 'GET /fapi/v1/accountConfig';
/** A futures account in one-way mode. */
export const accountConfig = {
  feeTier: 0,
  canTrade: true,
  dualSidePosition: false,
  multiAssetsMargin: false,
};

/** A small exchange that answers what a test tells it to; it knows only time and position mode. */
export async function startStubServer(): Promise<StubServer> {
  const handlers = new Map<string, Handler>([
    ['GET /api/v3/time', serverTime(() => Date.now())],
    [ACCOUNT_CONFIG, answers(200, accountConfig)],
  ]);
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://stub');
      const route = `${request.method ?? ''} ${url.pathname}`;
      const apiKey = request.headers['x-mbx-apikey'];
      const record: SeenRequest = {
        route,
        params: Object.fromEntries(url.searchParams),
        query: url.search.slice(1),
        apiKey: typeof apiKey === 'string' ? apiKey : undefined,
        body,
      };
      seen.push(record);
      const nth = seen.filter((one) => one.route === route).length;
      const handler = handlers.get(route) ?? ((_request, answer) => json(answer, 404, {}));
      handler(record, response, nth);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!isAddress(address)) throw new Error('the stub has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    seenOn: (route) => seen.filter((one) => one.route === route),
    on: (route, handler) => void handlers.set(route, handler),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const API_KEY = 'key-of-the-test-vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zv';
export const API_SECRET = 'secret-of-the-test-NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3';

/** A gateway to the stub with short deadlines. */
export function gatewayTo(
  stub: StubServer,
  options: Partial<GatewayOptions> = {},
): BinanceExchange {
  return createBinanceExchange({
    environment: 'simulator',
    baseUrl: stub.url,
    apiKey: API_KEY,
    apiSecret: API_SECRET,
    hostNow: () => Date.now(),
    requestDeadlineMs: 400,
    ...options,
  });
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  text(response, status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

export function text(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, headers);
  response.end(body);
}

export const answers =
  (status: number, body: unknown, headers: Record<string, string> = {}): Handler =>
  (_request, response) =>
    json(response, status, body, headers);

export const serverTime =
  (now: () => number): Handler =>
  (_request, response) =>
    json(response, 200, { serverTime: now() });

function isAddress(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: string[] = [];
  request.setEncoding('utf8');
  for await (const chunk of request) chunks.push(String(chunk));
  return chunks.join('');
}
