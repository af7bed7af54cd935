import {
  attributeQuoteDifference,
  type BalanceDifference,
  balanceDifferences,
  managedQuote,
} from '../accounting/books';
import { Decimal, decimal } from '../model/decimal';
import type { Market } from '../model/terms';
import {
  type AccountReads,
  CONFIRM_MS,
  instrumentsOf,
  type PassDeps,
  type SymbolPass,
} from './pass';

/** Subjects of differences of one wallet. */
const subjectsOf = (wallet: Market): string => `account/${wallet}/`;

/**
 * True while a balance of this wallet differs from the books: trade lists and income are then read,
 * because a fill, a payment or a transfer may explain it.
 */
export function isBalanceDoubted(wallet: Market, { journal }: Pick<PassDeps, 'journal'>): boolean {
  return journal.openFindings('BALANCE_DIFFERS', subjectsOf(wallet)).length > 0;
}

/**
 * Compares all balances with the books, to the last unit. A difference that is the same in two
 * passes, with trade lists, funding and transfers read in between, is told and booked: quote that
 * left the account beyond what was foreign is a transfer, everything else is foreign.
 *
 * Only meaningful when every fill up to the balances is booked: the caller says for which passes.
 */
export async function reconcileBalances(
  passes: readonly SymbolPass[],
  account: AccountReads,
  deps: PassDeps,
): Promise<void> {
  const { journal } = deps;
  const [first] = passes;
  if (!first || journal.books() === null || !isConclusive(passes, deps)) return;
  const doubted = differencesNow(first, account, deps);
  if (doubted.length > 0) await bookTransfers(first, deps);
  for (const wallet of ['spot', 'usdm'] as const) {
    first.sightings.checked('BALANCE_DIFFERS', subjectsOf(wallet));
  }
  for (const difference of differencesNow(first, account, deps)) {
    look(difference, first, account, deps);
  }
}

/** Nothing of ours is on its way that could still move a balance. */
function isConclusive(passes: readonly SymbolPass[], { journal }: PassDeps): boolean {
  const covered = new Set(
    passes.flatMap((pass) => instrumentsOf(pass).map(({ symbol }) => symbol)),
  );
  const isCovered =
    journal.allUnfinishedOrders().every(({ symbol }) => covered.has(symbol)) &&
    journal.unbookedSymbols().length === 0 &&
    journal.brokenSymbols().length === 0;
  return isCovered && passes.every(({ sightings }) => !sightings.hasGaps && !sightings.hasDoubts);
}

function differencesNow(
  { instruments }: SymbolPass,
  { spot, futures }: AccountReads,
  { journal }: PassDeps,
): BalanceDifference[] {
  const books = journal.books();
  if (books === null) return [];
  const wallets = futures.wallets.map(({ asset, balance }) => ({ asset, total: balance }));
  return balanceDifferences(books, { spot: spot.balances, futures: wallets }, [
    instruments.spot.quoteAsset,
  ]);
}

/** Reads what moved into and out of the futures wallet since the last row that is booked. */
async function bookTransfers({ sightings }: SymbolPass, deps: PassDeps): Promise<void> {
  const { journal, exchange, exchangeNow } = deps;
  const openedAt = journal.books()?.opening.openedAt ?? exchangeNow();
  const since = journal.transfersBetween(openedAt, exchangeNow()).at(-1)?.at ?? openedAt;
  const transfers = await exchange.transfers(since);
  const added = journal.bookTransfers(transfers);
  const latest = transfers.at(-1);
  if (added === 0 || !latest) return;
  sightings.event('TRANSFER_BOOKED', {
    subject: `account/usdm/${latest.type}/${latest.transactionId}/${latest.at}`,
    message: `${added} transfer(s), the latest ${latest.type} of ${latest.amount} ${latest.asset}`,
    repair: 'booked; a transfer is neither profit nor loss',
    count: added,
  });
}

function look(
  difference: BalanceDifference,
  { sightings, instruments }: SymbolPass,
  { spot }: AccountReads,
  { journal, hostNow }: PassDeps,
): void {
  const { wallet, asset, expected, actual } = difference;
  // The amount is part of the subject: another amount is another difference.
  const subject = `${subjectsOf(wallet)}${asset}/${difference.difference}`;
  const told = {
    message: `${wallet} holds ${actual} ${asset}, the books say ${expected}`,
    repair: 'looked at again in the next pass',
  };
  const known = journal
    .openFindings('BALANCE_DIFFERS', subject)
    .find((finding) => finding.subject === subject);
  if (!known || hostNow() - known.firstSeenAt < CONFIRM_MS) {
    sightings.condition('BALANCE_DIFFERS', {
      subject,
      ...told,
      confirmAfterMs: Number.MAX_SAFE_INTEGER,
    });
    return;
  }
  const amount = decimal(difference.difference);
  const isQuote = wallet === 'spot' && asset === instruments.spot.quoteAsset;
  const { foreign, transferred } = isQuote
    ? attributeQuoteDifference(amount, foreignQuote())
    : { foreign: amount, transferred: Decimal.zero };
  const booked = { wallet, asset, own: transferred.toString(), foreign: foreign.toString() };
  journal.bookDifference(booked, hostNow());
  sightings.event('BALANCE_DIFFERS', {
    subject: `${subject}/${hostNow()}`,
    message: told.message,
    repair: `booked: ${booked.foreign} ${asset} foreign, ${booked.own} ${asset} transferred`,
  });

  /** Quote that was foreign before the difference came up. */
  function foreignQuote(): Decimal {
    const books = journal.books();
    const balance = spot.balances.find((row) => row.asset === asset);
    const held = decimal(balance?.free ?? '0').plus(decimal(balance?.locked ?? '0'));
    const managed = books === null ? Decimal.zero : managedQuote(books, asset);
    return held.minus(amount).minus(managed);
  }
}
