import { inspect } from 'node:util';
import type { BinanceLogEvent } from '../../../lib/exchange/binance';
import { spotLimit } from './samples';
import {
  answers,
  API_KEY,
  API_SECRET,
  gatewayTo,
  type Handler,
  startStubServer,
  type StubServer,
  text,
} from './stubServer';

let stub: StubServer;
const printed: unknown[] = [];
const methods = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;

beforeEach(async () => {
  stub = await startStubServer();
  printed.length = 0;
  for (const method of methods) {
    jest.spyOn(console, method).mockImplementation((...args: unknown[]) => void printed.push(args));
  }
});
afterEach(async () => {
  jest.restoreAllMocks();
  await stub.close();
});

/** Everything of a value that could be printed or stored, hidden properties and causes included. */
function everythingOf(value: unknown): string {
  const seen = inspect(value, { depth: 20, showHidden: true, getters: true });
  const own = value instanceof Error ? `${value.stack ?? ''}${String(value.cause)}` : '';
  return `${seen}${own}${JSON.stringify(value)}`;
}

const echo: Handler = (request, response) => {
  const msg = `Bad: ${request.query} of ${request.apiKey ?? ''} ${API_SECRET}`;
  answers(400, { code: -1102, msg })(request, response, 1);
};

it.each<[string, Handler]>([
  ['a refusal that echoes the request', echo],
  ['a page that echoes the request', (q, r) => text(r, 502, `<html>${q.query} ${API_KEY}</html>`)],
  ['a text in place of JSON', (q, r) => text(r, 200, `${q.query} ${API_KEY}`)],
  ['another shape', (q, r, n) => answers(200, { [q.query]: API_KEY, symbol: q.query })(q, r, n)],
  ['a reset', (_q, r) => void r.socket?.resetAndDestroy()],
  ['no reply', () => undefined],
  ['a refused key', answers(401, { code: -2014, msg: 'API-key format invalid.' })],
])('keeps keys and signatures to itself: %s', async (_name, handler) => {
  const events: BinanceLogEvent[] = [];
  const gateway = gatewayTo(stub, { log: (event) => void events.push(event) });
  stub.on('POST /api/v3/order', handler);
  stub.on('GET /api/v3/account', handler);
  const outcome: unknown = await gateway.submit(spotLimit);
  const thrown: unknown = await gateway.spotAccount().catch((error: unknown) => error);
  const signatures = stub.seen.flatMap((one) => one.params['signature'] ?? []);
  expect(signatures.length).toBeGreaterThan(1);
  expect(thrown).toBeInstanceOf(Error);
  expect(events.length).toBeGreaterThan(1);
  const all = [outcome, thrown, events, printed].map(everythingOf).join('\n');
  for (const secret of [API_KEY, API_SECRET, ...signatures]) expect(all).not.toContain(secret);
  expect(printed).toEqual([]);
});
