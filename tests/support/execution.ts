import type { ExecutionDeps } from '../../lib/execution/executePlans';
import type { Journal } from '../../lib/journal/port';
import type { Intent, Plan, Scope } from '../../lib/model/plan';
import { takeLease } from '../../lib/supervision/leases';
import { FUTURES, SPOT } from './samples';

/** What an execution works with: the lease of BTC, an account that may trade, leverage 2. */
export function executionDeps(
  parts: Pick<ExecutionDeps, 'exchange' | 'journal' | 'hostNow'>,
  change: Partial<ExecutionDeps> = {},
): ExecutionDeps {
  const lease = takeLease(parts.journal, 'BTC', 'test', parts.hostNow);
  if (!lease) throw new Error('no lease');
  return {
    ...parts,
    lease,
    instruments: { spot: SPOT, usdm: FUTURES },
    refreshInstrument: async (market) => (market === 'spot' ? SPOT : FUTURES),
    leverage: 2,
    accountVerdict: { denials: [], warnings: [] },
    ...change,
  };
}

/** A plan of these intents, made from the books as they stand. */
export function plannedNow(
  journal: Pick<Journal, 'revision'>,
  scope: Scope,
  intents: Intent[],
  change: Partial<Plan> = {},
): Plan {
  return {
    version: 1,
    scope,
    baseAsset: 'BTC',
    madeAt: 1,
    journalRevision: journal.revision('BTC'),
    disposition: 'active',
    reason: 'test',
    warnings: [],
    intents,
    ...change,
  };
}
