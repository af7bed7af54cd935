import type { ModelFree, OptionQuote } from '../../model/option';
import { type ExpiryVariance, expiryVariance, type ModelFreeSettings } from './expiryVariance';

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;

export const DEFAULT_MODEL_FREE: ModelFreeSettings = { days: 30, rate: 0, coinPrice: null };

export type ModelFreeIndex =
  | { ok: true; annual: number; near: ExpiryVariance; next: ExpiryVariance }
  | { ok: false; reason: string };

/**
 * The model-free volatility of the next days, annual as a fraction: the method of the VIX. Of the last
 * expiry before the day and the first behind it, total variance is
 * 2 e^(r t) sum(dK / K^2 x Q(K)) - (F / K0 - 1)^2 over the options out of the money, Q the middle of
 * bid and ask or the mark where that is half as much again as the mark; options without a bid are
 * left out, and what lies beyond two strikes in a row without one. Between the two it is on the
 * straight line in time. Without an expiry on either side, or too few strikes, it is a reason.
 */
export function modelFreeIndex(
  quotes: readonly OptionQuote[],
  now: number,
  settings: ModelFreeSettings = DEFAULT_MODEL_FREE,
): ModelFreeIndex {
  const until = now + settings.days * DAY_MS;
  const expiries = [...new Set(quotes.map(({ expiresAt }) => expiresAt))]
    .filter((expiresAt) => expiresAt > now)
    .sort((left, right) => left - right);
  const nearAt = expiries.findLast((expiresAt) => expiresAt <= until);
  const nextAt = expiries.find((expiresAt) => expiresAt > until);
  if (nearAt === undefined || nextAt === undefined) {
    const side = nearAt === undefined ? 'before' : 'behind';
    return { ok: false, reason: `no options expire ${side} ${settings.days} days from now` };
  }
  const near = expiryVariance(quotes, nearAt, now, settings);
  if (typeof near === 'string') return { ok: false, reason: near };
  const next = expiryVariance(quotes, nextAt, now, settings);
  if (typeof next === 'string') return { ok: false, reason: next };
  const share = (until - nearAt) / (nextAt - nearAt);
  const variance = near.totalVariance + share * (next.totalVariance - near.totalVariance);
  if (!(variance > 0)) {
    return { ok: false, reason: 'the prices of the options contradict each other' };
  }
  return { ok: true, annual: Math.sqrt((variance * YEAR_DAYS) / settings.days), near, next };
}

/** The index of a chain as it travels on an item. */
export function modelFreePart(quotes: readonly OptionQuote[], now: number): ModelFree {
  const settings = DEFAULT_MODEL_FREE;
  const index = modelFreeIndex(quotes, now, settings);
  if (!index.ok) return { status: 'unavailable', reason: `${capital(index.reason)}.` };
  const { annual, near, next } = index;
  return {
    status: 'ok',
    days: settings.days,
    annualFraction: annual,
    nearExpiresAt: near.expiresAt,
    nextExpiresAt: next.expiresAt,
    strikes: near.strikes + next.strikes,
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
