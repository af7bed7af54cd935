import { Decimal } from '../../model/decimal';
import { RejectedError, TransientError } from '../../model/errors';
import type { FundingPayment, FuturesAccount, SpotAccount } from '../port';
import type { RestRequest } from './client';
import type { BinanceConnection } from './connection';
import { errorOfRead } from './readErrors';
import {
  incomeSchema,
  leverageSchema,
  positionModeSchema,
  positionsSchema,
  spotAccountSchema,
  successSchema,
  usdmAccountSchema,
} from './schemas/account';
import { parseAnswer } from './schemas/common';

/** Asking for the position mode costs 30 of 2,400 weights a minute, and it seldom changes. */
const POSITION_MODE_LIFETIME_MS = 60_000;
/** "No need to change margin type." */
const ALREADY_THAT_MARGIN_TYPE = -4046;
const MOST_INCOME_ROWS = '1000';

/** Balances, positions, contract settings and funding of one account. */
export class Account {
  private positionMode: { oneWay: boolean; readAt: number } | null = null;

  constructor(private readonly connection: BinanceConnection) {}

  /** The spot account; assets of which nothing is held are left out. */
  async spot(): Promise<SpotAccount> {
    const request = signed('GET', 'spot', 'api/v3/account', {});
    const answer = await this.connection.read(request, spotAccountSchema);
    const held = answer.balances.filter((row) => row.free !== '0' || row.locked !== '0');
    return { uid: answer.uid, canTrade: answer.canTrade, balances: held };
  }

  /** The USD-M account with its positions that are not zero. */
  async futures(): Promise<FuturesAccount> {
    const account = await this.connection.read(
      signed('GET', 'usdm', 'fapi/v3/account', {}),
      usdmAccountSchema,
    );
    const positions = await this.connection.read(
      signed('GET', 'usdm', 'fapi/v3/positionRisk', {}),
      positionsSchema,
    );
    return {
      walletBalanceQuote: account.totalWalletBalance,
      marginBalanceQuote: account.totalMarginBalance,
      availableBalanceQuote: account.availableBalance,
      unrealizedPnlQuote: account.totalUnrealizedProfit,
      oneWayMode: await this.oneWayMode(),
      positions: positions
        .filter((row) => row.positionAmt !== '0')
        .map((row) => ({
          symbol: row.symbol,
          quantity: row.positionAmt,
          entryPrice: row.entryPrice,
          markPrice: row.markPrice,
          unrealizedPnlQuote: row.unRealizedProfit,
          liquidationPrice: Decimal.of(row.liquidationPrice).isPositive()
            ? row.liquidationPrice
            : null,
        })),
    };
  }

  /**
   * Sets isolated margin and the leverage; both may be repeated without effect. Answers the
   * leverage that the exchange confirms. Throws RejectedError where it refuses.
   */
  async prepareContract(symbol: string, leverage: number): Promise<number> {
    await this.isolateMargin(symbol);
    const request = signed('POST', 'usdm', 'fapi/v1/leverage', {
      symbol,
      leverage: String(leverage),
    });
    const answer = await this.connection.read(request, leverageSchema);
    if (answer.symbol === symbol && answer.leverage === leverage) return answer.leverage;
    throw new RejectedError(
      0,
      `Leverage ${leverage} was asked for ${symbol}; in force is ${answer.leverage} for ${answer.symbol}.`,
      'Choose a leverage that the exchange allows for this account.',
    );
  }

  /** Funding booked at or after `since`, ascending; the exchange keeps three months. */
  async fundingPayments(symbol: string, since: number): Promise<FundingPayment[]> {
    const request = signed('GET', 'usdm', 'fapi/v1/income', {
      symbol,
      incomeType: 'FUNDING_FEE',
      startTime: String(since),
      limit: MOST_INCOME_ROWS,
    });
    const rows = await this.connection.read(request, incomeSchema);
    return rows
      .filter((row) => row.incomeType === 'FUNDING_FEE' && row.symbol === symbol)
      .filter((row) => row.time >= since)
      .map((row) => ({
        transactionId: row.tranId,
        symbol: row.symbol,
        amountQuote: row.income,
        asset: row.asset,
        paidAt: row.time,
      }))
      .sort((a, b) => a.paidAt - b.paidAt);
  }

  private async oneWayMode(): Promise<boolean> {
    const now = this.connection.hostNow();
    const known = this.positionMode;
    if (known !== null && now - known.readAt < POSITION_MODE_LIFETIME_MS) return known.oneWay;
    const request = signed('GET', 'usdm', 'fapi/v1/positionSide/dual', {});
    const answer = await this.connection.read(request, positionModeSchema);
    this.positionMode = { oneWay: !answer.dualSidePosition, readAt: now };
    return this.positionMode.oneWay;
  }

  private async isolateMargin(symbol: string): Promise<void> {
    const request = signed('POST', 'usdm', 'fapi/v1/marginType', {
      symbol,
      marginType: 'ISOLATED',
    });
    const reply = await this.connection.ask(request);
    if (reply.ok) {
      parseAnswer(successSchema, reply.body, request);
      return;
    }
    const { failure } = reply;
    if (failure.kind === 'refused' && failure.code === ALREADY_THAT_MARGIN_TYPE) return;
    const error = errorOfRead(failure, request);
    if (error instanceof TransientError) {
      throw new TransientError(
        error.message,
        'Run it again; setting it twice is harmless.',
        error.retryAt,
      );
    }
    throw error;
  }
}

function signed(
  method: RestRequest['method'],
  market: RestRequest['market'],
  path: string,
  params: Record<string, string>,
): RestRequest {
  return { market, method, path, params, signed: true };
}
