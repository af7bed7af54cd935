import type { Brakes } from '../model/brakes';
import type { BreakerLatch } from '../model/breaker';
import { decimal } from '../model/decimal';
import { DeltagridError, HaltError } from '../model/errors';
import type { Instrument } from '../model/instrument';
import type { Item, RiskResult } from '../model/item';
import type { MarginAccount, MarginRelief } from '../model/margin';
import { type Plan, scopeKey } from '../model/plan';
import { type BrakeSettings, DEFAULT_BRAKE_SETTINGS } from '../risk/brakes';
import { type AllBreakerSettings, DEFAULT_BREAKER_SETTINGS } from '../risk/breakers/settings';
import { decidePlans, type RiskDecision } from '../risk/decide';
import type { MarginState } from '../risk/facts';
import { marginRelief } from '../risk/marginRelief';
import { positionRisk } from '../risk/positionRisk';
import type { RiskSettings } from '../risk/settings';
import { maintenanceMarginRatioPct } from '../accounting/marginStatus';
import type { Session } from '../session/openSession';
import { APPROVAL_LIFETIME_MS, plansHash } from '../supervision/approvals';
import { armedSince } from '../supervision/arming';
import { instrumentsOfItem, required } from './gather';
import { marginFacts } from './marginFacts';
import { riskFacts, type RiskReads } from './riskFacts';
import { watchBreakers } from './watchBreakers';
import { watchItemEquity } from './watchEquity';

export interface CheckedItem {
  /** What may be carried out, with its approval; null when nothing of it may. */
  approved: Item | null;
  /** The item as it came, with the reasons; null when nothing was denied. */
  denied: Item | null;
}

export interface CheckIdentity {
  /** An id that was never used. */
  newApprovalId: string;
  /** Whose approval it is. */
  workflow: string;
  /** Which n8n it runs in; arming belongs to it. */
  instance?: string;
}

/** What is watched beside the plans: drawdown, breakers, margin in danger. */
export interface WatchSettings {
  brakes: BrakeSettings;
  breakers: AllBreakerSettings;
  /** Add margin to a position in danger in place of making it smaller. */
  addMargin: boolean;
}

export const DEFAULT_WATCH_SETTINGS: WatchSettings = {
  brakes: DEFAULT_BRAKE_SETTINGS,
  breakers: DEFAULT_BREAKER_SETTINGS,
  addMargin: false,
};

/**
 * Looks at equity, breakers and margin, then decides the item's plans in one journal transaction,
 * against the account, the resting orders and the reservations of other approvals, and journals the
 * approval that Place Order will ask for. What could not be read denies increases.
 */
export async function checkPlans(
  session: Session,
  item: Item,
  settings: RiskSettings,
  identity: CheckIdentity,
  watch: WatchSettings = DEFAULT_WATCH_SETTINGS,
): Promise<CheckedItem> {
  const { journal, clocks } = session;
  const plans = required(item, 'plans');
  const instruments = await instrumentsOfItem(session, item);
  const { baseAsset, quoteAsset } = instruments.spot;
  if (item.market) {
    journal.saveMark(item.symbol, baseAsset, item.market.markPrice, item.market.observedAt);
  }
  const brakes = watchItemEquity(session, item, quoteAsset, watch.brakes);
  const [{ breakers, depthQuote, unread }, margin] = await Promise.all([
    watchBreakers(session, item.symbol, instruments, watch.breakers),
    readMargin(session, instruments.usdm, settings, watch),
  ]);
  const { workflow, instance = '' } = identity;
  const reads: RiskReads = {
    instruments,
    margin: margin?.state ?? null,
    depthQuote,
    unread,
    workflow,
    isArmed: armedSince(journal, { instance, workflow }) !== null,
  };
  const hostNow = clocks.hostNow();
  // What cannot be read now changes nothing of what was asked for.
  if (margin) journal.saveMarginRelief(item.symbol, margin.relief, hostNow);
  const decision = journal.decideApproval(hostNow, (books) => {
    const facts = riskFacts(session, item, settings, reads, books);
    const decided = decidePlans(plans, facts, books.sentQuantity);
    return {
      outcome: decided,
      approval: {
        id: identity.newApprovalId,
        plansHash: plansHash(decided.plans),
        workflow,
        createdAt: hostNow,
        expiresAt: hostNow + APPROVAL_LIFETIME_MS,
      },
      reservations: reservationsFor(decided.plans, decided),
    };
  });
  const risk: RiskResult = {
    ...riskResult(decision, identity.newApprovalId),
    ...watched(brakes, breakers, margin?.relief ?? null),
  };
  return {
    approved: { ...item, plans: decision.plans, risk },
    denied: decision.denials.length > 0 ? { ...item, risk } : null,
  };
}

