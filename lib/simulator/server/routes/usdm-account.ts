import { bracketsOf, maxNotionalAt } from '../../engine/brackets';
import { absolute, formatFixed, formatShort, toNumber } from '../../engine/decimal';
import { ApiError } from '../../engine/errors';
import { liquidationPriceOf } from '../../engine/liquidation';
import {
  entryPrice,
  maintenanceOf,
  notionalOf,
  openOrderMargin,
  orderNotionals,
  unrealizedProfit,
  usdmFigures,
} from '../../engine/margin';
import type { Position } from '../../engine/model';
import { openOrders, positionOf } from '../../engine/model';
import { FEES, USDM_SYMBOLS } from '../../engine/symbols';
import type { AccountRequest, AccountRoute } from '../route';
import { listedSymbol, optionalSymbol } from './market-data';

const full = (value: bigint): string => formatFixed(value);
const DAY_MS = 86_400_000;

function positionsOf(request: AccountRequest): Position[] {
  const symbol = optionalSymbol(request.params, 'usdm');
  return (symbol === undefined ? USDM_SYMBOLS : [symbol]).map((name) =>
    positionOf(request.state.account, name),
  );
}

/** Figures of one position all its rows are made of. */
function figures({ state, view }: AccountRequest, position: Position) {
  const mark = view.mark(position.symbol);
  const { bids, asks } = orderNotionals(state, position.symbol);
  const notional = notionalOf(position, mark);
  const unrealized = unrealizedProfit(position, mark);
  const positionInitial = absolute(notional) / BigInt(position.leverage);
  const orderInitial = openOrderMargin(position, mark, bids, asks);
  const flat = position.amount === 0n;
  return {
    mark,
    bids,
    asks,
    notional,
    unrealized,
    positionInitial,
    orderInitial,
    maintenance: maintenanceOf(position, mark),
    isolatedMargin: flat ? 0n : position.isolatedWallet + unrealized,
    entry: entryPrice(position),
    liquidation: liquidationPriceOf(position),
    maxNotional: maxNotionalAt(position.symbol, position.leverage),
  };
}

/** Entry price with the fee of both ways in it; the exchange's own formula is not published. */
function breakEven(position: Position, entry: bigint): bigint {
  const fee = (entry * FEES.usdm.taker) / 100_000_000n;
  return position.amount === 0n ? 0n : position.amount > 0n ? entry + fee : entry - fee;
}

function riskV2(request: AccountRequest): unknown {
  return positionsOf(request).map((position) => {
    const row = figures(request, position);
    return {
      symbol: position.symbol,
      positionAmt: formatFixed(position.amount, 3),
      entryPrice: formatShort(row.entry),
      breakEvenPrice: formatShort(breakEven(position, row.entry)),
      markPrice: full(row.mark),
      unRealizedProfit: full(row.unrealized),
      liquidationPrice: formatShort(row.liquidation),
      leverage: String(position.leverage),
      maxNotionalValue: formatShort(row.maxNotional),
      marginType: 'isolated',
      isolatedMargin: full(row.isolatedMargin),
      isAutoAddMargin: 'false',
      positionSide: 'BOTH',
      notional: formatShort(row.notional),
      isolatedWallet: formatShort(position.isolatedWallet),
      updateTime: position.updatedAt,
      isolated: true,
      adlQuantile: position.amount === 0n ? 0 : 1,
    };
  });
}

/** Only symbols with a position or open orders (reference I). */
function riskV3(request: AccountRequest): unknown {
  const shown = positionsOf(request).filter(
    (position) =>
      position.amount !== 0n || openOrders(request.state, 'usdm', position.symbol).length > 0,
  );
  return shown.map((position) => {
    const row = figures(request, position);
    return {
      symbol: position.symbol,
      positionSide: 'BOTH',
      positionAmt: formatFixed(position.amount, 3),
      entryPrice: formatShort(row.entry),
      breakEvenPrice: formatShort(breakEven(position, row.entry)),
      markPrice: full(row.mark),
      unRealizedProfit: full(row.unrealized),
      liquidationPrice: formatShort(row.liquidation),
      isolatedMargin: formatShort(row.isolatedMargin),
      notional: formatShort(row.notional),
      marginAsset: 'USDT',
      isolatedWallet: formatShort(position.isolatedWallet),
      initialMargin: formatShort(row.positionInitial + row.orderInitial),
      maintMargin: formatShort(row.maintenance),
      positionInitialMargin: formatShort(row.positionInitial),
      openOrderInitialMargin: formatShort(row.orderInitial),
      adl: position.amount === 0n ? 0 : 1,
      bidNotional: formatShort(row.bids),
      askNotional: formatShort(row.asks),
      updateTime: position.updatedAt,
    };
  });
}

