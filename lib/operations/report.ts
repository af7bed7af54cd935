import type { Item } from '../model/item';
import { observeAccount } from '../observation/account';
import { type FundingReport, fundingReport } from '../reporting/fundingReport';
import type { Session } from '../session/openSession';
import { instrumentsOf } from './gather';

const ALL_FILLS = 1_000_000;

/** Adds `report` and a fresh `account`, and keeps the equity in the journal. */
export async function reportItem(
  session: Session,
  item: Item,
  settings: { strategy: string },
): Promise<Item & { report: FundingReport }> {
  const { exchange, journal, clocks, account } = session;
  const instruments = await instrumentsOf(session, item.symbol);
  const { snapshot, markPrice } = await observeAccount(instruments, {
    exchange,
    journal,
    exchangeNow: clocks.exchangeNow,
    account,
  });
  const at = clocks.exchangeNow();
  journal.saveEquity({
    at,
    equityQuote: snapshot.equityQuote,
    spotQuote: snapshot.spotFreeQuote,
    inventory: snapshot.inventory,
    position: snapshot.position,
    markPrice,
  });
  const { symbol } = item;
  const report = fundingReport({
    at,
    spotFills: journal.ownFills('spot', symbol, 0, ALL_FILLS),
    futuresFills: journal.ownFills('usdm', symbol, 0, ALL_FILLS),
    spotPrice: item.market?.spotBid ?? markPrice,
    markPrice,
    assets: instruments.spot,
    funding: journal.fundingBetween(symbol, 0, at),
    intents: [
      ...journal.intentsOf(settings.strategy, 'spot', symbol),
      ...journal.intentsOf(settings.strategy, 'usdm', symbol),
    ],
    openOrders:
      journal.unfinishedOrders('spot', symbol).length +
      journal.unfinishedOrders('usdm', symbol).length,
    equityQuote: snapshot.equityQuote,
  });
  return { ...item, account: snapshot, report };
}
