import type { Journal, OrderRecord } from '../journal/port';
import type { Clock } from '../model/clock';
import { Decimal } from '../model/decimal';
import type { Instrument } from '../model/instrument';
import type { OrderInstruction } from '../model/order';
import { type Intent, intentId, type Purpose, type Scope } from '../model/plan';
import type { Side } from '../model/terms';
import { positionSideOf } from './positionSide';

/** One order that takes inventory or a position down, or rests to do so. */
export interface Reduction {
  scope: Scope;
  leg: string;
  purpose: Extract<Purpose, 'flatten' | 'tradeExit' | 'stop' | 'target'>;
  side: Side;
  quantity: Decimal;
  instruction: OrderInstruction;
}

/**
 * Journals an order of our own making, which no plan names and no approval covers: an intent of the
 * leg's next generation with its one order, reduce-only on USD-M. Answers it as intended.
 */
export function intendReduction(
  { scope, leg, purpose, side, quantity, instruction }: Reduction,
  reason: string,
  deps: { journal: Journal; hostNow: Clock; instrument: Instrument },
): OrderRecord {
  const { journal, hostNow, instrument } = deps;
  const { strategy, market, symbol } = scope;
  const generation = journal
    .intentsOf(strategy, market, symbol)
    .filter((intent) => intent.leg === leg).length;
  const intent: Intent = {
    id: intentId(scope, leg, side, generation),
    leg,
    generation,
    purpose,
    effect: 'reduce',
    side,
    quantity: quantity.toString(),
    instruction,
  };
  const [order] = journal.intendOrders(
    [
      {
        intent,
        scope,
        baseAsset: instrument.baseAsset,
        gridNumber: null,
        quantity: intent.quantity,
        instruction,
        reduceOnly: market === 'usdm',
        positionSide: positionSideOf({ market, purpose, side }, Decimal.zero),
      },
    ],
    { approvalId: null, planReason: reason, at: hostNow() },
  );
  if (!order) throw new Error('the journal wrote no order');
  return order;
}
