import { z } from 'zod';
import { ConfigurationError } from '../model/errors';
import type { SettledFunding } from '../model/foreignData';
import { decimalTextSchema } from '../model/terms';

/** Larger than any cap of the venues: what lies beyond is no rate but a percentage or a mistake. */
const LARGEST_RATE = 0.2;

/** A funding rate as a fraction in decimal text. */
export const rateSchema = decimalTextSchema.refine(
  (text) => Math.abs(Number(text)) <= LARGEST_RATE,
  'a fraction of at most 0.2',
);

/** Epoch ms in decimal text, as both venues write them. */
export const timeTextSchema = z
  .string()
  .regex(/^\d{13}$/, 'epoch milliseconds')
  .transform(Number);

/** Base and quote of a Binance perpetual, such as BTC and USDT. */
export interface CoinPair {
  base: string;
  quote: 'USDT' | 'USDC';
}

/**
 * The coins of a Binance symbol. Throws ConfigurationError for one that is not in USDT or USDC: the
 * perpetuals of the other venues are in these.
 */
export function coinsOf(symbol: string): CoinPair {
  const [, base, quote] = /^([A-Z0-9]{1,20})(USDT|USDC)$/.exec(symbol) ?? [];
  if (base !== undefined && (quote === 'USDT' || quote === 'USDC')) return { base, quote };
  throw new ConfigurationError(
    `${symbol} is in neither USDT nor USDC, and only such perpetuals are looked for elsewhere.`,
    'Leave this symbol out, or read funding of its USDT pair.',
  );
}

/** Settlements oldest first, each once. */
export function settlements(rows: readonly SettledFunding[]): SettledFunding[] {
  const byTime = new Map(rows.map((row) => [row.at, row]));
  return [...byTime.values()].sort((a, b) => a.at - b.at);
}
