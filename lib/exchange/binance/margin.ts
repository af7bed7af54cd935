import { Decimal, decimal } from '../../model/decimal';
import { ConfigurationError } from '../../model/errors';
import type { MarginAccount, MarginBracket, MarginPosition } from '../../model/margin';
import type { BinanceConnection } from './connection';
import { signed } from './reply';
import {
  leverageBracketsSchema,
  marginAccountSchema,
  marginPositionsSchema,
} from './schemas/margin';

/**
 * The margin table of a contract as it holds for this account, lowest notional first. An account
 * may have its caps moved by a factor; the table is widened by it, and its amounts follow the caps.
 * Throws as every read, and ConfigurationError when the exchange has none.
 */
export async function fetchLeverageBrackets(
  connection: BinanceConnection,
  symbol: string,
): Promise<MarginBracket[]> {
  const request = signed('GET', 'usdm', 'fapi/v1/leverageBracket', { symbol });
  const answer = await connection.read(request, leverageBracketsSchema);
  const row = answer.find((each) => each.symbol === symbol);
  if (!row) {
    throw new ConfigurationError(
      `The exchange names no leverage brackets for ${symbol}.`,
      'Choose a USD-M contract that trades.',
    );
  }
  const factor = Decimal.fromNumber(row.notionalCoef ?? 1, 8);
  let cumulative = Decimal.zero;
  let rateBelow: Decimal | null = null;
  return row.brackets
    .map((bracket) => ({ ...bracket, floor: decimal(bracket.notionalFloor).times(factor) }))
    .sort((a, b) => a.floor.compare(b.floor))
    .map((bracket): MarginBracket => {
      const rate = decimal(bracket.maintMarginRatio);
      if (rateBelow) cumulative = cumulative.plus(bracket.floor.times(rate.minus(rateBelow)));
      rateBelow = rate;
      const isAsTold = factor.equals(decimal('1'));
      return {
        floorQuote: bracket.floor.toString(),
        capQuote: decimal(bracket.notionalCap).times(factor).toString(),
        rateFraction: bracket.maintMarginRatio,
        cumulativeQuote: isAsTold ? bracket.cum : cumulative.toString(),
        maximumLeverage: bracket.initialLeverage,
      };
    });
}

/**
 * Margin of the USD-M account in one asset, with the positions margined by it that are not zero.
 * Nothing held of the asset is a margin of zero. Throws as every read.
 */
export async function fetchMarginAccount(
  connection: BinanceConnection,
  asset: string,
): Promise<MarginAccount> {
  const account = await connection.read(
    signed('GET', 'usdm', 'fapi/v3/account', {}),
    marginAccountSchema,
  );
  const rows = await connection.read(
    signed('GET', 'usdm', 'fapi/v3/positionRisk', {}),
    marginPositionsSchema,
  );
  const held = account.assets.find((row) => row.asset === asset);
  return {
    crossWalletQuote: held?.crossWalletBalance ?? '0',
    marginBalanceQuote: held?.marginBalance ?? '0',
    availableQuote: held?.availableBalance ?? '0',
    maintenanceMarginQuote: held?.maintMargin ?? '0',
    positions: rows
      .filter((row) => row.positionAmt !== '0' && row.marginAsset === asset)
      .map((row): MarginPosition => {
        const quantity = decimal(row.positionAmt);
        return {
          symbol: row.symbol,
          side: quantity.isPositive() ? 'LONG' : 'SHORT',
          quantity: quantity.absolute().toString(),
          entryPrice: row.entryPrice,
          markPrice: row.markPrice,
          unrealizedPnlQuote: row.unRealizedProfit,
          maintenanceMarginQuote: row.maintMargin,
          isolatedWalletQuote: decimal(row.isolatedWallet).isZero() ? null : row.isolatedWallet,
          liquidationPrice: aboveZero(row.liquidationPrice),
        };
      }),
  };
}

function aboveZero(text: string): string | null {
  return text !== '' && decimal(text).isPositive() ? text : null;
}
