import { bracketAt, maintenanceMarginQuote } from '../accounting/margin';
import {
  freeMarginFraction,
  maintenanceMarginRatioPct,
  marginLevel,
} from '../accounting/marginStatus';
import { decimal } from '../model/decimal';
import type { MarginAccount, MarginBracket } from '../model/margin';
import type { PositionMargin } from '../model/positionRisk';

/** Margin of the account, and of one symbol's positions by its brackets. */
export function positionMargin(
  account: MarginAccount,
  symbol: string,
  brackets: readonly MarginBracket[],
  observedAt: number,
): PositionMargin {
  const balance = decimal(account.marginBalanceQuote);
  const ratioPct = maintenanceMarginRatioPct(decimal(account.maintenanceMarginQuote), balance);
  return {
    version: 1,
    observedAt,
    marginBalanceQuote: account.marginBalanceQuote,
    availableQuote: account.availableQuote,
    maintenanceMarginQuote: account.maintenanceMarginQuote,
    maintenanceMarginRatioPct: ratioPct,
    level: marginLevel(ratioPct),
    freeMarginFraction: freeMarginFraction(decimal(account.availableQuote), balance),
    positions: account.positions
      .filter((position) => position.symbol === symbol)
      .map((position) => {
        const notional = decimal(position.quantity).times(decimal(position.markPrice));
        const bracket = bracketAt(brackets, notional);
        return {
          symbol,
          side: position.side,
          quantity: position.quantity,
          notionalQuote: notional.roundedHalfEven(8).toString(),
          marginMode: position.isolatedWalletQuote === null ? 'cross' : 'isolated',
          isolatedWalletQuote: position.isolatedWalletQuote,
          maintenanceMarginQuote: maintenanceMarginQuote(brackets, notional)
            .roundedHalfEven(8)
            .toString(),
          maintenanceRatePct: decimal(bracket.rateFraction).toNumber() * 100,
          maximumLeverage: bracket.maximumLeverage,
        };
      }),
  };
}
