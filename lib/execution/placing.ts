import { decimal } from '../model/decimal';
import { scopeKey } from '../model/plan';
import { denied } from '../model/verdict';
import { bookMissingFills } from './bookMissingFills';
import { refusalsOf, REFUSALS_TO_OPEN } from './circuit';
import { type Placement, placementsOf } from './decide';
import { placeAll } from './placeAll';
import type { Run } from './run';
import type { SendResult } from './send';
import { enterTrades, keepTradesProtected } from './trading';
import { unlessFull } from './unlessFull';
import { unwindUnhedged } from './unwind';

/** What may add to a position. What takes one down needs no permission. */
interface Permissions {
  increase: boolean;
  /** A hedge that grows the futures position. */
  hedge: boolean;
}

/**
 * Places what is missing, what protects first. Each leg of the opening is computed from the fills
 * of the one before; the ladder of sales and buys is journaled in one write. Without a working
 * hedge nothing that would need one is added, and after repeated refusals what it leaves uncovered
 * is sold.
 */
export async function placeMissing(run: Run, may: Permissions): Promise<void> {
  const wanted = acceptedPlacements(run);
  const isOf = (...purposes: string[]): Placement[] =>
    wanted.filter(({ intent }) => purposes.includes(intent.purpose));
  await keepTradesProtected(run);
  const exits = isOf('tradeExit');
  await placeAll(exits, run);
  if (exits.length > 0) await keepTradesProtected(run);
  if (!run.areBooksWhole) {
    run.tally.notes.push('nothing else was sent, because the fills are not known');
    return;
  }

  const hedges = isOf('hedge');
  const isHedgeRefused = hedges.some(
    (hedge) => refusalsOf(hedge, run.deps.journal, run.deps.hostNow()) >= REFUSALS_TO_OPEN,
  );
  let mayAdd = may.increase && !isHedgeRefused;
  if (mayAdd) await placeAll(cleared(isOf('openingInventory'), run), run);
  await bookAll(run);
  for (const hedge of hedges) {
    if (!may.hedge && raisesPosition(hedge, run)) continue;
    const results = await placeAll([hedge], run);
    const works = results.every(hasFilled);
    mayAdd &&= works;
    if (!works) await unwindUnhedged(hedge, run);
  }
  await bookMissingFills(run.instruments.usdm, run.deps);
  await placeAll(isOf('gridExit'), run);
  if (mayAdd) await placeAll(cleared(isOf('gridEntry'), run), run);
  // What holds back every increase has said so itself.
  else if (may.increase) run.tally.notes.push('no buys were sent, because the hedge does not work');
  if (may.increase) await enterTrades(cleared(isOf('tradeEntry'), run), run);
}

/** Entries of scopes in which nothing that should be gone may still rest (H12). */
function cleared(entries: readonly Placement[], { uncleared }: Run): Placement[] {
  return entries.filter(({ plan }) => !uncleared.has(scopeKey(plan.scope)));
}

async function bookAll(run: Run): Promise<void> {
  for (const { scope } of run.plans) {
    await bookMissingFills(run.instruments[scope.market], run.deps);
  }
}

/** The placements of plans whose grid, if they have one, is the open one. */
function acceptedPlacements(run: Run): Placement[] {
  const { plans, tally, deps } = run;
  const { journal, hostNow } = deps;
  const accepted = plans.filter((plan) => {
    journal.savePlan(plan, hostNow());
    if (!plan.grid || plan.intents.length === 0) return true;
    const { grid } = plan;
    const standing = unlessFull(tally, () => journal.acceptGrid(grid, hostNow()));
    if (standing === null) return false;
    if (standing === 'accepted' || standing === 'current') return true;
    const why = standing === 'closed' ? 'was closed by a flatten' : 'was opened differently';
    tally.denials.push(denied('FENCED', `grid ${grid.number} ${why} after the plan was made`));
    return false;
  });
  return placementsOf(accepted);
}

function hasFilled(result: SendResult): boolean {
  return result.kind === 'accepted' && decimal(result.order.filledQuantity).isPositive();
}

function raisesPosition({ plan, intent }: Placement, { deps }: Run): boolean {
  const position = decimal(deps.journal.ownQuantity('usdm', plan.baseAsset));
  return intent.side === 'SELL' ? !position.isPositive() : !position.isNegative();
}
