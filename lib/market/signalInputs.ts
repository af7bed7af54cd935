/**
 * What every signal is made of: the one list of required and optional inputs. The documentation's
 * table is written from it, and a test holds the names that signals report as absent against it.
 */
export interface SignalInput {
  signal: string;
  input: string;
  need: 'required' | 'optional';
  source: string;
  /** What happens without it. */
  without: string;
}

const MULTI = 'Multi-Timeframe Signal';
const ENSEMBLE = 'Ensemble Conviction';
const PRESSURE = 'Book Pressure';
const VOLATILITY = 'Composite Volatility';
const REGIME = 'Classify Regime';
const READ = 'read by the operation';
const JOURNAL = 'journal';
const renormalised = (whole: string): string => `its weight goes to the rest of ${whole}`;

export const SIGNAL_INPUTS: readonly SignalInput[] = [
  {
    signal: REGIME,
    input: 'candles',
    need: 'required',
    source: 'Binance Market Data, Snapshot',
    without: 'NO_TRADE',
  },
  {
    signal: VOLATILITY,
    input: 'realised',
    need: 'required',
    source: `1h candles, ${READ}`,
    without: 'unavailable',
  },
  {
    signal: VOLATILITY,
    input: 'implied',
    need: 'optional',
    source: 'Binance Market Data, DVOL or Option Summary',
    without: renormalised('the composite; one of the three is needed'),
  },
  {
    signal: VOLATILITY,
    input: 'basket',
    need: 'optional',
    source: `1d candles of the coins, ${READ}`,
    without: renormalised('the composite; one of the three is needed'),
  },
  {
    signal: VOLATILITY,
    input: 'garch',
    need: 'optional',
    source: `1h candles, ${READ}`,
    without: renormalised('the composite; one of the three is needed'),
  },
  {
    signal: MULTI,
    input: 'candles',
    need: 'required',
    source: `closed spot candles of 1m, 5m, 15m, 1h, 4h and 1d, ${READ}; 1h always, of the others half of the weight`,
    without: 'an interval of fewer than 50 is absent; too few intervals, or stale: unavailable',
  },
  {
    signal: MULTI,
    input: 'volume',
    need: 'optional',
    source: 'the same candles, the last 20 of an interval',
    without: renormalised('the timeframe'),
  },
  {
    signal: MULTI,
    input: 'volatility',
    need: 'optional',
    source: 'the same candles, 101 of an interval',
    without: renormalised('the timeframe'),
  },
  {
    signal: MULTI,
    input: 'funding',
    need: 'optional',
    source: `predicted rate over its cap, ${READ}`,
    without: renormalised('the crypto-specific component'),
  },
  {
    signal: MULTI,
    input: 'takerFlow',
    need: 'optional',
    source: 'Binance Market Data, Taker Flow; for the timeframe of its period',
    without: renormalised('the crypto-specific component'),
  },
  {
    signal: MULTI,
    input: 'openInterest',
    need: 'optional',
    source: 'Binance Market Data, Open Interest; for the timeframe of its period',
    without: renormalised('the crypto-specific component'),
  },
  {
    signal: MULTI,
    input: 'outside',
    need: 'optional',
    source: 'Binance Market Data, Outside Series: the user brings them',
    without: renormalised('the crypto-specific component'),
  },
  {
    signal: MULTI,
    input: 'fundingRate',
    need: 'required',
    source: `mark price of the contract that hedges the symbol, ${READ}`,
    without: 'nothing is taken off where the exchange lists no such contract; else unavailable',
  },
  {
    signal: MULTI,
    input: 'fundingCap',
    need: 'optional',
    source: `terms of the contract, ${READ} once an hour`,
    without: 'the other limit of extreme funding decides; without both nothing is taken off',
  },
  {
    signal: MULTI,
    input: 'fundingHistory',
    need: 'optional',
    source: `settlements of 90 days, at least 90 of them, ${READ} once a settlement`,
    without: 'the other limit of extreme funding decides; without both nothing is taken off',
  },
  {
    signal: MULTI,
    input: 'stress funding',
    need: 'optional',
    source: 'as funding',
    without: renormalised('the stress; without all three nothing is damped'),
  },
  {
    signal: MULTI,
    input: 'stress correlation',
    need: 'optional',
    source: `1h candles of the basket's symbols, ${READ}`,
    without: renormalised('the stress; without all three nothing is damped'),
  },
  {
    signal: MULTI,
    input: 'stress liquidity',
    need: 'optional',
    source: `depths of the spot book that Risk Check keeps, ${JOURNAL}`,
    without: renormalised('the stress; without all three nothing is damped'),
  },
  {
    signal: MULTI,
    input: 'skew',
    need: 'optional',
    source: 'Binance Market Data, Option Summary',
    without: 'nothing is shifted',
  },
  {
    signal: ENSEMBLE,
    input: 'multi-timeframe signal',
    need: 'required',
    source: `the item's, if of the last minute; otherwise ${READ}`,
    without: 'unavailable',
  },
  {
    signal: ENSEMBLE,
    input: '1h candles',
    need: 'required',
    source: `28 closed spot candles, ${READ}`,
    without: 'unavailable',
  },
  {
    signal: ENSEMBLE,
    input: 'convictions of 7 days',
    need: 'required',
    source: `logged by the operation, ${JOURNAL}`,
    without: 'the percentile is not known, which allows no entry',
  },
  {
    signal: PRESSURE,
    input: 'spot and USD-M book',
    need: 'required',
    source: READ,
    without: 'refused while a side is empty',
  },
];
