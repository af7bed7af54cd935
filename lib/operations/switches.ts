import type { BreakerLatch, BreakerName } from '../model/breaker';
import type { Session } from '../session/openSession';
import { type ArmedSubject, armedSince, setArming } from '../supervision/arming';
import { resetBreaker } from '../supervision/breakers';
import { engageLatch, releaseLatch } from '../supervision/latches';
import { resetDrawdown } from './watchEquity';

export interface PauseState {
  paused: boolean;
  reason: string | null;
}

/** Pauses the account or lets it go on: while it is paused nothing increases. */
export function setPause(
  session: Session,
  wanted: { paused: boolean; reason: string },
): PauseState {
  const { journal, clocks } = session;
  const at = clocks.hostNow();
  if (wanted.paused) engageLatch(journal, 'pause', wanted.reason, at);
  else releaseLatch(journal, 'pause', at);
  const latch = journal.latches().find(({ name }) => name === 'pause');
  return { paused: latch !== undefined, reason: latch?.reason ?? null };
}

export interface BreakerReset {
  /** What was latched and is no more. */
  reset: BreakerLatch[];
  /** What is still latched on the account. */
  latched: BreakerLatch[];
}

/**
 * Lets a breaker go wherever it latched: for the whole account, and for the symbol. The drawdown's
 * begins its peaks anew, else it would latch again at once.
 */
export function resetBreakers(
  session: Session,
  wanted: { name: BreakerName | 'all'; symbol: string },
): BreakerReset {
  const { journal, clocks } = session;
  const reset = journal
    .breakers()
    .filter(({ name }) => wanted.name === 'all' || name === wanted.name)
    .filter(({ symbol }) => symbol === '' || symbol === wanted.symbol);
  for (const { name, symbol } of reset) {
    if (name === 'drawdown') resetDrawdown(session);
    else resetBreaker(journal, name, symbol, clocks.hostNow());
  }
  return { reset, latched: journal.breakers() };
}

export interface ArmingState {
  armed: boolean;
  account: string;
  workflow: string;
  /** Host time; null while it is not armed. */
  armedAt: number | null;
}

/** Arms a workflow for live trading on the session's account, or disarms it. */
export function setArmed(session: Session, subject: ArmedSubject, isArmed: boolean): ArmingState {
  const { journal, clocks, account } = session;
  setArming(journal, subject, isArmed, clocks.hostNow());
  const armedAt = armedSince(journal, subject);
  return { armed: armedAt !== null, account, workflow: subject.workflow, armedAt };
}
