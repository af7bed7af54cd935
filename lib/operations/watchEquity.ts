import { amountOf, figure } from '../accounting/sums';
import { type Brakes, type FuturesTransfers, NO_BRAKES } from '../model/brakes';
import { Decimal, decimal } from '../model/decimal';
import type { AccountSnapshot, Item } from '../model/item';
import { type BrakeSettings, withBrakes } from '../risk/brakes';
import { type EquityLook, freshWatch, watchEquity } from '../risk/drawdown';
import type { Session } from '../session/openSession';
import { resetBreaker, tripBreakers } from '../supervision/breakers';

/**
 * Folds the item's equity into the peaks and answers the brakes. The third brake latches the breaker
 * "drawdown": it stays until a person resets it. Null without the account's figures.
 */
export function watchItemEquity(
  session: Session,
  item: Item,
  quoteAsset: string,
  settings: BrakeSettings,
): Brakes | null {
  const { journal, clocks } = session;
  const { account, symbol } = item;
  if (!account) return null;
  const equity = ownEquity(session, account, quoteAsset);
  if (!equity) return brakesInForce(session);
  const { brakes } = journal.foldEquityWatch((before) => {
    const look = {
      at: account.observedAt,
      equityQuote: equity.toString(),
      ...transfers(session, account, quoteAsset, before?.futuresTransfers ?? {}),
    };
    return withBrakes(watchEquity(before, look), settings);
  });
  if (brakes.flatten) {
    const exchangeNow = clocks.exchangeNow();
    const reason = `the equity is ${(-brakes.drawdownPct).toFixed(2)} % below its peak (${brakes.window})`;
    const latch = { name: 'drawdown', symbol: '', reason, effect: 'flatten' } as const;
    tripBreakers(journal, [{ ...latch, engagedAt: exchangeNow, until: null }], {
      symbol,
      exchangeNow,
    });
  }
  return brakes;
}

/** What the planner and the executor brake by: as the last look at the equity left it. */
export function brakesInForce({ journal }: Pick<Session, 'journal'>): Brakes {
  return journal.equityWatch()?.brakes ?? NO_BRAKES;
}

/** Lets the drawdown's latch go and begins the peaks anew from the last equity seen. */
export function resetDrawdown(session: Session): void {
  const { journal, clocks } = session;
  resetBreaker(journal, 'drawdown', '', clocks.hostNow());
  const last = journal.equityWatch();
  if (last) journal.foldEquityWatch((watch) => freshWatch(lookOf(watch ?? last)));
}

function lookOf(watch: ReturnType<typeof freshWatch>): EquityLook {
  const { at, equityQuote, netTransfersQuote, futuresTransfers } = watch;
  return { at, equityQuote, netTransfersQuote, futuresTransfers };
}

/**
 * The equity without what others earned or lost on the same futures wallet: that is no result of
 * ours. Null while the wallet is not what the books say: whose the difference is comes out when it is
 * booked, and until then no peak and no drawdown is made of it. What others hold open counts until
 * they close it: the exchange tells one unrealised profit of the whole wallet.
 */
function ownEquity(
  { journal }: Session,
  { equityQuote, futuresWalletQuote, futuresWallets }: AccountSnapshot,
  quoteAsset: string,
): Decimal | null {
  const books = journal.books();
  if (!books) return decimal(equityQuote);
  const wallets = futuresWallets ?? [{ asset: quoteAsset, balance: futuresWalletQuote, rate: '1' }];
  let equity = decimal(equityQuote);
  for (const { asset, balance, rate } of wallets) {
    const opening = books.opening.futures.find((each) => each.asset === asset);
    if (!opening) continue;
    const flow = figure.flow(asset);
    const ofOthers = amountOf(books.foreign.usdm, flow);
    const booked = decimal(opening.total).plus(amountOf(books.own.usdm, flow)).plus(ofOthers);
    if (!booked.equals(decimal(balance))) return null;
    equity = equity.minus(ofOthers.times(decimal(rate)));
  }
  return equity.roundedHalfEven(8);
}

/**
 * Money moved into the account and into what is allocated, less what was moved out. What is not quote
 * counts at its worth when it is first seen: a price that changes later is profit or loss of what is
 * held, and moves nothing. A margin asset that is added to the books comes in with what it holds.
 */
function transfers(
  { journal }: Session,
  { futuresWallets }: AccountSnapshot,
  quoteAsset: string,
  before: FuturesTransfers,
): Pick<EquityLook, 'netTransfersQuote' | 'futuresTransfers'> {
  const books = journal.books();
  if (!books) return { netTransfersQuote: '0', futuresTransfers: before };
  const { spot, usdm } = books.own;
  const wallets = futuresWallets ?? [{ asset: quoteAsset, rate: '1' }];
  const futuresTransfers: FuturesTransfers = { ...before };
  for (const { asset, rate } of wallets) {
    const added = books.opening.futures.find(
      (each) => each.asset === asset && each.addedAt !== undefined,
    );
    const amount = amountOf(usdm, figure.transfer(asset)).plus(decimal(added?.total ?? '0'));
    const known = before[asset] ?? { amount: '0', valueQuote: '0' };
    const worth = amount.minus(decimal(known.amount)).times(decimal(rate));
    const valueQuote = decimal(known.valueQuote).plus(worth).toString();
    futuresTransfers[asset] = { amount: amount.toString(), valueQuote };
  }
  const netTransfersQuote = Decimal.sum([
    amountOf(spot, figure.transfer(quoteAsset)),
    amountOf(spot, figure.allocation(quoteAsset)),
    ...Object.values(futuresTransfers).map(({ valueQuote }) => decimal(valueQuote)),
  ]);
  return { netTransfersQuote: netTransfersQuote.toString(), futuresTransfers };
}
