import { liquidationPrice } from './brackets';
import { absolute, larger, multiply, smaller } from './decimal';
import type { AccountState, Order, Position } from './model';
import { openOrders, positionOf } from './model';
import { usdmRules } from './symbols';
import { addIncome, endUsdm, expireIdleReduceOnly, fillUsdm } from './usdm';

/** Liquidation price of a position, scaled; 0 when it has none. */
export function liquidationPriceOf(position: Position): bigint {
  return liquidationPrice(position.symbol, position.amount, position.cost, position.isolatedWallet);
}

/**
 * Closes an isolated position at `mark` (reference I): its orders are cancelled, an order named `autoclose-...` takes the
 * whole of it, the liquidation fee goes to the insurance fund as far as the isolated wallet carries it, and a loss beyond
 * that wallet is the fund's (both as INSURANCE_CLEAR). Only the isolated wallet can be lost.
 */
export function liquidate(state: AccountState, symbol: string, mark: bigint, at: number): void {
  const { account } = state;
  const position = positionOf(account, symbol);
  for (const order of openOrders(state, 'usdm', symbol)) endUsdm(state, order, 'CANCELED', at);
  const size = absolute(position.amount);
  const isolated = larger(0n, position.isolatedWallet);
  const kept = account.wallet - isolated;
  const order: Order = {
    market: 'usdm',
    symbol,
    orderId: account.next.usdmOrderId++,
    clientOrderId: `autoclose-${at}`,
    side: position.amount > 0n ? 'SELL' : 'BUY',
    type: 'LIQUIDATION',
    timeInForce: 'IOC',
    price: mark,
    origQty: size,
    origQuoteOrderQty: 0n,
    executedQty: 0n,
    cumQuote: 0n,
    status: 'NEW',
    reduceOnly: true,
    createdAt: at,
    updatedAt: at,
  };
  fillUsdm(state, order, { price: mark, qty: size }, false, at);
  const left = account.wallet - kept;
  const fee = multiply(multiply(mark, size), usdmRules(symbol)?.liquidationFee ?? 0n);
  const clearing = left < 0n ? -left : -smaller(fee, left);
  account.wallet += clearing;
  if (clearing !== 0n) addIncome(state, symbol, 'INSURANCE_CLEAR', clearing, at);
  expireIdleReduceOnly(state, symbol, at);
}
