import type { Journal } from '../journal/port';

/** Which workflow of which n8n; the account is the journal's. */
export interface ArmedSubject {
  instance: string;
  workflow: string;
}

/**
 * Arms a workflow for live trading on the journal's account, or takes that back. Only a person in a
 * manual execution may arm; whoever calls makes sure of that. Disarming revokes what was approved.
 */
export function setArming(
  journal: Journal,
  { instance, workflow }: ArmedSubject,
  isArmed: boolean,
  at: number,
): void {
  if (isArmed) {
    journal.armWorkflow(instance, workflow, at);
    journal.recordEvent('armed', { instance, workflow }, at);
    return;
  }
  if (!journal.disarmWorkflow(instance, workflow)) return;
  journal.revokeApprovals();
  journal.recordEvent('disarmed', { instance, workflow }, at);
}

/** Since when the workflow is armed, host time, or null. */
export function armedSince(
  journal: Pick<Journal, 'armedAt'>,
  { instance, workflow }: ArmedSubject,
): number | null {
  return journal.armedAt(instance, workflow);
}
