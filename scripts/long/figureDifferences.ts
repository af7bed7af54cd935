import { balanceDifferences, type Books } from '../../lib/accounting/books';
import { decimal } from '../../lib/model/decimal';
import type { Item } from '../../lib/model/item';
import type { PaperReport } from '../demo/PaperExchange';
import { readExchangeBalances } from './books';

/**
 * Every figure of a cycle that is not the exchange's, to the last unit, in words: equity, profit,
 * funding, fills and every balance. `item` is what the cycle's report left, `books` the journal's;
 * no exchange time may pass between the report and the call.
 */
export async function figureDifferences(
  books: Books | null,
  { account, report }: Pick<Item, 'account' | 'report'>,
  exchange: { url: string; report: PaperReport },
): Promise<string[]> {
  if (!report) return ['the cycle left no report'];
  const found: string[] = [];
  const compare = (what: string, ours: string | undefined, theirs: string): void => {
    if (ours === undefined || !decimal(ours).equals(decimal(theirs))) {
      found.push(`${what}: journal ${ours ?? 'nothing'}, exchange ${theirs}`);
    }
  };
  const { startEquityQuote, endEquityQuote, fundingPaymentsQuote, ...theirs } = exchange.report;
  compare('equity', account?.equityQuote, endEquityQuote);
  compare('funding', report.fundingQuote, fundingPaymentsQuote);
  compare('fundings', String(report.fundings), String(theirs.fundings));
  compare('fills', String(report.fills), String(theirs.fills));
  const gained = decimal(endEquityQuote).minus(decimal(startEquityQuote));
  compare('profit less fees', report.netQuote, gained.toString());
  for (const { amountQuote, expectedQuote } of report.fundingDifferences) {
    found.push(`a payment of ${amountQuote} should have been ${expectedQuote}`);
  }
  if (books === null) return [...found, 'the books are not open'];
  const balances = await readExchangeBalances(exchange.url);
  for (const { wallet, asset, expected, actual } of balanceDifferences(books, balances)) {
    found.push(`${asset} in ${wallet}: journal ${expected}, exchange ${actual}`);
  }
  return found;
}
