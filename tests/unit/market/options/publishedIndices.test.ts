import { modelFreeIndex } from '../../../../lib/market/options/modelFree';
import { smilesOf } from '../../../../lib/market/options/smile';
import { optionSurface } from '../../../../lib/market/options/surface';
import {
  GOLDEN_FILES,
  goldenChains,
  goldenIndices,
} from '../../../../scripts/docs/volatilityGolden';
import { describeWithShared } from '../../../support/sharedFiles';

/** That the indices themselves agree is in the table of deviations (deviations.test.ts). */
describeWithShared(...GOLDEN_FILES.indices)('the published model-free indices of ETH', () => {
  it('agree in all that lies between', () => {
    const indices = goldenIndices();
    expect(indices).toHaveLength(2);
    for (const { quotes, now, settings, published } of indices) {
      const index = modelFreeIndex(quotes, now, settings);
      if (!index.ok) throw new Error(index.reason);
      const { intermediates } = published;
      expect(index.near.strikes).toBe(intermediates.finalNearBook.length);
      expect(index.next.strikes).toBe(intermediates.finalNextBook.length);
      expect(index.near.forward).toBeCloseTo(intermediates.F1, 9);
      expect(index.next.forward).toBeCloseTo(intermediates.F2, 9);
      expect(index.near.totalVariance).toBeCloseTo(intermediates.nearModSigmaSquared, 14);
      expect(index.next.totalVariance).toBeCloseTo(intermediates.nextModSigmaSquared, 14);
    }
  });
  it('are the same to a tenth of a percent point at each option’s own forward without a rate', () => {
    for (const { quotes, now, published } of goldenIndices()) {
      const own = modelFreeIndex(quotes, now, { days: 14, rate: 0, coinPrice: null });
      expect(own.ok && Math.abs(own.annual * 100 - published.dVol)).toBeLessThan(0.1);
    }
  });
});

const DAY_MS = 86_400_000;

describeWithShared(...GOLDEN_FILES.snapshots, GOLDEN_FILES.eightExpiries)(
  'recorded chains of Deribit',
  () => {
    it('have a volatility at the money between those of the neighbouring expiries', () => {
      for (const { quotes, now } of goldenChains()) {
        const nearest = (at: number): number => {
          const close = quotes.filter(
            ({ strike, underlyingPrice, expiresAt, markVolatility }) =>
              expiresAt === at &&
              markVolatility !== null &&
              Math.abs(strike / underlyingPrice - 1) < 0.02,
          );
          const sum = close.reduce((total, { markVolatility }) => total + (markVolatility ?? 0), 0);
          return sum / close.length;
        };
        const expiries = smilesOf(quotes, now).map(({ expiresAt }) => expiresAt);
        const thirty = now + 30 * DAY_MS;
        const before = expiries.findLast((at) => at <= thirty) ?? 0;
        const after = expiries.find((at) => at > thirty) ?? 0;
        const atTheMoney = optionSurface(quotes, now).maturities[2]?.atTheMoney;
        const bounds = [nearest(before), nearest(after)].sort((left, right) => left - right);
        expect(atTheMoney).toBeGreaterThan((bounds[0] ?? 0) - 0.01);
        expect(atTheMoney).toBeLessThan((bounds[1] ?? 0) + 0.01);
      }
    });
    it('have a model-free index above the volatility at the money: the wings cost', () => {
      for (const { quotes, now } of goldenChains()) {
        const index = modelFreeIndex(quotes, now);
        const atTheMoney = optionSurface(quotes, now).maturities[2]?.atTheMoney ?? Number.NaN;
        if (!index.ok) throw new Error(index.reason);
        expect(index.annual).toBeGreaterThan(atTheMoney);
        expect(index.annual).toBeLessThan(atTheMoney + 0.12);
      }
    });
  },
);
