import type { FeesPart } from '../model/marketData';
import type { Session } from '../session/openSession';

/** What the account pays for trades of a symbol on both markets. Throws as a read. */
export async function readFees(
  session: Pick<Session, 'exchange' | 'clocks'>,
  symbol: string,
): Promise<FeesPart> {
  const spot = await session.exchange.spotFees(symbol);
  const usdm = await session.exchange.futuresFees(symbol);
  return { observedAt: session.clocks.exchangeNow(), spot, usdm };
}
