import { smilesOf, totalVarianceAt } from '../../../../lib/market/options/smile';
import { optionSurface, SURFACE_MONEYNESS_PCT } from '../../../../lib/market/options/surface';
import { optionSurfaceSchema } from '../../../../lib/model/option';
import { chain, DAY_MS, NOW, range } from './quotes';

const STRIKES = range(70, 130, 2.5);

describe('the option surface', () => {
  it('is flat where every option has the same volatility', () => {
    const surface = optionSurface(
      chain([3, 20, 45, 120], STRIKES, () => 0.6),
      NOW,
    );
    for (const { volatilities, skew, convexity } of surface.maturities) {
      for (const volatility of volatilities) expect(volatility).toBeCloseTo(0.6, 12);
      expect(skew).toBeCloseTo(0, 12);
      expect(convexity).toBeCloseTo(0, 12);
    }
    expect(surface.termSlope).toBeCloseTo(0, 12);
    expect(surface.expiries).toBe(4);
    expect(optionSurfaceSchema.parse(surface)).toEqual(surface);
  });
  it('adds total variance up on a straight line in time', () => {
    const surface = optionSurface(
      chain([10, 40], STRIKES, (days) => (days === 10 ? 0.8 : 0.5)),
      NOW,
    );
    const [, fourteen] = surface.maturities;
    const total = 0.8 ** 2 * 10 + (0.5 ** 2 * 40 - 0.8 ** 2 * 10) * (4 / 30);
    expect(fourteen?.atTheMoney).toBeCloseTo(Math.sqrt(total / 14), 12);
  });
  it('measures moneyness from each expiry’s own forward', () => {
    const smile = (strike: number, forward: number): number =>
      0.5 - 0.4 * Math.log(strike / forward);
    const near = chain([20], range(60, 150, 0.5), (_, strike) => smile(strike, 100), 100);
    const far = chain([40], range(60, 150, 0.5), (_, strike) => smile(strike, 110), 110);
    const thirty = optionSurface([...near, ...far], NOW).maturities[2];
    SURFACE_MONEYNESS_PCT.forEach((pct, index) => {
      expect(thirty?.volatilities[index]).toBeCloseTo(0.5 - 0.4 * Math.log(1 + pct / 100), 4);
    });
    expect(thirty?.skew).toBeCloseTo(0.4 * Math.log(1.1 / 0.9), 4);
  });
  it('tells dear wings by their convexity', () => {
    const wings = chain(
      [5, 100],
      range(60, 150, 0.5),
      (_, strike) => 0.5 + 2 * Math.log(strike / 100) ** 2,
    );
    const thirty = optionSurface(wings, NOW).maturities[2];
    expect(thirty?.convexity).toBeCloseTo(Math.log(0.9) ** 2 + Math.log(1.1) ** 2, 4);
  });
  it('extrapolates neither beyond the strikes nor beyond the expiries', () => {
    const surface = optionSurface(
      chain([10, 40], range(92.5, 107.5, 2.5), () => 0.6),
      NOW,
    );
    const by = new Map(surface.maturities.map((maturity) => [maturity.days, maturity]));
    expect(by.get(7)?.volatilities).toEqual([null, null, null, null, null, null, null]);
    expect(by.get(90)?.atTheMoney).toBeNull();
    expect(by.get(30)?.volatilities.map((value) => value !== null)).toEqual([
      false,
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(by.get(30)?.skew).toBeNull();
    expect(by.get(30)?.convexity).toBeNull();
    expect(surface.termSlope).toBeNull();
  });
  it('is empty without options, and leaves expired ones out', () => {
    expect(optionSurface([], NOW).expiries).toBe(0);
    const late = optionSurface(
      chain([10], STRIKES, () => 0.6),
      NOW + 10 * DAY_MS,
    );
    expect(late.expiries).toBe(0);
    expect(late.maturities.every(({ atTheMoney }) => atTheMoney === null)).toBe(true);
  });
});

describe('a smile', () => {
  it('takes the option out of the money, the other where that one has no volatility', () => {
    const quotes = chain([30], [90, 110], () => 0.5).map((quote) => {
      const isOutside = quote.kind === 'put' ? quote.strike < 100 : quote.strike > 100;
      return isOutside ? quote : { ...quote, markVolatility: 0.9 };
    });
    const years = 30 / 365;
    const [smile] = smilesOf(quotes, NOW);
    expect(smile?.points.map(({ totalVariance }) => totalVariance / years)).toEqual([
      expect.closeTo(0.25, 12),
      expect.closeTo(0.25, 12),
    ]);
    const inside = quotes.filter(({ markVolatility }) => markVolatility === 0.9);
    expect(smilesOf(inside, NOW)[0]?.points[0]?.totalVariance).toBeCloseTo(0.81 * years, 12);
  });
  it('reads the volatility from the mark price where the venue names none', () => {
    const quotes = chain([30], STRIKES, () => 0.55).map((quote) => ({
      ...quote,
      markVolatility: null,
    }));
    const [smile] = smilesOf(quotes, NOW);
    expect(smile?.points).toHaveLength(STRIKES.length);
    for (const { totalVariance } of smile?.points ?? []) {
      expect(Math.sqrt((totalVariance * 365) / 30)).toBeCloseTo(0.55, 7);
    }
    const silent = quotes.map((quote) => ({ ...quote, markPrice: null }));
    expect(smilesOf(silent, NOW)).toEqual([]);
  });
  it('hits its strikes exactly', () => {
    const [smile] = smilesOf(
      chain([30], [90, 100, 110], (_, strike) => strike / 200),
      NOW,
    );
    if (!smile) throw new Error('no smile');
    expect(totalVarianceAt(smile, Math.log(1.1))).toBeCloseTo((0.55 ** 2 * 30) / 365, 14);
    expect(totalVarianceAt(smile, Math.log(1.1) + 1e-9)).toBeNull();
    expect(totalVarianceAt(smile, Math.log(0.9) - 1e-9)).toBeNull();
  });
});
