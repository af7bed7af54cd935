import { annualizedFundingPct, type FundingCheck, fundingDiffers } from '../accounting/funding';
import { unrealizedPnlQuote } from '../accounting/lots';
import { amountOf, byName, figure, type Sums, valueOfAssets } from '../accounting/sums';
import type { LotHolding, OpenLot } from '../journal/port';
import { Decimal, decimal } from '../model/decimal';
import type { FundingReport, ReportPeriod } from '../model/report';
import type { Market } from '../model/terms';

export interface FundingReportInputs {
  at: number;
  period: ReportPeriod;
  since: number | null;
  strategy: string;
  /** The setting of the hedge plan in force; null before the first one. */
  hedge: 'on' | 'off' | null;
  quoteAsset: string;
  /** Mark of the hedge's contract, valued in quote. */
  markPrice: string;
  /** Worth in quote of the assets that contracts are margined with, the quote itself among them. */
  rates: ReadonlyMap<string, Decimal>;
  /** Worth in quote of one unit in which the hedge's profit counts. */
  contractRate: Decimal;
  /** Own sums of the symbol and of the contracts that hedged it in the period, valued in quote. */
  sums: Readonly<Record<Market, Sums>>;
  /** Sums of transfers in the period, which have no symbol. */
  transferSums: Readonly<Record<Market, Sums>>;
  fundingChecks: readonly FundingCheck[];
  unvaluedFees: number;
  holdings: readonly (LotHolding & { count: number; lots: readonly OpenLot[] })[];
  openOrders: number;
  allocationQuote: string;
  managedQuote: string;
  equityQuote: string;
  equityAtStartQuote: string | null;
}

/** Differences that a report lists; an item has a budget. */
const MOST_DIFFERENCES = 10;

/** Funding, fees and profit of both legs in a period, at 8 places, half to even, once each. */
export function fundingReport(inputs: FundingReportInputs): FundingReport {
  const { sums, quoteAsset, strategy } = inputs;
  const mark = decimal(inputs.markPrice);
  const costInQuote = (holding: string, cost: string): Decimal =>
    isInventory(holding) ? decimal(cost) : decimal(cost).times(inputs.contractRate);
  const lots = inputs.holdings.map(({ holding, quantity, costQuote, count, lots: oldest }) => ({
    holding,
    quantity,
    costQuote: text(costInQuote(holding, costQuote)),
    unrealized: unrealizedPnlQuote(
      { quantity: decimal(quantity), costQuote: costInQuote(holding, costQuote) },
      mark,
    ),
    open: count,
    oldest: [...oldest],
  }));
  const isSpot = ({ holding }: { holding: string }): boolean => isInventory(holding);
  const unrealizedOf = (held: typeof lots): Decimal =>
    Decimal.sum(held.map(({ unrealized }) => unrealized));
  const both = (name: string): Decimal => amountOf(sums.spot, name).plus(amountOf(sums.usdm, name));
  const count = (name: string): number => both(name).toNumber();
  const funding = valueOfAssets(sums.usdm, figure.funding, inputs.rates);
  const fees = both(figure.feesQuote);
  const realized = both(figure.realized);
  const unrealized = unrealizedOf(lots);
  const leg = (market: Market) => ({
    realizedPnlQuote: text(amountOf(sums[market], figure.realized)),
    unrealizedPnlQuote: text(
      unrealizedOf(lots.filter((held) => isSpot(held) === (market === 'spot'))),
    ),
    feesQuote: text(amountOf(sums[market], figure.feesQuote)),
    turnoverQuote: text(amountOf(sums[market], figure.turnover)),
    fills: amountOf(sums[market], figure.fills).toNumber(),
  });
  const { transferSums } = inputs;
  const transferred = amountOf(transferSums.spot, figure.transfer(quoteAsset)).plus(
    valueOfAssets(transferSums.usdm, figure.transfer, inputs.rates),
  );
  const differences = inputs.fundingChecks.filter(fundingDiffers).slice(-MOST_DIFFERENCES);
  const annualizedPct = annualizedFundingPct(inputs.fundingChecks);
  return {
    version: 1,
    at: inputs.at,
    period: inputs.period,
    since: inputs.since,
    hedge: inputs.hedge,
    costBasis: 'FIFO',
    fundings: count(figure.fundings),
    fundingQuote: text(funding),
    fundingByAsset: texts(byName(sums.usdm, figure.funding)),
    fundingAnnualizedPct: annualizedPct === null ? null : Number(annualizedPct.toFixed(4)),
    fundingDifferences: differences.map(({ paidAt, amountQuote, expectedQuote, position }) => {
      return { paidAt, amountQuote, expectedQuote, position };
    }),
    feesQuote: text(fees),
    feesByAsset: texts(added(byName(sums.spot, figure.fee), byName(sums.usdm, figure.fee))),
    unvaluedFees: inputs.unvaluedFees,
    realizedPnlQuote: text(realized),
    unrealizedPnlQuote: text(unrealized),
    netQuote: text(realized.plus(unrealized).plus(funding).minus(fees)),
    legs: { spot: leg('spot'), futures: leg('usdm') },
    fills: count(figure.fills),
    roundTrips: count(figure.roundTrips(strategy)),
    hedges: count(figure.hedges(strategy)),
    openOrders: inputs.openOrders,
    lots: lots.map(({ unrealized: profit, ...held }) => {
      return { ...held, unrealizedPnlQuote: text(profit) };
    }),
    transfersQuote: text(transferred),
    toFuturesQuote: text(valueOfAssets(transferSums.usdm, figure.transfer, inputs.rates)),
    transfers: amountOf(transferSums.spot, figure.transfers)
      .plus(amountOf(transferSums.usdm, figure.transfers))
      .toNumber(),
    otherIncomeQuote: text(valueOfAssets(transferSums.usdm, figure.other, inputs.rates)),
    allocationQuote: inputs.allocationQuote,
    managedQuote: text(decimal(inputs.managedQuote)),
    equityQuote: inputs.equityQuote,
    equityChangeQuote:
      inputs.equityAtStartQuote === null
        ? null
        : text(decimal(inputs.equityQuote).minus(decimal(inputs.equityAtStartQuote))),
  };
}

function isInventory(holding: string): boolean {
  return holding.startsWith('inventory/');
}

function text(amount: Decimal): string {
  return amount.roundedHalfEven(8).toString();
}

function texts(amounts: ReadonlyMap<string, Decimal>): Record<string, string> {
  return Object.fromEntries([...amounts].map(([name, amount]) => [name, text(amount)]));
}

function added(
  a: ReadonlyMap<string, Decimal>,
  b: ReadonlyMap<string, Decimal>,
): Map<string, Decimal> {
  const sum = new Map(a);
  for (const [name, amount] of b) sum.set(name, (sum.get(name) ?? Decimal.zero).plus(amount));
  return sum;
}
