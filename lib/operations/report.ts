import { allocationOf } from '../accounting/books';
import { totalOf, valuedAt } from '../accounting/sums';
import { decimal } from '../model/decimal';
import type { Instrument } from '../model/instrument';
import type { AccountSnapshot, Item } from '../model/item';
import type { FundingReport, ReportPeriod } from '../model/report';
import { observeAccount } from '../observation/account';
import { fundingReport } from '../reporting/fundingReport';
import { periodStart } from '../reporting/period';
import type { Session } from '../session/openSession';
import { checkFunding } from './checkFunding';
import { earlierContracts, instrumentsOf } from './gather';
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
  const { usdm } = instruments;
  const { snapshot, markPrice, contractRate } = await observeAccount(instruments, {
    exchange,
    journal,
    exchangeNow: clocks.exchangeNow,
    account,
  });
  const contracts = [usdm, ...(await earlierContracts(session, symbol))];
  for (const contract of contracts) await checkFunding(session, contract.symbol);
  const traded = new Map([[symbol, quoteAsset], ...contracts.map(quoteBySymbol)]);
  for (const [each, quote] of traded) await valueFees(session, each, quote);
  const rates = ratesOf(snapshot, quoteAsset).set(usdm.quoteAsset, contractRate);
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
    hedge: hedgeInForce(session, item, usdm.symbol, settings.strategy),
    quoteAsset,
    markPrice: decimal(markPrice).times(contractRate).toString(),
    rates,
    contractRate,
    sums: {
      spot: journal.sumsSince(symbol, since).spot,
      usdm: totalOf(
        contracts.map((contract) => {
          const { usdm: sums } = journal.sumsSince(contract.symbol, since);
          const rate = rates.get(contract.quoteAsset);
          return rate === undefined || contract.quoteAsset === quoteAsset
            ? sums
            : valuedAt(sums, rate);
        }),
      ),
    },
    transferSums: journal.sumsSince(NO_SYMBOL, since),
    fundingChecks: contracts.flatMap((contract) =>
      journal.fundingChecksSince(contract.symbol, since ?? 0),
    ),
    unvaluedFees: [...traded.keys()].reduce(
      (count, each) => count + journal.unvaluedFees(each, 1_000).length,
      0,
    ),
    holdings: [...traded.keys()]
      .flatMap((each) => journal.holdings(each))
      .map((held) => ({
        ...held,
        ...journal.openLots(held.holding, settings.listedLots ?? DEFAULT_LISTED_LOTS),
      })),
    openOrders:
      journal.unfinishedOrders('spot', symbol).length +
      journal.unfinishedOrders('usdm', usdm.symbol).length,
    allocationQuote: books === null ? '0' : allocationOf(books, quoteAsset),
    managedQuote: snapshot.managedQuote,
    equityQuote: snapshot.equityQuote,
    equityAtStartQuote: atStart?.equityQuote ?? null,
  });
  return { ...item, account: snapshot, report };
}

function quoteBySymbol({ symbol, quoteAsset }: Instrument): [string, string] {
  return [symbol, quoteAsset];
}

function ratesOf({ futuresWallets = [] }: AccountSnapshot, quoteAsset: string) {
  const rates = futuresWallets.map(({ asset, rate }) => [asset, decimal(rate)] as const);
  return new Map([[quoteAsset, decimal('1')] as const, ...rates]);
}

/** What the cycle's hedge plan says, or where none comes along the last one that was carried out. */
function hedgeInForce(
  { journal }: Session,
  { plans = [] }: Item,
  contract: string,
  strategy: string,
): 'on' | 'off' | null {
  const plan = [...journal.lastPlans('usdm', contract), ...plans].findLast(
    ({ scope, hedge }) =>
      hedge !== undefined &&
      scope.market === 'usdm' &&
      scope.symbol === contract &&
      scope.strategy === strategy,
  );
  return plan?.hedge?.switch ?? null;
}
