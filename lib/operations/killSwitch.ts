import type { Session } from '../session/openSession';
import { engageLatch, releaseLatch } from '../supervision/latches';

export interface KillSwitchState {
  engaged: boolean;
  reason: string | null;
}

/** Engages or releases the kill switch of the session's account. */
export function setKillSwitch(
  session: Session,
  wanted: { engaged: boolean; reason: string },
): KillSwitchState {
  const at = session.clocks.hostNow();
  if (wanted.engaged) engageLatch(session.journal, 'killSwitch', wanted.reason, at);
  else releaseLatch(session.journal, 'killSwitch', at);
  const latch = session.journal.latches().find(({ name }) => name === 'killSwitch');
  return { engaged: latch !== undefined, reason: latch?.reason ?? null };
}
