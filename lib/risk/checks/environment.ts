import { ALLOWED, denied, type Verdict } from '../../model/verdict';
import type { RiskFacts } from '../facts';

/** Increases only where the workflow may trade, and where a person armed it if that is needed. */
export function checkEnvironment({ settings, environment, workflow, isArmed }: RiskFacts): Verdict {
  if (!settings.allowedEnvironments.includes(environment)) {
    return denied('ENVIRONMENT', 'the workflow may not increase in this environment', {
      limit: settings.allowedEnvironments.join(', '),
      actual: environment,
    });
  }
  const needsArming = settings.arming === 'always' || environment === 'mainnet';
  if (!needsArming || isArmed) return ALLOWED;
  return denied('NOT_ARMED', `no person armed the workflow ${workflow} for live trading`);
}
