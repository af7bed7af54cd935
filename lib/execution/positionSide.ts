import type { Decimal } from '../model/decimal';
import type { PositionSide } from '../model/order';
import type { Purpose } from '../model/plan';
import type { Market, Side } from '../model/terms';

/**
 * The futures position that an order belongs to; hedge mode wants it on every order. Null on spot.
 * A hedge order belongs to the hedge's position as it stands, `position`; from flat it opens one.
 */
export function positionSideOf(
  order: { market: Market; purpose: Purpose; side: Side },
  position: Decimal,
): PositionSide | null {
  if (order.market === 'spot') return null;
  const opened: PositionSide = order.side === 'BUY' ? 'LONG' : 'SHORT';
  const closed: PositionSide = order.side === 'BUY' ? 'SHORT' : 'LONG';
  switch (order.purpose) {
    case 'hedge':
      if (position.isZero()) return opened;
      return position.isPositive() ? 'LONG' : 'SHORT';
    case 'tradeEntry':
    case 'gridEntry':
    case 'openingInventory':
      return opened;
    case 'gridExit':
    case 'tradeExit':
    case 'stop':
    case 'target':
    case 'flatten':
      return closed;
  }
}
