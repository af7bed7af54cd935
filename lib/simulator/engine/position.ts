import { absolute, divide, multiply, smaller } from './decimal';
import type { Account, Order, Position, Side } from './model';
import { positionOf } from './model';
import type { PositionSide } from './usdm-model';
import { closingSide, legKey, positionSideOf, usdmAccount } from './usdm-model';

/** The leg of a symbol, created flat at first use with the symbol's leverage. */
export function legOf(account: Account, symbol: string, side: PositionSide): Position {
  const main = positionOf(account, symbol);
  if (side === 'BOTH') return main;
  return (account.positions[legKey(symbol, side)] ??= {
    symbol,
    side,
    amount: 0n,
    cost: 0n,
    isolatedWallet: 0n,
    leverage: main.leverage,
    updatedAt: 0,
  });
}

/** The legs a symbol has in the account's mode: BOTH, or LONG and SHORT. */
export function legsOf(account: Account, symbol: string): Position[] {
  if (!usdmAccount(account).dualSidePosition) return [legOf(account, symbol, 'BOTH')];
  return [legOf(account, symbol, 'LONG'), legOf(account, symbol, 'SHORT')];
}

/** All legs of a symbol that exist, in whatever mode they came to be. */
export function existingLegs(account: Account, symbol: string): Position[] {
  const sides: readonly PositionSide[] = ['BOTH', 'LONG', 'SHORT'];
  return sides.flatMap((side) => account.positions[legKey(symbol, side)] ?? []);
}

/** Net futures quantity of a symbol over its legs. */
export function netAmount(account: Account, symbol: string): bigint {
  return existingLegs(account, symbol).reduce((sum, leg) => sum + leg.amount, 0n);
}

/** Sets the leverage of all legs of a symbol. */
export function setLegLeverage(account: Account, symbol: string, leverage: number): void {
  positionOf(account, symbol).leverage = leverage;
  for (const leg of existingLegs(account, symbol)) leg.leverage = leverage;
}

/** The leg an order works on. */
export function legOfOrder(account: Account, order: Order): Position {
  return legOf(account, order.symbol, order.usdm?.positionSide ?? 'BOTH');
}

/** True when an order can only reduce: reduceOnly, or the closing side of a hedge leg. */
export function isReducing(side: PositionSide, order: Side, reduceOnly: boolean): boolean {
  return reduceOnly || closingSide(side) === order;
}

/** Quantity of `qty` that a fill on `side` takes off the position. */
export function closingPart(position: Position, side: Side, qty: bigint): bigint {
  const own = closingSide(positionSideOf(position));
  if (own !== undefined && own !== side) return 0n;
  const reduces = side === 'BUY' ? position.amount < 0n : position.amount > 0n;
  return reduces ? smaller(qty, absolute(position.amount)) : 0n;
}

/** Entry price of a position, scaled and cut off; 0 when flat. */
export function entryPrice(position: Position): bigint {
  return position.amount === 0n ? 0n : divide(position.cost, position.amount);
}

/** Unrealised profit at `mark` in the margin asset: amount x mark - cost. */
export function unrealizedProfit(position: Position, mark: bigint): bigint {
  return multiply(position.amount, mark) - position.cost;
}

/** Signed notional at `mark` in the margin asset. */
export function notionalOf(position: Position, mark: bigint): bigint {
  return multiply(position.amount, mark);
}
