import {
  type Dvol,
  DVOL_RESOLUTION_MS,
  type DvolResolution,
  type OptionCurrency,
} from '../model/foreignData';
import type { Session } from '../session/openSession';
import { ifAllowed, noCurrency, optionCurrencyOf, unavailable, untimely } from './foreignReading';

export interface DvolSettings {
  allowed: boolean;
  /** Null: the coin of the item's symbol. */
  currency: OptionCurrency | null;
  resolution: DvolResolution;
  /** Closed periods, at most. */
  count: number;
}

const MINUTE_MS = 60_000;
/** Like candles: the newest value may be two periods and this old, in ms. */
export const LATE_MS = 5 * MINUTE_MS;

/** The part `dvol` of a symbol's market data. Never throws for what the venue does. */
export async function readDvolPart(
  session: Pick<Session, 'foreign' | 'clocks'>,
  symbol: string,
  settings: DvolSettings,
): Promise<Dvol> {
  const now = session.clocks.exchangeNow();
  return ifAllowed(settings.allowed, now, async (): Promise<Dvol> => {
    const { resolution, count } = settings;
    const currency = settings.currency ?? optionCurrencyOf(symbol);
    if (currency === null) return unavailable(noCurrency('DVOL', symbol), now);
    const periodMs = DVOL_RESOLUTION_MS[resolution];
    // Whole minutes, so that the symbols of one run ask the same question.
    const to = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    const from = to - count * periodMs;
    const points = await session.foreign.dvol({ currency, resolution, from, to });
    const first = points[0];
    const last = points.at(-1);
    if (!first || !last) return unavailable(`Deribit has no DVOL of ${currency} there.`, now);
    const problem = untimely('The newest DVOL', last.at, now, 2 * periodMs + LATE_MS);
    if (problem !== null) return unavailable(problem, now);
    return {
      status: 'ok',
      currency,
      resolution,
      points,
      missing: Math.round((last.at - first.at) / periodMs) + 1 - points.length,
      source: 'deribit',
      isFallback: false,
      reason: null,
      readAt: now,
    };
  });
}
