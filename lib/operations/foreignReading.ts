import { DeltagridError } from '../model/errors';
import { OPTION_CURRENCIES, type OptionCurrency, type UnavailablePart } from '../model/foreignData';

/** How another venue's clock may be ahead of the exchange's. */
const CLOCK_SLACK_MS = 60_000;

const SOURCES_OFF =
  'Other venues were not asked: "Allow Foreign Sources" is off. Switch it on in this operation to have them.';

export function unavailable(reason: string, readAt: number): UnavailablePart {
  return { status: 'unavailable', reason, readAt };
}

/**
 * What `read` answers, or why there is nothing. Where the user did not allow other venues, `read` is
 * not called at all. A fault of our own goes through.
 */
export async function ifAllowed<Part>(
  allowed: boolean,
  readAt: number,
  read: () => Promise<Part>,
): Promise<Part | UnavailablePart> {
  if (!allowed) return unavailable(SOURCES_OFF, readAt);
  try {
    return await read();
  } catch (error) {
    return unavailable(reasonOf(error), readAt);
  }
}

/** The sentence of an expected failure with its way out; anything else is thrown again. */
export function reasonOf(error: unknown): string {
  if (error instanceof DeltagridError) return `${error.message} ${error.wayOut}`;
  throw error;
}

/**
 * Why data of `at` cannot serve at `now` (both epoch ms), or null: too old, or of a time that the
 * exchange's clock has not reached, as on a paper exchange that replays the past.
 */
export function untimely(what: string, at: number, now: number, oldestMs: number): string | null {
  if (at > now + CLOCK_SLACK_MS) {
    return `${what} is of ${timeText(at)}, which is later than this environment's time, ${timeText(now)}.`;
  }
  if (now - at <= oldestMs) return null;
  return `${what} is of ${timeText(at)} and so ${Math.round((now - at) / 60_000)} minutes old; at most ${oldestMs / 60_000} are accepted.`;
}

function timeText(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** The coin of a symbol of which Deribit lists options, or null. */
export function optionCurrencyOf(symbol: string): OptionCurrency | null {
  const base = /^(.+?)(USDT|USDC|FDUSD)$/.exec(symbol)?.[1];
  return OPTION_CURRENCIES.find((currency) => currency === base) ?? null;
}

/** Why a symbol has no data at Deribit. */
export function noCurrency(what: string, symbol: string): string {
  return `${what} exists for ${OPTION_CURRENCIES.join(' and ')} only, and ${symbol} is neither. Choose a currency in the node to use one of them all the same.`;
}
