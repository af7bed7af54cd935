import type { Journal } from '../journal/port';
import { Decimal, decimal } from '../model/decimal';
import { isOfTrade, type Scope } from '../model/plan';
import { signOf } from '../model/terms';

/**
 * A trade's signed base position as its orders' reports say: what is booked, and what filled without
 * being booked yet, because the trade list lags behind or cannot be read.
 */
export function standingPosition(
  scope: Pick<Scope, 'strategy' | 'symbol'>,
  journal: Pick<Journal, 'tradePosition' | 'unbookedOrders'>,
): Decimal {
  const unbooked = journal
    .unbookedOrders('usdm', scope.symbol)
    .filter(({ strategy, purpose }) => strategy === scope.strategy && isOfTrade(purpose))
    .map((order) =>
      decimal(order.filledQuantity)
        .minus(decimal(order.bookedQuantity))
        .times(decimal(String(signOf(order.side)))),
    );
  return decimal(journal.tradePosition(scope.strategy, scope.symbol)).plus(Decimal.sum(unbooked));
}
