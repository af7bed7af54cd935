import { formatFixed, multiply } from '../../engine/decimal';
import { ApiError } from '../../engine/errors';
import type { Market } from '../../engine/model';
import type { Print } from '../../engine/prints';
import { newestPrint, printsOf } from '../../engine/prints';
import type { PublicRequest } from '../route';
import { DIGITS, listedSymbol } from './market-data';

const HOUR_MS = 3_600_000;

function tradeRow(print: Print, market: Market): Record<string, unknown> {
  const digits = DIGITS[market];
  return {
    id: print.id,
    price: formatFixed(print.price, digits.price),
    qty: formatFixed(print.qty, digits.qty),
    quoteQty: formatFixed(multiply(print.price, print.qty), market === 'spot' ? 8 : 2),
    time: print.time,
    isBuyerMaker: print.isBuyerMaker,
    ...(market === 'spot' ? { isBestMatch: true } : {}),
  };
}

/** Rows of `trades` and `historicalTrades`: the newest, or those from `fromId` on. */
export function tradeRows(request: PublicRequest, market: Market): unknown[] {
  const { params, view } = request;
  const symbol = listedSymbol(params, market);
  const limit = params.limit(500, 1000);
  const newest = newestPrint(view);
  const first = params.integer('fromId') ?? newest - limit + 1;
  return printsOf(view, symbol, market, first, Math.min(newest, first + limit - 1)).map((print) =>
    tradeRow(print, market),
  );
}

/** Rows of `aggTrades`: the newest, those from `fromId` on, or those of a stretch of time, oldest first. */
export function aggTradeRows(request: PublicRequest, market: Market): unknown[] {
  const { params, view } = request;
  const symbol = listedSymbol(params, market);
  const limit = params.limit(500, 1000);
  const fromId = params.integer('fromId');
  const startTime = params.integer('startTime');
  const endTime = params.integer('endTime');
  if (fromId !== undefined && (startTime !== undefined || endTime !== undefined)) {
    throw new ApiError(-1128, 'Combination of optional parameters invalid.');
  }
  if (market === 'usdm' && startTime !== undefined && endTime !== undefined) {
    if (endTime - startTime > HOUR_MS) {
      throw new ApiError(-4165, 'Maximum time interval is 1 hours.');
    }
  }
  const end = endTime === undefined ? newestPrint(view) : Math.floor(endTime / 1000);
  const newest = Math.min(newestPrint(view), end);
  const first =
    fromId ?? (startTime === undefined ? newest - limit + 1 : Math.ceil(startTime / 1000));
  const last = Math.min(newest, first + limit - 1);
  const digits = DIGITS[market];
  return printsOf(view, symbol, market, first, last).map((print) => ({
    a: print.id,
    p: formatFixed(print.price, digits.price),
    q: formatFixed(print.qty, digits.qty),
    f: print.id,
    l: print.id,
    T: print.time,
    m: print.isBuyerMaker,
    ...(market === 'spot' ? { M: true } : {}),
  }));
}
