import { bracketsOf, maxNotionalAt } from '../../engine/brackets';
import { formatFixed, formatShort } from '../../engine/decimal';
import { breakEvenPrice } from '../../engine/emit-usdm';
import { liquidationPointOf } from '../../engine/liquidation';
import type { UsdmFigures } from '../../engine/margin';
import {
  maintenanceOf,
  openOrderMargin,
  orderNotionals,
  positionInitialMargin,
  usdmFigures,
} from '../../engine/margin';
import type { Position } from '../../engine/model';
import { openOrders } from '../../engine/model';
import { entryPrice, legsOf, notionalOf, unrealizedProfit } from '../../engine/position';
import { MARGIN_ASSETS, marginAssetOf, usdmRules } from '../../engine/symbols';
import { marginTypeOf, positionSideOf, usdmAccount } from '../../engine/usdm-model';
import { walletOf } from '../../engine/usdm-wallets';
import type { AccountRequest, AccountRoute } from '../route';
import { contractsOf } from './usdm-request';
import { quantityText } from './usdm-rows';

const full = (value: bigint): string => formatFixed(value);

/** Legs of the contracts a request asks for, in the account's position mode. */
function positionsOf(request: AccountRequest): Position[] {
  return contractsOf(request).flatMap(({ symbol }) => legsOf(request.state.account, symbol));
}

/** The contracts of the market. */
function listed({ view }: AccountRequest): string[] {
  return view.symbols.filter((symbol) => usdmRules(symbol) !== undefined);
}

/** Legs with a position or with open orders of their own. */
function isUsed(request: AccountRequest, position: Position): boolean {
  return (
    position.amount !== 0n ||
    openOrders(request.state, 'usdm', position.symbol).some(
      (order) => (order.usdm?.positionSide ?? 'BOTH') === positionSideOf(position),
    )
  );
}

/** Figures of one leg all its rows are made of. */
function figures({ state, view }: AccountRequest, position: Position) {
  const mark = view.mark(position.symbol);
  const { bids, asks } = orderNotionals(state, position);
  const unrealized = unrealizedProfit(position, mark);
  const flat = position.amount === 0n;
  const isolated = marginTypeOf(state.account, position.symbol) === 'ISOLATED';
  const point = liquidationPointOf(state, position, (symbol) => view.mark(symbol));
  return {
    mark,
    bids,
    asks,
    isolated,
    unrealized,
    notional: notionalOf(position, mark),
    positionInitial: positionInitialMargin(position, mark),
    orderInitial: openOrderMargin(position, mark, bids, asks),
    maintenance: maintenanceOf(position, mark),
    isolatedMargin: flat || !isolated ? 0n : position.isolatedWallet + unrealized,
    entry: entryPrice(position),
    liquidation: point?.price ?? 0n,
    maxNotional: maxNotionalAt(position.symbol, position.leverage),
    adl: adlQuantile(position, mark),
  };
}

/** Place in the queue of auto-deleveraging, 0 when flat, then 1 to 4 with profit over margin (derived; no formula is published). */
export function adlQuantile(position: Position, mark: bigint): number {
  if (position.amount === 0n) return 0;
  const profit = unrealizedProfit(position, mark);
  const initial = positionInitialMargin(position, mark);
  if (profit <= 0n || initial === 0n) return 1;
  return Math.min(4, 1 + Number((profit * 4n) / initial));
}

function riskV2(request: AccountRequest): unknown {
  return positionsOf(request).map((position) => {
    const row = figures(request, position);
    return {
      symbol: position.symbol,
      positionAmt: quantityText(position.symbol, position.amount),
      entryPrice: formatShort(row.entry),
      breakEvenPrice: formatShort(breakEvenPrice(request.state.account, position)),
      markPrice: full(row.mark),
      unRealizedProfit: full(row.unrealized),
      liquidationPrice: formatShort(row.liquidation),
      leverage: String(position.leverage),
      maxNotionalValue: formatShort(row.maxNotional),
      marginType: row.isolated ? 'isolated' : 'cross',
      isolatedMargin: full(row.isolatedMargin),
      isAutoAddMargin: 'false',
      positionSide: positionSideOf(position),
      notional: formatShort(row.notional),
      isolatedWallet: formatShort(position.isolatedWallet),
      updateTime: position.updatedAt,
      isolated: row.isolated,
      adlQuantile: row.adl,
    };
  });
}