function assetRow(request: AccountRequest): Record<string, unknown> {
  const { account } = request.state;
  const sums = usdmFigures(request.state, request.view);
  return {
    asset: 'USDT',
    walletBalance: full(account.wallet),
    unrealizedProfit: full(sums.unrealized),
    marginBalance: full(account.wallet + sums.unrealized),
    maintMargin: full(sums.maintenance),
    initialMargin: full(sums.positionInitial + sums.openOrderInitial),
    positionInitialMargin: full(sums.positionInitial),
    openOrderInitialMargin: full(sums.openOrderInitial),
    crossWalletBalance: full(sums.cross),
    crossUnPnl: full(0n),
    availableBalance: full(sums.available),
    maxWithdrawAmount: full(sums.available),
    marginAvailable: true,
    updateTime: account.updatedAt,
  };
}

function totals(request: AccountRequest): Record<string, unknown> {
  const asset = assetRow(request);
  return {
    totalInitialMargin: asset.initialMargin,
    totalMaintMargin: asset.maintMargin,
    totalWalletBalance: asset.walletBalance,
    totalUnrealizedProfit: asset.unrealizedProfit,
    totalMarginBalance: asset.marginBalance,
    totalPositionInitialMargin: asset.positionInitialMargin,
    totalOpenOrderInitialMargin: asset.openOrderInitialMargin,
    totalCrossWalletBalance: asset.crossWalletBalance,
    totalCrossUnPnl: asset.crossUnPnl,
    availableBalance: asset.availableBalance,
    maxWithdrawAmount: asset.maxWithdrawAmount,
    assets: [asset],
  };
}

function accountV2(request: AccountRequest): unknown {
  const all = USDM_SYMBOLS.map((name) => positionOf(request.state.account, name));
  return {
    feeTier: 0,
    feeBurn: false,
    canTrade: true,
    canDeposit: true,
    canWithdraw: false,
    updateTime: 0,
    multiAssetsMargin: false,
    tradeGroupId: -1,
    ...totals(request),
    positions: all.map((position) => {
      const row = figures(request, position);
      return {
        symbol: position.symbol,
        initialMargin: formatShort(row.positionInitial + row.orderInitial),
        maintMargin: formatShort(row.maintenance),
        unrealizedProfit: full(row.unrealized),
        positionInitialMargin: formatShort(row.positionInitial),
        openOrderInitialMargin: formatShort(row.orderInitial),
        leverage: String(position.leverage),
        isolated: true,
        entryPrice: formatShort(row.entry),
        breakEvenPrice: formatShort(breakEven(position, row.entry)),
        maxNotional: formatShort(row.maxNotional),
        bidNotional: formatShort(row.bids),
        askNotional: formatShort(row.asks),
        positionSide: 'BOTH',
        positionAmt: formatFixed(position.amount, 3),
        notional: formatShort(row.notional),
        isolatedWallet: formatShort(position.isolatedWallet),
        updateTime: position.updatedAt,
      };
    }),
  };
}

function accountV3(request: AccountRequest): unknown {
  const held = USDM_SYMBOLS.map((name) => positionOf(request.state.account, name)).filter(
    (position) =>
      position.amount !== 0n || openOrders(request.state, 'usdm', position.symbol).length > 0,
  );
  return {
    ...totals(request),
    positions: held.map((position) => {
      const row = figures(request, position);
      return {
        symbol: position.symbol,
        positionSide: 'BOTH',
        positionAmt: formatFixed(position.amount, 3),
        unrealizedProfit: full(row.unrealized),
        isolatedMargin: full(row.isolatedMargin),
        notional: formatShort(row.notional),
        isolatedWallet: formatShort(position.isolatedWallet),
        initialMargin: formatShort(row.positionInitial + row.orderInitial),
        maintMargin: formatShort(row.maintenance),
        updateTime: position.updatedAt,
      };
    }),
  };
}

function balance(request: AccountRequest): unknown {
  const asset = assetRow(request);
  return [
    {
      accountAlias: 'SimU',
      asset: 'USDT',
      balance: asset.walletBalance,
      crossWalletBalance: asset.crossWalletBalance,
      crossUnPnl: asset.crossUnPnl,
      availableBalance: asset.availableBalance,
      maxWithdrawAmount: asset.maxWithdrawAmount,
      marginAvailable: true,
      updateTime: asset.updateTime,
    },
  ];
}

function setLeverage(request: AccountRequest): unknown {
  const symbol = listedSymbol(request.params, 'usdm');
  const leverage = request.params.requiredInteger('leverage');
  const highest = bracketsOf(symbol)[0]?.initialLeverage ?? 1;
  if (leverage < 1 || leverage > highest)
    throw new ApiError(-4028, `Leverage ${leverage} is not valid`);
  const position = positionOf(request.state.account, symbol);
  if (leverage < position.leverage && position.amount !== 0n) {
    throw new ApiError(
      -4161,
      'Leverage reduction is not supported in Isolated Margin Mode with open positions.',
    );
  }
  const before = position.leverage;
  position.leverage = leverage;
  const { openOrderInitial, cross } = usdmFigures(request.state, request.view);
  if (openOrderInitial > cross) {
    position.leverage = before;
    throw new ApiError(-2019, 'Margin is insufficient.');
  }
  request.state.changes.account = true;
  return { leverage, maxNotionalValue: formatShort(maxNotionalAt(symbol, leverage)), symbol };
}

