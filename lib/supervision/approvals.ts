import { canonicalHash } from '../model/canonical';
import type { Plan } from '../model/plan';
import { type Denial, denied } from '../model/verdict';
import type { Approval, Journal } from '../journal/port';

/** How long plans stay approved: about one cycle of a one-minute loop. */
export const APPROVAL_LIFETIME_MS = 120_000;

/** The fingerprint that ties an approval to the plans on the item. */
export function plansHash(plans: readonly Plan[]): string {
  return canonicalHash(plans);
}

export type ApprovalCheck = { ok: true; approval: Approval } | Denial;

/**
 * Looks up the approval an item names, and checks that it covers exactly these plans, for this
 * workflow. A finished one is answered as it is: the caller repeats its result.
 */
export function checkApproval(
  journal: Pick<Journal, 'approval'>,
  claim: { approvalId: string | null; plans: readonly Plan[]; workflow: string; hostNow: number },
): ApprovalCheck {
  const again = 'run the workflow from its trigger';
  const approval = claim.approvalId === null ? null : journal.approval(claim.approvalId);
  if (!approval) {
    return denied('APPROVAL_MISSING', `the item names no approval in the journal: ${again}`);
  }
  if (approval.workflow !== claim.workflow) {
    return denied('APPROVAL_MISSING', `the approval was given to another workflow: ${again}`);
  }
  if (approval.plansHash !== plansHash(claim.plans)) {
    return denied('PLAN_CHANGED', `the plans differ from the approved ones: ${again}`);
  }
  if (approval.status === 'done') return { ok: true, approval };
  if (approval.status === 'revoked') {
    return denied('APPROVAL_REVOKED', `the approval was revoked: ${again}`);
  }
  if (claim.hostNow > approval.expiresAt) {
    const ageMs = claim.hostNow - approval.createdAt;
    return denied('APPROVAL_EXPIRED', `the approval is too old: ${again}`, {
      limit: `${approval.expiresAt - approval.createdAt} ms`,
      actual: `${ageMs} ms`,
    });
  }
  return { ok: true, approval };
}
