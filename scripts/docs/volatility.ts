import { DEFAULT_MODEL_FREE } from '../../lib/market/options/modelFree';
import { SURFACE_DAYS, SURFACE_MONEYNESS_PCT } from '../../lib/market/options/surface';
import {
  VOLATILITY_BOUNDS,
  VOLATILITY_COMPONENTS,
  VOLATILITY_REGIMES,
  type VolatilityComponentName,
} from '../../lib/model/volatility';
import { DEFAULT_VOLATILITY } from '../../lib/operations/compositeVolatility';
import { table } from './markdown';
import type { VolatilityDeviation } from './volatilityDeviations';

const { composite, implied, basket } = DEFAULT_VOLATILITY;

const COMPONENTS: Readonly<Record<VolatilityComponentName, [what: string, missing: string]>> = {
  implied: [
    'DVOL of Deribit, else the model-free 30-day index of the option chain, of the symbol’s own coin',
    'not on the item, of another coin, a fallback, of a later time, or older than ' +
      `${implied.maximumAgeMs / 3_600_000} hours`,
  ],
  basket: [
    `mean of the coins’ own volatilities over ${composite.basketDays} closed days, by what was traded of each in 30 days`,
    'fewer than two coins can be read',
  ],
  garch: [
    `GARCH(1,1) fitted to the log returns of ${composite.garchHours} closed hours about a mean of zero, its mean over the next ${composite.garchHorizonHours} hours`,
    'the series has no such fit (above)',
  ],
  realised: [
    `Yang-Zhang over ${composite.realisedHours} closed hours of the symbol`,
    'more than 5 % of the window is missing, or the price stood still',
  ],
};

