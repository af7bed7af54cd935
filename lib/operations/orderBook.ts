import type { BookLevel } from '../exchange/port';
import { bookImbalance } from '../market/imbalance';
import { TransientError } from '../model/errors';
import type { OrderBookPart } from '../model/marketData';
import type { Market } from '../model/terms';
import type { Session } from '../session/openSession';

/** The best levels of a book with its spread and depth. Throws TransientError for half a book. */
export async function readOrderBook(
  session: Pick<Session, 'exchange' | 'clocks'>,
  symbol: string,
  settings: { market: Market; levels: number },
): Promise<OrderBookPart> {
  const { market, levels } = settings;
  const book = await session.exchange.book(market, symbol, levels);
  const [bid, ask] = [book.bids[0], book.asks[0]];
  const imbalance = bookImbalance(book, levels);
  if (!bid || !ask || imbalance === null) {
    throw new TransientError(
      `The ${market} book of ${symbol} is empty on one side.`,
      'Wait until both sides are quoted again; nothing is decided on half a book.',
    );
  }
  const middle = (Number(bid.price) + Number(ask.price)) / 2;
  return {
    market,
    observedAt: session.clocks.exchangeNow(),
    bestBid: bid.price,
    bestAsk: ask.price,
    spreadPct: ((Number(ask.price) - Number(bid.price)) / middle) * 100,
    bidDepthQuote: depthOf(book.bids),
    askDepthQuote: depthOf(book.asks),
    imbalance,
    bids: book.bids,
    asks: book.asks,
  };
}

function depthOf(levels: readonly BookLevel[]): number {
  return levels.reduce((sum, { price, quantity }) => sum + Number(price) * Number(quantity), 0);
}
