import type { MarketDataSource } from '../exchange/port';
import type { HedgeContractJournal, MarketJournal } from '../journal/port';
import type { Clock } from '../model/clock';
import { ConfigurationError } from '../model/errors';
import type { Instrument } from '../model/instrument';
import type { Market } from '../model/terms';

/** Trading rules change seldom; once a day they are read again. */
export const INSTRUMENT_LIFETIME_MS = 24 * 3_600_000;

/** A spot symbol and the contract that hedges it, which need not have the same name. */
export interface InstrumentPair {
  spot: Instrument;
  usdm: Instrument;
}

export interface InstrumentDeps {
  exchange: MarketDataSource;
  journal: MarketJournal;
  exchangeNow: Clock;
}

/**
 * The rules of a symbol on spot and of the contract that hedges it, from the journal while they are
 * young enough. Throws ConfigurationError for a symbol or contract that is not there.
 */
export async function observeInstruments(
  symbol: string,
  deps: InstrumentDeps & { journal: HedgeContractJournal },
): Promise<InstrumentPair> {
  const [spot, usdm] = await Promise.all([
    observeInstrument('spot', symbol, deps),
    observeInstrument('usdm', deps.journal.hedgeContract(symbol), deps),
  ]);
  return { spot, usdm };
}

/** The rules of one instrument, from the journal while they are young enough. */
export async function observeInstrument(
  market: Market,
  symbol: string,
  deps: InstrumentDeps,
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
  deps: InstrumentDeps,
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
