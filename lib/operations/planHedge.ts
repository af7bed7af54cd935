import { unbookedReach } from '../execution/decide';
import type { IntentRecord, OrderRecord } from '../journal/port';
import { Decimal, decimal } from '../model/decimal';
import type { Item } from '../model/item';
import { signOf } from '../model/terms';
import { ConfigurationError } from '../model/errors';
import type { GridDefinition } from '../model/grid';
import type { Instrument } from '../model/instrument';
import { largestLevel } from '../strategy/largestLevel';
import { type HedgeSettings, planHedge, type RestingHedge } from '../strategy/planHedge';
import type { Session } from '../session/openSession';
import { instrumentsOfItem, required, withPlan } from './gather';
import { reliefInForce } from './reliefInForce';

/** Adds the hedge's plan; the grid's plan of this cycle, if any, must already be on the item. */
export async function planHedgeForItem(
  session: Session,
  item: Item,
  settings: HedgeSettings & { strategy: string },
): Promise<Item> {
  const { journal, clocks } = session;
  if (settings.hedge === 'off' && session.environment === 'mainnet') {
    throw new ConfigurationError(
      'Hedge Off is for the Simulator and Testnet only.',
      'Set "Hedge" to On in Plan Grid and Plan Hedge.',
    );
  }
  const market = required(item, 'market');
  const account = required(item, 'account');
  const { spot, usdm } = await instrumentsOfItem(session, item);
  // Read before the fills: what comes after makes the plan stale.
  const journalRevision = journal.revision(usdm.baseAsset);
  const grid = journal.currentGrid(settings.strategy, item.symbol);
  const gridPlan = item.plans?.find(
    (plan) => plan.scope.market === 'spot' && plan.scope.strategy === settings.strategy,
  );
  const opening = gridPlan?.intents.find((intent) => intent.purpose === 'openingInventory');
  const hedges = journal
    .intentsOf(settings.strategy, 'usdm', usdm.symbol)
    .filter((intent) => intent.purpose === 'hedge');
  const orders = [
    ...journal.unfinishedOrders('usdm', usdm.symbol).filter((order) => order.state !== 'intended'),
    ...journal.unbookedOrders('usdm', usdm.symbol),
  ];
  const isOurs = (order: OrderRecord): boolean => order.strategy === settings.strategy;
  const resting = orders.filter((order) => isOurs(order) && surelyRests(order));
  const [restingOrder] = resting.length === 1 ? resting : [];
  const restingIntent = hedges.find(({ id }) => id === restingOrder?.intentId);
  const gridInForce = gridPlan?.grid ?? grid;
  const plan = planHedge({
    scope: {
      account: session.account,
      strategy: settings.strategy,
      market: 'usdm',
      symbol: usdm.symbol,
    },
    settings,
    futures: usdm,
    market,
    equityQuote: account.equityQuote,
    inventory: journal.ownQuantity('spot', spot.baseAsset),
    position: journal.ownQuantity('usdm', usdm.baseAsset),
    hedgeInFlight: inFlight(
      orders.filter((order) => !restingIntent || order.intentId !== restingIntent.id),
    ).toString(),
    resting: restingIntent ? restingOf(restingIntent) : null,
    openingWanted: opening
      ? decimal(opening.quantity)
          .minus(decimal(journal.committedQuantity(opening.id)))
          .toString()
      : '0',
    openingUnfinished:
      gridInForce !== null &&
      gridPlan?.disposition === 'active' &&
      isOpening(gridInForce, session, settings, spot),
    levelQuantity: gridInForce ? largestLevel(gridInForce).toString() : '0',
    spacing: gridInForce?.spacing ?? '0',
    isRelieved: reliefInForce(session, item.symbol)?.kind === 'reduceBoth',
    nextGeneration: hedges.length,
    journalRevision,
    madeAt: clocks.exchangeNow(),
  });
  return { ...item, plans: withPlan(item, plan) };
}

/** More of a grid's opening is wanted than was bought, and it is enough for an order. */
function isOpening(
  grid: GridDefinition,
  { journal }: Session,
  { strategy }: { strategy: string },
  spot: Instrument,
): boolean {
  const bought = Decimal.sum(
    journal
      .intentsOf(strategy, 'spot', grid.symbol)
      .filter(
        ({ purpose, gridNumber }) => purpose === 'openingInventory' && gridNumber === grid.number,
      )
      .map(({ filledQuantity }) => decimal(filledQuantity)),
  );
  const rest = decimal(grid.openingQuantity).minus(bought);
  return !rest.times(decimal(grid.anchorPrice)).isBelow(decimal(spot.minimumNotionalQuote));
}

/** A post-only order that the exchange confirmed, with nothing of it unbooked. */
function surelyRests(order: OrderRecord): boolean {
  const { instruction, state, purpose, filledQuantity, bookedQuantity } = order;
  return (
    purpose === 'hedge' &&
    (state === 'open' || state === 'partiallyFilled') &&
    instruction.type === 'LIMIT' &&
    instruction.timeInForce === 'GTX' &&
    decimal(filledQuantity).equals(decimal(bookedQuantity))
  );
}

function restingOf({ side, generation, filledQuantity }: IntentRecord): RestingHedge {
  return { side, generation, filledQuantity };
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
