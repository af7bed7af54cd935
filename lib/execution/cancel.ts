import type { Exchange } from '../exchange/port';
import type { Journal, OrderRecord } from '../journal/port';
import type { Clock } from '../model/clock';
import { kindOf, POSSIBLY_LIVE_STATES } from '../model/order';
import { settleOrder } from './settle';

export type CancelResult = 'cancelled' | 'ended' | 'unknown' | 'notSent';

/**
 * Cancels one resting order. "Not open" is not an answer: the order is asked for, because it may
 * have filled (failure scenario B01). An unknown outcome leaves it `cancelling`.
 */
export async function cancelOrder(
  order: OrderRecord,
  reason: string,
  deps: { exchange: Exchange; journal: Journal; hostNow: Clock },
): Promise<CancelResult> {
  const { exchange, journal, hostNow } = deps;
  journal.transition(order.clientOrderId, 'cancelling', reason, hostNow());
  const kind = kindOf(order.instruction);
  const outcome = await exchange.cancel(order.market, order.symbol, order.clientOrderId, kind);
  switch (outcome.kind) {
    case 'cancelled':
      journal.applyReport(order.clientOrderId, outcome.report, reason, hostNow());
      return 'cancelled';
    case 'notSent':
      journal.transition(order.clientOrderId, order.state, outcome.message, hostNow());
      return 'notSent';
    case 'notOpen':
    case 'unknown': {
      const cancelling = journal.order(order.clientOrderId) ?? order;
      const settlement = await settleOrder(cancelling, deps);
      const isEnded =
        settlement.kind === 'settled' && !POSSIBLY_LIVE_STATES.includes(settlement.order.state);
      return isEnded ? 'ended' : 'unknown';
    }
  }
}
