import type { Instrument } from '../model/instrument';
import type { MarginAccount, MarginBracket } from '../model/margin';
import type { Session } from '../session/openSession';

/** Brackets change seldom, and by announcement. */
const BRACKETS_LIFETIME_MS = 3_600_000;

const known = new Map<string, { brackets: MarginBracket[]; readAt: number }>();

/** The margin table of a contract for the session's account, at most an hour old. Throws as a read. */
export async function bracketsOf(session: Session, symbol: string): Promise<MarginBracket[]> {
  const { exchange, environment, account, clocks } = session;
  const key = `${environment}/${account}/${symbol}`;
  const now = clocks.hostNow();
  const last = known.get(key);
  if (last && Math.abs(now - last.readAt) < BRACKETS_LIFETIME_MS) return last.brackets;
  const brackets = await exchange.leverageBrackets(symbol);
  known.set(key, { brackets, readAt: now });
  return brackets;
}

export interface MarginFacts {
  account: MarginAccount;
  brackets: MarginBracket[];
}

/**
 * Margin of the account as it is now in the asset that a contract is margined with, and the
 * contract's table. Throws as a read.
 */
export async function marginFacts(
  session: Session,
  contract: Pick<Instrument, 'symbol' | 'quoteAsset'>,
): Promise<MarginFacts> {
  const [account, brackets] = await Promise.all([
    session.exchange.marginAccount(contract.quoteAsset),
    bracketsOf(session, contract.symbol),
  ]);
  return { account, brackets };
}
