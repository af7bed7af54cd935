import { formatFixed } from '../../engine/decimal';
import { invalidData } from '../../engine/usdm-errors';
import type { AccountRequest, AccountRoute } from '../route';
import { contractOf, perContract } from './usdm-request';
import { orderRow } from './usdm-rows';

const DAY_MS = 86_400_000;
/** Income older than this is gone (reference H: three months). */
const RETENTION_MS = 90 * DAY_MS;

const INCOME_TYPES = new Set(
  `TRANSFER WELCOME_BONUS REALIZED_PNL FUNDING_FEE COMMISSION INSURANCE_CLEAR REFERRAL_KICKBACK COMMISSION_REBATE
  API_REBATE CONTEST_REWARD CROSS_COLLATERAL_TRANSFER OPTIONS_PREMIUM_FEE OPTIONS_SETTLE_PROFIT INTERNAL_TRANSFER
  AUTO_EXCHANGE DELIVERED_SETTELMENT COIN_SWAP_DEPOSIT COIN_SWAP_WITHDRAW POSITION_LIMIT_INCREASE_FEE
  STRATEGY_UMFUTURES_TRANSFER FEE_RETURN BFUSD_REWARD SPECIAL_FUNDING_FEE`.split(/\s+/),
);

function income(request: AccountRequest): unknown {
  const { params, state, store, now } = request;
  const startTime = params.integer('startTime');
  const endTime = params.integer('endTime');
  if (startTime !== undefined && endTime !== undefined && endTime < startTime) {
    throw invalidData('endTime');
  }
  const type = params.text('incomeType');
  if (type !== undefined && !INCOME_TYPES.has(type)) throw invalidData('incomeType');
  const asked = startTime ?? (endTime === undefined ? now - 7 * DAY_MS : 0);
  const range = {
    symbol: params.text('symbol'),
    startTime: Math.max(asked, now - RETENTION_MS),
    endTime,
    limit: params.limit(100, 1000),
  };
  const page = Math.max(1, params.integer('page') ?? 1);
  return store.incomes(state.account.id, range, type, page).map((row) => ({
    symbol: row.symbol,
    incomeType: row.incomeType,
    income: formatFixed(row.income),
    asset: row.asset,
    info: row.info,
    time: row.time,
    tranId: row.tranId,
    tradeId: row.tradeId,
  }));
}

/** Liquidations and auto-deleveragings of the last seven days, or of a window. */
function forceOrders(request: AccountRequest): unknown {
  const { params, state, store, now } = request;
  const symbol = params.text('symbol') === undefined ? undefined : contractOf(request).symbol;
  const kind = params.text('autoCloseType');
  if (kind !== undefined && kind !== 'LIQUIDATION' && kind !== 'ADL') {
    throw invalidData('autoCloseType');
  }
  const prefixes =
    kind === undefined
      ? ['autoclose-', 'adl_autoclose']
      : [kind === 'ADL' ? 'adl_autoclose' : 'autoclose-'];
  const range = {
    symbol,
    startTime: params.integer('startTime') ?? now - 7 * DAY_MS,
    endTime: params.integer('endTime'),
    limit: params.limit(50, 100),
  };
  return store.forceOrders(state.account.id, range, prefixes).map(orderRow);
}

const get = { pool: 'usdm', security: 'signed', method: 'GET' } as const;

/** Signed USD-M history with the weights of reference B4. */
export const usdmHistoryRoutes: readonly AccountRoute[] = [
  { ...get, path: '/fapi/v1/income', weight: 30, handle: income },
  { ...get, path: '/fapi/v1/forceOrders', weight: perContract(20, 50), handle: forceOrders },
];
