import { Decimal, decimal } from '../model/decimal';
import type { Market } from '../model/terms';
import { amountOf, byName, figure, type Sums } from './sums';

/** What an account held when its books were opened. */
export interface OpeningBalances {
  openedAt: number;
  spot: readonly AssetBalance[];
  /** The USD-M wallet, by asset: without unrealised profit. */
  futures: readonly WalletBalance[];
}

/** Free and locked amount of an asset on spot. */
export interface AssetBalance {
  asset: string;
  free: string;
  locked: string;
}

export interface WalletBalance {
  asset: string;
  total: string;
  /** When it was added to books that were open (exchange time); absent: they were opened with it. */
  addedAt?: number;
}

/** The books of an account: how they were opened, and all that was booked since. */
export interface Books {
  opening: OpeningBalances;
  /** Sums over all symbols of what is ours, and of what is foreign. */
  own: Readonly<Record<Market, Sums>>;
  foreign: Readonly<Record<Market, Sums>>;
}

/**
 * Quote on spot that the strategy works with: what was allocated when the books were opened, plus
 * every quote cash flow of own fills and transfers since. The rest of the balance is foreign.
 */
export function managedQuote(books: Books, quoteAsset: string): Decimal {
  return freeAtOpening(books, quoteAsset).plus(amountOf(books.own.spot, figure.flow(quoteAsset)));
}

/**
 * What is allocated of a quote asset: all of it that was free when the books were opened, or what
 * was chosen in its place.
 */
export function allocationOf(books: Books, asset: string): string {
  return freeAtOpening(books, asset)
    .plus(amountOf(books.own.spot, figure.allocation(asset)))
    .toString();
}

function freeAtOpening(books: Books, asset: string): Decimal {
  return decimal(books.opening.spot.find((row) => row.asset === asset)?.free ?? '0');
}

/**
 * By how much the allocation can be changed now towards the wanted one (null: what was free at the
 * opening). It never takes more than there is: raised by what is foreign at most, lowered by what is
 * managed and not tied up at most.
 */
export function allocationChange(books: Books, asset: string, wanted: Decimal | null): Decimal {
  const target = wanted ?? freeAtOpening(books, asset);
  const change = target.minus(decimal(allocationOf(books, asset)));
  const managed = managedQuote(books, asset);
  const total = expectedBalances(books, [asset]).find(
    (balance) => balance.wallet === 'spot' && balance.asset === asset,
  );
  const foreign = Decimal.max((total?.expected ?? managed).minus(managed), Decimal.zero);
  const tiedUp = Decimal.max(managed, Decimal.zero).negated();
  return Decimal.max(Decimal.min(change, foreign), tiedUp);
}

/** A balance as the books say it must be, free and locked together. */
export interface ExpectedBalance {
  wallet: Market;
  asset: string;
  expected: Decimal;
}

/**
 * The balances that the books can tell, to the last unit: what the account held when they were
 * opened plus the flows of all booked fills (foreign ones too, as far as their trade lists are
 * read), funding and transfers. On spot those of the assets that anything was booked of, and of
 * the `watched` ones; other coins are none of our business.
 */
export function expectedBalances(books: Books, watched: readonly string[] = []): ExpectedBalance[] {
  const { opening, own, foreign } = books;
  const flows = (market: Market, asset: string): Decimal =>
    amountOf(own[market], figure.flow(asset)).plus(amountOf(foreign[market], figure.flow(asset)));
  const assets = new Set([
    ...watched,
    ...byName(own.spot, figure.flow).keys(),
    ...byName(foreign.spot, figure.flow).keys(),
  ]);
  const held = new Map(opening.spot.map((row) => [row.asset, totalOfBalance(row)]));
  return [
    ...[...assets].map((asset): ExpectedBalance => {
      const expected = (held.get(asset) ?? Decimal.zero).plus(flows('spot', asset));
      return { wallet: 'spot', asset, expected };
    }),
    ...opening.futures.map(({ asset, total }): ExpectedBalance => {
      return { wallet: 'usdm', asset, expected: decimal(total).plus(flows('usdm', asset)) };
    }),
  ];
}

function totalOfBalance({ free, locked }: AssetBalance): Decimal {
  return decimal(free).plus(decimal(locked));
}

/** Where a balance is not what the books say. */
export interface BalanceDifference {
  wallet: Market;
  asset: string;
  expected: string;
  actual: string;
  /** Actual less expected. */
  difference: string;
}

/**
 * Compares the exchange's balances with the books; nothing is tolerated. Only meaningful when all
 * fills up to the balances are booked.
 */
export function balanceDifferences(
  books: Books,
  actual: { spot: readonly AssetBalance[]; futures: readonly WalletBalance[] },
  watched: readonly string[] = [],
): BalanceDifference[] {
  const spot = new Map(actual.spot.map((row) => [row.asset, totalOfBalance(row)]));
  const futures = new Map(actual.futures.map((row) => [row.asset, decimal(row.total)]));
  return expectedBalances(books, watched).flatMap(({ wallet, asset, expected }) => {
    // An account lists only what it holds.
    const found = (wallet === 'spot' ? spot : futures).get(asset) ?? Decimal.zero;
    if (found.equals(expected)) return [];
    const difference = found.minus(expected).toString();
    return [{ wallet, asset, expected: expected.toString(), actual: found.toString(), difference }];
  });
}

/**
 * Whose a difference of spot quote is, once it is sure that no fill explains it: what came is
 * foreign; what went was foreign as far as there was foreign quote, and beyond that it was taken
 * out of the managed quote, which is a transfer and no loss.
 */
export function attributeQuoteDifference(
  difference: Decimal,
  foreignHeld: Decimal,
): { foreign: Decimal; transferred: Decimal } {
  if (!difference.isNegative()) return { foreign: difference, transferred: Decimal.zero };
  const available = Decimal.max(foreignHeld, Decimal.zero);
  const foreign = Decimal.min(available, difference.absolute()).negated();
  return { foreign, transferred: difference.minus(foreign) };
}
