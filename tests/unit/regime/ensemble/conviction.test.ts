import fc from 'fast-check';
import { bollinger } from '../../../../lib/market/indicators/bollinger';
import { columnsOf } from '../../../../lib/market/columns';
import { conviction, directionOf } from '../../../../lib/regime/ensemble/conviction';
import { adxOf, zScore } from '../../../../lib/regime/ensemble/hourly';
import { minuteCandles, stillMinutes, walkMinutes } from '../../../support/marketPaths';

const opinion = fc.double({ min: -1, max: 1, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const inputs = fc.record({
  signal: fc.record({
    trend: opinion,
    momentum: opinion,
    confidence: share,
    shareUp: share,
    shareDown: share,
  }),
  zScore: fc.double({ min: -6, max: 6, noNaN: true }),
  adx: fc.double({ min: 0, max: 100, noNaN: true }),
});

describe('the conviction', () => {
  it('is what its formulas say, in [0, 1] and [-1, 0]', () => {
    fc.assert(
      fc.property(inputs, (given) => {
        const { trend, momentum, confidence, shareUp, shareDown } = given.signal;
        const held = conviction(given);
        const T = 0.6 * trend + 0.4 * momentum;
        const neutral = Math.min(1, Math.max(-1, -given.zScore / 2));
        const cNeutral = Math.max(0, 1 - given.adx / 50);
        expect(directionOf(given.signal)).toBeCloseTo(T, 14);
        expect(held.bUp).toBeCloseTo(Math.max(0, T), 14);
        expect(held.bDown).toBeCloseTo(Math.max(0, -T), 14);
        expect(held.long).toBeCloseTo(
          0.7 * Math.max(0, T) * shareUp * confidence + 0.3 * Math.max(neutral, 0) * cNeutral,
          12,
        );
        expect(held.short).toBeCloseTo(
          -0.7 * Math.max(0, -T) * shareDown * confidence + 0.3 * Math.min(neutral, 0) * cNeutral,
          12,
        );
        expect(held.long).toBeGreaterThanOrEqual(0);
        expect(held.long).toBeLessThanOrEqual(1);
        expect(held.short).toBeLessThanOrEqual(0);
        expect(held.short).toBeGreaterThanOrEqual(-1);
      }),
    );
  });

  it('is all for buying when all agrees and price is two deviations low, and takes other weights', () => {
    const signal = { trend: 1, momentum: 1, confidence: 1, shareUp: 1, shareDown: 0 };
    const given = { signal, zScore: -2, adx: 0 };
    expect(conviction(given)).toMatchObject({ long: 1, short: 0, bUp: 1, bDown: 0, bNeutral: 1 });
    expect(conviction(given, { w1: 0.5, w2: 0, v1: 0, v2: 0 })).toMatchObject({ long: 0.5 });
  });
});

describe('what it takes of the hour', () => {
  it('is the distance from the middle of the Bollinger bands in their deviations', () => {
    const candles = minuteCandles(walkMinutes(60, 2e-3, 5));
    const { close } = columnsOf(candles);
    const bands = bollinger(close, 20, 1);
    const [middle, upper] = [bands.middle.at(-1) ?? NaN, bands.upper.at(-1) ?? NaN];
    expect(zScore(candles)).toBeCloseTo(((close.at(-1) ?? NaN) - middle) / (upper - middle), 8);
  });

  it('is 0 on a market that does not move, and not known with too few candles', () => {
    const still = minuteCandles(stillMinutes(60, 0), 0.1 + 0.2);
    expect([zScore(still), adxOf(still)]).toEqual([0, 0]);
    expect([zScore(still.slice(0, 19)), adxOf(still.slice(0, 27))]).toEqual([null, null]);
  });
});
