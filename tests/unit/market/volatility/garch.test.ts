import { minimise } from '../../../../lib/market/volatility/garch/bfgs';
import { fitGarch, type GarchFit } from '../../../../lib/market/volatility/garch/fit';
import { forecastGarch, varianceForecast } from '../../../../lib/market/volatility/garch/forecast';
import { negativeLogLikelihood } from '../../../../lib/market/volatility/garch/likelihood';
import { simulatedReturns } from './simulatedReturns';

const TRUE = { alpha: 0.1, beta: 0.85 };

function fitted(returns: Float64Array): GarchFit {
  const result = fitGarch(returns);
  if (!result.ok) throw new Error(result.reason);
  return result.fit;
}

describe('the gradient of the likelihood', () => {
  it('equals central differences, also where the backcast moves with mu', () => {
    const returns = simulatedReturns(5, 300, TRUE).map((value) => value * 100);
    const at = [0.1, 0.06, 0.12, 0.8] as const;
    const backcast = (mu: number): { variance: number; byMu: number } => ({
      variance: 1 + (mu - 0.3) ** 2,
      byMu: 2 * (mu - 0.3),
    });
    const value = ([mu, omega, alpha, beta]: readonly number[], into = new Float64Array(4)) =>
      negativeLogLikelihood(
        returns,
        { mu: mu ?? 0, omega: omega ?? 0, alpha: alpha ?? 0, beta: beta ?? 0 },
        backcast(mu ?? 0),
        into,
      );
    const gradient = new Float64Array(4);
    value(at, gradient);
    const [byOmega, byAlpha, byBeta, byMu] = gradient;
    [byMu, byOmega, byAlpha, byBeta].forEach((analytic, index) => {
      const moved = (by: number): number[] => at.map((each, i) => (i === index ? each + by : each));
      const difference = (value(moved(1e-6)) - value(moved(-1e-6))) / 2e-6;
      expect(analytic).toBeCloseTo(difference, 7);
    });
  });
});

describe('the minimiser', () => {
  it('finds the minimum of the Rosenbrock function', () => {
    const result = minimise(
      ([x = 0, y = 0], gradient) => {
        gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
        gradient[1] = 200 * (y - x * x);
        return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
      },
      Float64Array.of(-1.2, 1),
      { tolerance: 1e-20, maximumEvaluations: 200, largestStep: 1 },
    );
    expect(result.converged).toBe(true);
    expect(result.point[0]).toBeCloseTo(1, 8);
    expect(result.point[1]).toBeCloseTo(1, 8);
  });
  it('says that it has not converged when there is no minimum', () => {
    const result = minimise(
      ([x = 0], gradient) => {
        gradient[0] = -1;
        return -x;
      },
      Float64Array.of(0),
      { tolerance: 1e-12, maximumEvaluations: 50, largestStep: 1 },
    );
    expect(result.converged).toBe(false);
  });
});

describe('a GARCH fit', () => {
  it('finds what a long series was made with', () => {
    const fit = fitted(simulatedReturns(1, 50_000, TRUE));
    expect(fit.alpha).toBeCloseTo(TRUE.alpha, 1);
    expect(Math.abs(fit.alpha - TRUE.alpha)).toBeLessThan(0.01);
    expect(Math.abs(fit.beta - TRUE.beta)).toBeLessThan(0.015);
    expect(fit.unconditionalVariance / 1e-4).toBeCloseTo(1, 1);
  });
  it('is the same in fractions, percent and tiny units', () => {
    const returns = simulatedReturns(2, 1_000, TRUE);
    const plain = fitted(returns);
    for (const unit of [100, 1e-8, 1e6]) {
      const scaled = fitted(returns.map((value) => value * unit));
      expect(scaled.alpha).toBeCloseTo(plain.alpha, 9);
      expect(scaled.beta).toBeCloseTo(plain.beta, 9);
      expect(scaled.nextVariance / unit ** 2 / plain.nextVariance).toBeCloseTo(1, 8);
      const shift = returns.length * Math.log(unit);
      expect(scaled.logLikelihood + shift).toBeCloseTo(plain.logLikelihood, 6);
    }
  });
  it('is the likeliest of its neighbours', () => {
    const returns = simulatedReturns(3, 1_000, TRUE).map((value) => value * 100);
    const fit = fitted(returns);
    const before = { variance: fit.unconditionalVariance, byMu: 0 };
    const refit = fitGarch(returns, { backcast: before.variance });
    if (!refit.ok) throw new Error(refit.reason);
    const at = (change: Partial<GarchFit>): number =>
      negativeLogLikelihood(returns, { ...refit.fit, ...change }, before, new Float64Array(4));
    for (const key of ['mu', 'omega', 'alpha', 'beta'] as const) {
      for (const by of [0.999, 1.001]) {
        expect(at({ [key]: refit.fit[key] * by })).toBeGreaterThan(at({}));
      }
    }
  });
});

