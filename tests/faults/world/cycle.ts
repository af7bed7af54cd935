import { randomUUID } from 'node:crypto';
import type { Item } from '../../../lib/model/item';
import type { Plan } from '../../../lib/model/plan';
import {
  checkPlans,
  DEFAULT_WATCH_SETTINGS,
  type WatchSettings,
} from '../../../lib/operations/checkPlans';
import { DEFAULT_BREAKER_SETTINGS } from '../../../lib/risk/breakers/settings';
import { classify } from '../../../lib/operations/classify';
import { executeItem } from '../../../lib/operations/executePlans';
import { planGridForItem } from '../../../lib/operations/planGrid';
import { planHedgeForItem } from '../../../lib/operations/planHedge';
import { reconcileItem } from '../../../lib/operations/reconcile';
import { reportItem } from '../../../lib/operations/report';
import { snapshot } from '../../../lib/operations/snapshot';
import { DEFAULT_REGIME_SETTINGS } from '../../../lib/regime/classify';
import { DEFAULT_RISK_SETTINGS } from '../../../lib/risk/settings';
import type { Session } from '../../../lib/session/openSession';
import type { GridSettings } from '../../../lib/strategy/gridDefinition';

type PositionMode = Parameters<typeof executeItem>[2]['positionMode'];

const WORKFLOW = 'loop';
const LEVERAGE = 2;
/** Breakers would stop the entries of a scenario for the very faults that it makes. */
const UNWATCHED: WatchSettings = {
  ...DEFAULT_WATCH_SETTINGS,
  breakers: {
    price: { ...DEFAULT_BREAKER_SETTINGS.price, enabled: false },
    volume: { ...DEFAULT_BREAKER_SETTINGS.volume, enabled: false },
    spotPerpetual: { ...DEFAULT_BREAKER_SETTINGS.spotPerpetual, enabled: false },
    market: { ...DEFAULT_BREAKER_SETTINGS.market, enabled: false },
    depth: { ...DEFAULT_BREAKER_SETTINGS.depth, enabled: false },
    volatility: { ...DEFAULT_BREAKER_SETTINGS.volatility, enabled: false },
    apiErrors: { ...DEFAULT_BREAKER_SETTINGS.apiErrors, enabled: false },
  },
};
/** Enough closed candles for the slow average of the regime. */
const CANDLES = 60;

/** Reconciles a symbol and takes its prices: the part of a cycle before anything is planned. */
export async function observe(
  session: Session,
  symbol: string,
  holder: string,
  candleCount = CANDLES,
): Promise<Item> {
  const at = session.clocks.exchangeNow();
  const reconciled = await reconcileItem(
    session,
    { symbol, at, environment: session.environment },
    { holder },
  );
  const { item } = await snapshot(session, reconciled, { interval: '1h', candleCount });
  return classify(session, item, DEFAULT_REGIME_SETTINGS);
}

/** Adds the plans of the grid and of its hedge. */
export async function plan(session: Session, item: Item, grid: GridSettings): Promise<Item> {
  return planHedgeForItem(session, await planGridForItem(session, item, grid), grid);
}

/** Risk Check: the item with its approval, or null when nothing of it is allowed. */
export async function approve(session: Session, item: Item): Promise<Item | null> {
  const { approved } = await checkPlans(
    session,
    item,
    DEFAULT_RISK_SETTINGS,
    {
      newApprovalId: randomUUID(),
      workflow: WORKFLOW,
    },
    UNWATCHED,
  );
  return approved;
}

/** Place Order. */
export function execute(
  session: Session,
  item: Item,
  holder: string,
  positionMode: PositionMode = 'account',
): Promise<Item> {
  const settings = { leverage: LEVERAGE, workflow: WORKFLOW, holder, positionMode };
  return executeItem(session, item, settings);
}

/** The strategy loop of the first workflow, without n8n: the same operations in the same order. */
export async function cycle(session: Session, symbol: string, grid: GridSettings): Promise<Item> {
  const holder = randomUUID();
  const planned = await plan(session, await observe(session, symbol, holder), grid);
  const approved = await approve(session, planned);
  if (!approved) throw new Error('nothing was approved');
  const executed = await execute(session, approved, holder);
  return reportItem(session, executed, { strategy: grid.strategy });
}

/** A cycle whose plans are written by hand instead of by a planner. */
export async function cycleWith(
  session: Session,
  symbol: string,
  makePlans: (session: Session, item: Item) => Plan[],
  positionMode: PositionMode = 'account',
): Promise<Item> {
  const holder = randomUUID();
  const observed = await observe(session, symbol, holder);
  const approved = await approve(session, { ...observed, plans: makePlans(session, observed) });
  if (!approved) throw new Error('nothing was approved');
  return execute(session, approved, holder, positionMode);
}
