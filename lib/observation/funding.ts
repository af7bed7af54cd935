import type { MarketDataSource, MarketStatistics } from '../exchange/port';
import type { FundingCoverage, MarketJournal } from '../journal/port';
import type { Clock } from '../model/clock';
import { TransientError } from '../model/errors';
import type { FundingRate, FundingTerms } from '../model/marketData';

export interface FundingRateDeps {
  exchange: Pick<MarketDataSource, 'fundingRates' | 'mark'>;
  journal: Pick<MarketJournal, 'fundingRates' | 'fundingCoverage' | 'saveFundingRates'>;
  exchangeNow: Clock;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Settlements that one request answers at most. */
const PER_REQUEST = 1_000;
/** A settlement may be listed some seconds after it happened, and its time may be off a little. */
const LISTED_AFTER_MS = 30_000;
const TIME_TOLERANCE_MS = 60_000;
/** While an expected settlement is not listed it is asked for again at this pace, and so long. */
const RETRY_MS = 300_000;
const PATIENCE_MS = 1_800_000;
/** The newest part of what is known is read again, for what was listed late. */
const OVERLAP_MS = 900_000;
/** The journal keeps 120 days; further back it is not taken to be whole. */
const KEPT_MS = 100 * DAY_MS;
/** Contracts may change their interval at any time (reference H). */
const TERMS_LIFETIME_MS = HOUR_MS;

/**
 * Settled funding of a USD-M symbol with settledAt in [from, to], ascending. What was read is kept in
 * the journal, and nothing is read before the next settlement is due: fundingRate shares 500 requests
 * in five minutes with every symbol (reference B2). `nextFundingAt`, where the caller knows it, makes
 * a shortened interval known at once. Throws as every read.
 */
export async function observeFundingRates(
  query: { symbol: string; from: number; to: number; nextFundingAt?: number },
  deps: FundingRateDeps,
): Promise<FundingRate[]> {
  const { symbol, from, to } = query;
  const now = deps.exchangeNow();
  const known = coverageOf(query, now, deps);
  const end = Math.min(to, now);
  const stretches: { from: number; to: number }[] = [];
  if (known === null) {
    stretches.push({ from, to: now });
  } else {
    if (from < known.from) stretches.push({ from, to: known.from - 1 });
    if (end > known.to && now >= known.dueAt)
      stretches.push({ from: known.to - OVERLAP_MS, to: now });
  }
  const read: FundingRate[] = [];
  for (const stretch of stretches) read.push(...(await readStretch(symbol, stretch, deps)));
  const kept = deps.journal.fundingRates(symbol, from, to);
  if (stretches.length > 0) {
    const readsNewest = stretches.some((stretch) => stretch.to === now);
    const next = readsNewest ? await nextReading(query, known, read, now, deps) : null;
    deps.journal.saveFundingRates(symbol, read, {
      from: Math.min(from, known?.from ?? from),
      to: readsNewest ? now : (known?.to ?? now),
      nextAt: next?.nextAt ?? known?.nextAt ?? now,
      dueAt: next?.dueAt ?? known?.dueAt ?? now,
    });
  }
  const byTime = new Map([...kept, ...read].map((rate) => [rate.settledAt, rate]));
  return [...byTime.values()]
    .filter(({ settledAt }) => settledAt >= from && settledAt <= to)
    .sort((a, b) => a.settledAt - b.settledAt);
}

/** What the journal holds whole, or null where nothing of it can be gone on with. */
function coverageOf(
  { symbol, nextFundingAt }: { symbol: string; nextFundingAt?: number },
  now: number,
  deps: FundingRateDeps,
): FundingCoverage | null {
  const kept = deps.journal.fundingCoverage(symbol);
  // A clock that was set back, or a pause so long that the journal let go of what it held.
  if (kept === null || kept.to > now || kept.to < now - KEPT_MS) return null;
  const known = { ...kept, from: Math.max(kept.from, now - KEPT_MS) };
  if (nextFundingAt === undefined || nextFundingAt <= known.to || nextFundingAt >= known.nextAt) {
    return known;
  }
  // The interval became shorter: kept, because the next caller is told of the settlement after it.
  const sooner = { nextAt: nextFundingAt, dueAt: nextFundingAt + LISTED_AFTER_MS };
  deps.journal.saveFundingRates(symbol, [], { ...kept, ...sooner });
  return { ...known, ...sooner };
}

async function readStretch(
  symbol: string,
  { from, to }: { from: number; to: number },
  deps: FundingRateDeps,
): Promise<FundingRate[]> {
  const read: FundingRate[] = [];
  for (let start = from; start <= to; ) {
    const answer = await deps.exchange.fundingRates(symbol, start, to);
    read.push(...answer);
    const last = answer.at(-1);
    if (!last || answer.length < PER_REQUEST || last.settledAt < start) break;
    start = last.settledAt + 1;
  }
  return read;
}

/** When there is something new: after the settlement that comes, or soon where one is not listed. */
async function nextReading(
  { symbol, nextFundingAt }: { symbol: string; nextFundingAt?: number },
  known: FundingCoverage | null,
  read: readonly FundingRate[],
  now: number,
  deps: FundingRateDeps,
): Promise<Pick<FundingCoverage, 'nextAt' | 'dueAt'>> {
  const expectedAt = known !== null && known.nextAt <= now ? known.nextAt : null;
  const isListed =
    expectedAt === null ||
    read.some(({ settledAt }) => settledAt >= expectedAt - TIME_TOLERANCE_MS);
  if (expectedAt !== null && !isListed && now - expectedAt < PATIENCE_MS) {
    return { nextAt: expectedAt, dueAt: now + RETRY_MS };
  }
  const isAhead = nextFundingAt !== undefined && nextFundingAt > now;
  const told = isAhead ? nextFundingAt : await nextSettlement(symbol, deps);
  // Settlements happen on whole hours only.
  const nextAt = told !== null && told > now ? told : Math.ceil((now + 1) / HOUR_MS) * HOUR_MS;
  return { nextAt, dueAt: nextAt + LISTED_AFTER_MS };
}

async function nextSettlement(symbol: string, deps: FundingRateDeps): Promise<number | null> {
  try {
    return (await deps.exchange.mark(symbol)).nextFundingAt;
  } catch (error) {
    if (error instanceof TransientError) return null;
    throw error;
  }
}

/**
 * Interval, cap and floor of a contract; null where the exchange does not list it, which means 8
 * hours. Read for all contracts at once, at most once an hour. Throws as every read.
 */
export async function observeFundingTerms(
  symbol: string,
  deps: {
    exchange: Pick<MarketStatistics, 'fundingTerms'>;
    journal: Pick<MarketJournal, 'fundingTerms' | 'saveFundingTerms'>;
    exchangeNow: Clock;
  },
): Promise<FundingTerms | null> {
  const now = deps.exchangeNow();
  const known = deps.journal.fundingTerms(symbol);
  if (known && now >= known.readAt && now - known.readAt < TERMS_LIFETIME_MS) return known.terms;
  const terms = await deps.exchange.fundingTerms();
  deps.journal.saveFundingTerms(terms, now);
  return terms.find((each) => each.symbol === symbol) ?? null;
}
