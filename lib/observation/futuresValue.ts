import type { FuturesAccount, FuturesWallet } from '../exchange/port';
import type { AccountingJournal } from '../journal/port';
import { Decimal, decimal } from '../model/decimal';
import type { Instrument } from '../model/instrument';
import type { FuturesWalletValue } from '../model/item';
import { conversionRate, type PriceSource } from './conversion';

/** The futures account as far as it is of one contract and of the books, in the symbol's quote. */
export interface FuturesValue {
  walletQuote: string;
  unrealizedQuote: string;
  /** Of the contract's own margin asset alone: nothing else stands behind its positions. */
  marginBalanceQuote: string;
  availableQuote: string;
  /** What the wallet's value is made of; null where it is all in the symbol's quote. */
  wallets: FuturesWalletValue[] | null;
  /** An amount of an asset that a contract is margined with, in the symbol's quote. */
  inQuote(amount: string, asset: string): Decimal;
}

/** What the futures wallet holds of an asset, without unrealised profit. */
export function balanceOf(asset: string, { wallets }: Pick<FuturesAccount, 'wallets'>): string {
  return walletOf(asset, wallets).balance;
}

/**
 * Begins to keep books of a margin asset, with what the wallet holds of it now: nothing of ours can
 * have happened there before. Does nothing where there are books of it.
 */
export function openWallet(
  journal: AccountingJournal,
  asset: string,
  futures: Pick<FuturesAccount, 'wallets'>,
  addedAt: number,
): void {
  const isOpen = journal.books()?.opening.futures.some((each) => each.asset === asset) ?? false;
  if (!isOpen) journal.openWallet({ asset, total: balanceOf(asset, futures), addedAt });
}

/**
 * Values the futures account in the symbol's quote: the wallets that there are books of, each at the
 * spot market of its asset. Throws as a read.
 */
export async function futuresValue(
  subject: { usdm: Instrument; quoteAsset: string; assets: readonly string[] },
  deps: { futures: FuturesAccount; journal: AccountingJournal; exchange: PriceSource },
): Promise<FuturesValue> {
  const { usdm, quoteAsset } = subject;
  const { futures, journal, exchange } = deps;
  const kept = (journal.books()?.opening.futures ?? []).map(({ asset }) => asset);
  const rates = new Map<string, Decimal>();
  for (const asset of new Set([usdm.quoteAsset, ...kept, ...subject.assets])) {
    rates.set(asset, await conversionRate(asset, quoteAsset, exchange));
  }
  const rateOf = (asset: string): Decimal => {
    const rate = rates.get(asset);
    if (rate === undefined) throw new Error(`the rate of ${asset} was not read`);
    return rate;
  };
  const inQuote = (amount: string, asset: string): Decimal => decimal(amount).times(rateOf(asset));
  const wallets = kept.map((asset): FuturesWalletValue => {
    return { asset, balance: balanceOf(asset, futures), rate: rateOf(asset).toString() };
  });
  const margin = walletOf(usdm.quoteAsset, futures.wallets);
  // Of other assets there are no books: neither their wallets nor their positions are ours.
  const positions = futures.positions.filter(({ marginAsset }) => kept.includes(marginAsset));
  const isPlain = wallets.every(({ asset }) => asset === quoteAsset);
  return {
    walletQuote: sum(wallets.map(({ asset, balance }) => inQuote(balance, asset))),
    unrealizedQuote: sum(
      positions.map((each) => inQuote(each.unrealizedPnlQuote, each.marginAsset)),
    ),
    marginBalanceQuote: inQuote(margin.marginBalance, margin.asset).toString(),
    availableQuote: inQuote(margin.availableBalance, margin.asset).toString(),
    wallets: isPlain ? null : wallets,
    inQuote,
  };
}

/** What the exchange does not list is zero. */
function walletOf(asset: string, wallets: readonly FuturesWallet[]): FuturesWallet {
  const held = wallets.find((each) => each.asset === asset);
  return held ?? { asset, balance: '0', marginBalance: '0', availableBalance: '0' };
}

function sum(amounts: readonly Decimal[]): string {
  return Decimal.sum(amounts).toString();
}
