import { decimal } from '../model/decimal';
import type { Placement } from './decide';
import { refusalsOf } from './circuit';
import { sendChunk } from './flattenLegs';
import type { Run } from './run';

/** A hedge refused so often in a row will not come: what it should have covered is sold. */
const REFUSALS_BEFORE_UNWINDING = 5;
/** A chunk pays at most this much beyond the best price. */
const UNWINDING_SLIPPAGE_PCT = 0.5;

/**
 * Sells the inventory that the refused hedge leaves uncovered (failure scenario D01), once the
 * hedge has been refused often enough. The grid is closed, because its cells' inventory is gone;
 * what is hedged stays. Answers whether anything was sold.
 */
export async function unwindUnhedged(hedge: Placement, run: Run): Promise<boolean> {
  const { deps, tally } = run;
  const { journal, hostNow } = deps;
  const { plan } = hedge;
  const delta = decimal(journal.ownQuantity('spot', plan.baseAsset)).plus(
    decimal(journal.ownQuantity('usdm', plan.baseAsset)),
  );
  if (!delta.isPositive() || refusalsOf(hedge, journal) < REFUSALS_BEFORE_UNWINDING) return false;
  journal.closeGrids(plan.scope.symbol, hostNow());
  const { spot } = run.instruments;
  const sold = await sendChunk(
    { side: 'SELL', instrument: spot, left: delta, wholly: true },
    { chunkQuote: '0', slippagePct: UNWINDING_SLIPPAGE_PCT },
    { ...deps, account: plan.scope.account },
    `unwinding: the hedge was refused ${REFUSALS_BEFORE_UNWINDING} times`,
  );
  if (sold === 'dust') return false;
  tally.addSend(sold);
  tally.notes.push(
    `the hedge of ${plan.scope.symbol} is refused again and again: ${delta.toString()} ${plan.baseAsset} without a hedge are sold and the grid is closed`,
  );
  journal.recordEvent('unwound', { symbol: plan.scope.symbol, delta: delta.toString() }, hostNow());
  return sold.kind === 'accepted';
}
