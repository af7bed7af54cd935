import fc from 'fast-check';
import type { Candle } from '../../../lib/model/candle';
import { type BreakerSamples, decideBreakers } from '../../../lib/risk/breakers/decide';
import { DEFAULT_BREAKER_SETTINGS } from '../../../lib/risk/breakers/settings';
import { correlation, median } from '../../../lib/risk/breakers/statistics';

const MINUTE_MS = 60_000;
const NOW = 1_000_000 * MINUTE_MS;

function candles(count: number, stepMs: number, at: (index: number) => Partial<Candle>): Candle[] {
  return Array.from({ length: count }, (_unused, index) => {
    const openAt = NOW - (count - index) * stepMs;
    const close = at(index).close ?? 100;
    return {
      openAt,
      closeAt: openAt + stepMs - 1,
      open: close,
      high: close,
      low: close,
      close,
      volume: 10,
      ...at(index),
    };
  });
}
/** A walk whose steps look random but are always the same. */
const wiggle = (index: number): number => 100 + Math.sin(index * 12.9898) + Math.sin(index * 4.1);
const fives = candles(288, 5 * MINUTE_MS, (index) => ({ close: wiggle(index) }));

function samples(change: Partial<BreakerSamples> = {}): BreakerSamples {
  return {
    symbol: 'ETHUSDT',
    exchangeNow: NOW,
    spotMinutes: candles(1_441, MINUTE_MS, () => ({})),
    spotFives: fives,
    perpetualFives: fives,
    bitcoinFives: fives,
    depths: Array.from({ length: 60 }, (_unused, index) => ({
      at: NOW - (59 - index) * MINUTE_MS,
      depthQuote: 1_000,
    })),
    errorTimes: [],
    ...change,
  };
}
const tripped = (given: BreakerSamples, settings = DEFAULT_BREAKER_SETTINGS) =>
  decideBreakers(given, settings).map(({ name }) => name);
const lastMinute = (change: Partial<Candle>) =>
  candles(1_441, MINUTE_MS, (index) => (index === 1_440 ? change : {}));
const unlike = fives.map((candle, index) => ({ ...candle, close: wiggle(index * 7 + 3) }));

describe('breakers', () => {
  it('stay calm on a calm market', () => expect(tripped(samples())).toEqual([]));

  it.each([
    ['price', samples({ spotMinutes: lastMinute({ high: 105 }) })],
    ['price', samples({ spotMinutes: lastMinute({ low: 95 }) })],
    ['volume', samples({ spotMinutes: lastMinute({ volume: 100 }) })],
    ['spotPerpetual', samples({ perpetualFives: unlike })],
    ['market', samples({ bitcoinFives: unlike })],
    ['apiErrors', samples({ errorTimes: [1, 2, 3, 4, 5].map((n) => NOW - n * 1_000) })],
  ] as const)('%s trips alone on its own signal', (name, given) => {
    expect(tripped(given)).toEqual([name]);
  });

  it('depth trips below half of its median', () => {
    const depths = (newest: number) => [
      ...samples().depths.slice(0, -1),
      { at: NOW, depthQuote: newest },
    ];
    expect(tripped(samples({ depths: depths(499) }))).toEqual(['depth']);
    expect(tripped(samples({ depths: depths(500) }))).toEqual([]);
  });

  it('volatility trips when the last hour swings far more than the day', () => {
    const wild = (index: number) => (index < 276 ? wiggle(index) : 100 + (index % 2 ? 9 : -9));
    const given = candles(288, 5 * MINUTE_MS, (index) => ({ close: wild(index) }));
    const all = { spotFives: given, perpetualFives: given, bitcoinFives: given };
    expect(tripped(samples(all))).toEqual(['volatility']);
  });

  it.each([
    ['price', samples({ spotMinutes: lastMinute({ high: 104.99 }) })],
    [
      'price after its window',
      samples({ exchangeNow: NOW + 6 * MINUTE_MS, spotMinutes: lastMinute({ high: 200 }) }),
    ],
    ['volume', samples({ spotMinutes: lastMinute({ volume: 99.9 }) })],
    ['errors', samples({ errorTimes: [1, 2, 3, 4].map((n) => NOW - n * 1_000) })],
    ['errors of long ago', samples({ errorTimes: [1, 2, 3, 4, 5].map(() => NOW - 301_000) })],
    ['bitcoin itself', samples({ bitcoinFives: null })],
  ])('does not trip on too little: %s', (_name, given) => expect(tripped(given)).toEqual([]));

  it('says nothing with fewer samples than it needs', () => {
    const few = samples({
      spotMinutes: lastMinute({ high: 200, volume: 9_999 }).slice(-1),
      perpetualFives: unlike.slice(-100),
      bitcoinFives: unlike.slice(-100),
      depths: [...samples().depths.slice(-10, -1), { at: NOW, depthQuote: 1 }],
    });
    expect(tripped(few)).toEqual([]);
  });

  it('names effect, reason and end; the account\u2019s own has no symbol', () => {
    const errorTimes = [1, 2, 3, 4, 5].map((n) => NOW - n);
    const [latch] = decideBreakers(samples({ errorTimes }), DEFAULT_BREAKER_SETTINGS);
    expect(latch).toEqual({
      name: 'apiErrors',
      symbol: '',
      reason: '5 errors of the exchange within 5 minutes',
      effect: 'blockEntries',
      engagedAt: NOW,
      until: NOW + 10 * MINUTE_MS,
    });
  });

  it('stays latched for good when it flattens or has no cool-down, and can be switched off', () => {
    const given = samples({ spotMinutes: lastMinute({ high: 110 }) });
    const set = (change: object) =>
      decideBreakers(given, {
        ...DEFAULT_BREAKER_SETTINGS,
        price: { ...DEFAULT_BREAKER_SETTINGS.price, ...change },
      });
    expect(set({ effect: 'flatten' })[0]).toMatchObject({ effect: 'flatten', until: null });
    expect(set({ coolDownMs: 0 })[0]).toMatchObject({ until: null });
    expect(set({ enabled: false })).toEqual([]);
  });
});

describe('statistics', () => {
  it('correlate a row with itself by 1, with its mirror by -1, with a flat one not at all', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 2 }), (row) => {
        const varies = new Set(row).size > 1;
        const self = correlation(row, row);
        if (!varies) return expect(self).toBeNull();
        expect(self).toBeCloseTo(1, 9);
        expect(
          correlation(
            row,
            row.map((value) => -value),
          ),
        ).toBeCloseTo(-1, 9);
        expect(
          correlation(
            row,
            row.map(() => 5),
          ),
        ).toBeNull();
      }),
    );
  });

  it('take the middle, or the mean of both middles', () => {
    expect([median([]), median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([null, 2, 2.5]);
  });
});
