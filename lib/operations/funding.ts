import type { FundingPart, FundingRate } from '../model/marketData';
import { observeFundingRates, observeFundingTerms } from '../observation/funding';
import type { Session } from '../session/openSession';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS_A_YEAR = 365;
/** A contract that the exchange does not list settles every 8 hours (reference H). */
const UNLISTED_INTERVAL_HOURS = 8;

/**
 * What funding is predicted, how often and how far it may go, and what was settled in the last days.
 * The history comes out of the journal; it is read at most once between two settlements.
 */
export async function readFunding(
  session: Pick<Session, 'exchange' | 'journal' | 'clocks'>,
  symbol: string,
  settings: { days: number; withRows: boolean },
): Promise<FundingPart> {
  const { exchange, journal, clocks } = session;
  const deps = { exchange, journal, exchangeNow: clocks.exchangeNow };
  const mark = await exchange.mark(symbol);
  const terms = await observeFundingTerms(symbol, deps);
  const to = clocks.exchangeNow();
  const from = to - settings.days * DAY_MS;
  const { nextFundingAt } = mark;
  const intervalHours = terms?.intervalHours ?? UNLISTED_INTERVAL_HOURS;
  const rates = await observeFundingRates({ symbol, from, to, nextFundingAt }, deps);
  return {
    observedAt: to,
    predictedRateFraction: mark.fundingRate,
    nextFundingAt,
    intervalHours,
    terms: terms === null ? 'assumed' : 'listed',
    capFraction: terms?.capFraction ?? null,
    floorFraction: terms?.floorFraction ?? null,
    settled: {
      from,
      to,
      ...summaryOf(rates, { from, to, intervalHours }),
      ...(settings.withRows ? { rows: rates } : {}),
    },
  };
}

function summaryOf(
  rates: readonly FundingRate[],
  { from, to, intervalHours }: { from: number; to: number; intervalHours: number },
): Pick<
  FundingPart['settled'],
  'count' | 'sumFraction' | 'averageFraction' | 'annualisedPct' | 'last'
> {
  const count = rates.length;
  // A contract younger than the window is scaled by what it has lived, not by the window.
  const since = Math.max(from, (rates[0]?.settledAt ?? to) - intervalHours * HOUR_MS);
  const days = (to - since) / DAY_MS;
  const sumFraction = rates.reduce((sum, { rateFraction }) => sum + Number(rateFraction), 0);
  return {
    count,
    sumFraction,
    averageFraction: count === 0 ? null : sumFraction / count,
    annualisedPct: count === 0 ? null : (sumFraction / days) * DAYS_A_YEAR * 100,
    last: rates.at(-1) ?? null,
  };
}
