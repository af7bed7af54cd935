import type { MarketDataSource, OrderBook } from '../exchange/port';
import { candlesHash } from '../market/candles';
import { bookImbalance } from '../market/imbalance';
import type { Candle } from '../model/candle';
import { TransientError } from '../model/errors';
import type { MarketSnapshot } from '../model/item';
import { type CandleDeps, type CandleQuery, observeCandles } from './candles';

/** Levels of the books that are read: the best one prices plans, the spot's depth weighs both sides. */
const FUTURES_LEVELS = 5;
const SPOT_LEVELS = 20;

/**
 * One snapshot of a symbol and the contract that hedges it: best prices of both markets, mark, funding, and a reference to the
 * closed candles (which stay in the journal), together with the candles themselves.
 * Throws TransientError when a book is empty or candles are old: missing data blocks.
 */
export async function observeMarket(
  query: CandleQuery & { contract: string },
  deps: CandleDeps & { exchange: MarketDataSource },
): Promise<{ snapshot: MarketSnapshot; candles: Candle[] }> {
  const { symbol, contract, interval } = query;
  const [candles, spotBook, futuresBook, mark] = await Promise.all([
    observeCandles(query, deps),
    deps.exchange.book('spot', symbol, SPOT_LEVELS),
    deps.exchange.book('usdm', contract, FUTURES_LEVELS),
    deps.exchange.mark(contract),
  ]);
  const spot = bestOf(spotBook, symbol, 'spot');
  const futures = bestOf(futuresBook, contract, 'USD-M');
  const imbalance = bookImbalance(spotBook, SPOT_LEVELS);
  return {
    candles,
    snapshot: {
      version: 1,
      observedAt: deps.exchangeNow(),
      spotBid: spot.bid,
      spotAsk: spot.ask,
      ...(contract === symbol ? {} : { contract }),
      futuresBid: futures.bid,
      futuresAsk: futures.ask,
      markPrice: mark.markPrice,
      indexPrice: mark.indexPrice,
      fundingRateFraction: mark.fundingRate,
      nextFundingAt: mark.nextFundingAt,
      ...(imbalance === null ? {} : { imbalance }),
      candles: {
        symbol,
        interval,
        from: candles[0]?.openAt ?? 0,
        to: candles.at(-1)?.closeAt ?? 0,
        count: candles.length,
        hash: candlesHash(candles),
        lastClosed: candles.at(-1) ?? null,
      },
    },
  };
}

function bestOf(book: OrderBook, symbol: string, market: string): { bid: string; ask: string } {
  const [bid, ask] = [book.bids[0], book.asks[0]];
  if (!bid || !ask) {
    throw new TransientError(
      `The ${market} book of ${symbol} is empty on one side.`,
      'Wait until both sides are quoted again; nothing is decided on half a book.',
    );
  }
  return { bid: bid.price, ask: ask.price };
}
