import { decimal } from '../model/decimal';
import { ConfigurationError } from '../model/errors';
import type { SafePositionSize } from '../model/positionRisk';
import { observeAccount } from '../observation/account';
import { safePositionSize, type SizeQuestion } from '../risk/safePositionSize';
import type { Session } from '../session/openSession';
import { instrumentsOf } from './gather';
import { bracketsOf } from './marginFacts';

export type SizeSettings = Pick<
  SizeQuestion,
  'stopPrice' | 'riskFraction' | 'leverage' | 'kelly'
> & {
  /** Null: the mark price. */
  entryPrice: string | null;
};

/**
 * The size of a trade on a symbol's contract by the account as it is now. Throws ConfigurationError
 * for a stop at the entry, and as a read.
 */
export async function readSafePositionSize(
  session: Session,
  symbol: string,
  settings: SizeSettings,
): Promise<SafePositionSize> {
  const { exchange, journal, clocks, account } = session;
  const instruments = await instrumentsOf(session, symbol);
  const [observed, brackets] = await Promise.all([
    observeAccount(instruments, { exchange, journal, exchangeNow: clocks.exchangeNow, account }),
    bracketsOf(session, instruments.usdm.symbol),
  ]);
  const entryPrice = settings.entryPrice ?? observed.markPrice;
  if (decimal(entryPrice).equals(decimal(settings.stopPrice))) {
    throw new ConfigurationError(
      `The stop price ${settings.stopPrice} is the entry price: no size can be reckoned.`,
      'Set the stop below the entry of a long position, above that of a short one.',
    );
  }
  return safePositionSize({
    ...settings,
    entryPrice,
    equityQuote: observed.snapshot.equityQuote,
    availableQuote: observed.snapshot.futuresAvailableQuote,
    instrument: instruments.usdm,
    brackets,
  });
}
