import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { Candle } from '../../lib/model/candle';
import type { EstimatorName } from '../../lib/market/volatility/estimators';
import type { OptionQuote } from '../../lib/model/option';

/** Where reference values and recorded data lie; nothing of them is part of the project. */
const SHARED = join(__dirname, '../../../shared');
export const GOLDEN_FILES = {
  garch: 'golden/garch.golden.json.gz',
  days: 'data/spot-BTCUSDT-1d.csv.gz',
  hours: 'data/spot-BTCUSDT-1h.csv.gz',
  blackScholes: 'golden/options/black-scholes-101.json',
  indices: [
    'golden/options/mfiv-evidence.json.gz',
    'golden/options/eth-mfiv-14d-2021-10-01T07-02.json',
  ],
  snapshots: ['20251230T173115Z', '20260103T211832Z', '20260106T212121Z'].map(
    (at) => `golden/options/deribit_options_snapshot_${at}.csv.gz`,
  ),
  eightExpiries: 'golden/options/deribit_btc_snapshot_8exp_2026-02-07.json.gz',
} as const;

/** True where every file is there. */
export function hasVolatilityGolden(): boolean {
  return Object.values(GOLDEN_FILES)
    .flat()
    .every((path) => existsSync(join(SHARED, path)));
}

function textOf(path: string): string {
  const content = readFileSync(join(SHARED, path));
  return (path.endsWith('.gz') ? gunzipSync(content) : content).toString('utf8');
}

/** Six candles behind one that closes at 99.5, and their variances per candle as published. */
export const REFERENCE_CANDLES: readonly Candle[] = [
  [99.5, 99.5, 99.5, 99.5],
  [100, 103, 99, 102],
  [102, 104, 101, 101.5],
  [101.5, 102.5, 98, 98.5],
  [98.5, 101, 98, 100.5],
  [100.5, 105, 100, 104],
  [104, 104.5, 102, 103],
].map(([open = 0, high = 0, low = 0, close = 0], index) => ({
  openAt: index,
  closeAt: index,
  open,
  high,
  low,
  close,
  volume: 1,
}));
export const REFERENCE_VARIANCES: Readonly<Record<EstimatorName, number>> = {
  closeToClose: 0.000602039770277012,
  parkinson: 0.000499968670102286,
  garmanKlass: 0.000500874236458031,
  rogersSatchell: 0.0004674243075488,
  yangZhang: 0.000484095228891359,
  garmanKlassYangZhang: 0.000505061832380161,
};

const fitSchema = z.object({
  spec: z.object({ mean: z.string(), vol: z.string(), dist: z.string(), o: z.number().optional() }),
  backcast: z.string(),
  n: z.number(),
  params: z.record(z.string(), z.number()),
  loglik: z.number(),
  condVolFirst5: z.array(z.number()),
  condVolLast5: z.array(z.number()),
  varianceForecast10: z.array(z.number()),
});
const benchmarkSchema = z.object({
  mu: z.number(),
  omega: z.number(),
  alpha: z.number(),
  beta: z.number(),
  loglik: z.number(),
});
const garchSchema = z.object({
  fits: z.record(z.string(), fitSchema),
  dem2gbp: z.object({ series: z.array(z.number()), benchmark: benchmarkSchema }),
});

/** A published fit of the plain model with normal innovations. */
export interface GoldenFit {
  name: string;
  returns: Float64Array;
  mean: 'constant' | 'zero';
  backcast: 'ewma' | 'mean';
  parameters: { mu: number; omega: number; alpha: number; beta: number };
  published: z.infer<typeof fitSchema>;
}

/** The fits of the package arch, and the published benchmark of Bollerslev and Ghysels. */
export function goldenGarch(): {
  fits: GoldenFit[];
  benchmark: z.infer<typeof benchmarkSchema> & { returns: Float64Array };
} {
  const golden = garchSchema.parse(JSON.parse(textOf(GOLDEN_FILES.garch)));
  const dem2gbp = Float64Array.from(golden.dem2gbp.series);
  const series: Readonly<Record<string, Float64Array>> = {
    dem2gbp,
    btc1d: percentReturns(GOLDEN_FILES.days, Date.UTC(2020, 8, 20), Date.UTC(2025, 8, 19)),
    btc1h: percentReturns(GOLDEN_FILES.hours, Date.UTC(2024, 6, 1), Date.UTC(2024, 9, 1)),
  };
  const fits = Object.entries(golden.fits)
    .filter(([, { spec }]) => spec.vol === 'GARCH' && spec.dist === 'normal' && !spec.o)
    .map(
      ([name, published]): GoldenFit => ({
        name,
        returns: series[name.split('-')[0] ?? ''] ?? new Float64Array(),
        mean: published.spec.mean === 'Zero' ? 'zero' : 'constant',
        backcast: published.backcast === 'mean' ? 'mean' : 'ewma',
        parameters: {
          mu: published.params['mu'] ?? 0,
          omega: published.params['omega'] ?? 0,
          alpha: published.params['alpha[1]'] ?? 0,
          beta: published.params['beta[1]'] ?? 0,
        },
        published,
      }),
    );
  return { fits, benchmark: { ...golden.dem2gbp.benchmark, returns: dem2gbp } };
}

function percentReturns(path: string, from: number, to: number): Float64Array {
  const closes = textOf(path)
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number))
    .filter(([openAt = 0]) => openAt >= from && openAt < to)
    .map(([, , , , close = Number.NaN]) => close);
  return Float64Array.from(
    closes.slice(1),
    (close, index) => 100 * Math.log(close / (closes[index] ?? Number.NaN)),
  );
}

