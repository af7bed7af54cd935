import type { Item } from '../model/item';
import type { GridSettings } from '../strategy/gridDefinition';
import { planGrid } from '../strategy/planGrid';
import type { Session } from '../session/openSession';
import { instrumentsOf, required, withPlan } from './gather';

/** Adds the grid's plan for this item's symbol. */
export async function planGridForItem(
  session: Session,
  item: Item,
  settings: GridSettings,
): Promise<Item> {
  const { journal, clocks } = session;
  const market = required(item, 'market');
  const regime = required(item, 'regime');
  const account = required(item, 'account');
  const { spot, usdm } = await instrumentsOf(session, item.symbol);
  // Read before the fills: what comes after makes the plan stale.
  const journalRevision = journal.revision(spot.baseAsset);
  const currentGrid = journal.currentGrid(settings.strategy, item.symbol);
  const plan = planGrid({
    scope: {
      account: session.account,
      strategy: settings.strategy,
      market: 'spot',
      symbol: item.symbol,
    },
    settings,
    spot,
    futures: usdm,
    market,
    equityQuote: account.equityQuote,
    regime: regime.label,
    currentGrid,
    nextGridNumber: journal.nextGridNumber(settings.strategy, item.symbol),
    fills: journal
      .intentsOf(settings.strategy, 'spot', item.symbol)
      .filter((intent) => intent.gridNumber === currentGrid?.number),
    journalRevision,
    madeAt: clocks.exchangeNow(),
  });
  return { ...item, plans: withPlan(item, plan) };
}
