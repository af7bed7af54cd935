import type { OptionCurrency, OptionSummary } from '../model/foreignData';
import { summariseExpiries } from '../market/optionExpiries';
import { modelFreePart } from '../market/options/modelFree';
import { optionSurface } from '../market/options/surface';
import type { Session } from '../session/openSession';
import { ifAllowed, noCurrency, optionCurrencyOf, unavailable, untimely } from './foreignReading';

export interface OptionSummarySettings {
  allowed: boolean;
  /** Null: the coin of the item's symbol. */
  currency: OptionCurrency | null;
  /** The quotes themselves travel too, which is far more than n8n should store in every cycle. */
  includeQuotes: boolean;
}

/** A chain is made when it is asked for. */
export const OLDEST_CHAIN_MS = 5 * 60_000;

/** The part `options` of a symbol's market data. Never throws for what the venue does. */
export async function readOptionSummaryPart(
  session: Pick<Session, 'foreign' | 'clocks'>,
  symbol: string,
  settings: OptionSummarySettings,
): Promise<OptionSummary> {
  const now = session.clocks.exchangeNow();
  return ifAllowed(settings.allowed, now, async (): Promise<OptionSummary> => {
    const currency = settings.currency ?? optionCurrencyOf(symbol);
    if (currency === null) return unavailable(noCurrency('The option chain', symbol), now);
    const chain = await session.foreign.optionChain(currency);
    const problem = untimely('The option chain', chain.observedAt, now, OLDEST_CHAIN_MS);
    if (problem !== null) return unavailable(problem, now);
    const quotes = chain.quotes.filter(({ expiresAt }) => expiresAt > now);
    if (quotes.length === 0) {
      return unavailable(`Deribit lists no option of ${currency} that is not expired.`, now);
    }
    return {
      status: 'ok',
      currency,
      observedAt: chain.observedAt,
      quoteCount: quotes.length,
      unreadable: chain.unreadable,
      expiries: summariseExpiries(quotes),
      surface: optionSurface(quotes, chain.observedAt),
      modelFree: modelFreePart(quotes, chain.observedAt),
      ...(settings.includeQuotes ? { quotes } : {}),
      source: 'deribit',
      isFallback: false,
      reason: null,
      readAt: now,
    };
  });
}
