import type { FundingReport, ReportPeriod } from '../model/report';

const PERIODS: Readonly<Record<ReportPeriod, string>> = {
  all: 'since the beginning',
  day: 'last 24 hours',
  week: 'last 7 days',
  month: 'last 30 days',
  since: 'since',
};

/** Said in every report, so that nobody takes such a grid for a neutral one. */
const HEDGE_OFF = 'Hedge Off: the inventory is not hedged, and no limit of delta holds';

/** What a trader wants to know of a report at a glance, as lines of plain text. */
export function reportLines(report: FundingReport): string[] {
  const { period, since } = report;
  const begin = period === 'since' && since !== null ? ` ${new Date(since).toISOString()}` : '';
  const annualized =
    report.fundingAnnualizedPct === null
      ? ''
      : ` (${report.fundingAnnualizedPct.toFixed(2)} % a year)`;
  const lines = [
    `report, ${PERIODS[period]}${begin}: net ${report.netQuote}`,
    ...(report.hedge === 'off' ? [HEDGE_OFF] : []),
    `realised ${report.realizedPnlQuote}, unrealised ${report.unrealizedPnlQuote}, fees ${report.feesQuote}`,
    `funding ${report.fundingQuote} in ${report.fundings} payments${annualized}`,
    `${report.roundTrips} round trips, ${report.hedges} hedges, ${report.fills} fills, ${report.openOrders} open orders`,
  ];
  if (report.equityChangeQuote !== null) {
    lines.push(`equity ${report.equityQuote}, change ${report.equityChangeQuote}`);
  }
  if (report.transfers > 0) {
    lines.push(`${report.transfers} transfers, ${report.transfersQuote} in all (no profit)`);
  }
  for (const { paidAt, amountQuote, expectedQuote } of report.fundingDifferences) {
    const when = new Date(paidAt).toISOString();
    lines.push(`funding of ${when} was ${amountQuote}, our position explains ${expectedQuote}`);
  }
  if (report.unvaluedFees > 0) lines.push(`${report.unvaluedFees} fees have no value in quote yet`);
  return lines;
}
