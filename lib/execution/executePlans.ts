import { HaltError } from '../model/errors';
import type { ExecutionResult } from '../model/item';
import type { Plan } from '../model/plan';
import { removeUnwanted, settleUnknown } from './clearing';
import { prepareContract } from './contract';
import { note } from './note';
import { placeMissing } from './placing';
import type { ExecutionDeps, Run } from './run';
import { Tally } from './tally';

export type { ExecutionDeps } from './run';

/**
 * Carries plans out: settles what is unknown, removes what is no longer wanted, then places what
 * is missing, most urgent first. Running it again, with the same plans or after a crash, converges.
 *
 * Never throws: what went wrong is in the result.
 */
export async function executePlans(
  plans: readonly Plan[],
  approvalId: string | null,
  deps: ExecutionDeps,
): Promise<ExecutionResult> {
  const tally = new Tally();
  const run: Run = {
    plans,
    approvalId,
    tally,
    deps,
    instruments: { ...deps.instruments },
    refreshed: new Set(),
    uncleared: new Set(),
    areBooksWhole: true,
  };
  try {
    await settleUnknown(run);
    await removeUnwanted(run);
    const isPrepared = await prepareContract(run);
    tally.denials.push(...deps.accountVerdict.denials);
    tally.remarks.push(...deps.accountVerdict.warnings);
    const { denials } = deps.accountVerdict;
    // What could not be read holds back what adds risk, not the hedge of what is already there.
    const isOnlyMissing = denials.every(({ code }) => code === 'DATA_MISSING');
    await placeMissing(run, {
      increase: isPrepared && denials.length === 0,
      hedge: isPrepared && isOnlyMissing,
    });
    return tally.result(tally.finalStatus());
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    note(deps.journal, (journal) =>
      journal.recordError('execute', 'EXECUTION', message, deps.hostNow()),
    );
    tally.notes.push(message);
    return tally.result(error instanceof HaltError ? 'halted' : 'partly');
  }
}
