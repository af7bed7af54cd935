import { topLevels } from '../../engine/book';
import { formatFixed, multiply } from '../../engine/decimal';
import { ApiError, invalidSymbol, missingParameter } from '../../engine/errors';
import { usdmRules } from '../../engine/symbols';
import { invalidData } from '../../engine/usdm-errors';
import { candles, intervalMs, klineRows } from '../klines';
import { Params } from '../params';
import type { PublicRequest, PublicRoute } from '../route';
import { klinesOf } from './market-data';
import { contractOf } from './usdm-request';

const PERIODS = new Set(['5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d']);
const DAY_MS = 86_400_000;

/** One period of a contract's statistics, all that the /futures/data rows are made of. */
interface Period {
  symbol: string;
  timestamp: number;
  /** Steps of volume, and the takers' part of it. */
  volume: number;
  takerVolume: number;
  futures: bigint;
  index: bigint;
  /** Between 0 and 1: share of accounts that are long. Leans against the move of the period, as small accounts do. */
  longShare: number;
}

/** Open interest in base: a day's volume, and so a figure that follows the bars alone (documented as synthetic). */
function openInterestAt(request: PublicRequest, symbol: string, at: number): bigint {
  const { feed } = request.view;
  const rows = candles(feed, symbol, 'usdm', 3_600_000, { limit: 24, endTime: at }, at);
  const steps = rows.reduce((sum, row) => sum + row.volume, 0);
  return BigInt(Math.floor(steps)) * feed.units(symbol).step.usdm;
}

function openInterest(request: PublicRequest): unknown {
  const { symbol } = contractOf(request);
  const digits = usdmRules(symbol)?.quantityPrecision ?? 3;
  return {
    symbol,
    openInterest: formatFixed(openInterestAt(request, symbol, request.view.at), digits),
    time: request.now,
  };
}

/** Closed periods of the last 30 days that a request asks for, oldest first. */
function periods(request: PublicRequest, name: 'symbol' | 'pair'): Period[] {
  const { params, view } = request;
  const symbol = params.required(name);
  if (usdmRules(symbol) === undefined || !view.symbols.includes(symbol)) throw invalidSymbol();
  const period = params.required('period');
  if (!PERIODS.has(period)) throw invalidData('period');
  const limit = params.integer('limit') ?? 30;
  if (limit < 1 || limit > 500) throw invalidData('limit');
  const startTime = params.integer('startTime');
  if (startTime !== undefined && startTime < view.at - 30 * DAY_MS) throw invalidData('startTime');
  const query = { startTime, endTime: params.integer('endTime'), limit };
  const lengthMs = intervalMs(period);
  const { feed } = view;
  const { tick } = feed.units(symbol);
  const until = Math.floor(view.at / lengthMs) * lengthMs;
  const futures = candles(feed, symbol, 'usdm', lengthMs, query, until);
  return futures.map((row) => {
    const timestamp = row.openTime + lengthMs;
    const rise = row.open === 0 ? 0 : (row.close - row.open) / row.open;
    return {
      symbol,
      timestamp,
      volume: row.volume,
      takerVolume: row.takerVolume,
      futures: BigInt(row.close) * tick.usdm,
      index: view.last(symbol, 'spot', timestamp - 1),
      longShare: Math.max(0.2, Math.min(0.8, 0.5 - 5 * rise)),
    };
  });
}

function openInterestHist(request: PublicRequest): unknown {
  return periods(request, 'symbol').map((row) => {
    const open = openInterestAt(request, row.symbol, row.timestamp);
    return {
      symbol: row.symbol,
      sumOpenInterest: formatFixed(open),
      sumOpenInterestValue: formatFixed(multiply(open, row.futures)),
      CMCCirculatingSupply: '0',
      timestamp: row.timestamp,
    };
  });
}

/** @param weight how far from one half the group leans, against the global ratio */
function longShort(weight: number) {
  return (request: PublicRequest): unknown =>
    periods(request, 'symbol').map((row) => {
      const long = 0.5 + (row.longShare - 0.5) * weight;
      return {
        symbol: row.symbol,
        longShortRatio: (long / (1 - long)).toFixed(4),
        longAccount: long.toFixed(4),
        shortAccount: (1 - long).toFixed(4),
        timestamp: row.timestamp,
      };
    });
}

function takerVolume(request: PublicRequest): unknown {
  return periods(request, 'symbol').map((row) => {
    const step = Number(request.view.feed.units(row.symbol).step.usdm) / 1e8;
    const bought = row.takerVolume * step;
    const sold = (row.volume - row.takerVolume) * step;
    return {
      buySellRatio: (sold === 0 ? 0 : bought / sold).toFixed(4),
      buyVol: bought.toFixed(4),
      sellVol: sold.toFixed(4),
      timestamp: row.timestamp,
    };
  });
}

function basis(request: PublicRequest): unknown {
  const contractType = request.params.required('contractType');
  if (contractType !== 'PERPETUAL') throw invalidData('contractType');
  return periods(request, 'pair').map((row) => ({
    indexPrice: formatFixed(row.index),
    contractType,
    basisRate: (Number(row.futures - row.index) / Number(row.index)).toFixed(4),
    futuresPrice: formatFixed(row.futures, 2),
    annualizedBasisRate: '',
    basis: formatFixed(row.futures - row.index),
    pair: row.symbol,
    timestamp: row.timestamp,
  }));
}

