import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import type { RiskFacts } from '../facts';

/** The kill switch and the pause stop every increase. */
export function checkLatches(facts: RiskFacts): Verdict {
  const latch = facts.latches[0];
  if (!latch) return ALLOWED;
  return denied(latch.name === 'pause' ? 'PAUSED' : 'KILL_SWITCH', `engaged: ${latch.reason}`);
}
