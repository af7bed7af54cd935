import type { Client, Reply } from './support';
import { at, start, stopAll, TestClock } from './support';
import type { Ask, Row } from './spot-rules.data';
import { ACCEPTED, FILTERS, LIFE, PARAMETERS, PUBLIC, STATES } from './spot-rules.data';

/** Each row of the table over HTTP, on one account whose orders are cancelled between the rows. */

const SYMBOL = 'BTCUSDT';
const clock = new TestClock();
let client: Client;
let last = 0;

function priced(value: string | number): string {
  const match = /^@([0-9.]+)(?:\+([0-9.]+))?$/.exec(String(value));
  if (match === null) return String(value);
  const onTick = Math.round(last * Number(match[1]) * 100) / 100;
  return match[2] === undefined ? onTick.toFixed(2) : (onTick + Number(match[2])).toFixed(3);
}

async function send([route, params]: Ask): Promise<Reply> {
  const [method = '', path = ''] = route.split(' ');
  const sent: Record<string, string> = {};
  for (const [name, value] of Object.entries(params)) {
    if (value !== null) sent[name] = priced(value);
  }
  return client.signed(method, path, sent);
}

async function readLast(): Promise<void> {
  last = Number(at((await client.get('/api/v3/ticker/price', { symbol: SYMBOL })).body, 'price'));
}

beforeAll(async () => {
  const { decimal } = await import('../../lib/simulator/engine/decimal');
  const balances = { spotQuote: decimal('100000'), usdmQuote: 0n };
  ({ client } = await start({ clock: 'wall', now: clock.now, balances }));
  const buy = { symbol: SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.55' };
  expect((await client.signed('POST', '/api/v3/order', buy)).status).toBe(200);
});
afterAll(stopAll);

beforeEach(async () => {
  await client.signed('DELETE', '/api/v3/openOrders', { symbol: SYMBOL });
  // Windows of the order limit are ten seconds long, those of the weight a minute.
  clock.at += 60_000;
  await readLast();
});

async function check(row: Row): Promise<void> {
  for (const [index, ask] of (row.before ?? []).entries()) {
    if (index % 90 === 89) clock.at += 10_000;
    expect((await send(ask)).status).toBe(200);
  }
  if ((row.before?.length ?? 0) > 80) clock.at += 10_000;
  const reply = await send(row.ask);
  if (Array.isArray(row.expect)) {
    const [code, msg] = row.expect;
    expect({ status: reply.status, body: reply.body }).toEqual({
      status: row.status ?? 400,
      body: expect.objectContaining({ code, msg }),
    });
    return;
  }
  expect(reply.status).toBe(200);
  const wanted = Object.entries(row.expect);
  expect(reply.body).toMatchObject(
    Object.fromEntries(wanted.filter(([, value]) => value !== undefined)),
  );
  for (const [name, value] of wanted) {
    // A field expected as undefined must not be there at all.
    if (value === undefined) expect(reply.body).not.toHaveProperty(name);
  }
}

const GROUPS = { ACCEPTED, PARAMETERS, FILTERS, STATES, LIFE, PUBLIC };

it('has at least 160 rows, no two alike', () => {
  const names = Object.values(GROUPS).flatMap((rows) => rows.map((row) => row.about));
  expect(names.length).toBeGreaterThanOrEqual(160);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(Object.entries(GROUPS))('%s', (_name, rows) => {
  it.each(rows.map((row) => [row.about, row] as const))('%s', async (_about, row) => {
    await check(row);
  });
});
