import { TransientError } from '../../../lib/model/errors';
import { marketDataSchema } from '../../../lib/model/marketData';
import { OUTSIDE_SERIES, OUTSIDE_SERIES_NAMES } from '../../../lib/model/outsideSeries';
import { type DvolSettings, readDvolPart } from '../../../lib/operations/dvol';
import { readOptionSummaryPart } from '../../../lib/operations/optionSummary';
import { outsideSeriesPart } from '../../../lib/operations/outsideSeries';
import { readVenueFundingPart } from '../../../lib/operations/venueFunding';
import { HOUR, MINUTE, NOW, quote, reading, ScriptedSources, session } from './world';

const SYMBOL = 'BTCUSDT';

/** What is put on the item of what other venues say, or do not say. */

let sources: ScriptedSources;
beforeEach(() => {
  sources = new ScriptedSources();
});

const DOWN = (): Promise<never> =>
  Promise.reject(new TransientError('It is down.', 'Wait for it.', null));
const dvolSettings: DvolSettings = {
  allowed: true,
  currency: null,
  resolution: '1h',
  count: 3,
};
const fundingSettings = {
  allowed: true,
  venues: ['okx', 'bybit'],
  compare: false,
  count: 1,
} as const;

it('asks nobody while the user did not allow it, and says so', async () => {
  const off = { allowed: false };
  const parts = [
    await readDvolPart(session(sources), SYMBOL, { ...dvolSettings, ...off }),
    await readOptionSummaryPart(session(sources), SYMBOL, {
      ...off,
      currency: null,
      includeQuotes: true,
    }),
    await readVenueFundingPart(session(sources), SYMBOL, { ...fundingSettings, ...off }),
  ];
  expect(sources.asked).toEqual([]);
  for (const part of parts) {
    expect(part).toEqual({
      status: 'unavailable',
      reason: expect.stringContaining('"Allow Foreign Sources" is off'),
      readAt: NOW,
    });
  }
});

it('writes what an item may carry', async () => {
  sources.dvolAnswer = () => Promise.resolve([{ at: NOW, closePct: 45 }]);
  sources.fundingAnswers['okx'] = () => Promise.resolve(reading());
  const marketData = {
    version: 1,
    dvol: await readDvolPart(session(sources), SYMBOL, dvolSettings),
    venueFunding: await readVenueFundingPart(session(sources), SYMBOL, fundingSettings),
  };
  expect(marketDataSchema.parse(marketData)).toEqual(marketData);
});

it('with every part at its largest stays within the budget of an item, quotes apart', async () => {
  const history = Array.from({ length: 42 }, (_one, index) => ({
    at: NOW - index * 8 * HOUR,
    rateFraction: '-0.000074660496049912',
  }));
  const venue = (name: 'okx' | 'bybit') => () => Promise.resolve(reading({ venue: name, history }));
  sources.fundingAnswers = { okx: venue('okx'), bybit: venue('bybit') };
  sources.dvolAnswer = () =>
    Promise.resolve(
      Array.from({ length: 100 }, (_one, index) => ({
        at: NOW - (99 - index) * HOUR,
        closePct: 45.123_456_789,
      })),
    );
  const values = OUTSIDE_SERIES_NAMES.flatMap((name) =>
    Array.from({ length: 30 }, (_one, index) => ({
      name,
      at: NOW - index * HOUR,
      value: 0.123_456_789_012,
      unit: OUTSIDE_SERIES[name].unit,
    })),
  );
  const both = { ...fundingSettings, compare: true, count: 42 };
  const marketData = {
    dvol: await readDvolPart(session(sources), SYMBOL, { ...dvolSettings, count: 100 }),
    venueFunding: await readVenueFundingPart(session(sources), SYMBOL, both),
    outsideSeries: outsideSeriesPart(SYMBOL, values, NOW),
  };
  expect(JSON.stringify(marketData)).not.toContain('unavailable');
  // The option summary needs some 6 KB more (below), of 32 in all.
  expect(JSON.stringify(marketData).length).toBeLessThan(18 * 1024);
});

it('lets a fault of our own through', async () => {
  sources.dvolAnswer = () => Promise.reject(new RangeError('a fault'));
  await expect(readDvolPart(session(sources), SYMBOL, dvolSettings)).rejects.toThrow('a fault');
});

