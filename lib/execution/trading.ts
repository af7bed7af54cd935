import { decimal } from '../model/decimal';
import type { Placement } from './decide';
import { placeAll } from './placeAll';
import { protectTrade } from './protect';
import type { Run } from './run';
import type { Plan } from '../model/plan';
import { bookIfReadable } from './bookIfReadable';

/** Makes stop and target of every trade of the run rest at its position. */
export async function keepTradesProtected(run: Run): Promise<void> {
  for (const plan of run.plans) await protect(plan, run);
}

/**
 * Enters trades, each with its stop and target at once: when the stop cannot rest the trade is
 * closed again in the same run.
 */
export async function enterTrades(entries: readonly Placement[], run: Run): Promise<void> {
  for (const entry of entries) {
    // A plan without protection is denied before; this is the last line.
    if (!entry.plan.protection) continue;
    const results = await placeAll([entry], run);
    if (results.length === 0) continue;
    // The stop follows the orders' reports: it does not wait for the trade list.
    await bookIfReadable(run.instruments.usdm, run.deps, run.tally.notes);
    await protect(entry.plan, run);
  }
}

async function protect(plan: Plan, run: Run): Promise<void> {
  const { scope, protection } = plan;
  if (!protection || scope.market !== 'usdm') return;
  const { deps, tally } = run;
  const result = await protectTrade(scope, protection, 'close', {
    ...deps,
    instrument: run.instruments.usdm,
  });
  tally.notes.push(...result.notes);
  switch (result.kind) {
    case 'protected':
      tally.placed += result.placed;
      tally.cancelled += result.removed;
      return;
    case 'closed':
      if (!decimal(result.left).isZero()) tally.unprotected += 1;
      tally.notes.push(`${scope.strategy} was closed: ${result.why}; left: ${result.left}`);
      deps.journal.recordEvent('tradeClosed', { ...scope, why: result.why }, deps.hostNow());
      return;
    case 'unprotected':
      tally.unprotected += 1;
      tally.notes.push(`${scope.strategy} stands without its whole stop: ${result.why}`);
      return;
  }
}
