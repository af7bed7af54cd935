import type { LimitUse } from '../model/item';
import type { Session } from '../session/openSession';

/** The rate limits of which something is used now, for the item. */
export function usedLimits(session: Pick<Session, 'usage'>): LimitUse[] {
  return session.usage().filter(({ used }) => used > 0);
}