/** docs/volatility.md: the rules, and the deviations measured against published values. */
export function volatilityDocument(deviations: readonly VolatilityDeviation[]): string {
  return `# Volatility

This page is written by \`npm run docs\` from \`lib/market/volatility\` and \`lib/market/options\`, where
the published values are at hand; a test compares it with them.

Every volatility is annual and a fraction: 0.6 is 60 % a year. Regime Classifier's operation
**Composite Volatility** puts \`signals.volatility\` on the item.

## To a year

\`annual = root(variance per candle x candles in 365 days)\`

Candles in 365 days are 365 for 1d, 8,760 for 1h, 525,600 for 1m: crypto trades around the clock.
It is the variance that grows with time; the volatility grows with its root. The sketch of the
volatility composite that this pack was asked for annualises its figures inconsistently, so that they do
not belong in one mean. Here every estimator gives a variance per candle first, and all are scaled by
this one formula, by the candles of their own interval. What comes as a volatility of a year already
(DVOL, implied volatilities) is not scaled at all; percent become fractions.

## Estimators

Per candle, with the close before C0: o = ln(O/C0), u = ln(H/O), d = ln(L/O), c = ln(C/O).

${table(
  ['estimator', 'variance per candle', 'sees'],
  [
    ['Close-to-Close', 'sample variance (n - 1) of o + c', 'closes; gaps'],
    ['Parkinson', 'mean of (u - d)^2 / (4 ln 2)', 'range; takes a trend for volatility'],
    ['Garman-Klass', 'mean of (u - d)^2 / 2 - (2 ln 2 - 1) c^2', 'range and close; no gaps'],
    ['Rogers-Satchell', 'mean of u(u - c) + d(d - c)', 'any drift; no gaps'],
    [
      'Yang-Zhang',
      'Var(o) + k Var(c) + (1 - k) Rogers-Satchell, k = 0.34 / (1.34 + (n + 1)/(n - 1))',
      'any drift, gaps; the most exact',
    ],
    ['Garman-Klass-Yang-Zhang', 'Garman-Klass + mean of o^2', 'range, close, gaps; no drift'],
  ],
)}

The move over a missing candle counts as that of the next one.

## GARCH

\`s2[t] = omega + alpha e[t-1]^2 + beta s2[t-1]\`, by maximum likelihood with normal innovations (BFGS with
the analytic gradient, over ln omega, logit(alpha + beta) and logit(alpha / (alpha + beta))). Before the
first return stands the exponential mean (0.94) of the first 75 squared residuals. The forecast is the mean
of the variances over the horizon, annualised. A series without such a fit is answered with a reason:
too few returns (below 100), one that is no number, returns that do not vary, a variance that does not
cluster (alpha is zero), shocks that do not fade (alpha + beta is one: there is nothing to return to), or
no clear maximum. On the hours of BTC from 2019 to 2026 the last but one happens in about one window of
five; the other components take over the weight then.

## Options

A chain gives a **surface** at ${SURFACE_DAYS.join(', ')} days and strikes of ${SURFACE_MONEYNESS_PCT.join(', ')} % from the
forward of each expiry. Of a strike the option out of the money counts: its mark volatility, else the
one that Black-Scholes finds in its mark price. Total variance (volatility^2 x years) is on the straight
line between neighbouring strikes in ln(strike / forward), and between neighbouring expiries in time at
the same moneyness. Nothing is extrapolated: beyond the strikes or the expiries stands null.

- Term structure: \`atTheMoney\` of each maturity; \`termSlope\` is that of 90 days less that of 7.
- \`skew\`: volatility 10 % below the forward less that 10 % above; positive when puts are dearer.
- \`convexity\`: the mean of those two less the volatility at the money.

The **model-free index** of ${DEFAULT_MODEL_FREE.days} days is made like the VIX: of the last expiry before and the first after that
day, total variance 2 e^(rt) sum(dK/K^2 x Q) - (F/K0 - 1)^2 over the options out of the money. Q is the
middle of bid and ask, or the mark where the middle is half as much again; options without a bid are
left out, and all beyond two such strikes in a row. F comes from put-call parity where call and put
are worth the most alike. Between the expiries total variance is on the straight line in time. Prices count at
each option's own forward with a rate of 0, which is what Deribit's prices in coin mean.

Binance Market Data's operation Option Summary puts both on the item, so that the 200 KB of the
chain itself need not travel.

## The composite

${table(
  ['component', 'weight', 'what it is', 'absent when'],
  VOLATILITY_COMPONENTS.map((name) => [
    name,
    composite.weights[name].toFixed(2),
    ...COMPONENTS[name],
  ]),
)}

The composite is the weighted mean. What is absent says why and leaves its weight to the others, in
proportion: each component shows its \`weight\` (of all four) and its \`share\` (of those that are there). It
needs the realised volatility and one more, else there is none, and a reason. The basket is by
default ${basket.map(({ symbol }) => symbol).join(', ')}; weights may be fixed instead. It is the mean of its coins' volatilities and not
that of a portfolio: nothing cancels out. All windows, weights and the estimator are parameters.

Only closed candles count: \`at\` is the close of the newest hour, days that close later do not count.

${table(
  ['regime', 'annual volatility up to'],
  VOLATILITY_REGIMES.map((regime) => {
    const bound = VOLATILITY_BOUNDS[regime];
    return [regime, Number.isFinite(bound) ? `${bound * 100} %` : 'any'];
  }),
)}

They are the rows of the grid's own table of presets ([the grid](grid.md)).

## Largest deviation from published values

In the figure's own unit; of Black-Scholes as a share of the published value (of 1 where it is smaller).
"0" is equal to the last bit.

${table(
  ['figure', 'against', 'compared', 'largest deviation', 'allowed'],
  deviations.map(({ what, against, compared, largest, tolerance }) => [
    what,
    against,
    String(compared),
    digit(largest),
    exponent(tolerance),
  ]),
)}
`;
}

/** One digit. */
function digit(value: number): string {
  return value === 0 ? '0' : exponent(Number(value.toExponential(0)));
}

function exponent(value: number): string {
  return value.toExponential().replace('+', '');
}