/** Only symbols with a position or open orders (reference I). */
function riskV3(request: AccountRequest): unknown {
  const shown = positionsOf(request).filter((position) => isUsed(request, position));
  return shown.map((position) => {
    const row = figures(request, position);
    return {
      symbol: position.symbol,
      positionSide: positionSideOf(position),
      positionAmt: quantityText(position.symbol, position.amount),
      entryPrice: formatShort(row.entry),
      breakEvenPrice: formatShort(breakEvenPrice(request.state.account, position)),
      markPrice: full(row.mark),
      unRealizedProfit: full(row.unrealized),
      liquidationPrice: formatShort(row.liquidation),
      isolatedMargin: formatShort(row.isolatedMargin),
      notional: formatShort(row.notional),
      marginAsset: marginAssetOf(position.symbol),
      isolatedWallet: formatShort(position.isolatedWallet),
      initialMargin: formatShort(row.positionInitial + row.orderInitial),
      maintMargin: formatShort(row.maintenance),
      positionInitialMargin: formatShort(row.positionInitial),
      openOrderInitialMargin: formatShort(row.orderInitial),
      adl: row.adl,
      bidNotional: formatShort(row.bids),
      askNotional: formatShort(row.asks),
      updateTime: position.updatedAt,
    };
  });
}

/** The row of a futures wallet: of a margin asset with all that is margined in it, of another asset what it holds. */
function assetRow({ state, view }: AccountRequest, asset: string): Record<string, unknown> {
  const { account } = state;
  const wallet = walletOf(account, asset);
  const margined = MARGIN_ASSETS.find((one) => one === asset);
  const sums = margined === undefined ? unmargined(wallet) : usdmFigures(state, view, margined);
  return {
    asset,
    walletBalance: full(wallet),
    unrealizedProfit: full(sums.unrealized),
    marginBalance: full(wallet + sums.unrealized),
    maintMargin: full(sums.maintenance),
    initialMargin: full(sums.positionInitial + sums.openOrderInitial),
    positionInitialMargin: full(sums.positionInitial),
    openOrderInitialMargin: full(sums.openOrderInitial),
    crossWalletBalance: full(sums.cross),
    crossUnPnl: full(sums.crossUnrealized),
    availableBalance: full(sums.available),
    maxWithdrawAmount: full(sums.withdrawable),
    marginAvailable: true,
    updateTime: account.updatedAt,
  };
}

/** Figures of a wallet nothing is margined in. */
function unmargined(wallet: bigint): UsdmFigures {
  return {
    isolated: 0n,
    cross: wallet,
    unrealized: 0n,
    crossUnrealized: 0n,
    maintenance: 0n,
    crossMaintenance: 0n,
    positionInitial: 0n,
    openOrderInitial: 0n,
    available: wallet,
    withdrawable: wallet,
  };
}

/** The row of USDT, and one of every other asset the futures wallets hold or held. */
function assetRows(request: AccountRequest): Record<string, unknown>[] {
  const others = Object.keys(usdmAccount(request.state.account).assets);
  return ['USDT', ...others].map((asset) => assetRow(request, asset));
}

/** Totals of single-asset mode: those of USDT alone, as the exchange documents them. */
function totals(request: AccountRequest): Record<string, unknown> {
  const assets = assetRows(request);
  const asset = assets[0] ?? {};
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
    assets,
  };
}

/** Settings shared by account v2 and accountConfig. */
function settings({ state }: AccountRequest) {
  const { account } = state;
  const usdm = usdmAccount(account);
  return {
    feeTier: account.feeTier ?? 0,
    canTrade: true,
    canDeposit: true,
    canWithdraw: false,
    dualSidePosition: usdm.dualSidePosition,
    updateTime: 0,
    multiAssetsMargin: usdm.multiAssetsMargin,
    tradeGroupId: -1,
  };
}

function accountV2(request: AccountRequest): unknown {
  const { dualSidePosition, ...shown } = settings(request);
  const { account } = request.state;
  const legs = listed(request).flatMap((symbol) => {
    const used = legsOf(account, symbol);
    return dualSidePosition ? used : used.slice(0, 1);
  });
  return {
    ...shown,
    feeBurn: account.bnbFees?.usdm ?? false,
    ...totals(request),
    positions: legs.map((position) => {
      const row = figures(request, position);
      return {
        symbol: position.symbol,
        initialMargin: formatShort(row.positionInitial + row.orderInitial),
        maintMargin: formatShort(row.maintenance),
        unrealizedProfit: full(row.unrealized),
        positionInitialMargin: formatShort(row.positionInitial),
        openOrderInitialMargin: formatShort(row.orderInitial),
        leverage: String(position.leverage),
        isolated: row.isolated,
        entryPrice: formatShort(row.entry),
        breakEvenPrice: formatShort(breakEvenPrice(request.state.account, position)),
        maxNotional: formatShort(row.maxNotional),
        bidNotional: formatShort(row.bids),
        askNotional: formatShort(row.asks),
        positionSide: positionSideOf(position),
        positionAmt: quantityText(position.symbol, position.amount),
        notional: formatShort(row.notional),
        isolatedWallet: formatShort(position.isolatedWallet),
        updateTime: position.updatedAt,
      };
    }),
  };
}

