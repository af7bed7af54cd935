import { executePlans } from '../execution/executePlans';
import type { ExecutionResult, Item } from '../model/item';
import type { Plan } from '../model/plan';
import { denied, type Denial } from '../model/verdict';
import type { Session } from '../session/openSession';
import { type ApprovalCheck, checkApproval } from '../supervision/approvals';
import { brakedLeverage } from '../risk/brakes';
import { giveBackLease, takeLease } from '../supervision/leases';
import { type AccountChoice, accountVerdict } from './accountVerdict';
import { addMarginForItem } from './addMargin';
import { flattenItem } from './flatten';
import { instrumentsOf, refreshInstrument } from './gather';
import { lateHedges } from './lateHedges';
import { brakesInForce } from './watchEquity';

/**
 * Carries the item's approved plans out and adds `execution`.
 *
 * Without a valid approval nothing is sent and the item says why, but for the hedges of an approval
 * that has expired a short while ago. The approval that comes back (retry, crash, Execute step) is
 * answered with its earlier result once it was carried out. `holder` names this execution; it never
 * repeats.
 */
export async function executeItem(
  session: Session,
  item: Item,
  settings: AccountChoice & { leverage: number; workflow: string; holder: string },
): Promise<Item> {
  const { journal, clocks } = session;
  const { risk } = item;
  // A drawdown or breaker that says so takes everything down: that needs no approval and no plan, but
  // it must be latched still, for the item may be an old one.
  const isLatched = (): boolean => journal.breakers().some(({ effect }) => effect === 'flatten');
  if (risk?.flatten !== undefined && isLatched()) {
    const flattening = { ...FLATTENING, reason: risk.flatten, holder: settings.holder };
    return flattenItem(session, item, flattening);
  }
  const plans = item.plans ?? [];
  const check = (): ApprovalCheck =>
    checkApproval(journal, {
      approvalId: item.risk?.approvalId ?? null,
      plans,
      workflow: settings.workflow,
      hostNow: clocks.hostNow(),
    });
  const allowed = (verdict: ApprovalCheck): readonly Plan[] => {
    if (verdict.ok) return plans;
    const approval = journal.approval(risk?.approvalId ?? '');
    const isExpired = verdict.code === 'APPROVAL_EXPIRED' && approval !== null;
    return isExpired ? lateHedges(plans, approval, clocks.hostNow()) : [];
  };
  const early = check();
  const isOver = early.ok ? early.approval.result !== null : allowed(early).length === 0;
  if (isOver) return { ...item, execution: answerTo(early) };
  const instruments = await instrumentsOf(session, item.symbol);
  const stray = plans.find(({ scope }) => scope.symbol !== instruments[scope.market].symbol);
  if (stray) {
    const denial = ofOtherContract(stray.scope.symbol, instruments.usdm.symbol);
    return { ...item, execution: nothingDone('denied', denial) };
  }
  const lease = takeLease(journal, instruments.spot.baseAsset, settings.holder, clocks.hostNow);
  if (!lease) return { ...item, execution: nothingDone('busy') };
  try {
    // Under the lease nobody can choose another contract any more; just before, somebody may have.
    const inForce = journal.hedgeContract(item.symbol);
    if (inForce !== instruments.usdm.symbol) {
      const denial = ofOtherContract(instruments.usdm.symbol, inForce);
      return { ...item, execution: nothingDone('denied', denial) };
    }
    // Again, now that nobody else can act on it: it may have been carried out or replaced meanwhile.
    const checked = check();
    if (checked.ok && checked.approval.result) return { ...item, execution: answerTo(checked) };
    const going = allowed(checked);
    if (!checked.ok && going.length === 0) return { ...item, execution: answerTo(checked) };
    const verdict = await accountVerdict(session, going, settings);
    const isWrongMode = verdict.denials.some(({ code }) => code === 'POSITION_MODE');
    if (isWrongMode) return { ...item, execution: nothingDone('denied', ...verdict.denials) };
    const approvalId = checked.ok ? checked.approval.id : null;
    const added =
      approvalId && (await addMarginForItem(session, item, instruments.usdm, approvalId));
    const result = await executePlans(going, approvalId, {
      exchange: session.exchange,
      journal,
      hostNow: clocks.hostNow,
      lease,
      instruments,
      leverage: brakedLeverage(settings.leverage, brakesInForce(session)),
      accountVerdict: verdict,
      refreshInstrument: (market) => refreshInstrument(session, market, instruments[market].symbol),
    });
    const notes = added === null ? result.notes : [added, ...result.notes];
    const execution = { ...result, notes };
    if (!checked.ok) return { ...item, execution: withDenial(execution, checked) };
    // What is not settled yet may be finished by the same approval.
    if (execution.status === 'done' || execution.status === 'partly') {
      journal.finishApproval(checked.approval.id, execution);
    }
    return { ...item, execution };
  } finally {
    giveBackLease(journal, lease);
  }
}

/** How Risk Check's own flatten goes about it; the node's operation has parameters for it. */
const FLATTENING = {
  chunkQuote: '500',
  slippagePct: 1,
  maximumChunks: 200,
  keepHedgedInventory: false,
} as const;

/** The result that the approval's state alone gives: denied, or carried out before. */
function answerTo(check: ApprovalCheck): ExecutionResult {
  if (!check.ok) return nothingDone('denied', check);
  const { result } = check.approval;
  return result ? { ...result, alreadyDone: true } : nothingDone('denied');
}

/** The contract was changed after the plans were made. */
function ofOtherContract(planned: string, inForce: string): Denial {
  const message = `the plan is of ${planned}, but ${inForce} hedges now: run the workflow from its trigger`;
  return denied('PLAN_STALE', message, { limit: inForce, actual: planned });
}

/** What was done without an approval, and why the rest was not. */
function withDenial(execution: ExecutionResult, denial: Denial): ExecutionResult {
  const { placed, cancelled, status } = execution;
  const isNothing = placed + cancelled === 0 && (status === 'done' || status === 'partly');
  return {
    ...execution,
    status: isNothing ? 'denied' : status === 'done' ? 'partly' : status,
    denials: [denial, ...execution.denials],
  };
}

function nothingDone(
  status: ExecutionResult['status'],
  ...denials: readonly Denial[]
): ExecutionResult {
  return {
    version: 1,
    status,
    alreadyDone: false,
    placed: 0,
    cancelled: 0,
    filled: 0,
    rejected: 0,
    unknown: 0,
    denials: [...denials],
    notes: status === 'busy' ? ['another execution works on this account and base asset'] : [],
  };
}
