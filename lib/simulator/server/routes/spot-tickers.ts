import { formatFixed } from '../../engine/decimal';
import { ApiError, invalidSymbol } from '../../engine/errors';
import { SPOT_SYMBOLS, spotRules } from '../../engine/symbols';
import type { Candle } from '../klines';
import { candles } from '../klines';
import type { Params } from '../params';
import type { PublicRequest, PublicRoute } from '../route';
import { bookTicker, dayTicker } from './market-data';
import { invalidData } from './spot-request';

type Fields = Record<string, unknown>;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Names in a JSON array or a single text, listed; -1100 when malformed, -1121 when one is not listed. */
function namesIn(text: string): string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  if (!Array.isArray(parsed) || parsed.length === 0) {
    throw new ApiError(
      -1100,
      'Illegal characters found in parameter \'symbols\'; legal range is \'^\\[("[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}"){0,}){0,1}\\]$\'.',
    );
  }
  const names = parsed.map(String);
  if (!names.every((name) => spotRules(name) !== undefined)) throw invalidSymbol();
  return names;
}

/** The symbols a request names by `symbol` or `symbols`; undefined for neither, -1128 for both. */
export function namedSymbols(params: Params): { names: string[]; isOne: boolean } | undefined {
  const one = params.text('symbol');
  const many = params.text('symbols');
  if (one !== undefined && many !== undefined) {
    throw new ApiError(-1128, 'Combination of optional parameters invalid.');
  }
  if (one !== undefined) {
    if (spotRules(one) === undefined) throw invalidSymbol();
    return { names: [one], isOne: true };
  }
  return many === undefined ? undefined : { names: namesIn(many), isOne: false };
}

/** One row as an object when `symbol` was sent, otherwise an array. */
function perName(request: PublicRequest, row: (symbol: string) => Fields): unknown {
  const named = namedSymbols(request.params);
  const [first] = named?.names ?? [];
  if (named?.isOne === true && first !== undefined) return row(first);
  return (named?.names ?? SPOT_SYMBOLS).map(row);
}

const MINI_FIELDS = [
  'symbol',
  'openPrice',
  'highPrice',
  'lowPrice',
  'lastPrice',
  'volume',
  'quoteVolume',
  'openTime',
  'closeTime',
  'firstId',
  'lastId',
  'count',
];

/** FULL, or the fields of MINI; -1130 for another `type`. */
function shaped(params: Params, row: Fields): Fields {
  const type = params.text('type') ?? 'FULL';
  if (type === 'FULL') return row;
  if (type !== 'MINI') throw invalidData('type');
  return Object.fromEntries(MINI_FIELDS.map((name) => [name, row[name]]));
}

/** Statistics of [from, the view's instant], from whole minutes. */
function stretchTicker(request: PublicRequest, symbol: string, from: number): Fields {
  const { view, params } = request;
  const { feed } = view;
  const units = feed.units(symbol);
  const query = { startTime: from, limit: Number.MAX_SAFE_INTEGER };
  const rows: Candle[] = candles(feed, symbol, 'spot', MINUTE_MS, query, view.at);
  const last = view.ticks(symbol, 'spot');
  const open = rows[0]?.open ?? last;
  const price = (ticks: number): string => formatFixed(BigInt(ticks) * units.tick.spot);
  const perUnit = (Number(units.tick.spot) / 1e8) * (Number(units.step.spot) / 1e8);
  let high = last;
  let low = last;
  let volume = 0;
  let quote = 0;
  let count = 0;
  for (const row of rows) {
    high = Math.max(high, row.high);
    low = Math.min(low, row.low);
    volume += row.volume;
    quote += row.quoteVolume * perUnit;
    count += row.trades;
  }
  const coins = volume * (Number(units.step.spot) / 1e8);
  const lastId = Math.floor(view.at / 1000);
  return shaped(params, {
    symbol,
    priceChange: formatFixed(BigInt(last - open) * units.tick.spot),
    priceChangePercent: (((last - open) / open) * 100).toFixed(3),
    weightedAvgPrice: (coins > 0 ? quote / coins : 0).toFixed(8),
    openPrice: price(open),
    highPrice: price(high),
    lowPrice: price(low),
    lastPrice: price(last),
    volume: formatFixed(BigInt(volume) * units.step.spot),
    quoteVolume: quote.toFixed(8),
    openTime: rows[0]?.openTime ?? from,
    closeTime: request.now,
    firstId: lastId - count,
    lastId,
    count,
  });
}

/** 1m to 59m, 1h to 23h, 1d to 7d, in ms; -1130 otherwise. */
function windowMs(params: Params): number {
  const match = /^([0-9]{1,2})([mhd])$/.exec(params.text('windowSize') ?? '1d');
  const count = Number(match?.[1] ?? 0);
  const unit = match?.[2];
  const most = unit === 'm' ? 59 : unit === 'h' ? 23 : 7;
  if (count < 1 || count > most) throw invalidData('windowSize');
  return count * (unit === 'm' ? MINUTE_MS : unit === 'h' ? 3_600_000 : DAY_MS);
}

/** Routes that cannot answer for all symbols at once; -1102 without a name. */
function named(request: PublicRequest, row: (symbol: string) => Fields): unknown {
  if (namedSymbols(request.params) === undefined) {
    throw new ApiError(
      -1102,
      "Param 'symbol' or 'symbols' must be sent, but both were empty/null!",
    );
  }
  return perName(request, row);
}

const nameCount = (params: Params): number => namedSymbols(params)?.names.length ?? Infinity;
const oneOrMore = (params: Params): number => (params.text('symbol') === undefined ? 4 : 2);
const cappedPerSymbol = (params: Params): number =>
  Math.min(200, 4 * Math.min(50, nameCount(params)));

function dayWeight(params: Params): number {
  const count = nameCount(params);
  if (count <= 20) return 2;
  return count <= 100 ? 40 : 80;
}

const base = { method: 'GET', pool: 'spot', security: 'public' } as const;

/** The ticker family with the weights of reference B3. */
export const spotTickerRoutes: readonly PublicRoute[] = [
  {
    ...base,
    path: '/api/v3/ticker/price',
    weight: oneOrMore,
    handle: (request) =>
      perName(request, (symbol) => ({
        symbol,
        price: formatFixed(request.view.last(symbol, 'spot')),
      })),
  },
  {
    ...base,
    path: '/api/v3/ticker/bookTicker',
    weight: oneOrMore,
    handle: (request) => perName(request, (symbol) => bookTicker(request, symbol, 'spot')),
  },
  {
    ...base,
    path: '/api/v3/ticker/24hr',
    weight: dayWeight,
    handle: (request) =>
      perName(request, (symbol) => shaped(request.params, dayTicker(request, symbol, 'spot'))),
  },
  {
    ...base,
    path: '/api/v3/ticker/tradingDay',
    weight: cappedPerSymbol,
    handle: (request) =>
      named(request, (symbol) =>
        stretchTicker(request, symbol, Math.floor(request.view.at / DAY_MS) * DAY_MS),
      ),
  },
  {
    ...base,
    path: '/api/v3/ticker',
    weight: cappedPerSymbol,
    handle: (request) => {
      const length = windowMs(request.params);
      return named(request, (symbol) => stretchTicker(request, symbol, request.view.at - length));
    },
  },
];
