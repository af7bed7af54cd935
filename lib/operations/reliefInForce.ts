import type { MarginRelief } from '../model/margin';
import type { Session } from '../session/openSession';

/** What was asked for longer ago says nothing of the margin now. */
const LIFETIME_MS = 15 * 60_000;

/** What the last Risk Check asked for where the margin is in danger; null: nothing, or too long ago. */
export function reliefInForce(
  { journal, clocks }: Pick<Session, 'journal' | 'clocks'>,
  symbol: string,
): MarginRelief | null {
  const asked = journal.marginRelief(symbol);
  if (!asked) return null;
  return Math.abs(clocks.hostNow() - asked.at) <= LIFETIME_MS ? asked.relief : null;
}
