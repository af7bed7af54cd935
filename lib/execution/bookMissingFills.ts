import type { Exchange } from '../exchange/port';
import type { Journal } from '../journal/port';
import type { Clock } from '../model/clock';
import type { Instrument } from '../model/instrument';

/**
 * Books the fills of orders that filled more than the journal has booked (their reply did not
 * carry the fills). Answers how many were booked. Throws as reads of the exchange do.
 */
export async function bookMissingFills(
  instrument: Instrument,
  deps: { exchange: Exchange; journal: Journal; hostNow: Clock },
): Promise<number> {
  const { exchange, journal, hostNow } = deps;
  let booked = 0;
  for (const order of journal.unbookedOrders(instrument.market, instrument.symbol)) {
    if (order.exchangeOrderId === null) continue;
    const fills = await exchange.fillsOfOrder(order.market, order.symbol, order.exchangeOrderId);
    const { own } = journal.bookFills(fills, {
      baseAsset: instrument.baseAsset,
      quoteAsset: instrument.quoteAsset,
      cursor: null,
      at: hostNow(),
    });
    booked += own;
  }
  return booked;
}
