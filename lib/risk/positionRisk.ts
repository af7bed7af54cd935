import { maintenanceMarginQuote } from '../accounting/margin';
import { estimatedLiquidationPrice } from '../accounting/marginEstimate';
import { liquidationDistancePct, liquidationPrice } from '../accounting/marginLiquidation';
import { maintenanceMarginRatioPct, marginLevel } from '../accounting/marginStatus';
import { Decimal, decimal } from '../model/decimal';
import type { MarginAccount, MarginBracket, MarginPosition } from '../model/margin';
import type { PositionRisk } from '../model/positionRisk';

/**
 * How near a symbol's positions are to liquidation. In cross margin a long and a short one of
 * hedge mode share the wallet and have one price; isolated ones have a wallet each. What stands on
 * spot does not count: the exchange liquidates on the futures wallet alone.
 */
export function positionRisk(
  account: MarginAccount,
  symbol: string,
  brackets: readonly MarginBracket[],
  observedAt: number,
): PositionRisk {
  const own = account.positions.filter((position) => position.symbol === symbol);
  return {
    version: 1,
    observedAt,
    positions: own.map((position) => riskOf(position, account, brackets)),
  };
}

/** The liquidation price of a position among the account's others; null where there is none. */
export function liquidationPriceIn(
  account: MarginAccount,
  position: MarginPosition,
  brackets: readonly MarginBracket[],
): Decimal | null {
  const mark = decimal(position.markPrice);
  if (position.isolatedWalletQuote !== null) {
    const behind = { walletQuote: position.isolatedWalletQuote };
    return liquidationPrice([position], brackets, behind, mark);
  }
  const cross = account.positions.filter((each) => each.isolatedWalletQuote === null);
  const others = cross.filter(({ symbol }) => symbol !== position.symbol);
  const sum = (key: 'maintenanceMarginQuote' | 'unrealizedPnlQuote'): string =>
    Decimal.sum(others.map((other) => decimal(other[key]))).toString();
  return liquidationPrice(
    cross.filter(({ symbol }) => symbol === position.symbol),
    brackets,
    {
      walletQuote: account.crossWalletQuote,
      othersMaintenanceQuote: sum('maintenanceMarginQuote'),
      othersUnrealizedQuote: sum('unrealizedPnlQuote'),
    },
    mark,
  );
}

function riskOf(
  position: MarginPosition,
  account: MarginAccount,
  brackets: readonly MarginBracket[],
): PositionRisk['positions'][number] {
  const mark = decimal(position.markPrice);
  const notional = decimal(position.quantity).times(mark);
  const price = liquidationPriceIn(account, position, brackets);
  const isIsolated = position.isolatedWalletQuote !== null;
  const wallet = decimal(position.isolatedWalletQuote ?? account.crossWalletQuote);
  const balance = isIsolated
    ? wallet.plus(decimal(position.unrealizedPnlQuote))
    : decimal(account.marginBalanceQuote);
  const maintenance = isIsolated
    ? maintenanceMarginQuote(brackets, notional)
    : decimal(account.maintenanceMarginQuote);
  const ratioPct = maintenanceMarginRatioPct(maintenance, balance);
  const leverage = wallet.isPositive() ? notional.dividedBy(wallet).toNumber() : null;
  return {
    symbol: position.symbol,
    side: position.side,
    quantity: position.quantity,
    entryPrice: position.entryPrice,
    markPrice: position.markPrice,
    unrealizedPnlQuote: position.unrealizedPnlQuote,
    liquidationPrice: price?.roundedHalfEven(8).toString() ?? null,
    exchangeLiquidationPrice: position.liquidationPrice,
    liquidationDistancePct: price === null ? null : liquidationDistancePct(price, mark),
    estimatedLiquidationPrice: estimatedLiquidationPrice({
      side: position.side,
      entryPrice: position.entryPrice,
      quantity: position.quantity,
      leverage: Math.max(1, leverage ?? 1),
    })
      .roundedHalfEven(8)
      .toString(),
    leverage,
    maintenanceMarginRatioPct: ratioPct,
    level: marginLevel(ratioPct),
  };
}
