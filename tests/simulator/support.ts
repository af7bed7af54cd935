import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Simulator, SimulatorOptions } from '../../lib/simulator';
import { startSimulator } from '../../lib/simulator';
import { decimal } from '../../lib/simulator/engine/decimal';

export const MINUTE_MS = 60_000;
export const KEY = 'simulator-key';
export const SECRET = 'simulator-secret';

const folders: string[] = [];

/** A file in a folder of its own, removed by `stopAll`. */
export function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'paper-exchange-test-'));
  folders.push(folder);
  return join(folder, 'exchange.sqlite');
}

/** A host clock that stands still unless told otherwise. */
export class TestClock {
  constructor(public at = Date.UTC(2026, 2, 1, 12, 0, 0)) {}
  readonly now = (): number => this.at;
}

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export interface Reply {
  status: number;
  headers: Headers;
  body: Json;
}

/** Reads a field of a JSON answer by names and indices; fails when the way ends early. */
export function at(value: Json, ...way: (string | number)[]): Json {
  let here: Json | undefined = value;
  for (const step of way) {
    if (Array.isArray(here) && typeof step === 'number') here = here[step];
    else if (typeof here === 'object' && here !== null && !Array.isArray(here))
      here = here[String(step)];
    else here = undefined;
  }
  if (here === undefined)
    throw new Error(`No ${way.join('.')} in ${JSON.stringify(value).slice(0, 500)}`);
  return here;
}

export function list(value: Json): Json[] {
  if (!Array.isArray(value)) throw new Error(`Not a list: ${JSON.stringify(value)}`);
  return value;
}

export class Client {
  constructor(
    readonly url: string,
    private readonly key = KEY,
    private readonly secret = SECRET,
  ) {}

  async raw(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: string,
  ): Promise<Reply> {
    const reply = await fetch(this.url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = await reply.text();
    let parsed: Json;
    try {
      parsed = JSON.parse(text);
    } catch {
      parsed = text;
    }
    return { status: reply.status, headers: reply.headers, body: parsed };
  }

  get(path: string, params: Record<string, string | number> = {}): Promise<Reply> {
    const query = new URLSearchParams(
      Object.entries(params).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return this.raw('GET', query.size === 0 ? path : `${path}?${query}`);
  }

  async signedQuery(params: Record<string, string | number>): Promise<string> {
    const time =
      params.timestamp ?? Number(at((await this.raw('GET', '/fapi/v1/time')).body, 'serverTime'));
    const entries = Object.entries({ ...params, timestamp: time });
    const query = entries
      .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
      .join('&');
    return `${query}&signature=${createHmac('sha256', this.secret).update(query).digest('hex')}`;
  }

  async signed(
    method: string,
    path: string,
    params: Record<string, string | number> = {},
  ): Promise<Reply> {
    return this.raw(method, `${path}?${await this.signedQuery(params)}`, {
      'X-MBX-APIKEY': this.key,
    });
  }

  async control(method: string, path: string, body?: Json): Promise<Json> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const reply = await this.raw(method, path, {}, text);
    if (reply.status !== 200)
      throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  advance(ms: number): Promise<Json> {
    return this.control('POST', '/sim/advance', { ms });
  }
}

const running: Simulator[] = [];

export async function start(
  options: Partial<SimulatorOptions> = {},
): Promise<{ simulator: Simulator; client: Client }> {
  const simulator = await startSimulator({
    file: temporaryFile(),
    feed: { name: 'synthetic', seed: 1 },
    clock: 'stepped',
    balances: { spotQuote: decimal('10000'), usdmQuote: decimal('10000') },
    key: KEY,
    secret: SECRET,
    now: new TestClock().now,
    randomUid: () => 123_456_789,
    ...options,
  });
  running.push(simulator);
  return { simulator, client: new Client(simulator.url) };
}

export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Best spot bid as a number, to place orders around it. */
export async function spotBid(client: Client): Promise<number> {
  return Number(
    at((await client.get('/api/v3/ticker/bookTicker', { symbol: 'BTCUSDT' })).body, 'bidPrice'),
  );
}
