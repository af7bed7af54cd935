import { GOLDEN_FILES, goldenGarch } from '../../../../scripts/docs/volatilityGolden';
import { fitGarch } from '../../../../lib/market/volatility/garch/fit';
import { forecastGarch, varianceForecast } from '../../../../lib/market/volatility/garch/forecast';
import {
  conditionalVariances,
  exponentialBackcast,
  meanSquare,
  negativeLogLikelihood,
} from '../../../../lib/market/volatility/garch/likelihood';
import { describeWithShared } from '../../../support/sharedFiles';

const { garch, days, hours } = GOLDEN_FILES;

/** That our fits agree with theirs is in the table of deviations (deviations.test.ts). */
describeWithShared(
  garch,
  days,
  hours,
)('GARCH against arch 8.0.0', () => {
  const { fits } = goldenGarch();
  it('has the six fits of the plain model', () => {
    expect(fits).toHaveLength(6);
  });
  it.each(fits.map((fit) => [fit.name, fit] as const))(
    '%s',
    (_name, { returns, mean, backcast, parameters, published }) => {
      expect(returns).toHaveLength(published.n);
      const average = returns.reduce((sum, each) => sum + each, 0) / returns.length;
      const before =
        backcast === 'mean'
          ? meanSquare(returns, parameters.mu)
          : exponentialBackcast(returns, mean === 'zero' ? 0 : average);
      // At their parameters: the same likelihood and the same course of the volatility.
      const gradient = new Float64Array(4);
      const value = negativeLogLikelihood(
        returns,
        parameters,
        { variance: before, byMu: 0 },
        gradient,
      );
      const constant = (returns.length * Math.log(2 * Math.PI)) / 2;
      expect(Math.abs(-value * returns.length - constant - published.loglik)).toBeLessThan(1e-8);
      const theirs = conditionalVariances(returns, parameters, before).map(Math.sqrt);
      published.condVolFirst5.forEach((each, index) => expect(theirs[index]).toBeCloseTo(each, 9));
      published.condVolLast5.forEach((each, index) =>
        expect(theirs[returns.length - 5 + index]).toBeCloseTo(each, 9),
      );
      // Ours: not less likely, and the mean of a forecast is that of its candles.
      const result = fitGarch(returns, {
        mean,
        backcast: backcast === 'mean' ? before : backcast,
      });
      if (!result.ok) throw new Error(result.reason);
      expect(result.fit.logLikelihood - published.loglik).toBeGreaterThan(-1e-9);
      const forecast = varianceForecast(result.fit, 10);
      const average10 = forecast.reduce((sum, each) => sum + each, 0) / 10;
      expect(forecastGarch(result.fit, 10, '1d').meanVariance).toBeCloseTo(average10, 12);
    },
  );
});
