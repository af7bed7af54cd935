import { type Decimal, decimal } from '../model/decimal';
import { DeniedError } from '../model/errors';
import { denied } from '../model/verdict';
import {
  type Placement,
  placementsOf,
  promisedInventory,
  quantityToSend,
  type SendingBooks,
} from './decide';
import { bookMissingFills } from './bookMissingFills';
import { type Run, sendInRun } from './run';
import type { SendResult } from './send';

/**
 * Places what is missing. Each leg of the opening is computed from the fills of the one before;
 * the ladder of sales and buys is journaled in one write. Without a working hedge nothing that
 * would need one is added.
 */
export async function placeMissing(run: Run, mayIncrease: boolean): Promise<void> {
  const wanted = acceptedPlacements(run);
  const isOf = (...purposes: string[]): Placement[] =>
    wanted.filter(({ intent }) => purposes.includes(intent.purpose));
  let mayAdd = mayIncrease;
  if (mayAdd) await placeAll(isOf('openingInventory'), run);
  for (const { scope } of run.plans) {
    await bookMissingFills(run.deps.instruments[scope.market], run.deps);
  }
  for (const hedge of isOf('hedge')) {
    if (!mayIncrease && raisesPosition(hedge, run)) continue;
    const results = await placeAll([hedge], run);
    mayAdd &&= results.every(hasFilled);
  }
  await bookMissingFills(run.deps.instruments.usdm, run.deps);
  await placeAll(isOf('gridExit'), run);
  if (mayAdd) await placeAll(isOf('gridEntry'), run);
  else run.tally.notes.push('no buys were sent, because the hedge does not work');
}

/** The placements of plans whose grid, if they have one, is the open one. */
function acceptedPlacements(run: Run): Placement[] {
  const { plans, tally, deps } = run;
  const { journal, hostNow } = deps;
  const accepted = plans.filter((plan) => {
    journal.savePlan(plan, hostNow());
    if (!plan.grid || plan.intents.length === 0) return true;
    const { grid } = plan;
    const standing = unlessFull(run, () => journal.acceptGrid(grid, hostNow()));
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

/** Journals the orders in one transaction, then sends them one after the other. */
async function placeAll(placements: readonly Placement[], run: Run): Promise<SendResult[]> {
  const { deps, approvalId } = run;
  const wanted = withQuantities(placements, run);
  const first = wanted[0];
  if (!first) return [];
  const orders = unlessFull(run, () =>
    deps.journal.intendOrders(
      wanted.map(({ plan, intent, quantity }) => ({
        intent,
        scope: plan.scope,
        baseAsset: plan.baseAsset,
        gridNumber: plan.grid?.number ?? null,
        quantity: quantity.toString(),
        instruction: intent.instruction,
        reduceOnly: false,
      })),
      { approvalId, planReason: first.plan.reason, at: deps.hostNow() },
    ),
  );
  if (orders === null) return [];
  const results: SendResult[] = [];
  for (const [index, order] of orders.entries()) {
    const placement = wanted[index];
    if (placement) results.push(await sendInRun(order, placement, run));
  }
  return results;
}

/** On a full disk increases are denied and the run goes on: protection may still be written. */
function unlessFull<T>({ tally }: Run, write: () => T): T | null {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof DeniedError) || error.code !== 'JOURNAL_FULL') throw error;
    tally.denials.push(denied('JOURNAL_FULL', error.message));
    return null;
  }
}

/** What each placement would send now; of several sales each takes its part of the inventory. */
function withQuantities(
  placements: readonly Placement[],
  run: Run,
): (Placement & { quantity: Decimal })[] {
  let promised: Decimal | null = null;
  return placements.flatMap((placement) => {
    const books = booksFor(placement, run);
    promised ??= books.inventoryPromised;
    const quantity = quantityToSend(placement.intent, { ...books, inventoryPromised: promised });
    if (placement.intent.effect === 'reduce') promised = promised.plus(quantity);
    return quantity.isPositive() ? [{ ...placement, quantity }] : [];
  });
}

function booksFor({ plan, intent }: Placement, { deps }: Run): SendingBooks {
  const { journal, instruments } = deps;
  const instrument = instruments[plan.scope.market];
  const { symbol } = plan.scope;
  return {
    committed: decimal(journal.committedQuantity(intent.id)),
    inventory: decimal(journal.ownQuantity('spot', plan.baseAsset)),
    position: decimal(journal.ownQuantity('usdm', plan.baseAsset)),
    inventoryPromised: promisedInventory([
      ...journal.unfinishedOrders('spot', symbol),
      ...journal.unbookedOrders('spot', symbol),
    ]),
    quantityStep: decimal(instrument.quantity.step),
    minimumNotionalQuote: decimal(instrument.minimumNotionalQuote),
  };
}
