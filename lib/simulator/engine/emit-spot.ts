import type { SpotExecution, SpotOrderEvent } from './events';
import type { AccountState, Order } from './model';
import { balanceOf } from './model';
import type { SpotRules } from './symbols';

/** What an order's event has besides the order. */
type More = Partial<
  Pick<
    SpotOrderEvent,
    'trade' | 'prevented' | 'executionId' | 'clientOrderId' | 'origClientOrderId'
  >
>;

/** Tells the user stream what happened to a spot order (executionReport, reference G4). */
export function tellSpotOrder(
  state: AccountState,
  order: Order,
  execution: SpotExecution,
  at: number,
  more: More = {},
): void {
  const { next } = state.account;
  let { executionId } = more;
  if (executionId === undefined) {
    executionId = next.executionId ?? 1;
    next.executionId = executionId + 1;
  }
  state.changes.events.push({
    kind: 'spot-order',
    time: at,
    execution,
    order: { ...order, ...(order.spot === undefined ? {} : { spot: { ...order.spot } }) },
    clientOrderId: order.clientOrderId,
    origClientOrderId: '',
    ...more,
    executionId,
  });
}

/** Tells the user stream what some assets' balances are now (outboundAccountPosition, reference G2). */
export function tellBalances(state: AccountState, assets: readonly string[], at: number): void {
  const balances = [...new Set(assets)].map((asset) => {
    const { free, locked } = balanceOf(state.account, asset);
    return { asset, free, locked };
  });
  state.changes.events.push({ kind: 'spot-balances', time: at, balances });
}

/** The balances an order of a market can change. */
export function assetsOf(rules: SpotRules): string[] {
  return [rules.baseAsset, rules.quoteAsset];
}
