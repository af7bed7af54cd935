import { columnsOf } from '../../lib/market/columns';
import {
  blackScholes,
  type EuropeanOption,
  impliedVolatility,
} from '../../lib/market/options/blackScholes';
import { modelFreeIndex } from '../../lib/market/options/modelFree';
import { ESTIMATORS } from '../../lib/market/volatility/estimators';
import { fitGarch } from '../../lib/market/volatility/garch/fit';
import { varianceForecast } from '../../lib/market/volatility/garch/forecast';
import { meanSquare } from '../../lib/market/volatility/garch/likelihood';
import {
  goldenBlackScholes,
  type GoldenChain,
  goldenChains,
  type GoldenFit,
  goldenGarch,
  goldenIndices,
  REFERENCE_CANDLES,
  REFERENCE_VARIANCES,
} from './volatilityGolden';

/** How far a figure is at most from the published ones. */
export interface VolatilityDeviation {
  what: string;
  against: string;
  compared: number;
  /** In the figure's own unit. */
  largest: number;
  tolerance: number;
}

/** Every estimator, fit and option figure against what others published. */
export function volatilityDeviations(): VolatilityDeviation[] {
  return [
    ...estimatorDeviations(),
    ...garchDeviations(),
    ...blackScholesDeviations(),
    ...indexDeviations(),
    ...goldenChains().map(chainDeviation),
  ];
}

function estimatorDeviations(): VolatilityDeviation[] {
  const candles = columnsOf(REFERENCE_CANDLES);
  return Object.entries(ESTIMATORS).map(([name, estimate]) => {
    const published = Object.entries(REFERENCE_VARIANCES).find(([key]) => key === name)?.[1] ?? NaN;
    return {
      what: `${name}, variance`,
      against: 'six candles, numpy',
      compared: 1,
      largest: Math.abs((estimate(candles) ?? NaN) - published),
      tolerance: 5e-18,
    };
  });
}

function garchDeviations(): VolatilityDeviation[] {
  const { fits, benchmark } = goldenGarch();
  const published = fitGarch(benchmark.returns, { backcast: 'mean' });
  if (!published.ok) throw new Error(published.reason);
  const against = 'Bollerslev-Ghysels, published';
  return [
    ...fits.flatMap(fitDeviations),
    {
      what: 'GARCH, log-likelihood',
      against,
      compared: 1,
      largest: Math.abs(published.fit.logLikelihood - benchmark.loglik),
      tolerance: 5e-6,
    },
    {
      what: 'GARCH, parameters',
      against,
      compared: 4,
      largest: parameterDistance(published.fit, benchmark),
      tolerance: 5e-7,
    },
  ];
}

interface Parameters {
  mu: number;
  omega: number;
  alpha: number;
  beta: number;
}

function parameterDistance(ours: Parameters, theirs: Parameters): number {
  const names = ['mu', 'omega', 'alpha', 'beta'] as const;
  return Math.max(...names.map((name) => Math.abs(ours[name] - theirs[name])));
}

function fitDeviations({ name, returns, mean, backcast, parameters, published }: GoldenFit) {
  // Their "mean" is of the residuals about the mu they found, and stays fixed.
  const before = backcast === 'mean' ? meanSquare(returns, parameters.mu) : backcast;
  const result = fitGarch(returns, { mean, backcast: before });
  if (!result.ok) throw new Error(`${name}: ${result.reason}`);
  const forecast = varianceForecast(result.fit, published.varianceForecast10.length);
  const against = `arch 8.0.0, ${name}`;
  return [
    {
      what: 'GARCH, log-likelihood',
      against,
      compared: 1,
      largest: Math.abs(result.fit.logLikelihood - published.loglik),
      tolerance: 1e-8,
    },
    {
      what: 'GARCH, parameters',
      against,
      compared: 4,
      largest: parameterDistance(result.fit, parameters),
      tolerance: 2e-6,
    },
    {
      what: 'GARCH, forecast variances',
      against,
      compared: forecast.length,
      largest: Math.max(
        ...published.varianceForecast10.map((value, at) => Math.abs(value - (forecast[at] ?? NaN))),
      ),
      tolerance: 1e-5,
    },
  ];
}