/** This exchange knows isolated margin only; CROSSED is refused rather than taken silently. */
function setMarginType({ params }: AccountRequest): unknown {
  listedSymbol(params, 'usdm');
  const wanted = params.required('marginType');
  if (wanted === 'ISOLATED') throw new ApiError(-4046, 'No need to change margin type.');
  throw new ApiError(-1020, 'This operation is not supported.');
}

/** One-way only; hedge mode is refused. */
function setPositionSide({ params }: AccountRequest): unknown {
  if (params.required('dualSidePosition').toLowerCase() === 'false') {
    throw new ApiError(-4059, 'No need to change position side.');
  }
  throw new ApiError(-1020, 'This operation is not supported.');
}

function income({ params, state, store, now }: AccountRequest): unknown {
  const startTime = params.integer('startTime');
  const endTime = params.integer('endTime');
  const range = {
    symbol: params.text('symbol'),
    startTime: startTime ?? (endTime === undefined ? now - 7 * DAY_MS : undefined),
    endTime,
    limit: params.limit(100, 1000),
  };
  const page = Math.max(1, params.integer('page') ?? 1);
  return store.incomes(state.account.id, range, params.text('incomeType'), page).map((row) => ({
    symbol: row.symbol,
    incomeType: row.incomeType,
    income: full(row.income),
    asset: row.asset,
    info: row.info,
    time: row.time,
    tranId: row.tranId,
    tradeId: row.tradeId,
  }));
}

function leverageBracket({ params }: AccountRequest): unknown {
  const symbol = optionalSymbol(params, 'usdm');
  return (symbol === undefined ? USDM_SYMBOLS : [symbol]).map((name) => ({
    symbol: name,
    notionalCoef: 1,
    brackets: bracketsOf(name).map((row) => ({
      bracket: row.bracket,
      initialLeverage: row.initialLeverage,
      notionalCap: toNumber(row.notionalCap),
      notionalFloor: toNumber(row.notionalFloor),
      maintMarginRatio: toNumber(row.maintMarginRatio),
      cum: toNumber(row.cum),
    })),
  }));
}

const base = { pool: 'usdm', security: 'signed' } as const;
const get = { ...base, method: 'GET' } as const;
const post = { ...base, method: 'POST' } as const;

/** Signed USD-M account routes with the weights of reference B4. */
export const usdmAccountRoutes: readonly AccountRoute[] = [
  { ...get, path: '/fapi/v2/positionRisk', weight: 5, handle: riskV2 },
  { ...get, path: '/fapi/v3/positionRisk', weight: 5, handle: riskV3 },
  { ...get, path: '/fapi/v2/account', weight: 5, handle: accountV2 },
  { ...get, path: '/fapi/v3/account', weight: 5, handle: accountV3 },
  { ...get, path: '/fapi/v2/balance', weight: 5, handle: balance },
  { ...get, path: '/fapi/v3/balance', weight: 5, handle: balance },
  { ...get, path: '/fapi/v1/income', weight: 30, handle: income },
  { ...get, path: '/fapi/v1/leverageBracket', weight: 1, handle: leverageBracket },
  { ...post, path: '/fapi/v1/leverage', weight: 1, handle: setLeverage },
  { ...post, path: '/fapi/v1/marginType', weight: 1, handle: setMarginType },
  { ...post, path: '/fapi/v1/positionSide/dual', weight: 1, handle: setPositionSide },
  {
    ...get,
    path: '/fapi/v1/positionSide/dual',
    weight: 30,
    handle: () => ({ dualSidePosition: false }),
  },
  {
    ...get,
    path: '/fapi/v1/multiAssetsMargin',
    weight: 30,
    handle: () => ({ multiAssetsMargin: false }),
  },
  {
    ...get,
    path: '/fapi/v1/commissionRate',
    weight: 20,
    handle: ({ params }) => ({
      symbol: listedSymbol(params, 'usdm'),
      makerCommissionRate: formatShort(FEES.usdm.maker),
      takerCommissionRate: formatShort(FEES.usdm.taker),
      rpiCommissionRate: '0.00005',
    }),
  },
  {
    ...get,
    path: '/fapi/v1/accountConfig',
    weight: 5,
    handle: () => ({
      feeTier: 0,
      canTrade: true,
      canDeposit: true,
      canWithdraw: false,
      dualSidePosition: false,
      updateTime: 0,
      multiAssetsMargin: false,
      tradeGroupId: -1,
    }),
  },
  {
    ...get,
    path: '/fapi/v1/symbolConfig',
    weight: 5,
    handle: (request) =>
      positionsOf(request).map((position) => ({
        symbol: position.symbol,
        marginType: 'ISOLATED',
        isAutoAddMargin: false,
        leverage: position.leverage,
        maxNotionalValue: formatShort(maxNotionalAt(position.symbol, position.leverage)),
      })),
  },
];
