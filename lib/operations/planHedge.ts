import { unbookedReach } from '../execution/decide';
import type { OrderRecord } from '../journal/port';
import { Decimal, decimal } from '../model/decimal';
import type { Item } from '../model/item';
import { signOf } from '../model/terms';
import { type HedgeSettings, planHedge } from '../strategy/planHedge';
import type { Session } from '../session/openSession';
import { instrumentsOf, required, withPlan } from './gather';

/** Adds the hedge's plan; the grid's plan of this cycle, if any, must already be on the item. */
export async function planHedgeForItem(
  session: Session,
  item: Item,
  settings: HedgeSettings & { strategy: string },
): Promise<Item> {
  const { journal, clocks } = session;
  const market = required(item, 'market');
  const account = required(item, 'account');
  const { spot, usdm } = await instrumentsOf(session, item.symbol);
  // Read before the fills: what comes after makes the plan stale.
  const journalRevision = journal.revision(usdm.baseAsset);
  const grid = journal.currentGrid(settings.strategy, item.symbol);
  const gridPlan = item.plans?.find(
    (plan) => plan.scope.market === 'spot' && plan.scope.strategy === settings.strategy,
  );
  const opening = gridPlan?.intents.find((intent) => intent.purpose === 'openingInventory');
  const hedges = journal
    .intentsOf(settings.strategy, 'usdm', item.symbol)
    .filter((intent) => intent.purpose === 'hedge');
  const plan = planHedge({
    scope: {
      account: session.account,
      strategy: settings.strategy,
      market: 'usdm',
      symbol: item.symbol,
    },
    settings,
    futures: usdm,
    market,
    equityQuote: account.equityQuote,
    inventory: journal.ownQuantity('spot', spot.baseAsset),
    position: journal.ownQuantity('usdm', usdm.baseAsset),
    hedgeInFlight: inFlight([
      ...journal
        .unfinishedOrders('usdm', item.symbol)
        .filter((order) => order.state !== 'intended'),
      ...journal.unbookedOrders('usdm', item.symbol),
    ]).toString(),
    openingWanted: opening
      ? decimal(opening.quantity)
          .minus(decimal(journal.committedQuantity(opening.id)))
          .toString()
      : '0',
    levelQuantity: (grid ?? gridPlan?.grid)?.cells[0]?.quantity ?? '0',
    nextGeneration: hedges.length,
    journalRevision,
    madeAt: clocks.exchangeNow(),
  });
  return { ...item, plans: withPlan(item, plan) };
}

/** Signed base that these orders may have moved without it being booked. */
function inFlight(orders: readonly OrderRecord[]): Decimal {
  const once = new Map(orders.map((order) => [order.clientOrderId, order]));
  return Decimal.sum(
    [...once.values()].map((order) =>
      unbookedReach(order).times(decimal(String(signOf(order.side)))),
    ),
  );
}