/** The option of a golden row; its spot price and rate give the forward. */
export function goldenOption(
  row: ReadonlyMap<string, number>,
  kind: 'call' | 'put',
): EuropeanOption {
  const of = (column: string): number => row.get(column) ?? NaN;
  const growth = Math.exp(of('R') * of('t'));
  return {
    kind,
    forward: of('S') * growth,
    strike: of('K'),
    years: of('t'),
    discount: 1 / growth,
  };
}

function blackScholesDeviations(): VolatilityDeviation[] {
  const rows = goldenBlackScholes();
  const worst = { price: 0, delta: 0, vega: 0, volatility: 0 };
  let read = 0;
  const note = (name: keyof typeof worst, ours: number, theirs = NaN): void => {
    const off = Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs));
    worst[name] = Math.max(worst[name], off);
  };
  for (const row of rows) {
    const volatility = row.get('v') ?? NaN;
    const call = blackScholes(goldenOption(row, 'call'), volatility);
    const put = blackScholes(goldenOption(row, 'put'), volatility);
    note('price', call.price, row.get('bs_call'));
    note('price', put.price, row.get('bs_put'));
    note('delta', call.delta, row.get('CD'));
    note('delta', put.delta, row.get('PD'));
    note('vega', call.vega, row.get('CV'));
    // Where the price barely moves with the volatility, its nine digits do not tell it.
    if ((row.get('CV') ?? 0) < 1) continue;
    read += 1;
    const implied = impliedVolatility(goldenOption(row, 'call'), row.get('bs_call') ?? NaN);
    note('volatility', implied ?? NaN, volatility);
  }
  const against = '101 rows of nine digits';
  const count = rows.length;
  return [
    {
      what: 'Black-Scholes, price',
      against,
      compared: 2 * count,
      largest: worst.price,
      tolerance: 1e-9,
    },
    {
      what: 'Black-Scholes, delta',
      against,
      compared: 2 * count,
      largest: worst.delta,
      tolerance: 1e-9,
    },
    { what: 'Black-Scholes, vega', against, compared: count, largest: worst.vega, tolerance: 1e-8 },
    {
      what: 'implied volatility',
      against,
      compared: read,
      largest: worst.volatility,
      tolerance: 1e-6,
    },
  ];
}

function indexDeviations(): VolatilityDeviation[] {
  return goldenIndices().map(({ name, now, quotes, settings, published }) => {
    const index = modelFreeIndex(quotes, now, settings);
    return {
      what: 'model-free index, percent',
      against: `published, ${name}`,
      compared: 1,
      largest: index.ok ? Math.abs(index.annual * 100 - published.dVol) : NaN,
      tolerance: 1e-10,
    };
  });
}

const DAY_MS = 86_400_000;

/** Mark prices, in coin, of options out of the money with a day or more to go. */
function chainDeviation({ name, now, quotes }: GoldenChain): VolatilityDeviation {
  let compared = 0;
  let largest = 0;
  for (const { kind, strike, expiresAt, underlyingPrice, markPrice, markVolatility } of quotes) {
    if (markPrice === null || markVolatility === null || expiresAt < now + DAY_MS) continue;
    // In the money the forward's seconds between mark and row outweigh the time value.
    if (kind === 'call' ? strike < underlyingPrice : strike > underlyingPrice) continue;
    const years = (expiresAt - now) / (365 * DAY_MS);
    const option = { kind, forward: underlyingPrice, strike, years, discount: 1 };
    const { price } = blackScholes(option, markVolatility);
    compared += 1;
    largest = Math.max(largest, Math.abs(price / underlyingPrice - markPrice));
  }
  return {
    what: 'mark price at mark volatility, coins',
    against: `Deribit, ${name}`,
    compared,
    largest,
    tolerance: 2.5e-4,
  };
}
