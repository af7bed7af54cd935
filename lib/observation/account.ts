import { equityQuote } from '../accounting/equity';
import type { Exchange, FuturesAccount, SpotAccount } from '../exchange/port';
import type { Journal } from '../journal/port';
import type { Clock } from '../model/clock';
import { decimal } from '../model/decimal';
import type { AccountSnapshot } from '../model/item';
import type { InstrumentPair } from './instruments';

export interface ObservedAccount {
  snapshot: AccountSnapshot;
  spot: SpotAccount;
  futures: FuturesAccount;
  markPrice: string;
}

/** Reads of the account that were made already, for several symbols together. */
export interface AccountReads {
  spot: SpotAccount;
  futures: FuturesAccount;
  markPrice: string;
}

/**
 * The account as it stands: balances from the exchange; inventory and position from our own fills
 * in the journal, so that foreign coins are never counted. What is not given in `reads`
 * is read. Throws as reads of the exchange do.
 */
export async function observeAccount(
  instruments: InstrumentPair,
  deps: { exchange: Exchange; journal: Journal; exchangeNow: Clock; account: string },
  reads?: AccountReads,
): Promise<ObservedAccount> {
  const { exchange, journal } = deps;
  const { spot: instrument, usdm } = instruments;
  const { spot, futures, markPrice } = reads ?? (await readAccount(exchange, usdm.symbol));
  const quote = spot.balances.find((balance) => balance.asset === instrument.quoteAsset);
  const inventory = journal.ownQuantity('spot', instrument.baseAsset);
  const position = journal.ownQuantity('usdm', usdm.baseAsset);
  const parts = {
    spotFreeQuote: quote?.free ?? '0',
    spotLockedQuote: quote?.locked ?? '0',
    futuresMarginBalanceQuote: futures.marginBalanceQuote,
    inventory,
  };
  const snapshot: AccountSnapshot = {
    version: 1,
    observedAt: deps.exchangeNow(),
    account: deps.account,
    ...parts,
    futuresAvailableQuote: futures.availableBalanceQuote,
    position,
    delta: decimal(inventory).plus(decimal(position)).toString(),
    equityQuote: equityQuote({ ...parts, markPrice }).toString(),
  };
  return { snapshot, spot, futures, markPrice };
}

async function readAccount(exchange: Exchange, symbol: string): Promise<AccountReads> {
  const [spot, futures, mark] = await Promise.all([
    exchange.spotAccount(),
    exchange.futuresAccount(),
    exchange.mark(symbol),
  ]);
  return { spot, futures, markPrice: mark.markPrice };
}