describe('a series without a GARCH', () => {
  const codeOf = (returns: Float64Array): string => {
    const result = fitGarch(returns);
    return result.ok ? 'fitted' : result.code;
  };
  const good = simulatedReturns(4, 1_000, TRUE);
  it.each([
    ['too short', good.subarray(0, 99), 'tooShort'],
    ['empty', new Float64Array(), 'tooShort'],
    ['not a number', good.map((value, index) => (index === 500 ? Number.NaN : value)), 'notFinite'],
    ['infinite', good.map((value, index) => (index === 0 ? Infinity : value)), 'notFinite'],
    ['too large to square', good.map((value) => value * 1e200), 'notFinite'],
    ['flat at zero', new Float64Array(1_000), 'flat'],
    ['flat elsewhere', new Float64Array(1_000).fill(0.001), 'flat'],
  ])('%s', (_, returns, code) => {
    expect(codeOf(returns)).toBe(code);
  });
  it('whose shocks never fade', () => {
    const growing = good.map((value, index) => value * (1 + index / 10) ** 2);
    expect(codeOf(growing)).toBe('integrated');
  });
  it('whose variance does not cluster', () => {
    const codes = [1, 3, 5, 7].map((seed) =>
      codeOf(simulatedReturns(seed, 500, { alpha: 0, beta: 0 })),
    );
    expect(codes).toEqual(Array.from(codes, () => 'noClustering'));
    const wave = Float64Array.from({ length: 1_000 }, (_, index) => Math.sin(index * 2.4) / 100);
    expect(codeOf(wave)).toBe('noClustering');
    const oneJump = Float64Array.from({ length: 1_000 }, (_, index) => (index === 500 ? 0.1 : 0));
    expect(codeOf(oneJump)).toBe('noClustering');
  });
  it('of two values alone', () => {
    const two = Float64Array.from({ length: 1_000 }, (_, index) => (index % 2 ? -0.03 : 0.01));
    expect(codeOf(two)).toBe('notConverged');
  });
  it('answers every one of two hundred random series within its evaluations', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const result = fitGarch(simulatedReturns(seed, 300, { alpha: 0.02, beta: 0.5 }));
      if (!result.ok) continue;
      const { fit } = result;
      expect(Number.isFinite(fit.logLikelihood + fit.nextVariance)).toBe(true);
      expect(fit.persistence).toBeLessThan(1);
      expect(fit.evaluations).toBeLessThan(203);
    }
  });
});

describe('a forecast', () => {
  const fit = fitted(simulatedReturns(6, 2_000, TRUE));
  it('is the mean of the variances of the next candles, annualised', () => {
    const forecast = forecastGarch(fit, 24, '1h');
    const each = varianceForecast(fit, 24);
    expect(each[0]).toBeCloseTo(fit.nextVariance, 15);
    const mean = each.reduce((sum, value) => sum + value, 0) / 24;
    expect(forecast.meanVariance / mean).toBeCloseTo(1, 12);
    expect(forecast.annual).toBeCloseTo(Math.sqrt(mean * 8_760), 12);
  });
  it('returns to the unconditional variance', () => {
    const far = forecastGarch(fit, 1_000_000, '1h').meanVariance;
    expect(far / fit.unconditionalVariance).toBeCloseTo(1, 3);
  });
});
