import { executePlans } from '../execution/executePlans';
import type { ExecutionResult, Item } from '../model/item';
import type { Denial } from '../model/verdict';
import type { Session } from '../session/openSession';
import { checkApproval } from '../supervision/approvals';
import { giveBackLease, takeLease } from '../supervision/leases';
import { instrumentsOf } from './gather';

/**
 * Carries the item's approved plans out and adds `execution`.
 *
 * Without a valid approval nothing is sent and the item says why. The approval that comes back
 * (retry, crash, Execute step) is answered with its earlier result once it was carried out.
 * `holder` names this execution; it never repeats.
 */
export async function executeItem(
  session: Session,
  item: Item,
  settings: { leverage: number; workflow: string; holder: string },
): Promise<Item> {
  const { journal, clocks } = session;
  const plans = item.plans ?? [];
  const check = checkApproval(journal, {
    approvalId: item.risk?.approvalId ?? null,
    plans,
    workflow: settings.workflow,
    hostNow: clocks.hostNow(),
  });
  if (!check.ok) return { ...item, execution: nothingDone('denied', check) };
  const { approval } = check;
  if (approval.result) {
    return { ...item, execution: { ...approval.result, alreadyDone: true } };
  }
  const instruments = await instrumentsOf(session, item.symbol);
  const lease = takeLease(journal, instruments.spot.baseAsset, settings.holder, clocks.hostNow);
  if (!lease) {
    return { ...item, execution: nothingDone('busy') };
  }
  try {
    const execution = await executePlans(plans, approval.id, {
      exchange: session.exchange,
      journal,
      hostNow: clocks.hostNow,
      lease,
      instruments,
      leverage: settings.leverage,
    });
    // What is not settled yet may be finished by the same approval.
    if (execution.status === 'done' || execution.status === 'partly') {
      journal.finishApproval(approval.id, execution);
    }
    return { ...item, execution };
  } finally {
    giveBackLease(journal, lease);
  }
}

function nothingDone(status: ExecutionResult['status'], denial?: Denial): ExecutionResult {
  return {
    version: 1,
    status,
    alreadyDone: false,
    placed: 0,
    cancelled: 0,
    filled: 0,
    rejected: 0,
    unknown: 0,
    denials: denial ? [denial] : [],
    notes: status === 'busy' ? ['another execution works on this account and base asset'] : [],
  };
}
