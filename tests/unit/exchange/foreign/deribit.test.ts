import fc from 'fast-check';
import { termsOf } from '../../../../lib/exchange/deribit/options';
import type { DvolResolution } from '../../../../lib/model/foreignData';
import { MemoryBudgets } from '../../../../lib/exchange/binance';
import { answers } from '../stubServer';
import {
  CHAIN,
  DVOL,
  dvolPage,
  type ForeignWorld,
  foreignWorld,
  HOUR,
  NEW_YEAR,
  optionPage,
  optionRow,
} from './world';

let world: ForeignWorld;
beforeEach(async () => {
  world = await foreignWorld();
});
afterEach(() => world.close());

describe('DVOL', () => {
  const query = {
    currency: 'BTC',
    resolution: '1h',
    from: NEW_YEAR - 3 * HOUR,
    to: NEW_YEAR,
  } as const;

  it('is the close of closed periods in percent, oldest first, at the end of each', async () => {
    const rows = [
      [NEW_YEAR - 2 * HOUR, 46],
      [NEW_YEAR - 3 * HOUR, 45.25],
      [NEW_YEAR - HOUR, 47],
      // This one ends an hour later: its close is not known yet.
      [NEW_YEAR, 99],
      // This one ended before the window.
      [NEW_YEAR - 4 * HOUR, 44],
    ] as const;
    world.stub.on(DVOL, answers(200, dvolPage(rows)));
    expect(await world.open().dvol(query)).toEqual([
      { at: NEW_YEAR - 2 * HOUR, closePct: 45.25 },
      { at: NEW_YEAR - HOUR, closePct: 46 },
      { at: NEW_YEAR, closePct: 47 },
    ]);
  });

  it('never looks ahead: with rows in any order, twice or of later times, the past stays', async () => {
    const hours = fc.integer({ min: -50, max: 50 });
    const row = fc.record({ hour: hours, close: fc.integer({ min: 10, max: 200 }) });
    const rows = fc.uniqueArray(row, { selector: ({ hour }) => hour, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        world.budgets = new MemoryBudgets();
        const page = given.map(({ hour, close }) => [NEW_YEAR + hour * HOUR, close] as const);
        world.stub.on(DVOL, answers(200, dvolPage([...page, ...page].reverse())));
        const from = NEW_YEAR - 40 * HOUR;
        const seen = await world.open().dvol({ ...query, from });
        const later = await world.open().dvol({ ...query, from, to: NEW_YEAR + 40 * HOUR });
        expect(later.filter(({ at }) => at <= NEW_YEAR)).toEqual(seen);
        const times = later.map(({ at }) => at);
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      }),
      { numRuns: 40 },
    );
  });

  it.each<[DvolResolution, string]>([
    ['1m', '60'],
    ['1h', '3600'],
    ['12h', '43200'],
    ['1d', '1D'],
  ])('asks for periods of %s in the words of Deribit', async (resolution, text) => {
    world.stub.on(DVOL, answers(200, dvolPage([])));
    await world.open().dvol({ ...query, currency: 'ETH', resolution });
    expect(world.stub.seen[0]?.params).toMatchObject({
      currency: 'ETH',
      resolution: text,
      end_timestamp: String(NEW_YEAR),
    });
  });

  it('follows the pages backwards, and not for ever', async () => {
    const openAt = NEW_YEAR - HOUR;
    world.stub.on(DVOL, (request, response, nth) => {
      const page = nth === 1 ? dvolPage([[openAt, 47]], openAt) : dvolPage([[openAt - HOUR, 46]]);
      answers(200, page)(request, response, nth);
    });
    expect(await world.open().dvol(query)).toHaveLength(2);
    expect(world.stub.seenOn(DVOL).map(({ params }) => params['end_timestamp'])).toEqual([
      String(NEW_YEAR),
      String(openAt),
    ]);
    world.stub.on(DVOL, answers(200, dvolPage([[openAt, 47]], NEW_YEAR)));
    expect(await world.open().dvol({ ...query, from: query.from + 1 })).toHaveLength(1);
    expect(world.stub.seenOn(DVOL)).toHaveLength(3);
  });

  it.each([
    ['a fraction, as Deribit once wrote it', [NEW_YEAR - HOUR, 0.21, 0.22, 0.2, 0.21], 'fraction'],
    ['zero', [NEW_YEAR - HOUR, 0, 0, 0, 0], '2 %'],
    ['an absurd level', [NEW_YEAR - HOUR, 5_000, 5_000, 5_000, 5_000], '1000 %'],
    ['a close outside of its range', [NEW_YEAR - HOUR, 45, 46, 44, 60], 'own range'],
    ['text', [NEW_YEAR - HOUR, '45', '46', '44', '45'], 'result.data.0'],
  ])('is refused for %s', async (_what, row, fault) => {
    world.stub.on(DVOL, answers(200, { result: { data: [row], continuation: null } }));
    await expect(world.open().dvol(query)).rejects.toThrow(fault);
  });
});

