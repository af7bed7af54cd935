import type { MarketDataSource } from '../exchange/port';
import { type Decimal, decimal } from '../model/decimal';
import { ConfigurationError, TransientError } from '../model/errors';

/** Where prices of assets in one another are read. */
export type PriceSource = Pick<MarketDataSource, 'book'>;

/**
 * What one unit of an asset would fetch in another now: the best bid of their spot market, or what
 * the best ask leaves where it is named the other way round; 1 for the asset itself. Two stablecoins are not taken for one
 * another. Throws as a read, and ConfigurationError where there is no such market.
 */
export async function conversionRate(
  asset: string,
  quoteAsset: string,
  exchange: PriceSource,
): Promise<Decimal> {
  if (asset === quoteAsset) return decimal('1');
  const direct = await bestPrices(`${asset}${quoteAsset}`, exchange);
  if (direct) return decimal(direct.bid);
  const inverse = await bestPrices(`${quoteAsset}${asset}`, exchange);
  if (inverse) return decimal('1').dividedBy(decimal(inverse.ask)).roundedHalfEven(12);
  throw new ConfigurationError(
    `${asset} cannot be valued in ${quoteAsset}: there is no spot market between them.`,
    'Choose a hedge contract that is margined with the quote asset, or with USDC or USDT.',
  );
}

/** Null where there is no such market. */
async function bestPrices(
  symbol: string,
  exchange: PriceSource,
): Promise<{ bid: string; ask: string } | null> {
  const book = await bookOf(symbol, exchange);
  if (book === null) return null;
  const [bid, ask] = [book.bids[0], book.asks[0]];
  if (!bid || !ask) {
    throw new TransientError(
      `The book of ${symbol} is empty on one side.`,
      'What the futures wallet is worth is not known until it is quoted again.',
    );
  }
  return { bid: bid.price, ask: ask.price };
}

async function bookOf(symbol: string, exchange: PriceSource) {
  try {
    return await exchange.book('spot', symbol, 5);
  } catch (error) {
    if (error instanceof ConfigurationError) return null;
    throw error;
  }
}
