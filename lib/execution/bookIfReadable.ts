import type { Exchange } from '../exchange/port';
import type { Journal } from '../journal/port';
import type { Clock } from '../model/clock';
import { TransientError } from '../model/errors';
import type { Instrument } from '../model/instrument';
import { bookMissingFills } from './bookMissingFills';

/**
 * Books missing fills where what follows must not wait for a trade list: protection, closings and
 * Flatten. One that cannot be read now is noted; answers whether it could. Other errors go through.
 */
export async function bookIfReadable(
  instrument: Instrument,
  deps: { exchange: Exchange; journal: Journal; hostNow: Clock },
  notes: string[],
): Promise<boolean> {
  try {
    await bookMissingFills(instrument, deps);
    return true;
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    notes.push(`the ${instrument.market} fills could not be read: ${error.message}`);
    return false;
  }
}
