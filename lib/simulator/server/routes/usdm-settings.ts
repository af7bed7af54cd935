import { maxNotionalAt } from '../../engine/brackets';
import { formatFixed, formatShort } from '../../engine/decimal';
import { missingParameter } from '../../engine/errors';
import { marginAssetOf } from '../../engine/symbols';
import { invalidData } from '../../engine/usdm-errors';
import { usdmFeeRates } from '../../engine/usdm-fees';
import { usdmAccount } from '../../engine/usdm-model';
import {
  adjustMargin,
  changeLeverage,
  changeMarginType,
  changeMultiAssets,
  changePositionMode,
} from '../../engine/usdm-settings';
import type { Params } from '../params';
import type { AccountRequest, AccountRoute } from '../route';
import { contractOf, flagOf, positionSideOfRequest } from './usdm-request';

const DONE = { code: 200, msg: 'success' } as const;

/** A flag that must be sent. */
function requiredFlag(params: Params, name: string): boolean {
  const sent = flagOf(params, name, invalidData(name));
  if (sent === undefined) throw missingParameter(name);
  return sent;
}

function setLeverage(request: AccountRequest): unknown {
  const { symbol } = contractOf(request);
  const leverage = request.params.requiredInteger('leverage');
  changeLeverage(request.state, request.view, symbol, leverage, request.now);
  return { leverage, maxNotionalValue: formatShort(maxNotionalAt(symbol, leverage)), symbol };
}

function setMarginType(request: AccountRequest): unknown {
  const { symbol } = contractOf(request);
  const wanted = request.params.required('marginType');
  if (wanted !== 'ISOLATED' && wanted !== 'CROSSED') throw invalidData('marginType');
  changeMarginType(request.state, symbol, wanted, request.now);
  return DONE;
}

function setPositionMode({ params, state }: AccountRequest): unknown {
  changePositionMode(state, requiredFlag(params, 'dualSidePosition'));
  return DONE;
}

function setMultiAssets({ params, state, now }: AccountRequest): unknown {
  changeMultiAssets(state, requiredFlag(params, 'multiAssetsMargin'), now);
  return DONE;
}

function setFeeBurn({ params, state }: AccountRequest): unknown {
  const wanted = requiredFlag(params, 'feeBurn');
  state.account.bnbFees = { spot: state.account.bnbFees?.spot ?? false, usdm: wanted };
  state.changes.account = true;
  return DONE;
}

function typeOf(params: Params): 1 | 2 {
  const type = params.requiredInteger('type');
  if (type === 1 || type === 2) return type;
  throw invalidData('type');
}

function adjust(request: AccountRequest): unknown {
  const { params, state, view, now } = request;
  const { symbol } = contractOf(request);
  const side = positionSideOfRequest(request);
  const type = typeOf(params);
  const amount = params.requiredDecimal('amount');
  adjustMargin(state, view, symbol, side, type, amount, now);
  return {
    amount: Number(amount) / 1e8,
    code: 200,
    msg: 'Successfully modify position margin.',
    type,
  };
}

function marginHistory(request: AccountRequest): unknown {
  const { params, state } = request;
  const { symbol } = contractOf(request);
  const type = params.integer('type');
  const startTime = params.integer('startTime') ?? 0;
  const endTime = params.integer('endTime') ?? Number.MAX_SAFE_INTEGER;
  if (endTime < startTime) throw invalidData('endTime');
  return usdmAccount(state.account)
    .marginChanges.filter((row) => row.symbol === symbol)
    .filter((row) => row.time >= startTime && row.time <= endTime)
    .filter((row) => type === undefined || row.type === type)
    .slice(-params.limit(500, 500))
    .map((row) => ({
      symbol,
      type: row.type,
      deltaType: 'USER_ADJUST',
      amount: formatFixed(row.type === 1 ? row.amount : -row.amount),
      asset: marginAssetOf(symbol),
      time: row.time,
      positionSide: row.positionSide,
    }));
}

const usdmOf = ({ state }: AccountRequest) => usdmAccount(state.account);
const base = { pool: 'usdm', security: 'signed' } as const;
const get = { ...base, method: 'GET' } as const;
const post = { ...base, method: 'POST' } as const;

/** Signed USD-M settings with the weights of reference B4. */
export const usdmSettingsRoutes: readonly AccountRoute[] = [
  { ...post, path: '/fapi/v1/leverage', weight: 1, handle: setLeverage },
  { ...post, path: '/fapi/v1/marginType', weight: 1, handle: setMarginType },
  { ...post, path: '/fapi/v1/positionSide/dual', weight: 1, handle: setPositionMode },
  {
    ...get,
    path: '/fapi/v1/positionSide/dual',
    weight: 30,
    handle: (request) => ({ dualSidePosition: usdmOf(request).dualSidePosition }),
  },
  { ...post, path: '/fapi/v1/multiAssetsMargin', weight: 1, handle: setMultiAssets },
  {
    ...get,
    path: '/fapi/v1/multiAssetsMargin',
    weight: 30,
    handle: (request) => ({ multiAssetsMargin: usdmOf(request).multiAssetsMargin }),
  },
  { ...post, path: '/fapi/v1/feeBurn', weight: 1, handle: setFeeBurn },
  {
    ...get,
    path: '/fapi/v1/feeBurn',
    weight: 30,
    handle: ({ state }) => ({ feeBurn: state.account.bnbFees?.usdm ?? false }),
  },
  { ...post, path: '/fapi/v1/positionMargin', weight: 1, handle: adjust },
  { ...get, path: '/fapi/v1/positionMargin/history', weight: 1, handle: marginHistory },
  {
    ...get,
    path: '/fapi/v1/commissionRate',
    weight: 20,
    handle: (request) => {
      const rates = usdmFeeRates(request.state.account);
      return {
        symbol: contractOf(request).symbol,
        makerCommissionRate: formatShort(rates.maker),
        takerCommissionRate: formatShort(rates.taker),
        rpiCommissionRate: '0.00005',
      };
    },
  },
];
