import type { Journal, Latch, LatchName } from '../journal/port';

/**
 * Engages a latch: from now on nothing increases. Open approvals are revoked, so that a plan that
 * was approved a moment ago cannot slip through. It survives restarts until a person releases it.
 */
export function engageLatch(journal: Journal, name: LatchName, reason: string, at: number): void {
  journal.engageLatch(name, reason, at);
  journal.revokeApprovals();
  journal.recordEvent('latchEngaged', { name, reason }, at);
}

/** Releases a latch; answers what it was, or null when it was not engaged. */
export function releaseLatch(journal: Journal, name: LatchName, at: number): Latch | null {
  const engaged = journal.latches().find((latch) => latch.name === name) ?? null;
  journal.releaseLatch(name);
  if (engaged) journal.recordEvent('latchReleased', { name, reason: engaged.reason }, at);
  return engaged;
}
