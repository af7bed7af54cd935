import { decimal } from '../../model/decimal';
import type { FuturesFees, SpotFees } from '../../model/marketData';
import type { BinanceConnection } from './connection';
import { signed, unexpectedError } from './reply';
import { spotCommissionSchema, usdmCommissionSchema } from './schemas/statistics';

/**
 * What this account pays on spot: standard, special and tax commission added up. The discount holds
 * for the standard commission only, and while the account pays in the asset. Throws as every read.
 */
export async function fetchSpotFees(
  connection: BinanceConnection,
  symbol: string,
): Promise<SpotFees> {
  const request = signed('GET', 'spot', 'api/v3/account/commission', { symbol });
  const answer = await connection.read(request, spotCommissionSchema);
  if (answer.symbol !== symbol) throw unexpectedError(request, 'it is about another symbol');
  const { standardCommission, specialCommission, taxCommission, discount } = answer;
  const sumOf = (side: 'maker' | 'taker'): string =>
    decimal(standardCommission[side])
      .plus(decimal(specialCommission[side]))
      .plus(decimal(taxCommission[side]))
      .toString();
  const isDiscounted = discount.enabledForAccount && discount.enabledForSymbol;
  return {
    makerFraction: sumOf('maker'),
    takerFraction: sumOf('taker'),
    discountFactor: isDiscounted ? discount.discount : null,
    discountAsset: isDiscounted ? discount.discountAsset : null,
  };
}

/** What this account pays on a USD-M contract. Throws as every read. */
export async function fetchFuturesFees(
  connection: BinanceConnection,
  symbol: string,
): Promise<FuturesFees> {
  const request = signed('GET', 'usdm', 'fapi/v1/commissionRate', { symbol });
  const answer = await connection.read(request, usdmCommissionSchema);
  if (answer.symbol !== symbol) throw unexpectedError(request, 'it is about another symbol');
  return {
    makerFraction: answer.makerCommissionRate,
    takerFraction: answer.takerCommissionRate,
  };
}
