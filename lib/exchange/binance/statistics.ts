import type { z } from 'zod';
import { ConfigurationError } from '../../model/errors';
import type {
  LongShortGroup,
  LongShortPoint,
  OpenInterestPoint,
  TakerFlowPoint,
  Unavailable,
} from '../../model/marketData';
import type { Environment } from '../../model/terms';
import type { StatisticsQuery } from '../port';
import { isAvailable } from './capabilities';
import type { RestRequest } from './client';
import type { BinanceConnection } from './connection';
import type { Failure } from './failure';
import { ascendingOnce, publicRequest } from './marketData';
import { errorOfRead } from './readErrors';
import { unexpectedError } from './reply';
import { parseAnswer } from './schemas/common';
import {
  longShortSchema,
  openInterestHistSchema,
  openInterestSchema,
  takerVolumeSchema,
} from './schemas/statistics';

const MOST_PERIODS = 500;
const GROUP_PATHS: Readonly<Record<LongShortGroup, string>> = {
  globalAccounts: 'globalLongShortAccountRatio',
  topAccounts: 'topLongShortAccountRatio',
  topPositions: 'topLongShortPositionRatio',
};

/**
 * Statistics of USD-M contracts. An environment that lacks them is not asked, and an exchange that
 * does not know the route says so with 404: both are `unavailable`. Everything else throws as a read.
 */
export class Statistics {
  constructor(
    private readonly connection: BinanceConnection,
    private readonly environment: Environment,
  ) {}

  async openInterest(
    symbol: string,
  ): Promise<{ at: number; openInterestBase: string } | Unavailable> {
    const request = publicRequest('usdm', 'openInterest', { symbol });
    const answer = await this.readIfServed(request, openInterestSchema);
    if ('status' in answer) return answer;
    if (answer.symbol !== symbol) throw unexpectedError(request, 'it is about another symbol');
    return { at: answer.time, openInterestBase: answer.openInterest };
  }

  async openInterestHistory(query: StatisticsQuery): Promise<OpenInterestPoint[] | Unavailable> {
    const rows = await this.series('openInterestHist', query, openInterestHistSchema);
    if ('status' in rows) return rows;
    return rows.map((row) => ({
      at: row.timestamp,
      openInterestBase: row.sumOpenInterest,
      openInterestQuote: row.sumOpenInterestValue,
    }));
  }

  async longShortRatios(
    group: LongShortGroup,
    query: StatisticsQuery,
  ): Promise<LongShortPoint[] | Unavailable> {
    const rows = await this.series(GROUP_PATHS[group], query, longShortSchema);
    if ('status' in rows) return rows;
    return rows.map((row) => ({
      at: row.timestamp,
      ratio: row.longShortRatio,
      longFraction: row.longAccount,
      shortFraction: row.shortAccount,
    }));
  }

  async takerFlow(query: StatisticsQuery): Promise<TakerFlowPoint[] | Unavailable> {
    const rows = await this.series('takerlongshortRatio', query, takerVolumeSchema);
    if ('status' in rows) return rows;
    return rows.map((row) => ({
      at: row.timestamp,
      buyBase: row.buyVol,
      sellBase: row.sellVol,
      ratio: row.buySellRatio,
    }));
  }

  /** The newest periods, ascending, each once. */
  private async series<Row extends { timestamp: number }>(
    name: string,
    { symbol, period, count }: StatisticsQuery,
    schema: z.ZodType<Row[]>,
  ): Promise<Row[] | Unavailable> {
    if (!isAvailable(this.environment, 'futuresStatistics')) {
      return { status: 'unavailable', reason: `${this.environment} has no futures statistics` };
    }
    if (!Number.isInteger(count) || count < 1 || count > MOST_PERIODS) {
      throw new ConfigurationError(
        `${count} periods of statistics were asked for.`,
        'Ask for 1 to 500 periods.',
      );
    }
    const params = { symbol, period, limit: String(count) };
    const path = `futures/data/${name}`;
    const request: RestRequest = { market: 'usdm', method: 'GET', path, params, signed: false };
    const rows = await this.readIfServed(request, schema);
    return 'status' in rows ? rows : ascendingOnce(rows, ({ timestamp }) => timestamp);
  }

  private async readIfServed<T extends object>(
    request: RestRequest,
    schema: z.ZodType<T>,
  ): Promise<T | Unavailable> {
    const reply = await this.connection.ask(request);
    if (reply.ok) return parseAnswer(schema, reply.body, request);
    if (!isUnknownRoute(reply.failure)) throw errorOfRead(reply.failure, request);
    return { status: 'unavailable', reason: `the exchange does not serve ${request.path}` };
  }
}

function isUnknownRoute(failure: Failure): boolean {
  return (failure.kind === 'refused' || failure.kind === 'page') && failure.status === 404;
}
