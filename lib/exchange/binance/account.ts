import { Decimal } from '../../model/decimal';
import type { FuturesAccount, FuturesPosition, SpotAccount } from '../port';
import type { AccountConfig } from './accountConfig';
import type { BinanceConnection } from './connection';
import { signed } from './reply';
import { positionsSchema, spotAccountSchema, usdmAccountSchema } from './schemas/account';

/** Balances and positions of one account. */
export class Account {
  constructor(
    private readonly connection: BinanceConnection,
    private readonly config: AccountConfig,
  ) {}

  /** The spot account; assets of which nothing is held are left out. */
  async spot(): Promise<SpotAccount> {
    const request = signed('GET', 'spot', 'api/v3/account', {});
    const answer = await this.connection.read(request, spotAccountSchema);
    const held = answer.balances.filter((row) => row.free !== '0' || row.locked !== '0');
    return { uid: answer.uid, canTrade: answer.canTrade, balances: held };
  }

  /** The USD-M account with its positions that are not zero, of both sides in hedge mode. */
  async futures(): Promise<FuturesAccount> {
    const account = await this.connection.read(
      signed('GET', 'usdm', 'fapi/v3/account', {}),
      usdmAccountSchema,
    );
    const positions = await this.connection.read(
      signed('GET', 'usdm', 'fapi/v3/positionRisk', {}),
      positionsSchema,
    );
    const { mode, canTrade } = await this.config.read();
    return {
      wallets: account.assets
        .filter((row) => row.walletBalance !== '0' || row.marginBalance !== '0')
        .map(({ asset, walletBalance, marginBalance, availableBalance }) => {
          return { asset, balance: walletBalance, marginBalance, availableBalance };
        }),
      canTrade,
      oneWayMode: mode === 'oneWay',
      positions: positions
        .filter((row) => row.positionAmt !== '0')
        .map(
          (row): FuturesPosition => ({
            symbol: row.symbol,
            marginAsset: row.marginAsset,
            side: row.positionSide,
            quantity: row.positionAmt,
            entryPrice: row.entryPrice,
            markPrice: row.markPrice,
            unrealizedPnlQuote: row.unRealizedProfit,
            liquidationPrice: priceOrNull(row.liquidationPrice),
          }),
        ),
    };
  }
}

/** The exchange writes "0", less or nothing where no price liquidates the position. */
function priceOrNull(text: string): string | null {
  return text !== '' && Decimal.of(text).isPositive() ? text : null;
}