describe('DVOL', () => {
  const dvolAt = async (at: number, change: Partial<DvolSettings> = {}) => {
    sources.dvolAnswer = () =>
      Promise.resolve([
        { at: at - 3 * HOUR, closePct: 44 },
        { at: at - HOUR, closePct: 45 },
        { at, closePct: 46 },
      ]);
    return readDvolPart(session(sources), SYMBOL, { ...dvolSettings, ...change });
  };

  it('says where it is from, when it was read and how many periods are missing', async () => {
    expect(await dvolAt(NOW)).toMatchObject({
      status: 'ok',
      currency: 'BTC',
      resolution: '1h',
      missing: 1,
      source: 'deribit',
      isFallback: false,
      reason: null,
      readAt: NOW,
    });
  });

  it('asks for as many periods as are wanted, in whole minutes', async () => {
    sources.dvolAnswer = DOWN;
    await readDvolPart(session(sources, NOW + 61_234), SYMBOL, dvolSettings);
    expect(sources.asked).toEqual([
      `dvol ${JSON.stringify({ currency: 'BTC', resolution: '1h', from: NOW + MINUTE - 3 * HOUR, to: NOW + MINUTE })}`,
    ]);
  });

  it('is refused when older than two periods and five minutes', async () => {
    const limit = 2 * HOUR + 5 * MINUTE;
    expect(await dvolAt(NOW - limit)).toMatchObject({ status: 'ok' });
    expect(await dvolAt(NOW - limit - 1)).toMatchObject({
      status: 'unavailable',
      reason: expect.stringMatching(/125 minutes old; at most 125 are/),
    });
  });

  it('is refused when this environment has not come to its time yet', async () => {
    expect(await dvolAt(NOW + HOUR)).toMatchObject({
      status: 'unavailable',
      reason: expect.stringContaining("later than this environment's time"),
    });
  });

  it.each(['SOLUSDT', 'BTCDOMUSDT', 'ETHBTC', 'WBTCUSDT'])(
    'does not take another coin for %s',
    async (symbol) => {
      const part = await readDvolPart(session(sources), symbol, dvolSettings);
      expect(part).toMatchObject({
        status: 'unavailable',
        reason: expect.stringContaining(`${symbol} is neither`),
      });
      expect(sources.asked).toEqual([]);
    },
  );

  it('is of the coin that the user chose', async () => {
    expect(await dvolAt(NOW, { currency: 'ETH' })).toMatchObject({ currency: 'ETH' });
  });

  it.each([
    ['fails', DOWN, 'It is down. Wait for it.'],
    ['has nothing', () => Promise.resolve([]), 'has no DVOL of BTC'],
  ])('is unavailable with the reason when Deribit %s', async (_what, answer, reason) => {
    sources.dvolAnswer = answer;
    const dvol = await readDvolPart(session(sources), SYMBOL, dvolSettings);
    expect(dvol).toMatchObject({ status: 'unavailable', reason: expect.stringContaining(reason) });
  });
});

describe('the option summary', () => {
  const settings = { allowed: true, currency: null, includeQuotes: false };
  const far = NOW + 90 * 24 * HOUR;
  const chainOf = (observedAt = NOW) => ({
    currency: 'BTC' as const,
    observedAt,
    unreadable: 2,
    quotes: [
      quote({ expiresAt: far, strike: 90_000, markVolatility: 0.6, openInterest: 0 }),
      quote({ strike: 100_000, markVolatility: 0.7 }),
      quote({ kind: 'put', markVolatility: 0.52, openInterest: 5 }),
      quote(),
      quote({ strike: 80_000, kind: 'put', markVolatility: null, openInterest: 15 }),
      // Expired at this very moment.
      quote({ expiresAt: NOW }),
    ],
  });

  it('tells the expiries that are left, the nearest first', async () => {
    sources.chainAnswer = () => Promise.resolve(chainOf());
    const options = await readOptionSummaryPart(session(sources), SYMBOL, settings);
    expect(options).toEqual({
      status: 'ok',
      currency: 'BTC',
      observedAt: NOW,
      quoteCount: 5,
      unreadable: 2,
      expiries: [
        {
          expiresAt: NOW + 30 * 24 * HOUR,
          underlyingPrice: 90_100,
          calls: 2,
          puts: 2,
          openInterest: 40,
          putCallRatio: 1,
          atTheMoneyPct: 51,
        },
        {
          expiresAt: far,
          underlyingPrice: 90_100,
          calls: 1,
          puts: 0,
          openInterest: 0,
          putCallRatio: null,
          atTheMoneyPct: 60,
        },
      ],
      surface: expect.objectContaining({ version: 1 }),
      modelFree: { status: 'unavailable', reason: expect.stringMatching(/.{10,}/) },
      source: 'deribit',
      isFallback: false,
      reason: null,
      readAt: NOW,
    });
  });

  it('has the quotes only where they are wanted', async () => {
    sources.chainAnswer = () => Promise.resolve(chainOf());
    const wanted = { ...settings, includeQuotes: true };
    const options = await readOptionSummaryPart(session(sources), SYMBOL, wanted);
    expect(options).toMatchObject({ quotes: expect.arrayContaining([quote()]) });
  });

  it('of a whole chain without quotes is a small part of an item', async () => {
    const quotes = Array.from({ length: 1_300 }, (_one, index) =>
      quote({ expiresAt: NOW + (1 + (index % 13)) * 24 * HOUR, strike: 20_000 + index * 100 }),
    );
    sources.chainAnswer = () => Promise.resolve({ ...chainOf(), quotes });
    const options = await readOptionSummaryPart(session(sources), SYMBOL, settings);
    expect(JSON.stringify(options).length).toBeLessThan(6_144);
  });

  it('is refused when it is old or of another time', async () => {
    for (const at of [NOW - 5 * MINUTE - 1, NOW + 2 * MINUTE]) {
      sources.chainAnswer = () => Promise.resolve(chainOf(at));
      const options = await readOptionSummaryPart(session(sources), SYMBOL, settings);
      expect(options).toMatchObject({ status: 'unavailable' });
    }
  });

  it('is unavailable when all have expired', async () => {
    sources.chainAnswer = () =>
      Promise.resolve({ ...chainOf(), quotes: [quote({ expiresAt: NOW - 1 })] });
    const options = await readOptionSummaryPart(session(sources), SYMBOL, settings);
    expect(options).toMatchObject({ reason: expect.stringContaining('not expired') });
  });
});