/** The same request with `pair` read as its symbol. */
function byPair(request: PublicRequest): PublicRequest {
  const pair = request.params.text('pair');
  if (pair === undefined) throw missingParameter('pair');
  const values = new URLSearchParams({ symbol: pair });
  for (const name of ['interval', 'startTime', 'endTime', 'limit']) {
    const value = request.params.text(name);
    if (value !== undefined) values.set(name, value);
  }
  const named = { ...request, params: new Params(values) };
  contractOf(named);
  return named;
}

/** The index is the spot price; its candles have no volume. */
function indexKlines(request: PublicRequest): unknown {
  const { params, view } = byPair(request);
  const { symbol } = contractOf({ params, view });
  const lengthMs = intervalMs(params.required('interval'));
  const limit = params.integer('limit') ?? 500;
  if (limit < 1 || limit > 1500) throw invalidData('limit');
  const query = {
    startTime: params.integer('startTime'),
    endTime: params.integer('endTime'),
    limit,
  };
  const rows = candles(view.feed, symbol, 'spot', lengthMs, query, view.at);
  return klineRows(view.feed, symbol, 'spot', lengthMs, rows).map((row) => [
    ...row.slice(0, 5),
    '0',
    row[6],
    '0',
    row[8],
    '0',
    '0',
    '0',
  ]);
}

function continuousKlines(request: PublicRequest): unknown {
  if (request.params.required('contractType') !== 'PERPETUAL') {
    throw new ApiError(-4104, 'Invalid contract type');
  }
  return klinesOf(byPair(request), 'usdm', 1500);
}

/** (mark - index) / index at the corners of the candles, which are those of the mark price. */
function premiumKlines(request: PublicRequest): unknown {
  const { params, view } = request;
  const { symbol } = contractOf(request);
  const lengthMs = intervalMs(params.required('interval'));
  const limit = params.integer('limit') ?? 500;
  if (limit < 1 || limit > 1500) throw invalidData('limit');
  const query = {
    startTime: params.integer('startTime'),
    endTime: params.integer('endTime'),
    limit,
  };
  const marks = candles(view.feed, symbol, 'mark', lengthMs, query, view.at);
  const premiumAt = (at: number): number => {
    const index = Number(view.last(symbol, 'spot', at));
    return (Number(view.mark(symbol, at)) - index) / index;
  };
  return marks.map((row) => {
    const closeAt = Math.min(row.openTime + lengthMs - 1, view.at);
    const open = premiumAt(row.openTime);
    const close = premiumAt(closeAt);
    const texts = [open, Math.max(open, close), Math.min(open, close), close];
    return [
      row.openTime,
      ...texts.map((value) => value.toFixed(8)),
      '0',
      row.openTime + lengthMs - 1,
      '0',
      row.trades,
      '0',
      '0',
      '0',
    ];
  });
}

function constituents(request: PublicRequest): unknown {
  const { symbol } = contractOf(request);
  const price = formatFixed(request.view.last(symbol, 'spot'));
  return {
    symbol,
    time: request.now,
    constituents: [{ exchange: 'binance', symbol, price, weight: '1.00000000' }],
  };
}

/** The book of RPI orders is the ordinary one here, since there are none. */
function rpiDepth(request: PublicRequest): unknown {
  const { symbol } = contractOf(request);
  const limit = request.params.integer('limit') ?? 1000;
  if (limit !== 1000) throw new ApiError(-4021, `${limit} is not valid depth limit`);
  const side = (name: 'BUY' | 'SELL'): string[][] =>
    topLevels(request.view, symbol, 'usdm', name, limit).map((level) => [
      formatFixed(level.price, 2),
      formatFixed(level.qty, 3),
    ]);
  return {
    lastUpdateId: 10_000_000_000 + Math.floor(request.view.at / 10),
    E: request.now,
    T: request.now,
    bids: side('BUY'),
    asks: side('SELL'),
  };
}

const klinesWeight = (params: Params): number => {
  const limit = params.integer('limit') ?? 500;
  if (limit < 100) return 1;
  if (limit < 500) return 2;
  return limit <= 1000 ? 5 : 10;
};

const base = { method: 'GET', pool: 'usdm', security: 'public' } as const;
/** No weight, but a pool of requests of their own (reference B2). */
const counted = { ...base, pool: 'futuresData', weight: 1 } as const;

/** Statistics and derived candles of the futures market: deterministic figures made of the bars. */
export const usdmDataRoutes: readonly PublicRoute[] = [
  { ...base, path: '/fapi/v1/openInterest', weight: 1, handle: openInterest },
  { ...base, path: '/fapi/v1/indexPriceKlines', weight: klinesWeight, handle: indexKlines },
  { ...base, path: '/fapi/v1/continuousKlines', weight: klinesWeight, handle: continuousKlines },
  { ...base, path: '/fapi/v1/premiumIndexKlines', weight: klinesWeight, handle: premiumKlines },
  { ...base, path: '/fapi/v1/constituents', weight: 2, handle: constituents },
  { ...base, path: '/fapi/v1/rpiDepth', weight: 20, handle: rpiDepth },
  { ...counted, path: '/futures/data/openInterestHist', handle: openInterestHist },
  { ...counted, path: '/futures/data/globalLongShortAccountRatio', handle: longShort(1) },
  { ...counted, path: '/futures/data/topLongShortAccountRatio', handle: longShort(-0.4) },
  { ...counted, path: '/futures/data/topLongShortPositionRatio', handle: longShort(-0.6) },
  { ...counted, path: '/futures/data/takerlongshortRatio', handle: takerVolume },
  { ...counted, path: '/futures/data/basis', handle: basis },
];
