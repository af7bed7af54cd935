import { checkOfFunding, type FundingCheck, SETTLEMENT_TOLERANCE_MS } from '../accounting/funding';
import { observeFundingRates } from '../observation/funding';
import type { Session } from '../session/openSession';

/** Payments that one pass checks at most; the next pass goes on. */
const PAYMENTS_PER_PASS = 200;
const LONGEST_INTERVAL_MS = 8 * 3_600_000;

/**
 * Checks booked funding against the settlements that the exchange lists and our position at their
 * time, once for each payment. Nothing is booked anew: a difference is told in the report.
 */
export async function checkFunding(
  { exchange, journal, clocks }: Pick<Session, 'exchange' | 'journal' | 'clocks'>,
  symbol: string,
): Promise<void> {
  const payments = journal.uncheckedFunding(symbol, PAYMENTS_PER_PASS);
  const first = payments[0];
  const last = payments.at(-1);
  if (!first || !last) return;
  // The settlement before the first one tells how long its interval was.
  const settlements = await observeFundingRates(
    {
      symbol,
      from: first.paidAt - LONGEST_INTERVAL_MS - SETTLEMENT_TOLERANCE_MS,
      to: last.paidAt + SETTLEMENT_TOLERANCE_MS,
    },
    { exchange, journal, exchangeNow: clocks.exchangeNow },
  );
  const checks = payments.flatMap((payment): FundingCheck[] => {
    const position = journal.positionBefore(symbol, payment.paidAt);
    const check = checkOfFunding(payment, position, settlements);
    return check ? [check] : [];
  });
  journal.saveFundingChecks(checks);
}
