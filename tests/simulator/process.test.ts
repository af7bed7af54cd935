import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { at, Client, list, spotBid, start, stopAll, temporaryFile, TestClock } from './support';

const SYMBOL = 'BTCUSDT';
const ROOT = join(__dirname, '../..');
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await stopAll();
});

/** Starts the command and reads the line it prints. */
async function command(
  ...options: string[]
): Promise<{ child: ChildProcess; client: Client; line: string }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(ROOT, 'scripts/simulator.ts'), ...options],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  children.push(child);
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (part: Buffer) => {
      text += part.toString();
      if (text.includes('\n')) resolve(text.trim());
    });
    child.once('exit', (code) => reject(new Error(`The command ended with ${code}`)));
  });
  const url: string = JSON.parse(line).url;
  return { child, client: new Client(url), line };
}

const buy = (client: Client, price: number, id: string) =>
  client.signed('POST', '/api/v3/order', {
    symbol: SYMBOL,
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    price: price.toFixed(2),
    quantity: '0.001',
    newClientOrderId: id,
  });

describe('the state in its file', () => {
  it('survives SIGKILL between requests, and its settings rule over later options', async () => {
    const file = temporaryFile();
    const first = await command(
      '--file',
      file,
      '--clock',
      'stepped',
      '--seed',
      '3',
      '--balances',
      'spot=2000,usdm=3000',
    );
    const bid = await spotBid(first.client);
    for (let i = 0; i < 10; i++) await buy(first.client, bid * 0.95 - i, `o${i}`);
    await first.client.advance(3_600_000);
    const before = await first.client.control('GET', '/sim/report');
    const exited = new Promise((resolve) => first.child.once('exit', resolve));
    first.child.kill('SIGKILL');
    await exited;
    const second = await command('--file', file, '--clock', 'wall', '--seed', '99');
    const after = await second.client.control('GET', '/sim/report');
    const steady = (report: typeof before) => ({ ...Object(report), now: 0 });
    expect(steady(after)).toEqual(steady(before));
    expect(
      list((await second.client.signed('GET', '/api/v3/openOrders', { symbol: SYMBOL })).body)
        .length,
    ).toBe(10);
    expect(at(after, 'feed', 'seed')).toBe(3);
    expect(at(after, 'startEquityQuote')).toBe('5000.00000000');
  });

  it('prints one line of JSON and ends cleanly on SIGTERM', async () => {
    const { child, client, line } = await command('--port', '0', '--keys', 'k1:s1');
    expect(line.split('\n').length).toBe(1);
    expect(JSON.parse(line)).toMatchObject({ url: client.url, clock: 'wall' });
    const now = Number(at((await client.get('/api/v3/time')).body, 'serverTime'));
    expect(Math.abs(now - Date.now())).toBeLessThan(1000);
    expect((await new Client(client.url, 'k1', 's1').signed('GET', '/api/v3/account')).status).toBe(
      200,
    );
    const exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  it('is one exchange for two servers that take turns and run at once', async () => {
    const file = temporaryFile();
    const clock = new TestClock();
    const one = (await start({ file, now: clock.now })).client;
    const two = (await command('--file', file)).client;
    const bid = await spotBid(one);
    const orders = Array.from({ length: 40 }, (_, i) =>
      buy(i % 2 === 0 ? one : two, bid * 0.9 - i, `o${i}`),
    );
    // The two hosts' clocks differ; only the command's clients ask it for the time.
    const replies = await Promise.all(orders);
    const accepted = replies.filter((reply) => reply.status === 200);
    const ids = new Set(accepted.map((reply) => at(reply.body, 'orderId')));
    expect(ids.size).toBe(accepted.length);
    expect(accepted.length).toBe(40);
    for (const client of [one, two]) {
      expect(
        list((await client.signed('GET', '/api/v3/openOrders', { symbol: SYMBOL })).body).length,
      ).toBe(40);
    }
    await two.signed('DELETE', '/api/v3/openOrders', { symbol: SYMBOL });
    expect((await one.signed('GET', '/api/v3/openOrders', { symbol: SYMBOL })).body).toEqual([]);
    expect(at((await one.signed('GET', '/api/v3/account')).body, 'balances', 0)).toMatchObject({
      free: '10000.00000000',
    });
  });

  it('refuses a file of a newer version', async () => {
    const file = temporaryFile();
    const database = new Database(file);
    database.pragma('user_version = 999');
    database.close();
    await expect(start({ file })).rejects.toThrow('version 999');
  });

  it('gives the same figures for the same seed and the same doings', async () => {
    const reports = [];
    for (let run = 0; run < 2; run++) {
      const { client } = await start();
      const bid = await spotBid(client);
      for (let i = 1; i <= 10; i++) await buy(client, bid - 40 * i, `o${i}`);
      await client.signed('POST', '/fapi/v1/order', {
        symbol: SYMBOL,
        side: 'SELL',
        type: 'MARKET',
        quantity: '0.005',
      });
      for (let i = 0; i < 60; i++) await client.advance(5 * 60_000);
      reports.push(await client.control('GET', '/sim/report'));
    }
    expect(reports[0]).toEqual(reports[1]);
    expect(at(reports[0]!, 'fills')).toBeGreaterThan(5);
  });

  it('answers quickly with forty orders resting', async () => {
    const { client } = await start();
    const bid = await spotBid(client);
    for (let i = 0; i < 40; i++) await buy(client, bid * 0.9 - i, `o${i}`);
    const times: number[] = [];
    for (let i = 0; i < 100; i++) {
      const query = await client.signedQuery({ symbol: SYMBOL });
      const before = performance.now();
      await client.raw('GET', `/api/v3/openOrders?${query}`, { 'X-MBX-APIKEY': 'simulator-key' });
      times.push(performance.now() - before);
    }
    const median = times.sort((a, b) => a - b)[50] ?? 0;
    expect(median).toBeLessThan(20);
  });
});
