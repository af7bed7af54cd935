import { randomUUID } from 'node:crypto';
import type { Item } from '../../lib/model/item';
import {
  checkPlans,
  DEFAULT_WATCH_SETTINGS,
  type WatchSettings,
} from '../../lib/operations/checkPlans';
import { classify } from '../../lib/operations/classify';
import { executeItem } from '../../lib/operations/executePlans';
import { planGridForItem } from '../../lib/operations/planGrid';
import { planHedgeForItem } from '../../lib/operations/planHedge';
import { reconcileItem } from '../../lib/operations/reconcile';
import { reportItem } from '../../lib/operations/report';
import { snapshot } from '../../lib/operations/snapshot';
import { DEFAULT_REGIME_SETTINGS } from '../../lib/regime/classify';
import { DEFAULT_RISK_SETTINGS, type RiskSettings } from '../../lib/risk/settings';
import { openSession, type Session } from '../../lib/session/openSession';
import type { Credential } from '../../lib/session/settings';
import { DEFAULT_GRID_SETTINGS, type GridSettings } from '../../lib/strategy/settings';

/** The shipped figures with a spacing that no market changes. */
export const DEMO_GRID: GridSettings = {
  ...DEFAULT_GRID_SETTINGS,
  spacingMode: 'fixed',
};

/** The strategy loop of the first workflow, without n8n: the same operations in the same order. */
export async function runCycle(
  session: Session,
  grid = DEMO_GRID,
  symbol = 'BTCUSDT',
  risk: { settings?: Partial<RiskSettings>; watch?: Partial<WatchSettings> } = {},
) {
  const holder = randomUUID();
  let item: Item = {
    symbol,
    at: session.clocks.exchangeNow(),
    environment: session.environment,
  };
  item = await reconcileItem(session, item, { holder });
  item = (await snapshot(session, item, { interval: '1h', candleCount: 500 })).item;
  item = classify(session, item, DEFAULT_REGIME_SETTINGS);
  item = await planGridForItem(session, item, grid);
  item = await planHedgeForItem(session, item, grid);
  const checked = await checkPlans(
    session,
    item,
    { ...DEFAULT_RISK_SETTINGS, ...risk.settings },
    { newApprovalId: randomUUID(), workflow: 'loop' },
    { ...DEFAULT_WATCH_SETTINGS, ...risk.watch },
  );
  if (!checked.approved) throw new Error('nothing was approved');
  item = await executeItem(session, checked.approved, {
    leverage: 2,
    positionMode: 'account',
    workflow: 'loop',
    holder,
  });
  return reportItem(session, item, { strategy: grid.strategy });
}

/** Opens a session as a node does, runs the work, closes it. */
export async function withSession<T>(
  credential: Credential,
  n8nFolder: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openSession(credential, { n8nFolder, hostNow: Date.now });
  try {
    return await work(session);
  } finally {
    session.close();
  }
}