describe('the option chain', () => {
  it('has percent as fractions, prices in coins, and null where nobody quotes', async () => {
    const rows = [
      optionRow('BTC-30JAN26-100000-C', { bid_price: null, ask_price: 0 }),
      optionRow('BTC-9JAN26-80000-P', { mark_iv: 0, creation_timestamp: NEW_YEAR + 5 }),
      optionRow('BTC-25DEC26-40000-P', { mark_iv: undefined, mark_price: undefined }),
    ];
    world.stub.on(CHAIN, answers(200, optionPage(...rows)));
    const chain = await world.open().optionChain('BTC');
    expect(world.stub.seen[0]?.params).toEqual({ currency: 'BTC', kind: 'option' });
    expect(chain).toMatchObject({ currency: 'BTC', observedAt: NEW_YEAR + 5, unreadable: 0 });
    expect(chain.quotes[0]).toEqual({
      instrument: 'BTC-30JAN26-100000-C',
      expiresAt: Date.UTC(2026, 0, 30, 8),
      strike: 100_000,
      kind: 'call',
      markVolatility: 0.555,
      bidPrice: null,
      askPrice: null,
      markPrice: 0.05,
      underlyingPrice: 90_000,
      openInterest: 10,
    });
    expect(chain.quotes[1]).toMatchObject({ kind: 'put', markVolatility: null });
    expect(chain.quotes[2]).toMatchObject({ markVolatility: null, markPrice: null });
  });

  it('leaves out and counts a few rows that cannot be read', async () => {
    const rows = Array.from({ length: 20 }, (_one, index) =>
      optionRow(`BTC-30JAN26-${90_000 + index}-C`),
    );
    rows[3] = optionRow('BTC-30JAN26-100000-X');
    rows[5] = { instrument_name: 'BTC-30JAN26-100000-C' };
    world.stub.on(CHAIN, answers(200, optionPage(...rows)));
    const chain = await world.open().optionChain('BTC');
    expect([chain.quotes.length, chain.unreadable]).toEqual([18, 2]);
  });

  it.each([
    ['nothing', []],
    ['rows of another coin', [optionRow('ETH-30JAN26-4000-C')]],
    ['too many that cannot be read', [optionRow('BTC-30JAN26-90000-C'), 5]],
  ])('is refused when it holds %s', async (_what, rows) => {
    world.stub.on(CHAIN, answers(200, optionPage(...rows)));
    await expect(world.open().optionChain('BTC')).rejects.toThrow('cannot be read');
  });
});

describe('the name of an option', () => {
  it.each([
    ['BTC-27JUN25-100000-C', Date.UTC(2025, 5, 27, 8), 100_000, 'call'],
    ['BTC-8FEB26-50000-P', Date.UTC(2026, 1, 8, 8), 50_000, 'put'],
    ['BTC-29FEB28-500-P', Date.UTC(2028, 1, 29, 8), 500, 'put'],
    ['BTC-8FEB26-0d5-P', Date.UTC(2026, 1, 8, 8), 0.5, 'put'],
  ])('%s says expiry, strike and kind', (name, expiresAt, strike, kind) => {
    expect(termsOf(name, 'BTC')).toEqual({ expiresAt, strike, kind });
  });

  it.each([
    'BTC-PERPETUAL',
    'BTC-27JUN25',
    'BTC-31JUN25-100000-C',
    'BTC-29FEB26-100000-C',
    'BTC-27JUX25-100000-C',
    'BTC-27JUN25-0-C',
    'ETH-27JUN25-4000-C',
    'BTC_USDC-27JUN25-100000-C',
    ' BTC-27JUN25-100000-C',
  ])('%s is none of a BTC option', (name) => {
    expect(termsOf(name, 'BTC')).toBeNull();
  });

  it('is read back as it was written', () => {
    const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
    const days = fc.integer({
      min: Date.UTC(2020, 0, 1) / 86_400_000,
      max: Date.UTC(2090, 0, 1) / 86_400_000,
    });
    fc.assert(
      fc.property(
        days,
        fc.integer({ min: 1, max: 999_999_999 }),
        fc.boolean(),
        (day, strike, call) => {
          const date = new Date(day * 86_400_000);
          const year = String(date.getUTCFullYear()).slice(2);
          const name = `ETH-${date.getUTCDate()}${months[date.getUTCMonth()] ?? ''}${year}-${strike}-${call ? 'C' : 'P'}`;
          expect(termsOf(name, 'ETH')).toEqual({
            expiresAt: day * 86_400_000 + 8 * HOUR,
            strike,
            kind: call ? 'call' : 'put',
          });
        },
      ),
    );
  });
});
