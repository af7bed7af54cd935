import { managedQuote } from '../accounting/books';
import { equityQuote } from '../accounting/equity';
import type { Exchange, FuturesAccount, SpotAccount } from '../exchange/port';
import type { Journal } from '../journal/port';
import type { Clock } from '../model/clock';
import { Decimal, decimal } from '../model/decimal';
import type { AccountSnapshot } from '../model/item';
import type { InstrumentPair } from './instruments';

export interface ObservedAccount {
  snapshot: AccountSnapshot;
  spot: SpotAccount;
  futures: FuturesAccount;
  /** Mark price of the item's contract. */
  markPrice: string;
}

/** What the account is read from. */
export type AccountSource = Pick<Exchange, 'spotAccount' | 'futuresAccount' | 'mark'>;

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
 * balances when they are not open yet. What is not given in `reads` is read. Throws as reads of the
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
  const marks = await markPrices(
    [usdm.symbol, ...managedInventories(journal).map(({ symbol }) => symbol)],
    { exchange, futures, known: new Map(reads ? [[usdm.symbol, reads.markPrice]] : []) },
  );
  const markOf = (symbol: string): string => {
    const mark = marks.get(symbol);
    if (mark === undefined) throw new Error(`the mark price of ${symbol} was not read`);
    return mark;
  };
  const inventory = journal.ownQuantity('spot', instrument.baseAsset);
  const position = journal.ownQuantity('usdm', usdm.baseAsset);
  // Summed over the positions that told the mark, so that both legs are valued at one price.
  const unrealized = Decimal.sum(
    futures.positions.map(({ unrealizedPnlQuote }) => decimal(unrealizedPnlQuote)),
  ).toString();
  const quote = spot.balances.find((balance) => balance.asset === quoteAsset);
  const equity = equityQuote({
    managedQuote: managed,
    inventories: managedInventories(journal).map(({ symbol, quantity }) => {
      return { quantity, markPrice: markOf(symbol) };
    }),
    futuresWalletQuote: futures.walletBalanceQuote,
    futuresUnrealizedQuote: unrealized,
  });
  const snapshot: AccountSnapshot = {
    version: 1,
    observedAt,
    account: deps.account,
    spotFreeQuote: quote?.free ?? '0',
    spotLockedQuote: quote?.locked ?? '0',
    managedQuote: managed,
    futuresWalletQuote: futures.walletBalanceQuote,
    futuresUnrealizedQuote: unrealized,
    futuresMarginBalanceQuote: futures.marginBalanceQuote,
    futuresAvailableQuote: futures.availableBalanceQuote,
    inventory,
    position,
    delta: decimal(inventory).plus(decimal(position)).toString(),
    equityQuote: equity.toString(),
  };
  return { snapshot, spot, futures, markPrice: markOf(usdm.symbol) };
}

/** Managed inventories of all base assets, by the spot symbol that they were bought with. */
function managedInventories(journal: Journal): { symbol: string; quantity: string }[] {
  return journal.holdings(null).filter(({ holding }) => holding.startsWith('inventory/'));
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
      futures: [{ asset: quoteAsset, total: held.futures.walletBalanceQuote }],
    });
  }
  const books = journal.books();
  if (books === null) throw new Error('the books were just opened');
  return managedQuote(books, quoteAsset).toString();
}

/**
 * Marks of the symbols: from the positions where there is one, which is the price at which the
 * exchange valued it in the same answer, else what is known, else asked for.
 */
async function markPrices(
  symbols: readonly string[],
  sources: {
    exchange: AccountSource;
    futures: FuturesAccount;
    known: ReadonlyMap<string, string>;
  },
): Promise<Map<string, string>> {
  const marks = new Map<string, string>();
  for (const { symbol, markPrice } of sources.futures.positions) marks.set(symbol, markPrice);
  for (const symbol of new Set(symbols)) {
    if (marks.has(symbol)) continue;
    const known = sources.known.get(symbol);
    marks.set(symbol, known ?? (await sources.exchange.mark(symbol)).markPrice);
  }
  return marks;
}
