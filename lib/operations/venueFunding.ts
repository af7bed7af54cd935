import {
  type FundingVenue,
  type VenueFunding,
  type VenueFundingReading,
  VENUE_NAMES,
} from '../model/foreignData';
import type { Session } from '../session/openSession';
import { ifAllowed, reasonOf, unavailable, untimely } from './foreignReading';

export interface VenueFundingSettings {
  allowed: boolean;
  /** Who is asked, in this order. */
  venues: readonly FundingVenue[];
  /** All of them are asked, not only until one answers. */
  compare: boolean;
  /** Settlements of history. */
  count: number;
}

/** Rates are predicted anew every minute or so. */
export const OLDEST_RATE_MS = 10 * 60_000;
/** No perpetual settles less often; one that settles later was read wrongly. */
const LONGEST_INTERVAL_MS = 24 * 3_600_000;
/** A settlement may still be shown as the next one shortly after it. */
const SETTLING_MS = 5 * 60_000;

/** The part `venueFunding` of a symbol's market data. Never throws for what a venue does. */
export async function readVenueFundingPart(
  session: Pick<Session, 'foreign' | 'clocks'>,
  symbol: string,
  settings: VenueFundingSettings,
): Promise<VenueFunding> {
  const now = session.clocks.exchangeNow();
  return ifAllowed(settings.allowed, now, async (): Promise<VenueFunding> => {
    const readings: VenueFundingReading[] = [];
    const failures: string[] = [];
    for (const venue of settings.venues) {
      if (readings.length > 0 && !settings.compare) break;
      const reading = await readOne(session, venue, symbol, settings.count, now);
      if (typeof reading === 'string') failures.push(`${VENUE_NAMES[venue]}: ${reading}`);
      else readings.push(reading);
    }
    const [reading, other] = readings;
    const reason = failures.length === 0 ? null : failures.join(' ');
    if (reading === undefined) return unavailable(reason ?? 'No venue was asked.', now);
    return {
      status: 'ok',
      reading,
      other: other ?? null,
      source: reading.venue,
      isFallback: reading.venue !== settings.venues[0],
      reason,
      readAt: now,
    };
  });
}

/** The reading of one venue, or why it has none. */
async function readOne(
  { foreign }: Pick<Session, 'foreign'>,
  venue: FundingVenue,
  symbol: string,
  count: number,
  now: number,
): Promise<VenueFundingReading | string> {
  try {
    const reading = await foreign.funding(venue, symbol, count);
    const problem = untimely('The funding rate', reading.observedAt, now, OLDEST_RATE_MS);
    if (problem !== null) return problem;
    const untilNextMs = reading.nextFundingAt - now;
    if (untilNextMs < -SETTLING_MS || untilNextMs > LONGEST_INTERVAL_MS) {
      return 'The next settlement is not within a day, so the answer is not used.';
    }
    return { ...reading, history: reading.history.filter(({ at }) => at <= now) };
  } catch (error) {
    return reasonOf(error);
  }
}