function accountV3(request: AccountRequest): unknown {
  const legs = listed(request).flatMap((symbol) => legsOf(request.state.account, symbol));
  return {
    ...totals(request),
    positions: legs
      .filter((position) => isUsed(request, position))
      .map((position) => {
        const row = figures(request, position);
        return {
          symbol: position.symbol,
          positionSide: positionSideOf(position),
          positionAmt: quantityText(position.symbol, position.amount),
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
  return assetRows(request).map((asset) => ({
    accountAlias: 'SimU',
    asset: asset.asset,
    balance: asset.walletBalance,
    crossWalletBalance: asset.crossWalletBalance,
    crossUnPnl: asset.crossUnPnl,
    availableBalance: asset.availableBalance,
    maxWithdrawAmount: asset.maxWithdrawAmount,
    marginAvailable: true,
    updateTime: asset.updateTime,
  }));
}

function leverageBracket(request: AccountRequest): unknown {
  return contractsOf(request).map(({ symbol }) => ({
    symbol,
    notionalCoef: 1,
    brackets: bracketsOf(symbol).map((row) => ({
      bracket: row.bracket,
      initialLeverage: row.initialLeverage,
      notionalCap: Number(row.notionalCap) / 1e8,
      notionalFloor: Number(row.notionalFloor) / 1e8,
      maintMarginRatio: Number(row.maintMarginRatio) / 1e8,
      cum: Number(row.cum) / 1e8,
    })),
  }));
}

/** Current place of each position in the queue of auto-deleveraging. */
function adlQuantiles(request: AccountRequest): unknown {
  const { state, view } = request;
  return contractsOf(request).flatMap(({ symbol }) => {
    const legs = legsOf(state.account, symbol);
    if (legs.every((leg) => leg.amount === 0n)) return [];
    const rows = legs.map((leg) => [positionSideOf(leg), adlQuantile(leg, view.mark(symbol))]);
    return [{ symbol, adlQuantile: Object.fromEntries(rows) }];
  });
}

/** No quantitative rule is ever violated here. */
function tradingStatus(request: AccountRequest): unknown {
  return { indicators: {}, updateTime: request.now };
}

const get = { pool: 'usdm', security: 'signed', method: 'GET' } as const;

/** Signed USD-M account queries with the weights of reference B4. */
export const usdmAccountRoutes: readonly AccountRoute[] = [
  { ...get, path: '/fapi/v2/positionRisk', weight: 5, handle: riskV2 },
  { ...get, path: '/fapi/v3/positionRisk', weight: 5, handle: riskV3 },
  { ...get, path: '/fapi/v2/account', weight: 5, handle: accountV2 },
  { ...get, path: '/fapi/v3/account', weight: 5, handle: accountV3 },
  { ...get, path: '/fapi/v2/balance', weight: 5, handle: balance },
  { ...get, path: '/fapi/v3/balance', weight: 5, handle: balance },
  { ...get, path: '/fapi/v1/leverageBracket', weight: 1, handle: leverageBracket },
  { ...get, path: '/fapi/v1/accountConfig', weight: 5, handle: settings },
  { ...get, path: '/fapi/v1/adlQuantile', weight: 5, handle: adlQuantiles },
  {
    ...get,
    path: '/fapi/v1/apiTradingStatus',
    weight: (params) => (params.text('symbol') === undefined ? 10 : 1),
    handle: tradingStatus,
  },
  {
    ...get,
    path: '/fapi/v1/symbolConfig',
    weight: 5,
    handle: (request) =>
      contractsOf(request).map(({ symbol }) => {
        const { account } = request.state;
        const leverage = legsOf(account, symbol)[0]?.leverage ?? 1;
        return {
          symbol,
          marginType: marginTypeOf(account, symbol),
          isAutoAddMargin: false,
          leverage,
          maxNotionalValue: formatShort(maxNotionalAt(symbol, leverage)),
        };
      }),
  },
];
