import { z } from 'zod';
import { fitGarch, type GarchOptions } from '../../../../lib/market/volatility/garch/fit';
import { forecastGarch, varianceForecast } from '../../../../lib/market/volatility/garch/forecast';
import {
  conditionalVariances,
  exponentialBackcast,
  meanSquare,
  negativeLogLikelihood,
} from '../../../../lib/market/volatility/garch/likelihood';
import type { Candle } from '../../../../lib/model/candle';
import { describeWithShared, sharedCandles, sharedJson } from '../../../support/sharedFiles';

/**
 * Fits of the package arch 8.0.0 and the published Bollerslev-Ghysels benchmark. Tolerances: the
 * log-likelihood is at most 1e-8 below theirs; parameters agree to 2e-6, volatilities and forecasts to
 * 1e-5. The published benchmark has six printed digits, its log-likelihood agrees to 5e-6.
 */
const GOLDEN = 'golden/garch.golden.json.gz';
const DAYS = 'data/spot-BTCUSDT-1d.csv.gz';
const HOURS = 'data/spot-BTCUSDT-1h.csv.gz';

const fitSchema = z.object({
  spec: z.object({ mean: z.string(), vol: z.string(), dist: z.string(), o: z.number().optional() }),
  backcast: z.string(),
  n: z.number(),
  params: z.record(z.string(), z.number()),
  loglik: z.number(),
  condVolFirst5: z.array(z.number()),
  condVolLast5: z.array(z.number()),
  varianceForecast10: z.array(z.number()),
});
const goldenSchema = z.object({
  fits: z.record(z.string(), fitSchema),
  dem2gbp: z.object({
    series: z.array(z.number()),
    benchmark: z.object({
      mu: z.number(),
      omega: z.number(),
      alpha: z.number(),
      beta: z.number(),
      loglik: z.number(),
    }),
  }),
});

const percentReturns = (candles: readonly Candle[]): Float64Array =>
  Float64Array.from(
    candles.slice(1).map(({ close }, index) => {
      return 100 * Math.log(close / (candles[index]?.close ?? Number.NaN));
    }),
  );
const within = (candles: readonly Candle[], from: number, to: number): Candle[] =>
  candles.filter(({ openAt }) => openAt >= from && openAt < to);

describeWithShared(
  GOLDEN,
  DAYS,
  HOURS,
)('GARCH against arch 8.0.0', () => {
  const golden = goldenSchema.parse(sharedJson(GOLDEN));
  const dem2gbp = Float64Array.from(golden.dem2gbp.series);
  const series: Record<string, Float64Array> = {
    dem2gbp,
    btc1d: percentReturns(
      within(sharedCandles(DAYS, '1d'), Date.UTC(2020, 8, 20), Date.UTC(2025, 8, 19)),
    ),
    btc1h: percentReturns(
      within(sharedCandles(HOURS, '1h'), Date.UTC(2024, 6, 1), Date.UTC(2024, 9, 1)),
    ),
  };
  const normal = Object.entries(golden.fits).filter(
    ([, { spec }]) => spec.vol === 'GARCH' && spec.dist === 'normal' && spec.o === undefined,
  );
  it('has the six fits of the plain model', () => {
    expect(normal).toHaveLength(6);
  });
  it.each(normal)('%s', (name, fit) => {
    const returns = series[name.split('-')[0] ?? ''] ?? new Float64Array();
    expect(returns).toHaveLength(fit.n);
    const isZero = fit.spec.mean === 'Zero';
    const parameters = {
      mu: fit.params['mu'] ?? 0,
      omega: fit.params['omega'] ?? 0,
      alpha: fit.params['alpha[1]'] ?? 0,
      beta: fit.params['beta[1]'] ?? 0,
    };
    // Their "mean" is of the residuals about the mu they found, and stays fixed.
    const options: GarchOptions = {
      mean: isZero ? 'zero' : 'constant',
      backcast: fit.backcast === 'mean' ? meanSquare(returns, parameters.mu) : 'ewma',
    };
    const centre = isZero ? 0 : returns.reduce((sum, each) => sum + each, 0) / returns.length;
    const before =
      typeof options.backcast === 'number'
        ? options.backcast
        : exponentialBackcast(returns, centre);

    const atTheirs = negativeLogLikelihood(
      returns,
      parameters,
      { variance: before, byMu: 0 },
      new Float64Array(4),
    );
    const constant = (returns.length * Math.log(2 * Math.PI)) / 2;
    expect(Math.abs(-atTheirs * returns.length - constant - fit.loglik)).toBeLessThan(1e-8);
    const theirs = conditionalVariances(returns, parameters, before).map(Math.sqrt);
    fit.condVolFirst5.forEach((value, index) => expect(theirs[index]).toBeCloseTo(value, 9));
    fit.condVolLast5.forEach((value, index) =>
      expect(theirs[returns.length - 5 + index]).toBeCloseTo(value, 9),
    );

    const result = fitGarch(returns, options);
    if (!result.ok) throw new Error(result.reason);
    const ours = result.fit;
    expect(ours.logLikelihood - fit.loglik).toBeGreaterThan(-1e-8);
    expect(ours.logLikelihood - fit.loglik).toBeLessThan(1e-5);
    for (const key of ['mu', 'omega', 'alpha', 'beta'] as const) {
      expect(Math.abs(ours[key] - parameters[key])).toBeLessThan(2e-6);
    }
    const forecast = varianceForecast(ours, 10);
    fit.varianceForecast10.forEach((value, index) =>
      expect(Math.abs((forecast[index] ?? 0) - value)).toBeLessThan(1e-5),
    );
    const mean = forecast.reduce((sum, value) => sum + value, 0) / 10;
    expect(forecastGarch(ours, 10, '1d').meanVariance).toBeCloseTo(mean, 12);
  });

  it('finds the published Bollerslev-Ghysels benchmark', () => {
    const { benchmark } = golden.dem2gbp;
    const result = fitGarch(dem2gbp, { backcast: 'mean' });
    if (!result.ok) throw new Error(result.reason);
    const { fit } = result;
    expect(Math.abs(fit.mu - benchmark.mu)).toBeLessThan(5e-8);
    expect(Math.abs(fit.omega - benchmark.omega)).toBeLessThan(2e-7);
    expect(Math.abs(fit.alpha - benchmark.alpha)).toBeLessThan(5e-7);
    expect(Math.abs(fit.beta - benchmark.beta)).toBeLessThan(5e-7);
    expect(Math.abs(fit.logLikelihood - benchmark.loglik)).toBeLessThan(5e-6);
  });
});
