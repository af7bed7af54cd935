import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { termsOf } from '../../../../lib/exchange/deribit/options';
import { readOptionSummaryPart } from '../../../../lib/operations/optionSummary';
import { answers } from '../stubServer';
import {
  BYBIT_HISTORY,
  BYBIT_NOW,
  CHAIN,
  DVOL,
  type ForeignWorld,
  foreignWorld,
  OKX_HISTORY,
  OKX_NOW,
  optionPage,
  optionRow,
} from './world';

/** What the venues document and what was recorded of them, served as it stands. */

const SHARED = resolve(__dirname, '../../../../../shared');
const present = existsSync(join(SHARED, 'fixtures/okx'));
if (!present) process.stdout.write('../shared/fixtures is absent: its test is skipped\n');
const describeWithShared = present ? describe : describe.skip;

const looseSchema = z.record(z.string(), z.unknown());

function fixture(name: string): Record<string, unknown> {
  return looseSchema.parse(JSON.parse(readFileSync(join(SHARED, 'fixtures', name), 'utf8')));
}

type Cell = (column: string) => string;

function recordedOptions(file: string): Cell[] {
  if (!present) return [];
  const [header = '', ...lines] = gunzipSync(readFileSync(file))
    .toString('utf8')
    .trim()
    .split('\n');
  const columns = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return (column) => cells[columns.indexOf(column)] ?? '';
  });
}

/** A recorded row as Deribit writes it: a price that nobody quotes is null. */
function summaryRow(cell: Cell): object {
  const number = (column: string): number | null =>
    cell(column) === '' ? null : Number(cell(column));
  return optionRow(cell('instrument_name'), {
    mark_iv: Number(cell('implied_volatility')) * 100,
    mark_price: number('mark_price'),
    bid_price: number('bid_price'),
    ask_price: number('ask_price'),
    open_interest: number('open_interest'),
    underlying_price: number('underlying'),
    creation_timestamp: Date.parse(cell('timestamp')),
  });
}

/** The fixture as text, with some texts in the place of others. */
function edited(name: string, ...changes: readonly (readonly [string, string])[]): unknown {
  const text = changes.reduce(
    (before, [from, to]) => before.replaceAll(from, to),
    JSON.stringify(fixture(name)),
  );
  return JSON.parse(text);
}

