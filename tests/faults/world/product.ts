/**
 * What the suite runs of the product, as one module: it is bundled apart, so that a mutant is this
 * module with one rule switched off, and a restarted process is this module loaded anew.
 */
export * as loop from './cycle';
export { openSession } from '../../../lib/session/openSession';
export { latchWithoutExchange } from '../../../lib/session/latchWithoutExchange';
export { openSqliteJournal } from '../../../lib/journal/sqlite/sqliteJournal';
export { reconcileItem } from '../../../lib/operations/reconcile';
export { executeItem } from '../../../lib/operations/executePlans';
export { checkPlans } from '../../../lib/operations/checkPlans';
export { flattenItem } from '../../../lib/operations/flatten';
export { setKillSwitch } from '../../../lib/operations/killSwitch';
export { snapshot } from '../../../lib/operations/snapshot';
export { classify } from '../../../lib/operations/classify';
export { planGridForItem } from '../../../lib/operations/planGrid';
export { planHedgeForItem } from '../../../lib/operations/planHedge';
export { reportItem } from '../../../lib/operations/report';
export { instrumentsOf } from '../../../lib/operations/gather';
export { DEFAULT_REGIME_SETTINGS } from '../../../lib/regime/classify';
export { DEFAULT_RISK_SETTINGS } from '../../../lib/risk/settings';
export { takeLease, giveBackLease } from '../../../lib/supervision/leases';
export { quantisePrice, quantiseQuantity, validateOrder } from '../../../lib/instrument';
export * as decimals from '../../../lib/model/decimal';
export * as telegram from '../../../lib/alerts/telegram';
