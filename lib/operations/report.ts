import { allocationOf } from '../accounting/books';
import type { Item } from '../model/item';
import type { FundingReport, ReportPeriod } from '../model/report';
import { observeAccount } from '../observation/account';
import { fundingReport } from '../reporting/fundingReport';
import { periodStart } from '../reporting/period';
import type { Session } from '../session/openSession';
import { checkFunding } from './checkFunding';
import { instrumentsOf } from './gather';
import { valueFees } from './valueFees';

/** What a report covers; without a period all time. */
export interface ReportSettings {
  /** Round trips and hedges are counted for this strategy. */
  strategy: string;
  period?: ReportPeriod;
  /** Epoch ms, for the period `since`. */
  sinceAt?: number;
  /** Open lots listed per holding, oldest first. */
  listedLots?: number;
}

const DEFAULT_LISTED_LOTS = 5;

/** Transfers belong to no symbol. */
const NO_SYMBOL = '';

/**
 * Adds `report` and a fresh `account`, and keeps the equity in the journal. It reads running sums,
 * not fills, however many there are.
 */
export async function reportItem(
  session: Session,
  item: Item,
  settings: ReportSettings,
): Promise<Item & { report: FundingReport }> {
  const { exchange, journal, clocks, account } = session;
  const { symbol } = item;
  const instruments = await instrumentsOf(session, symbol);
  const { quoteAsset } = instruments.spot;
  const { snapshot, markPrice } = await observeAccount(instruments, {
    exchange,
    journal,
    exchangeNow: clocks.exchangeNow,
    account,
  });
  await checkFunding(session, symbol);
  await valueFees(session, symbol, quoteAsset);
  const at = snapshot.observedAt;
  const { period = 'all' } = settings;
  const since = periodStart(period, at, settings.sinceAt ?? 0);
  const atStart = journal.firstEquitySince(since ?? 0);
  journal.saveEquity({
    at,
    equityQuote: snapshot.equityQuote,
    spotQuote: snapshot.managedQuote,
    inventory: snapshot.inventory,
    position: snapshot.position,
    markPrice,
  });
  const books = journal.books();
  const report = fundingReport({
    at,
    period,
    since,
    strategy: settings.strategy,
    hedge: hedgeInForce(session, item, settings.strategy),
    quoteAsset,
    markPrice,
    sums: journal.sumsSince(symbol, since),
    transferSums: journal.sumsSince(NO_SYMBOL, since),
    fundingChecks: journal.fundingChecksSince(symbol, since ?? 0),
    unvaluedFees: journal.unvaluedFees(symbol, 1_000).length,
    holdings: journal.holdings(symbol).map((held) => ({
      ...held,
      ...journal.openLots(held.holding, settings.listedLots ?? DEFAULT_LISTED_LOTS),
    })),
    openOrders:
      journal.unfinishedOrders('spot', symbol).length +
      journal.unfinishedOrders('usdm', symbol).length,
    allocationQuote: books === null ? '0' : allocationOf(books, quoteAsset),
    managedQuote: snapshot.managedQuote,
    equityQuote: snapshot.equityQuote,
    equityAtStartQuote: atStart?.equityQuote ?? null,
  });
  return { ...item, account: snapshot, report };
}

/** What the cycle's hedge plan says, or where none comes along the last one that was carried out. */
function hedgeInForce(
  { journal }: Session,
  { plans = [], symbol }: Item,
  strategy: string,
): 'on' | 'off' | null {
  const plan = [...journal.lastPlans('usdm', symbol), ...plans].findLast(
    ({ scope, hedge }) =>
      hedge !== undefined &&
      scope.market === 'usdm' &&
      scope.symbol === symbol &&
      scope.strategy === strategy,
  );
  return plan?.hedge?.switch ?? null;
}