describeWithShared('the documented answers (skipped where ../shared is absent)', () => {
  let world: ForeignWorld;
  beforeEach(async () => {
    world = await foreignWorld();
  });
  afterEach(() => world.close());

  it('of OKX are read', async () => {
    world.stub.on(OKX_NOW, answers(200, fixture('okx/funding-rate.json')));
    const coins = ['BTC-USD-SWAP', 'BTC-USDT-SWAP'] as const;
    world.stub.on(OKX_HISTORY, answers(200, edited('okx/funding-rate-history.json', coins)));
    expect(await world.open().funding('okx', 'BTCUSDT', 2)).toEqual({
      venue: 'okx',
      instrument: 'BTC-USDT-SWAP',
      rateFraction: '0.0000182221218054',
      nextFundingAt: 1_743_609_600_000,
      intervalMs: 28_800_000,
      capFraction: '0.00375',
      history: [
        { at: 1_703_030_400_000, rateFraction: '0.0002279755647389' },
        { at: 1_703_059_200_000, rateFraction: '0.0000746572360545' },
      ],
      observedAt: 1_743_588_686_291,
    });
  });

  it('of Bybit are read, once they are of the linear category', async () => {
    const changes = [
      ['"inverse"', '"linear"'],
      ['"BTCUSD"', '"BTCUSDT"'],
    ] as const;
    world.stub.on(BYBIT_NOW, answers(200, edited('bybit/tickers_1.json', ...changes)));
    const perpetual = ['ETHPERP', 'BTCUSDT'] as const;
    world.stub.on(BYBIT_HISTORY, answers(200, edited('bybit/funding_history_1.json', perpetual)));
    expect(await world.open().funding('bybit', 'BTCUSDT', 1)).toEqual({
      venue: 'bybit',
      instrument: 'BTCUSDT',
      rateFraction: '0.0001',
      nextFundingAt: 1_760_371_200_000,
      intervalMs: 28_800_000,
      capFraction: '0.005',
      history: [{ at: 1_672_041_600_000, rateFraction: '0.0001' }],
      observedAt: 1_760_352_369_814,
    });
  });

  it.each(['bybit/tickers_1.json', 'bybit/tickers_2.json', 'bybit/tickers_3.json'])(
    'of Bybit about other categories are not used: %s',
    async (name) => {
      world.stub.on(BYBIT_NOW, answers(200, fixture(name)));
      await expect(world.open().funding('bybit', 'BTCUSDT', 0)).rejects.toThrow('category');
    },
  );

  it('of Deribit with DVOL as a fraction, as it once was, are refused', async () => {
    const body = fixture('deribit/PublicGetVolatilityIndexDataResponse.example.json');
    world.stub.on(DVOL, answers(200, body));
    const query = { currency: 'BTC', resolution: '1m', from: 0, to: 2e12 } as const;
    await expect(world.open().dvol(query)).rejects.toThrow('a fraction');
  });

  it('of DVOL, as recorded for years, are read hour by hour, each at its end', async () => {
    const [, ...lines] = gunzipSync(readFileSync(join(SHARED, 'data/deribit-BTC-DVOL-1h.csv.gz')))
      .toString('utf8')
      .trim()
      .split('\n');
    const rows = lines.map((line) => line.split(',').map(Number));
    expect(rows.length).toBeGreaterThan(10_000);
    // As the venue pages: at most 1000 rows up to the end that was asked for.
    world.stub.on(DVOL, (request, response, nth) => {
      const [from, to] = [request.params['start_timestamp'], request.params['end_timestamp']];
      const within = rows.filter(([at = 0]) => at >= Number(from) && at <= Number(to));
      const data = within.slice(-1_000).map((row) => row.slice(0, 5));
      const continuation = within.length > 1_000 ? (data[0]?.[0] ?? 0) - 1 : null;
      answers(200, { result: { data, continuation } })(request, response, nth);
    });
    const sources = world.open();
    const seen: { at: number; closePct: number }[] = [];
    const first = rows[0]?.[0] ?? 0;
    const last = rows.at(-1)?.[0] ?? 0;
    const STEP = 3_000 * 3_600_000;
    for (let from = first; from <= last; from += STEP) {
      const query = { currency: 'BTC', resolution: '1h', from, to: from + STEP } as const;
      seen.push(...(await sources.dvol(query)));
    }
    expect(seen).toEqual(
      rows.map(([at = 0, , , , closePct = 0]) => ({ at: at + 3_600_000, closePct })),
    );
  });

  it('of Deribit with options of years ago, without a volatility, are read', async () => {
    world.stub.on(
      CHAIN,
      answers(200, fixture('deribit/PublicGetBookSummaryResponse.example.json')),
    );
    const chain = await world.open().optionChain('ETH');
    expect(chain.quotes).toEqual([
      {
        instrument: 'ETH-22FEB19-140-P',
        expiresAt: Date.UTC(2019, 1, 22, 8),
        strike: 140,
        kind: 'put',
        markVolatility: null,
        bidPrice: 0.1488,
        askPrice: 0.34,
        markPrice: 80,
        underlyingPrice: 121.38,
        openInterest: 0.55,
      },
    ]);
  });

  describe.each([
    'deribit_options_snapshot_20251230T173115Z.csv.gz',
    'deribit_options_snapshot_20260103T211832Z.csv.gz',
    'deribit_options_snapshot_20260106T212121Z.csv.gz',
  ])('the recorded chain %s', (name) => {
    const rows = recordedOptions(join(SHARED, 'golden/options', name));

    it('has names that say what was recorded beside them', () => {
      expect(rows.length).toBeGreaterThan(1_000);
      for (const cell of rows) {
        const instrument = cell('instrument_name');
        expect([instrument, termsOf(instrument, cell('currency'))]).toEqual([
          instrument,
          {
            expiresAt: Date.parse(cell('expiry_datetime')),
            strike: Number(cell('strike')),
            kind: cell('option_type'),
          },
        ]);
      }
    });

    it.each(['BTC', 'ETH'] as const)(
      'of %s becomes a small part with a surface and an index',
      async (currency) => {
        const chain = rows.filter((cell) => cell('currency') === currency);
        world.stub.on(CHAIN, answers(200, optionPage(...chain.map(summaryRow))));
        const now = Math.max(...chain.map((cell) => Date.parse(cell('timestamp'))));
        const session = {
          foreign: world.open(),
          clocks: { exchangeNow: () => now, hostNow: () => now },
        };
        const settings = { allowed: true, currency, includeQuotes: false };
        const part = await readOptionSummaryPart(session, 'BTCUSDT', settings);
        if (part.status !== 'ok') throw new Error(part.reason);
        expect([part.quoteCount, part.unreadable]).toEqual([chain.length, 0]);
        const month = part.expiries.find(({ expiresAt }) => expiresAt - now > 20 * 86_400_000);
        const atTheMoney = (month?.atTheMoneyPct ?? 0) / 100;
        expect(atTheMoney).toBeGreaterThan(0.2);
        expect(part.modelFree).toMatchObject({ status: 'ok', days: 30 });
        const index = part.modelFree?.status === 'ok' ? part.modelFree.annualFraction : 0;
        // All strikes weigh the wings as well, which cost more than the middle; never a multiple of it.
        expect(index / atTheMoney).toBeGreaterThan(0.95);
        expect(index / atTheMoney).toBeLessThan(1.3);
        expect(part.surface?.maturities.length).toBeGreaterThan(3);
        expect(JSON.stringify(part).length).toBeLessThan(8_192);
      },
    );
  });
});
