import type { Candle } from '../../model/candle';
import type { BasketCoin } from '../../model/volatility';
import { type Reading, valueOf } from '../reading';
import type { EstimatorName } from './estimators';
import { lastCandles, realisedVolatility } from './realised';

/** Days whose quote volume weighs a coin. */
const VOLUME_DAYS = 30;
/** One coin alone is no basket. */
const LEAST_COINS = 2;

/** A coin of the basket: its closed 1d candles, ascending, or why they could not be read. */
export interface BasketInput {
  symbol: string;
  days: Reading<readonly Candle[]>;
  /** Its fixed weight, or null: by quote volume. */
  weight: number | null;
}

/**
 * The volatility of a basket: the mean of its coins' own annual volatilities over the last `count`
 * days, by fixed weights or by quote volume of 30 days (base volume x mean of high, low and close).
 * It says how restless the market is, not what a portfolio would do: nothing cancels out. Coins
 * that are not there say why, and the others' weights are raised; fewer than two are no basket.
 */
export function basketVolatility(
  inputs: readonly BasketInput[],
  count: number,
  estimator: EstimatorName,
): { reading: Reading; coins: BasketCoin[] } {
  const coins = inputs.map((input) => ({
    symbol: input.symbol,
    ...readCoin(input, count, estimator),
  }));
  const total = coins.reduce((sum, { weight }) => sum + weight, 0);
  const shares = coins.map(({ symbol, volatility, weight }) => ({
    symbol,
    annualFraction: valueOf(volatility),
    share: total > 0 ? weight / total : 0,
    reason: 'absent' in volatility ? volatility.absent : null,
  }));
  const present = shares.filter(({ share }) => share > 0);
  if (present.length < LEAST_COINS) {
    return {
      reading: {
        absent: `Of the basket's ${inputs.length} coins ${present.length} can be read; ${LEAST_COINS} are needed.`,
      },
      coins: shares,
    };
  }
  const value = present.reduce(
    (sum, { share, annualFraction }) => sum + share * (annualFraction ?? 0),
    0,
  );
  return { reading: { value }, coins: shares };
}

function readCoin(
  { days, weight }: BasketInput,
  count: number,
  estimator: EstimatorName,
): { volatility: Reading; weight: number } {
  if ('absent' in days) return { volatility: days, weight: 0 };
  const volatility = realisedVolatility(days.value, '1d', count, estimator);
  if ('absent' in volatility) return { volatility, weight: 0 };
  const own = weight ?? quoteVolume(lastCandles(days.value, '1d', VOLUME_DAYS));
  if (own > 0) return { volatility, weight: own };
  return { volatility: { absent: 'It was not traded in the last 30 days.' }, weight: 0 };
}

function quoteVolume(candles: readonly Candle[]): number {
  return candles.reduce(
    (sum, { volume, high, low, close }) => sum + (volume * (high + low + close)) / 3,
    0,
  );
}
