import { DeltagridError, HaltError } from '../model/errors';
import type { Instrument } from '../model/instrument';
import type { Item } from '../model/item';
import { decimal } from '../model/decimal';
import type { Session } from '../session/openSession';
import { reliefInForce } from './reliefInForce';

/**
 * Adds margin to our position where Risk Check asked for it, once per approval; answers what came of
 * it in words, or null where nothing was asked. Whether it arrived is seen when the margin is read
 * again: here a failure stops nothing. Throws HaltError.
 */
export async function addMarginForItem(
  session: Session,
  { symbol }: Item,
  contract: Instrument,
  approvalId: string,
): Promise<string | null> {
  const relief = reliefInForce(session, symbol);
  if (relief?.kind !== 'addMargin') return null;
  const { exchange, journal, clocks } = session;
  // Before the request: an approval that comes back never moves money twice.
  if (!journal.claimMarginAddition(symbol, approvalId, clocks.hostNow())) return null;
  const position = decimal(journal.ownQuantity('usdm', contract.baseAsset));
  if (position.isZero())
    return `no margin was added to ${contract.symbol}: the position is not ours`;
  const { amountQuote, reason } = relief;
  const side = position.isPositive() ? 'LONG' : 'SHORT';
  journal.recordEvent(
    'marginAdded',
    { symbol: contract.symbol, side, amountQuote, reason },
    clocks.hostNow(),
  );
  try {
    await exchange.addPositionMargin(contract.symbol, side, amountQuote);
    return `${amountQuote} were added to the margin of ${contract.symbol}: ${reason}`;
  } catch (error) {
    if (error instanceof HaltError || !(error instanceof DeltagridError)) throw error;
    journal.recordError('addPositionMargin', contract.symbol, error.message, clocks.hostNow());
    return `margin could not be added to ${contract.symbol}: ${error.message}`;
  }
}
