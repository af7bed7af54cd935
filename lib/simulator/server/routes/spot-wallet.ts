import { formatFixed, formatShort } from '../../engine/decimal';
import { spotRates } from '../../engine/spot-fees';
import { SPOT_SYMBOLS, spotRules } from '../../engine/symbols';
import type { AccountRequest, AccountRoute } from '../route';
import { optionalSymbol } from './market-data';
import { invalidData } from './spot-request';

const NAMES: Readonly<Record<string, string>> = {
  USDT: 'TetherUS',
  USDC: 'USDC',
  BTC: 'Bitcoin',
  ETH: 'Ethereum',
  BNB: 'BNB',
  SOL: 'Solana',
};

function apiRestrictions({ state }: AccountRequest): unknown {
  return {
    ipRestrict: true,
    createTime: state.account.createdAt,
    enableReading: true,
    enableWithdrawals: false,
    enableInternalTransfer: false,
    enableMargin: false,
    enableFutures: true,
    permitsUniversalTransfer: false,
    enableVanillaOptions: false,
    enableFixApiTrade: false,
    enableFixReadOnly: false,
    enableSpotAndMarginTrading: true,
    enablePortfolioMarginTrading: false,
  };
}

function tradeFee({ state, params }: AccountRequest): unknown {
  const symbol = optionalSymbol(params, 'spot');
  const { maker, taker } = spotRates(state.account);
  return (symbol === undefined ? SPOT_SYMBOLS : [symbol]).map((name) => ({
    symbol: name,
    makerCommission: formatShort(maker),
    takerCommission: formatShort(taker),
  }));
}

/** Every asset of the listed symbols and every asset held. */
function coins({ state }: AccountRequest): unknown {
  const assets = new Set<string>();
  for (const symbol of SPOT_SYMBOLS) {
    const rules = spotRules(symbol);
    if (rules !== undefined) assets.add(rules.baseAsset).add(rules.quoteAsset);
  }
  for (const asset of Object.keys(state.account.spot)) assets.add(asset);
  return [...assets].map((coin) => {
    const balance = state.account.spot[coin];
    return {
      coin,
      depositAllEnable: false,
      free: formatShort(balance?.free ?? 0n),
      freeze: '0',
      ipoable: '0',
      ipoing: '0',
      isLegalMoney: false,
      locked: formatShort(balance?.locked ?? 0n),
      name: NAMES[coin] ?? coin,
      networkList: [],
      storage: '0',
      trading: true,
      withdrawAllEnable: false,
      withdrawing: '0',
    };
  });
}

/** Where a setting of the account says that fees are paid in BNB. */
function burnStatus({ state }: AccountRequest): unknown {
  return { spotBNBBurn: state.account.bnbFees?.spot ?? false, interestBNBBurn: false };
}

function setBurn(request: AccountRequest): unknown {
  const { account, changes } = request.state;
  const sent = request.params.text('spotBNBBurn');
  if (sent !== undefined && sent !== 'true' && sent !== 'false') throw invalidData('spotBNBBurn');
  if (sent !== undefined) {
    account.bnbFees = { usdm: account.bnbFees?.usdm ?? false, spot: sent === 'true' };
    changes.account = true;
  }
  return burnStatus(request);
}

function walletSnapshot({ state }: AccountRequest): unknown {
  return Object.entries(state.account.spot)
    .filter(([, { free, locked }]) => free + locked > 0n)
    .map(([asset, { free, locked }]) => ({
      asset,
      free: formatFixed(free),
      locked: formatFixed(locked),
      freeze: '0',
      withdrawing: '0',
      ipoable: '0',
      btcValuation: '0',
    }));
}

const base = { pool: 'spot', security: 'signed' } as const;

/** The wallet routes of `/sapi` that clients read before they trade. */
export const spotWalletRoutes: readonly AccountRoute[] = [
  {
    ...base,
    method: 'GET',
    path: '/sapi/v1/account/apiRestrictions',
    weight: 1,
    handle: apiRestrictions,
  },
  { ...base, method: 'GET', path: '/sapi/v1/asset/tradeFee', weight: 1, handle: tradeFee },
  { ...base, method: 'GET', path: '/sapi/v1/capital/config/getall', weight: 10, handle: coins },
  {
    ...base,
    method: 'POST',
    path: '/sapi/v3/asset/getUserAsset',
    weight: 5,
    handle: walletSnapshot,
  },
  { ...base, method: 'GET', path: '/sapi/v1/bnbBurn', weight: 1, handle: burnStatus },
  { ...base, method: 'POST', path: '/sapi/v1/bnbBurn', weight: 1, handle: setBurn },
];
