import { managedQuote } from '../accounting/books';
import { equityQuote } from '../accounting/equity';
import type { Exchange, FuturesAccount, SpotAccount } from '../exchange/port';
import type { Journal } from '../journal/port';
import type { Clock } from '../model/clock';
import { Decimal, decimal } from '../model/decimal';
import type { AccountSnapshot } from '../model/item';
import { balanceOf, futuresValue, openWallet } from './futuresValue';
import type { InstrumentPair } from './instruments';
import { markPrices } from './marks';

export interface ObservedAccount {
  snapshot: AccountSnapshot;
  spot: SpotAccount;
  futures: FuturesAccount;
  /** Mark price of the item's contract, in that contract's quote. */
  markPrice: string;
  /** What one unit of the contract's quote is worth in the symbol's: 1 where they are the same. */
  contractRate: Decimal;
}

/** What the account is read from. */
export type AccountSource = Pick<Exchange, 'spotAccount' | 'futuresAccount' | 'mark' | 'book'>;

/** Reads of the account that were made already, for several symbols together. */
export interface AccountReads {
  spot: SpotAccount;
  futures: FuturesAccount;
  /** Mark price of the item's contract. */
  markPrice: string;
}

/**
 * The account as it stands: balances from the exchange; managed quote, inventory and position from
 * the journal, so that foreign coins are never counted. Opens the journal's books with these
 * balances when they are not open yet. What is not given in `reads` is read. What a contract has in
 * another asset than the symbol's quote is valued at their spot market. Throws as reads of the
 * exchange do.
 */
export async function observeAccount(
  instruments: InstrumentPair,
  deps: { exchange: AccountSource; journal: Journal; exchangeNow: Clock; account: string },
  reads?: AccountReads,
): Promise<ObservedAccount> {
  const { exchange, journal } = deps;
  const { spot: instrument, usdm } = instruments;
  const { quoteAsset } = instrument;
  const [spot, futures] = await Promise.all([
    reads?.spot ?? exchange.spotAccount(),
    reads?.futures ?? exchange.futuresAccount(),
  ]);
  const observedAt = deps.exchangeNow();
  const managed = managedQuoteOf(journal, quoteAsset, { spot, futures, observedAt });
  openWallet(journal, usdm.quoteAsset, futures, observedAt);
  const inventories = managedInventories(journal, instruments);
  const marks = await markPrices([usdm.symbol, ...inventories.map(({ contract }) => contract)], {
    exchange,
    futures,
    known: new Map(reads ? [[usdm.symbol, reads.markPrice]] : []),
  });
  const markOf = (contract: string): string => {
    const mark = marks.get(contract);
    if (mark === undefined) throw new Error(`the mark price of ${contract} was not read`);
    return mark;
  };
  const value = await futuresValue(
    { usdm, quoteAsset, assets: inventories.map((each) => each.quoteAsset) },
    { futures, journal, exchange },
  );
  const inventory = journal.ownQuantity('spot', instrument.baseAsset);
  const position = journal.ownQuantity('usdm', usdm.baseAsset);
  const quote = spot.balances.find((balance) => balance.asset === quoteAsset);
  const equity = equityQuote({
    managedQuote: managed,
    inventories: inventories.map(({ contract, quantity, quoteAsset: markedIn }) => {
      const markPrice = value.inQuote(markOf(contract), markedIn).toString();
      return { quantity, markPrice };
    }),
    futuresWalletQuote: value.walletQuote,
    futuresUnrealizedQuote: value.unrealizedQuote,
  });
  const snapshot: AccountSnapshot = {
    version: 1,
    observedAt,
    account: deps.account,
    spotFreeQuote: quote?.free ?? '0',
    spotLockedQuote: quote?.locked ?? '0',
    managedQuote: managed,
    futuresWalletQuote: value.walletQuote,
    futuresUnrealizedQuote: value.unrealizedQuote,
    futuresMarginBalanceQuote: value.marginBalanceQuote,
    futuresAvailableQuote: value.availableQuote,
    ...(value.wallets ? { futuresWallets: value.wallets } : {}),
    ...(usdm.symbol === instrument.symbol ? {} : { contract: usdm.symbol }),
    inventory,
    position,
    delta: decimal(inventory).plus(decimal(position)).toString(),
    equityQuote: equity.toString(),
  };
  return {
    snapshot,
    spot,
    futures,
    markPrice: markOf(usdm.symbol),
    contractRate: value.inQuote('1', usdm.quoteAsset),
  };
}

/** Managed inventories of all base assets, with the contract by whose mark each is valued. */
function managedInventories(
  journal: Journal,
  { spot, usdm }: InstrumentPair,
): { contract: string; quoteAsset: string; quantity: string }[] {
  return journal
    .holdings(null)
    .filter(({ holding }) => holding.startsWith('inventory/'))
    .map(({ symbol, quantity }) => {
      const contract = journal.hedgeContract(symbol);
      const known =
        contract === usdm.symbol ? usdm : journal.instrument('usdm', contract)?.instrument;
      return { contract, quantity, quoteAsset: known?.quoteAsset ?? spot.quoteAsset };
    });
}

function managedQuoteOf(
  journal: Journal,
  quoteAsset: string,
  held: { spot: SpotAccount; futures: FuturesAccount; observedAt: number },
): string {
  if (journal.books() === null) {
    journal.openBooks({
      openedAt: held.observedAt,
      spot: held.spot.balances,
      futures: [{ asset: quoteAsset, total: balanceOf(quoteAsset, held.futures) }],
    });
  }
  const books = journal.books();
  if (books === null) throw new Error('the books were just opened');
  return managedQuote(books, quoteAsset).toString();
}
