import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import type { RiskFacts } from '../facts';

/** Kill switch, pause, breakers and the third brake stop every increase. */
export function checkLatches({ latches, breakers, brakes }: RiskFacts): Verdict {
  const latch = latches[0];
  if (latch) {
    return denied(latch.name === 'pause' ? 'PAUSED' : 'KILL_SWITCH', `engaged: ${latch.reason}`);
  }
  const drawdown = breakers.find(({ name }) => name === 'drawdown');
  if (drawdown || brakes.flatten) {
    return denied('DRAWDOWN', drawdown?.reason ?? 'the equity fell too far below its peak', {
      actual: `${brakes.drawdownPct.toFixed(2)} %`,
    });
  }
  const breaker = breakers[0];
  if (!breaker) return ALLOWED;
  return denied('BREAKER', `${breaker.name}: ${breaker.reason}`);
}
