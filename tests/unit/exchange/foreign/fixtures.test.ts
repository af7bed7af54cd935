import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { termsOf } from '../../../../lib/exchange/deribit/options';
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

  it('every recorded name of an option says what was recorded beside it', () => {
    const file = 'golden/options/deribit_options_snapshot_20251230T173115Z.csv.gz';
    const [header = '', ...lines] = gunzipSync(readFileSync(join(SHARED, file)))
      .toString('utf8')
      .trim()
      .split('\n');
    const columns = header.split(',');
    const rows = lines.map((line) => {
      const cells = line.split(',');
      return (name: string): string => cells[columns.indexOf(name)] ?? '';
    });
    expect(rows.length).toBeGreaterThan(1_000);
    for (const cell of rows) {
      const name = cell('instrument_name');
      expect([name, termsOf(name, cell('currency'))]).toEqual([
        name,
        {
          expiresAt: Date.parse(cell('expiry_datetime')),
          strike: Number(cell('strike')),
          kind: cell('option_type'),
        },
      ]);
    }
  });
});