describe('funding of other venues', () => {
  const part = (change: object = {}) =>
    readVenueFundingPart(session(sources), SYMBOL, { ...fundingSettings, ...change });
  const okx = () => Promise.resolve(reading());
  const bybit = () => Promise.resolve(reading({ venue: 'bybit', instrument: 'BTCUSDT' }));

  it('is of the first venue, and the second is not asked', async () => {
    sources.fundingAnswers = { okx, bybit };
    expect(await part()).toMatchObject({
      status: 'ok',
      source: 'okx',
      isFallback: false,
      reason: null,
      other: null,
    });
    expect(sources.asked).toEqual(['okx BTCUSDT 1']);
  });

  it('is marked where it is of the second', async () => {
    sources.fundingAnswers = { okx: DOWN, bybit };
    expect(await part()).toMatchObject({
      status: 'ok',
      source: 'bybit',
      reading: { venue: 'bybit' },
      isFallback: true,
      reason: 'OKX: It is down. Wait for it.',
    });
  });

  it('is not fetched elsewhere when the user chose one venue', async () => {
    sources.fundingAnswers = { okx: DOWN, bybit };
    expect(await part({ venues: ['okx'] })).toMatchObject({ status: 'unavailable' });
    expect(sources.asked).toEqual(['okx BTCUSDT 1']);
  });

  it('is unavailable with every reason when all fail', async () => {
    sources.fundingAnswers = { okx: DOWN, bybit: DOWN };
    expect(await part()).toMatchObject({
      status: 'unavailable',
      reason: 'OKX: It is down. Wait for it. Bybit: It is down. Wait for it.',
    });
  });

  it('stands side by side where both are wanted', async () => {
    sources.fundingAnswers = { okx, bybit };
    expect(await part({ compare: true })).toMatchObject({
      source: 'okx',
      reading: { venue: 'okx' },
      other: { venue: 'bybit' },
      isFallback: false,
    });
    sources.fundingAnswers = { okx: DOWN, bybit };
    expect(await part({ compare: true })).toMatchObject({
      source: 'bybit',
      other: null,
      isFallback: true,
      reason: expect.stringContaining('OKX'),
    });
  });

  it.each([
    ['old', { observedAt: NOW - 11 * MINUTE }],
    ['of a later time', { observedAt: NOW + 2 * MINUTE }],
    ['of a settlement long past', { nextFundingAt: NOW - 6 * MINUTE }],
    ['of a settlement days ahead', { nextFundingAt: NOW + 25 * HOUR }],
  ])('falls back, marked, when the first answer is %s', async (_what, change) => {
    sources.fundingAnswers = { okx: () => Promise.resolve(reading(change)), bybit };
    expect(await part()).toMatchObject({ source: 'bybit', isFallback: true });
  });

  it('has no settlement that has not been yet', async () => {
    const history = [
      { at: NOW - HOUR, rateFraction: '0.0001' },
      { at: NOW + HOUR, rateFraction: '0.0002' },
    ];
    sources.fundingAnswers = { okx: () => Promise.resolve(reading({ history })) };
    expect(await part()).toMatchObject({ reading: { history: [history[0]] } });
  });
});