/** A market's amount is bound once, by the first of its scopes. */
function reservationsFor(plans: readonly Plan[], decided: RiskDecision) {
  return plans.map(({ scope }, index) => {
    const isFirst = plans.findIndex((plan) => plan.scope.market === scope.market) === index;
    return {
      scope: scopeKey(scope),
      market: scope.market,
      symbol: scope.symbol,
      amountQuote: isFirst ? decided.reservedQuote[scope.market].toString() : '0',
      orders: isFirst ? decided.reservedOrders[scope.market] : 0,
    };
  });
}

function riskResult(decision: RiskDecision, approvalId: string): RiskResult {
  const isAnythingLeft = decision.plans.some((plan) => plan.intents.length > 0);
  const status =
    decision.denials.length === 0 ? 'approved' : isAnythingLeft ? 'partlyApproved' : 'denied';
  return { version: 1, status, approvalId, denials: decision.denials };
}

function watched(
  brakes: Brakes | null,
  breakers: readonly BreakerLatch[],
  relief: MarginRelief | null,
): Partial<RiskResult> {
  const flatten = breakers.find(({ effect }) => effect === 'flatten');
  return {
    ...(brakes && brakes.level > 0 ? { brakes } : {}),
    ...(breakers.length > 0 ? { breakers: [...breakers] } : {}),
    ...(flatten ? { flatten: `${flatten.name}: ${flatten.reason}` } : {}),
    ...(relief ? { relief } : {}),
  };
}

/** Margin of the account and of the contract's nearest position; null where it cannot be read now. */
async function readMargin(
  session: Session,
  contract: Instrument,
  settings: RiskSettings,
  { addMargin }: WatchSettings,
): Promise<{ state: MarginState; relief: MarginRelief | null } | null> {
  const { symbol, baseAsset } = contract;
  try {
    const { account, brackets } = await marginFacts(session, contract);
    const risks = positionRisk(account, symbol, brackets, session.clocks.exchangeNow());
    const distances = risks.positions.flatMap(({ liquidationDistancePct: distance }) =>
      distance === null ? [] : [distance],
    );
    const state: MarginState = {
      maintenanceMarginRatioPct: ratioOf(account),
      liquidationDistancePct: distances.length === 0 ? null : Math.min(...distances),
    };
    // Only what is ours can be relieved: of two positions of hedge mode, ours; of a foreign one, none.
    const own = decimal(session.journal.ownQuantity('usdm', baseAsset));
    const isOurs = ({ side }: { side: 'LONG' | 'SHORT' }): boolean =>
      side === 'LONG' ? own.isPositive() : own.isNegative();
    const position =
      account.positions.find((each) => each.symbol === symbol && isOurs(each)) ?? null;
    const distance = risks.positions.find(isOurs)?.liquidationDistancePct ?? null;
    const relief = marginRelief(
      { ...state, liquidationDistancePct: distance },
      position,
      account.availableQuote,
      { ...settings, addMargin },
    );
    return { state, relief };
  } catch (error) {
    // What stops everything goes through; for the rest, hedges and reductions go on.
    if (error instanceof HaltError || !(error instanceof DeltagridError)) throw error;
    return null;
  }
}

function ratioOf({ maintenanceMarginQuote, marginBalanceQuote }: MarginAccount): number | null {
  return maintenanceMarginRatioPct(decimal(maintenanceMarginQuote), decimal(marginBalanceQuote));
}
