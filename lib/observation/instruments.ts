import type { MarketDataSource } from '../exchange/port';
import type { MarketJournal } from '../journal/port';
import type { Clock } from '../model/clock';
import { ConfigurationError } from '../model/errors';
import type { Instrument } from '../model/instrument';
import type { Market } from '../model/terms';

/** Trading rules change seldom; once a day they are read again. */
export const INSTRUMENT_LIFETIME_MS = 24 * 3_600_000;

export interface InstrumentPair {
  spot: Instrument;
  usdm: Instrument;
}

/**
 * The rules of a symbol on both markets, from the journal while they are young enough.
 * Throws ConfigurationError for a symbol that one of the markets does not have.
 */
export async function observeInstruments(
  symbol: string,
  deps: { exchange: MarketDataSource; journal: MarketJournal; exchangeNow: Clock },
): Promise<InstrumentPair> {
  const [spot, usdm] = await Promise.all([
    observe('spot', symbol, deps),
    observe('usdm', symbol, deps),
  ]);
  return { spot, usdm };
}

async function observe(
  market: Market,
  symbol: string,
  deps: { exchange: MarketDataSource; journal: MarketJournal; exchangeNow: Clock },
): Promise<Instrument> {
  const known = deps.journal.instrument(market, symbol);
  const now = deps.exchangeNow();
  if (known && now - known.savedAt < INSTRUMENT_LIFETIME_MS) return known.instrument;
  return readInstrument(market, symbol, deps);
}

/** The rules of one instrument as the exchange states them now; the journal keeps them. */
export async function readInstrument(
  market: Market,
  symbol: string,
  deps: { exchange: MarketDataSource; journal: MarketJournal; exchangeNow: Clock },
): Promise<Instrument> {
  const found = await deps.exchange.instruments(market, [symbol]);
  const instrument = found.find((each) => each.symbol === symbol);
  if (!instrument) {
    throw new ConfigurationError(
      `${symbol} is not an instrument of the ${market} market.`,
      'Choose a symbol that trades on Spot and on USD-M Futures, such as BTCUSDT.',
    );
  }
  deps.journal.saveInstruments([instrument], deps.exchangeNow());
  return instrument;
}
