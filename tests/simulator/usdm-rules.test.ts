import { STEPPED_START_AT } from '../../lib/simulator';
import { decimal } from '../../lib/simulator/engine/decimal';
import type { Client, Json, Reply } from './support';
import { at, start, stopAll } from './support';
import { ROWS } from './usdm-rules';
import type { Params, Row, Step } from './usdm-rules/steps';

afterEach(stopAll);

/** Fills in prices relative to the last one and the ids of earlier answers, in one value or inside a JSON text. */
class Blanks {
  orderId = '0';
  algoId = '0';
  now = STEPPED_START_AT;

  constructor(private readonly last: number) {}

  fill(params: Params): Params {
    return Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, this.one(String(value))]),
    );
  }

  private one(text: string): string {
    return text
      .replace(/@([+-][0-9.]+)%/g, (_match, percent: string) =>
        (Math.round(this.last * (1 + Number(percent) / 100) * 10) / 10).toFixed(1),
      )
      .replace(/#/g, this.orderId)
      .replace(/~/g, this.algoId);
  }

  note(body: Json): void {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return;
    if (body.orderId !== undefined) this.orderId = String(body.orderId);
    if (body.algoId !== undefined) this.algoId = String(body.algoId);
  }
}

async function carryOut(client: Client, blanks: Blanks, step: Step): Promise<Reply | undefined> {
  const [method, path, params] = step;
  if (method === 'ADVANCE') {
    await client.advance(Number(params.ms));
    blanks.now += Number(params.ms);
    return undefined;
  }
  const reply = await client.signed(method, path, {
    ...blanks.fill(params),
    timestamp: blanks.now,
  });
  blanks.note(reply.body);
  return reply;
}

/** The answer's parts that the row names; of a list as many elements as the row has. */
function matches(body: Json, row: Row): void {
  const { then } = row;
  if (typeof then === 'number') {
    expect(body).toMatchObject({ code: then, ...(row.msg === undefined ? {} : { msg: row.msg }) });
  } else if (Array.isArray(then)) {
    const wanted: readonly unknown[] = then;
    expect(body).toHaveLength(wanted.length);
    wanted.forEach((part, i) => expect(trimmed(at(body, i), part)).toMatchObject(Object(part)));
  } else {
    expect(body).toMatchObject(then);
    // An answer that refuses cannot pass for one that names no part of it.
    expect(body).not.toMatchObject({ code: expect.any(Number), msg: expect.stringMatching(/./) });
  }
}

/** Cuts long lists of an answer to the length the row names. */
function trimmed(body: Json, part: unknown): Json {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const wanted: Record<string, unknown> = Object(part);
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      const list = wanted[name];
      return [
        name,
        Array.isArray(value) && Array.isArray(list) ? value.slice(0, list.length) : value,
      ];
    }),
  );
}

describe('USD-M rules of the reference', () => {
  it('are at least 160', () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(160);
    expect(new Set(ROWS.map((row) => JSON.stringify([row.given, row.when]))).size).toBe(
      ROWS.length,
    );
  });

  it.each(ROWS.map((row, i): [string, Row] => [`${i + 1} ${row.name}`, row]))(
    '%s',
    async (_name, row) => {
      const balances = { spotQuote: 0n, usdmQuote: decimal(row.usdm ?? '10000') };
      const { client } = await start({ balances });
      const ticker = await client.get('/fapi/v1/ticker/price', { symbol: 'BTCUSDT' });
      const blanks = new Blanks(Number(at(ticker.body, 'price')));
      for (const step of row.given ?? []) await carryOut(client, blanks, step);
      const reply = await carryOut(client, blanks, row.when);
      if (reply === undefined) throw new Error('The last step must be a request');
      expect(reply.status).toBe(typeof row.then === 'number' ? 400 : 200);
      if (typeof row.then === 'object' && 'code' in row.then) {
        expect(reply.body).toMatchObject(row.then);
        return;
      }
      matches(reply.body, row);
    },
  );
});
