import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { RecordedFeed } from '../../lib/simulator/feeds/recorded';
import { FEED_SYMBOLS, unitsOf } from '../../lib/simulator/feeds/units';
import { putRulesInForce, spotRules, usdmRules } from '../../lib/simulator/engine/symbols';
import { SCHEMA_STEPS, SCHEMA_VERSION } from '../../lib/simulator/store/schema';
import { at, list, MINUTE_MS, start, stopAll, temporaryFile, TestClock } from './support';

const DATA = resolve(__dirname, '../../../shared/data');
const START_AT = Date.UTC(2025, 4, 20);
const HOUR_MS = 3_600_000;
const folders: string[] = [];

afterEach(async () => {
  await stopAll();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder with candles of BTCUSDT; rows are [open time, open, high, low, close, volume]. */
function recording(files: Record<string, (readonly (number | string)[])[]>): string {
  const folder = mkdtempSync(join(tmpdir(), 'recording-'));
  folders.push(folder);
  for (const [name, rows] of Object.entries(files)) {
    const text = ['openTime,open,high,low,close,volume', ...rows.map((row) => row.join(','))];
    writeFileSync(join(folder, `${name}.csv.gz`), gzipSync(`${text.join('\n')}\n`));
  }
  return folder;
}

const flat = (time: number, price: number): number[] => [
  time,
  price,
  price + 5,
  price - 5,
  price,
  10,
];

/** Ten minutes from the start, of which the fifth and sixth are missing, after an hour of history. */
function gapped(): string {
  const minutes = [0, 1, 2, 3, 6, 7, 8, 9].map((i) => flat(START_AT + i * MINUTE_MS, 100_000 + i));
  return recording({
    'spot-BTCUSDT-1m': minutes,
    'spot-BTCUSDT-1h': [[START_AT - HOUR_MS, 99_000, 101_000, 98_500, 100_000, 600]],
    'usdm-BTCUSDT-funding': [[START_AT, '0.00012345']],
  });
}

const recorded = (folder: string, symbols = ['BTCUSDT']) => ({
  feed: { name: 'recorded', folder, symbols } as const,
  startAt: START_AT,
});

describe('a recorded market', () => {
  it('spreads coarse history, leaves gaps closed, equals spot where no futures are recorded', () => {
    const feed = new RecordedFeed(gapped(), ['BTCUSDT'], START_AT);
    const { spot, usdm, mark } = feed.series('BTCUSDT');
    expect(feed.firstAt).toBe(START_AT - HOUR_MS);
    expect(feed.endAt).toBe(START_AT + 10 * MINUTE_MS);
    expect(Math.max(...spot.high.subarray(0, 60))).toBe(10_100_000);
    expect(Math.min(...spot.low.subarray(0, 60))).toBe(9_850_000);
    expect([spot.open[0], spot.close[59]]).toEqual([9_900_000, 10_000_000]);
    expect(spot.volume.subarray(0, 60).reduce((sum, value) => sum + value, 0)).toBe(60_000_000);
    expect([63, 64, 65, 66].map((i) => feed.isClosed('BTCUSDT', 'spot', i))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect([spot.close[64], spot.volume[64]]).toEqual([spot.close[63], 0]);
    expect(usdm.close[66]).toBe((spot.close[66] ?? 0) / 10);
    expect(mark.close[66]).toBe(spot.close[66]);
    expect(feed.recordedRate('BTCUSDT', START_AT)).toBe(12_345n);
  });

  it('fills nothing, takes nothing and draws no candle in a gap, and says where it ends', async () => {
    const { client } = await start(recorded(gapped()));
    await client.advance(4 * MINUTE_MS);
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.001' };
    expect((await client.signed('POST', '/api/v3/order', order)).body).toEqual({
      code: -2010,
      msg: 'Market is closed.',
    });
    await client.advance(3 * MINUTE_MS);
    expect((await client.signed('POST', '/api/v3/order', order)).status).toBe(200);
    const rows = list(
      (await client.get('/api/v3/klines', { symbol: 'BTCUSDT', interval: '1m', limit: 5 })).body,
    );
    const minutes = rows.map((row) => (Number(at(row, 0)) - START_AT) / MINUTE_MS);
    expect(minutes).toEqual([0, 1, 2, 3, 6]);
    const reply = await client.raw('POST', '/sim/advance', {}, JSON.stringify({ ms: HOUR_MS }));
    expect(reply.status).toBe(400);
    expect(at(reply.body, 'msg')).toMatch(/^The recording ends at 2025-05-20T00:10:00.000Z/);
    expect(at(await client.control('POST', '/sim/advance', { ms: 3 * MINUTE_MS }), 'now')).toBe(
      START_AT + 10 * MINUTE_MS,
    );
  });

  it('refuses a start the files do not hold and a symbol it does not list', () => {
    const folder = gapped();
    expect(() => new RecordedFeed(folder, ['BTCUSDT'], START_AT + HOUR_MS)).toThrow(
      'holds no spot candles of BTCUSDT at 2025-05-20T01:00:00.000Z',
    );
    expect(() => new RecordedFeed(folder, ['XRPUSDT'], START_AT)).toThrow('does not list XRPUSDT');
  });

  const withData = existsSync(DATA) ? it : it.skip;
  withData(
    'answers the candles of the recorded market as they were recorded (skipped where ../shared is absent)',
    async () => {
      const { client } = await start({
        ...recorded(DATA, ['BTCUSDT', 'ETHUSDT']),
        stepMs: 300_000,
      });
      await client.control('POST', '/sim/advance', {});
      for (const [path, file] of [
        ['/api/v3/klines', 'spot-BTCUSDT-1m'],
        ['/fapi/v1/klines', 'usdm-BTCUSDT-1m-2025-05'],
      ] as const) {
        const rows = list(
          (await client.get(path, { symbol: 'BTCUSDT', interval: '1m', limit: 5 })).body,
        );
        const lines = gunzipSync(readFileSync(join(DATA, `${file}.csv.gz`)))
          .toString()
          .split('\n');
        for (const row of rows) {
          const line = lines.find((one) => one.startsWith(`${String(at(row, 0))},`));
          const figures = [0, 1, 2, 3, 4, 5].map((i) => Number(at(row, i)));
          expect(figures).toEqual(line?.split(',').map(Number));
        }
        expect(rows).toHaveLength(5);
      }
      const hours = list(
        (await client.get('/api/v3/klines', { symbol: 'ETHUSDT', interval: '1h', limit: 1000 }))
          .body,
      );
      expect(hours).toHaveLength(1000);
      const done = await client.control('POST', '/sim/advance', { ms: 8 * HOUR_MS });
      expect(at(done, 'now')).toBe(START_AT + 300_000 + 8 * HOUR_MS);
      const rates = await client.get('/fapi/v1/fundingRate', { symbol: 'BTCUSDT', limit: 1 });
      expect(at(rates.body, 0, 'fundingRate')).toBe('0.00007107');
    },
  );
});

describe('symbols and files', () => {
  it('gives feeds the ticks and steps of the symbols’ filters', () => {
    putRulesInForce();
    for (const symbol of FEED_SYMBOLS) {
      const { tick, step } = unitsOf(symbol);
      expect([tick.spot, step.spot]).toEqual([
        spotRules(symbol)?.tickSize,
        spotRules(symbol)?.stepSize,
      ]);
      expect([tick.usdm, step.usdm]).toEqual([
        usdmRules(symbol)?.tickSize,
        usdmRules(symbol)?.stepSize,
      ]);
    }
  });

  it('takes a file of version 1 further', async () => {
    const file = temporaryFile();
    const database = new Database(file);
    database.exec(SCHEMA_STEPS[0] ?? '');
    database.pragma('user_version = 1');
    const startAt = Date.UTC(2026, 0, 5);
    const counter = { window: 0, used: 0 };
    const json = (value: unknown): string => JSON.stringify(value);
    database
      .prepare(
        'INSERT INTO exchange (id, settings, clock, limits, revision) VALUES (1, ?, ?, ?, 7)',
      )
      .run(
        json({ feed: { name: 'synthetic', seed: 3 }, startAt, clock: 'stepped' }),
        json({ exchangeAt: startAt, hostAt: new TestClock().at, marketAt: startAt }),
        json({
          spotWeight: counter,
          spotRaw: counter,
          usdmWeight: counter,
          funding: counter,
          violations: 0,
        }),
      );
    const account = {
      id: 1,
      key: 'simulator-key',
      secret: 'simulator-secret',
      uid: 5,
      createdAt: startAt,
      updatedAt: startAt,
      spot: { USDT: { free: '#500000000000', locked: '#0' } },
      wallet: '#100000000000',
      positions: {
        BTCUSDT: {
          symbol: 'BTCUSDT',
          amount: '#-1000000',
          cost: '#-80000000000',
          isolatedWallet: '#20000000000',
          leverage: 4,
          updatedAt: startAt,
        },
      },
      next: {
        spotOrderId: 1_000_001,
        usdmOrderId: 4_000_000_001,
        spotTradeId: 500_001,
        usdmTradeId: 900_001,
        tranId: 9_700_000_001,
      },
      fundedThrough: startAt,
      orderCounts: { spot10s: counter, spot1d: counter, usdm10s: counter, usdm1m: counter },
      tally: {
        startEquity: '#600000000000',
        samples: 0,
        unprotectedMs: 0,
        duplicateOrders: 0,
        rateLimitViolations: 0,
        symbols: {},
      },
    };
    database
      .prepare('INSERT INTO account (id, api_key, body) VALUES (1, ?, ?)')
      .run('simulator-key', json(account));
    database.close();
    const { client, simulator } = await start({ file });
    expect(simulator.settings.feed).toEqual({ name: 'synthetic', seed: 3 });
    const [risk] = list((await client.signed('GET', '/fapi/v3/positionRisk')).body);
    expect(at(risk ?? null, 'positionAmt')).toBe('-0.010');
    expect(at((await client.signed('GET', '/api/v3/account')).body, 'uid')).toBe(5);
    expect(at(await client.advance(HOUR_MS), 'now')).toBe(startAt + HOUR_MS);
    const reopened = new Database(file);
    expect(reopened.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
    reopened.close();
  });
});

describe('a live market', () => {
  it('is followed from another exchange’s public data, minute by closed minute', async () => {
    const clock = new TestClock();
    const source = await start({ clock: 'wall', now: clock.now });
    clock.at += 3 * HOUR_MS;
    const url = source.simulator.url;
    const feed = { name: 'live', spotUrl: url, usdmUrl: url, symbols: ['BTCUSDT'] } as const;
    const { client } = await start({ feed, clock: 'stepped', now: clock.now });
    expect((await client.get('/api/v3/time')).status).toBe(200);
    clock.at += 3 * MINUTE_MS + 20_000;
    const query = { symbol: 'BTCUSDT', interval: '1m', endTime: clock.at - MINUTE_MS, limit: 4 };
    for (const path of ['/api/v3/klines', '/fapi/v1/klines', '/fapi/v1/markPriceKlines']) {
      const theirs = list((await source.client.get(path, query)).body);
      const ours = list((await client.get(path, query)).body);
      const figures = (rows: typeof ours) => rows.map((row) => list(row).slice(0, 6));
      expect(figures(ours)).toEqual(figures(theirs));
      expect(ours).toHaveLength(4);
    }
    const [low] = list((await client.get('/api/v3/ticker/price')).body);
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.001' };
    expect((await client.signed('POST', '/api/v3/order', order)).status).toBe(200);
    expect(Number(at(low ?? null, 'price'))).toBeGreaterThan(0);
    expect((await client.raw('POST', '/sim/advance', {}, '{"ms":1}')).status).toBe(400);
  });
});
