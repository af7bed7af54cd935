import type { GoldenIndicators } from './golden';
import {
  type Deviation,
  indicatorDeviations,
  TOLERANCE,
  UNLIKE_STARTS,
} from './indicatorDeviations';
import { libraryDeviations } from './libraryDeviations';
import { table } from './markdown';

/** Name, signature, what it answers, and index of the first value. */
const CATALOGUE: readonly (readonly [string, string, string, string])[] = [
  ['EMA', 'ema(values, period)', 'price', 'period - 1'],
  ['RSI', 'rsi(close, period)', '0 to 100; 0 where nothing ever moved', 'period'],
  ['ATR', 'atr(high, low, close, period)', 'price, Wilder', 'period'],
  ['ADX', 'adx(high, low, close, period)', '0 to 100, Wilder', '2 period - 1'],
  [
    'Bollinger',
    'bollinger(close, period, deviations)',
    'middle, upper, lower: price; bandwidthPct: (upper - lower) / middle, percent',
    'period - 1',
  ],
  [
    'MACD',
    'macd(close, fast, slow, signal)',
    'macd, signal, histogram: price',
    'slow - 1; signal and histogram slow + signal - 2',
  ],
  ['TEMA', 'tema(values, period)', 'price', 'period - 1'],
  ['Hull', 'hullAverage(values, period)', 'price', 'period + root(period) - 2'],
  [
    'Stochastic',
    'stochastic(high, low, close, period, smoothing, signal)',
    'k, d: 0 to 100; NaN without a range',
    'period + smoothing - 2; d signal - 1 later',
  ],
  [
    'Williams %R',
    'williamsR(high, low, close, period)',
    '-100 to 0; NaN without a range',
    'period - 1',
  ],
  ['CMO', 'cmo(close, period)', '-100 to 100, plain sums; NaN where nothing moved', 'period'],
  [
    'Keltner',
    'keltner(high, low, close, period, ranges, atrPeriod)',
    'middle (EMA), upper, lower: price',
    'the later of period - 1 and atrPeriod',
  ],
  [
    'Donchian',
    'donchian(high, low, period)',
    'upper, middle, lower of the candles before: price',
    'period',
  ],
  ['VWAP, anchored', 'vwap(high, low, close, volume)', 'price since the first candle', '0'],
  [
    'VWAP, session',
    'sessionVwap(openAt, high, low, close, volume)',
    'price since 00:00 UTC of the day; NaN on a day whose first candle is not there',
    '0',
  ],
  [
    'VWAP, rolling',
    'rollingVwap(high, low, close, volume, period)',
    'price over the last candles',
    'period - 1',
  ],
  [
    'Volume profile',
    'volumeProfile(high, low, volume, bins)',
    'base volume by price, point of control, value area of 70 %; no series',
    'all candles',
  ],
  ['OBV', 'obv(close, volume)', 'base volume; only its course says something', '0'],
  [
    'CMF',
    'chaikinMoneyFlow(high, low, close, volume, period)',
    '-1 to 1; NaN where nothing was traded',
    'period - 1',
  ],
  [
    'A/D',
    'accumulationDistribution(high, low, close, volume)',
    'base volume; only its course says something',
    '0',
  ],
  [
    'Change',
    'changePct(values, candles)',
    'percent of the value so many candles before (of a bandwidth, an average)',
    'candles after the first value',
  ],
];

/** docs/indicators.md: the catalogue, and the deviations measured against published values. */
export function indicatorsDocument(golden: GoldenIndicators): string {
  return `# Indicators

This page is written by \`npm run docs\` from \`lib/market/indicators\`, where the published values are
at hand; a test compares it with them.

Each is one file of \`lib/market/indicators\`: typed arrays in, oldest first, and as many values out.
A value depends on its candle and earlier ones only. Definitions and seeds are TA-Lib's, prices and
volumes are float64 (they are statistics, never an order's price).

${table(
  ['indicator', 'function', 'answers', 'first value at index'],
  CATALOGUE.map(([name, call, answers, first]) => [name, `\`${call}\``, answers, first]),
)}

EMA, RSI, ATR, ADX, Bollinger, MACD and TEMA also come one candle at a time (\`EmaStream\` and so on);
both ways agree to 1e-9, with missing candles too.

## In n8n

_Regime Classifier_, operation _Indicators_, puts all of them, at the last closed candle and with
their usual periods, on the item as \`signals.indicators\`; what has no value is null there and says
why under \`missing\`. A candle that the exchange has none of stays a hole: nothing is calculated
across it.

## What is missing

A value that is not there is NaN, and null on an item; it is never a neutral number. A candle
without one of its values gives NaN and is as a beginning for what follows: averages and courses
start their warm-up again, windows are whole again when it has left them, a session VWAP has values
again on the next day, an anchored one none any more. Where a market does not move, RSI, ADX, ATR and
MACD are 0 and bands are exactly as wide as 0 (on an item such an RSI is null: 0 would read as a
fall); what would divide by nothing is NaN.

## Where others differ from us

- CMO sums plainly, as Chande does; TA-Lib smooths it as Wilder would.
- TEMA seeds all three averages at once, so it has values from period - 1 on; TA-Lib waits for
  3 (period - 1), and the two meet.
- Donchian leaves out the candle itself, so that a close beyond the channel is a breakout.
- Nothing is taken for zero that is not: TA-Lib's bands have no width at a price of 1e-6.

## Largest deviation from published values

Against ${golden.library}, over its ${golden.input.close.length} daily candles; allowed is
${exponent(TOLERANCE)} of the value (of 1 where it is smaller). "0" is equal to the last bit.

${table(
  ['indicator', 'published as', 'series', 'from candle', 'values compared', 'largest deviation'],
  indicatorDeviations(golden).map((each) => [
    each.indicator,
    each.call,
    each.series,
    String(each.from),
    String(each.compared),
    exponent(each.largest),
  ]),
)}

Two start unlike TA-Lib there and are compared once that is forgotten:

${Object.entries(UNLIKE_STARTS)
  .map(([name, { reason }]) => `- ${name}: it ${reason}.`)
  .join('\n')}

## Where technicalindicators serves

The same measurement of the library's own functions from the first value on, and what came of it.
Where it serves it is given stretches without a missing value only, and its answers are aligned to
their end.

${table(
  ['function', 'values compared', 'missing', 'largest deviation', 'verdict'],
  libraryDeviations(golden).map((each) => [
    each.name,
    String(each.compared),
    String(each.unmatched),
    exponent(each.largest),
    each.verdict,
  ]),
)}

Its volume profile counts the whole volume of a candle in every bin it touches, so that the bins add
up to more than was traded: ours. TEMA, CMO, Donchian and CMF are not in it.
`;
}

function exponent(value: Deviation['largest']): string {
  return value === 0 ? '0' : value.toExponential(0);
}
