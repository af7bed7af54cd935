import type { MarkAndIndex } from '../model/marketData';
import type { Session } from '../session/openSession';

/** Mark and index price of a USD-M symbol, and the funding that is predicted. Throws as a read. */
export async function readMarkAndIndex(
  session: Pick<Session, 'exchange'>,
  symbol: string,
): Promise<MarkAndIndex> {
  const { at, markPrice, indexPrice, fundingRate, nextFundingAt } =
    await session.exchange.mark(symbol);
  return {
    at,
    markPrice,
    indexPrice,
    premiumPct: (Number(markPrice) / Number(indexPrice) - 1) * 100,
    fundingRateFraction: fundingRate,
    nextFundingAt,
  };
}
