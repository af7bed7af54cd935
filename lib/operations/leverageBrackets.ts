import type { LeverageBracketsPart } from '../model/marketData';
import type { Session } from '../session/openSession';

/** The margin table of a USD-M contract as it holds for this account. Throws as a read. */
export async function readLeverageBrackets(
  session: Pick<Session, 'exchange' | 'clocks'>,
  symbol: string,
): Promise<LeverageBracketsPart> {
  const brackets = await session.exchange.leverageBrackets(symbol);
  return { observedAt: session.clocks.exchangeNow(), brackets };
}
