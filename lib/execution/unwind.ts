import { Decimal, decimal } from '../model/decimal';
import { bookMissingFills } from './bookMissingFills';
import { cancelInRun } from './change';
import { refusalsOf } from './circuit';
import { type Placement, promisedInventory } from './decide';
import { sendChunk } from './flattenLegs';
import type { Run } from './run';

/** A hedge refused so often in a row will not come: what it should have covered is sold. */
const REFUSALS_BEFORE_UNWINDING = 5;
/** A chunk pays at most this much beyond the best price. */
const UNWINDING_SLIPPAGE_PCT = 0.5;

/**
 * Sells the inventory that the refused hedge leaves uncovered (failure scenario D01), once the
 * hedge has been refused often enough. The grid is closed, because its cells' inventory is gone, and
 * its resting sales go first: they hold the same coins, and both together would sell foreign ones.
 * What is hedged stays. Answers whether anything was sold.
 */
export async function unwindUnhedged(hedge: Placement, run: Run): Promise<boolean> {
  const { deps, tally } = run;
  const { journal, hostNow } = deps;
  const { plan } = hedge;
  const isDue = refusalsOf(hedge, journal, hostNow()) >= REFUSALS_BEFORE_UNWINDING;
  if (!isDue || !uncovered(hedge, run).isPositive()) return false;
  if (isHedgeInFlight(hedge, run)) {
    tally.notes.push('nothing is unwound while a hedge may still fill');
    return false;
  }
  journal.closeGrids(plan.scope.symbol, hostNow());
  const { spot } = run.instruments;
  await cancelSales(plan.scope.symbol, run);
  await bookMissingFills(spot, deps);
  const free = decimal(journal.ownQuantity('spot', plan.baseAsset)).minus(promised(hedge, run));
  const left = Decimal.min(uncovered(hedge, run), free);
  const sold = await sendChunk(
    { side: 'SELL', instrument: spot, left, wholly: true },
    { chunkQuote: '0', slippagePct: UNWINDING_SLIPPAGE_PCT },
    { ...deps, account: plan.scope.account },
    `unwinding: the hedge was refused ${REFUSALS_BEFORE_UNWINDING} times`,
  );
  if (sold === 'dust') return false;
  tally.addSend(sold);
  tally.notes.push(
    `the hedge of ${plan.scope.symbol} is refused again and again: ${left.toString()} ${plan.baseAsset} without a hedge are sold and the grid is closed`,
  );
  journal.recordEvent('unwound', { symbol: plan.scope.symbol, delta: left.toString() }, hostNow());
  return sold.kind === 'accepted';
}

/** A hedge whose outcome is not known, or whose fill is not booked, covers what would be sold. */
function isHedgeInFlight({ plan }: Placement, { deps: { journal } }: Run): boolean {
  const { symbol } = plan.scope;
  return [
    ...journal.unfinishedOrders('usdm', symbol).filter(({ state }) => state !== 'intended'),
    ...journal.unbookedOrders('usdm', symbol),
  ].some(({ purpose }) => purpose === 'hedge');
}

function uncovered({ plan }: Placement, { deps: { journal } }: Run): Decimal {
  const inventory = decimal(journal.ownQuantity('spot', plan.baseAsset));
  return inventory.plus(decimal(journal.ownQuantity('usdm', plan.baseAsset)));
}

/** Inventory that sales which could not be taken off may still sell. */
function promised({ plan }: Placement, { deps: { journal } }: Run): Decimal {
  const { symbol } = plan.scope;
  return promisedInventory([
    ...journal.unfinishedOrders('spot', symbol),
    ...journal.unbookedOrders('spot', symbol),
  ]);
}

async function cancelSales(symbol: string, run: Run): Promise<void> {
  for (const order of run.deps.journal.unfinishedOrders('spot', symbol)) {
    const rests = order.state === 'open' || order.state === 'partiallyFilled';
    if (order.side === 'SELL' && rests) await cancelInRun(order, 'unwinding', run);
  }
}
