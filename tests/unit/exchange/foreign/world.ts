import { createForeignSources } from '../../../../lib/exchange/foreignSources';
import { type HttpGet, httpGet } from '../../../../lib/exchange/foreignHttp';
import type { ForeignSources } from '../../../../lib/exchange/foreignPort';
import { MemoryBudgets } from '../../../../lib/exchange/binance';
import type { BudgetStore } from '../../../../lib/model/budget';
import { startStubServer, type StubServer } from '../stubServer';

export const DVOL = 'GET /api/v2/public/get_volatility_index_data';
export const CHAIN = 'GET /api/v2/public/get_book_summary_by_currency';
export const OKX_NOW = 'GET /api/v5/public/funding-rate';
export const OKX_HISTORY = 'GET /api/v5/public/funding-rate-history';
export const BYBIT_NOW = 'GET /v5/market/tickers';
export const BYBIT_HISTORY = 'GET /v5/market/funding/history';

/** 2026-01-01T00:00:00Z. */
export const NEW_YEAR = 1_767_225_600_000;
export const HOUR = 3_600_000;

/** All venues on one server of this machine, on a clock that only sleeping moves. */
export interface ForeignWorld {
  stub: StubServer;
  budgets: MemoryBudgets;
  now: number;
  /** How long was slept, together. */
  slept: number;
  /** Every wait for an answer that was allowed. */
  deadlines: number[];
  /** Sources as a fresh run of a node opens them. */
  open(change?: {
    deadlineMs?: number;
    budgets?: () => BudgetStore;
    get?: HttpGet;
  }): ForeignSources;
  close(): Promise<void>;
}

export async function foreignWorld(): Promise<ForeignWorld> {
  const stub = await startStubServer();
  const world: ForeignWorld = {
    stub,
    budgets: new MemoryBudgets(),
    now: NEW_YEAR,
    slept: 0,
    deadlines: [],
    open: (change = {}) =>
      createForeignSources({
        get: (question) => {
          world.deadlines.push(question.deadlineMs);
          return httpGet(question);
        },
        budgets: () => world.budgets,
        hostNow: () => world.now,
        monotonicNow: () => world.now,
        sleep: async (ms) => {
          world.now += ms;
          world.slept += ms;
        },
        origins: { deribit: stub.url, okx: stub.url, bybit: stub.url },
        ...change,
      }),
    close: () => stub.close(),
  };
  return world;
}

/** An answer of Deribit's volatility index: rows that open at these times, with these closes. */
export function dvolPage(
  rows: readonly (readonly [openAt: number, close: number])[],
  continuation: number | null = null,
): object {
  const data = rows.map(([at, close]) => [at, close, close + 1, close - 1, close]);
  return { jsonrpc: '2.0', result: { data, continuation }, usIn: 1, usOut: 2, testnet: false };
}

/** A row of Deribit's option summary. */
export function optionRow(instrument: string, change: object = {}): object {
  return {
    instrument_name: instrument,
    mark_iv: 55.5,
    mark_price: 0.05,
    bid_price: 0.049,
    ask_price: 0.051,
    mid_price: 0.05,
    last: null,
    open_interest: 10,
    volume: 0,
    underlying_index: 'SYN.BTC-30JAN26',
    underlying_price: 90_000,
    interest_rate: 0,
    creation_timestamp: NEW_YEAR,
    base_currency: 'BTC',
    quote_currency: 'BTC',
    ...change,
  };
}

export function optionPage(...rows: unknown[]): object {
  return { jsonrpc: '2.0', id: 1, result: rows };
}

export function okxNow(change: object = {}, instId = 'BTC-USDT-SWAP'): object {
  const row = {
    instId,
    instType: 'SWAP',
    method: 'current_period',
    fundingRate: '0.0000182221218054',
    fundingTime: String(NEW_YEAR + 8 * HOUR),
    nextFundingTime: String(NEW_YEAR + 16 * HOUR),
    nextFundingRate: '',
    maxFundingRate: '0.00375',
    minFundingRate: '-0.00375',
    settState: 'settled',
    ts: String(NEW_YEAR),
    ...change,
  };
  return { code: '0', data: [row], msg: '' };
}

export function okxHistory(rates: readonly string[], instId = 'BTC-USDT-SWAP'): object {
  const data = rates.map((realizedRate, index) => ({
    instId,
    fundingRate: '0.5',
    realizedRate,
    fundingTime: String(NEW_YEAR - index * 8 * HOUR),
    method: 'current_period',
  }));
  return { code: '0', data, msg: '' };
}

export function bybitNow(change: object = {}, symbol = 'BTCUSDT'): object {
  const row = {
    symbol,
    lastPrice: '90000',
    fundingRate: '-0.0001',
    nextFundingTime: String(NEW_YEAR + 4 * HOUR),
    fundingIntervalHour: '4',
    fundingCap: '0.005',
    ...change,
  };
  const result = { category: 'linear', list: [row] };
  return { retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time: NEW_YEAR };
}

export function bybitHistory(rates: readonly string[], symbol = 'BTCUSDT'): object {
  const list = rates.map((fundingRate, index) => ({
    symbol,
    fundingRate,
    fundingRateTimestamp: String(NEW_YEAR - index * 4 * HOUR),
  }));
  const result = { category: 'linear', list };
  return { retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time: NEW_YEAR };
}