/** Spot S, strike K, rate R, years t, volatility v, and what was published of both options. */
export function goldenBlackScholes(): ReadonlyMap<string, number>[] {
  const { columns, data } = z
    .object({ columns: z.array(z.string()), data: z.array(z.array(z.number())) })
    .parse(JSON.parse(textOf(GOLDEN_FILES.blackScholes)));
  return data.map(
    (row) => new Map(columns.map((column, index) => [column, row[index] ?? Number.NaN])),
  );
}

const evidenceSchema = z.object({
  context: z.object({ risklessRate: z.number() }),
  params: z.object({
    at: z.string(),
    underlyingPrice: z.number(),
    options: z.array(
      z.object({
        symbol: z.string(),
        optionType: z.enum(['call', 'put']),
        strikePrice: z.number(),
        expirationDate: z.string(),
        bestBidPrice: z.number().nullish(),
        bestAskPrice: z.number().nullish(),
        markPrice: z.number(),
        underlyingPrice: z.number(),
      }),
    ),
  }),
  result: z.object({
    dVol: z.number(),
    intermediates: z.object({
      F1: z.number(),
      F2: z.number(),
      finalNearBook: z.array(z.unknown()),
      finalNextBook: z.array(z.unknown()),
      nearModSigmaSquared: z.number(),
      nextModSigmaSquared: z.number(),
    }),
  }),
});

/** A published model-free index of 14 days with all that lies between. */
export interface GoldenIndex {
  name: string;
  now: number;
  quotes: OptionQuote[];
  settings: { days: number; rate: number; coinPrice: number };
  published: z.infer<typeof evidenceSchema>['result'];
}

export function goldenIndices(): GoldenIndex[] {
  return GOLDEN_FILES.indices.map((path) => {
    const { context, params, result } = evidenceSchema.parse(JSON.parse(textOf(path)));
    const quotes = params.options.map((option) => ({
      instrument: option.symbol,
      expiresAt: Date.parse(option.expirationDate),
      strike: option.strikePrice,
      kind: option.optionType,
      markVolatility: null,
      bidPrice: option.bestBidPrice ?? null,
      askPrice: option.bestAskPrice ?? null,
      markPrice: option.markPrice,
      underlyingPrice: option.underlyingPrice,
      openInterest: 0,
    }));
    return {
      name: `ETH, ${params.at.slice(0, 16)}`,
      now: Date.parse(params.at),
      quotes,
      settings: { days: 14, rate: context.risklessRate, coinPrice: params.underlyingPrice },
      published: result,
    };
  });
}

/** A recorded chain of Deribit. */
export interface GoldenChain {
  name: string;
  now: number;
  quotes: OptionQuote[];
}

export function goldenChains(): GoldenChain[] {
  const snapshots = GOLDEN_FILES.snapshots.flatMap((path) =>
    ['BTC', 'ETH'].map((currency) => csvChain(path, currency)),
  );
  return [...snapshots, jsonChain()];
}

function csvChain(path: string, currency: string): GoldenChain {
  const [head = '', ...lines] = textOf(path).trim().split('\n');
  const columns = head.split(',');
  const rows = lines.map((line) => {
    const cells = line.split(',');
    return new Map(columns.map((column, index) => [column, cells[index] ?? '']));
  });
  const numberOrNull = (text = ''): number | null => (text === '' ? null : Number(text));
  const quotes = rows
    .filter((row) => row.get('currency') === currency)
    .map((row) => ({
      instrument: row.get('instrument_name') ?? '',
      expiresAt: Date.parse(row.get('expiry_datetime') ?? ''),
      strike: Number(row.get('strike')),
      kind: row.get('option_type') === 'call' ? ('call' as const) : ('put' as const),
      markVolatility: Number(row.get('implied_volatility')) || null,
      bidPrice: numberOrNull(row.get('bid_price')),
      askPrice: numberOrNull(row.get('ask_price')),
      markPrice: numberOrNull(row.get('mark_price')),
      underlyingPrice: Number(row.get('futures_price')),
      openInterest: Number(row.get('open_interest')),
    }));
  const at = rows[0]?.get('timestamp') ?? '';
  return { name: `${currency}, ${at.slice(0, 16)}`, now: Date.parse(at), quotes };
}

function jsonChain(): GoldenChain {
  const option = z.object({
    instrument_name: z.string(),
    strike: z.number(),
    option_type: z.enum(['call', 'put']),
    expiration_timestamp: z.number(),
    bid_price: z.number().nullable(),
    ask_price: z.number().nullable(),
    mark_price: z.number(),
    mark_iv: z.number(),
    open_interest: z.number(),
    underlying_price: z.number(),
  });
  const { captured_at_utc: at, expiries } = z
    .object({
      captured_at_utc: z.string(),
      expiries: z.record(z.string(), z.object({ options: z.array(option) })),
    })
    .parse(JSON.parse(textOf(GOLDEN_FILES.eightExpiries)));
  const quotes = Object.values(expiries).flatMap(({ options }) =>
    options.map((each) => ({
      instrument: each.instrument_name,
      expiresAt: each.expiration_timestamp,
      strike: each.strike,
      kind: each.option_type,
      markVolatility: each.mark_iv > 0 ? each.mark_iv : null,
      bidPrice: each.bid_price,
      askPrice: each.ask_price,
      markPrice: each.mark_price,
      underlyingPrice: each.underlying_price,
      openInterest: each.open_interest,
    })),
  );
  return { name: `BTC, ${at.slice(0, 16)}`, now: Date.parse(at), quotes };
}
