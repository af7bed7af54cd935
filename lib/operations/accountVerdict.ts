import { TransientError } from '../model/errors';
import type { Plan } from '../model/plan';
import { type AccountFacts, type AccountVerdict, checkAccount } from '../risk/accountChecks';
import type { Session } from '../session/openSession';

/** What the user says about the account, beside what it says itself. */
export interface AccountChoice {
  positionMode: 'account' | 'oneWay' | 'hedge';
}

/** Permissions and modes change seldom; asking costs request weight in every cycle. */
const FACTS_LIFETIME_MS = 600_000;

const known = new Map<string, { facts: AccountFacts; readAt: number }>();

/**
 * Whether key and account may trade, decided before the first order of a run. What was read is used
 * for ten minutes unless it denies; a position mode that the user fixed is compared with the account as it is now.
 * What cannot be read is missing, and missing data denies increases.
 */
export async function accountVerdict(
  session: Session,
  plans: readonly Plan[],
  choice: AccountChoice,
): Promise<AccountVerdict> {
  const markets = [...new Set(plans.map(({ scope }) => scope.market))];
  const facts = await factsOf(session, choice.positionMode !== 'account');
  const verdict = checkAccount(facts, {
    markets,
    positionMode: choice.positionMode,
    allowWithdrawals: session.allowWithdrawals,
  });
  // What a person has put right counts from the next run on.
  if (verdict.denials.length > 0) known.delete(keyOf(session));
  return verdict;
}

function keyOf({ environment, account }: Session): string {
  return `${environment}/${account}`;
}

async function factsOf(session: Session, isFresh: boolean): Promise<AccountFacts> {
  const { exchange, environment, clocks } = session;
  const key = keyOf(session);
  const now = clocks.hostNow();
  const last = known.get(key);
  if (last && !isFresh && Math.abs(now - last.readAt) < FACTS_LIFETIME_MS) return last.facts;
  const [permissions, spot, futures] = await Promise.all([
    orNull(exchange.keyPermissions()),
    orNull(exchange.spotAccount()),
    orNull(exchange.futuresAccount()),
  ]);
  const facts: AccountFacts = {
    environment,
    key: permissions,
    spotCanTrade: spot?.canTrade ?? null,
    futuresCanTrade: futures?.canTrade ?? null,
    oneWayMode: futures?.oneWayMode ?? null,
  };
  const isWhole = permissions !== null && spot !== null && futures !== null;
  if (isWhole) known.set(key, { facts, readAt: now });
  return facts;
}

/** A read that may work later is missing now; anything else goes through. */
async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof TransientError) return null;
    throw error;
  }
}
