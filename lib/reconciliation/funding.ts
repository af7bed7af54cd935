import { z } from 'zod';
import { decimal } from '../model/decimal';
import { isBalanceDoubted } from './balances';
import { fundingCheckReason, isFundingDue, isFundingSettled } from './decideReads';
import type { PassDeps, SymbolPass } from './pass';

const memorySchema = z.object({
  /** Exchange time of the last check that came to its end. */
  checkedAt: z.number(),
  /** The next funding time as the exchange named it then. */
  nextAt: z.number().nullable(),
  /** Revision of the base asset at the last check: a change means that a position stood between. */
  revision: z.number(),
});
type Memory = z.infer<typeof memorySchema>;

/**
 * Books funding payments, each once. Nothing is read unless a position of ours stood while a funding
 * time passed: asking for the mark tells whether one has, reading income costs thirty times as much.
 */
export async function reconcileFunding(pass: SymbolPass, deps: PassDeps): Promise<void> {
  const { journal, exchange, exchangeNow, hostNow } = deps;
  const { symbol, isFull, instruments } = pass;
  const key = `funding/${symbol}`;
  const stored = journal.remembered(key);
  const last = stored === null ? null : memorySchema.parse(JSON.parse(stored));
  const now = exchangeNow();
  const revision = journal.revision(instruments.usdm.baseAsset);
  const books = {
    isFull: isFull || isBalanceDoubted('usdm', deps),
    isHeld: holdsPosition(pass, deps) || (last?.revision ?? 0) !== revision,
    checkedAt: last?.checkedAt ?? null,
    now,
  };
  const reason = fundingCheckReason(books);
  if (reason === null) return;
  let nextAt = last?.nextAt ?? null;
  let isDone = true;
  if (reason === 'start') await book(pass, deps);
  else {
    const named = (await exchange.mark(symbol)).nextFundingAt;
    if (isFundingDue(nextAt, named, now)) {
      isDone = isFundingSettled(await book(pass, deps), now);
    }
    nextAt = named;
  }
  if (!isDone) return;
  const memory: Memory = { checkedAt: now, nextAt, revision };
  journal.remember(key, JSON.stringify(memory), hostNow());
}

function holdsPosition({ symbol, instruments }: SymbolPass, { journal }: PassDeps): boolean {
  const hedge = decimal(journal.ownQuantity('usdm', instruments.usdm.baseAsset));
  return !hedge.isZero() || journal.tradePositions(symbol).length > 0;
}

/** Answers when the newest payment that is booked was made, or null. */
async function book(
  { symbol, instruments, sightings }: SymbolPass,
  { journal, exchange, exchangeNow }: PassDeps,
): Promise<number | null> {
  // Funding from before the journal was bound belongs to positions that are not ours.
  const since = journal.lastFundingAt(symbol) ?? journal.boundAccount()?.boundAt ?? exchangeNow();
  const payments = await exchange.fundingPayments(symbol, since);
  const added = journal.bookFunding(payments);
  const latest = payments.at(-1);
  if (added > 0 && latest) {
    sightings.event('FUNDING_BOOKED', {
      subject: `${symbol}/usdm/${latest.transactionId}`,
      message: `${added} payment(s), the latest ${latest.amountQuote} ${instruments.usdm.quoteAsset}`,
      repair: 'booked',
      count: added,
    });
  }
  return journal.lastFundingAt(symbol);
}
