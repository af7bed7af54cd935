import { type BookPressureSettings, marketPressure as pressureOf } from '../market/bookPressure';
import { weightedMean } from '../market/weightedMean';
import type { BookPressure, MarketPressure } from '../model/bookPressure';
import { TransientError } from '../model/errors';
import type { Item } from '../model/item';
import type { Market } from '../model/terms';
import type { Session } from '../session/openSession';
import { withSignal } from './signalParts';

export interface BookPressureOptions extends BookPressureSettings {
  /** Levels a side that are read of each book. */
  levels: number;
}

/**
 * Adds `signals.bookPressure`, from the books of the symbol and of the contract that hedges it. Throws TransientError when a side of
 * one is empty, and as a read.
 */
export async function bookPressure(
  session: Session,
  item: Item,
  options: BookPressureOptions,
): Promise<Item> {
  const contract = session.journal.hedgeContract(item.symbol);
  const [spot, usdm] = await Promise.all([
    readPressure(session, 'spot', item.symbol, options),
    readPressure(session, 'usdm', contract, options),
  ]);
  const part: BookPressure = {
    at: session.clocks.exchangeNow(),
    spot,
    usdm,
    pressure: weightedMean([spot, usdm].map(({ pressure }) => ({ value: pressure, weight: 1 })))
      .value,
  };
  return withSignal(item, { bookPressure: part });
}

async function readPressure(
  { exchange }: Session,
  market: Market,
  symbol: string,
  options: BookPressureOptions,
): Promise<MarketPressure> {
  const book = await exchange.book(market, symbol, options.levels);
  const pressure = pressureOf(market, book, options.levels, options);
  if (pressure !== null) return pressure;
  throw new TransientError(
    `The ${market === 'spot' ? 'spot' : 'USD-M'} book of ${symbol} is empty on one side.`,
    'Wait until both sides are quoted again; nothing is decided on half a book.',
  );
}
