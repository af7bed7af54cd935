import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const SHARED = join(__dirname, '../../../../shared/bench');

/** The bare loops that indicators are measured against, unchanged. */
export interface BareLoops {
  ema(values: Float64Array, period: number, out?: Float64Array): Float64Array;
  rsi(close: Float64Array, period: number, out?: Float64Array): Float64Array;
  atr: BareRange;
  adx: BareRange;
  bb(
    close: Float64Array,
    period: number,
    deviations: number,
    upper?: Float64Array,
    middle?: Float64Array,
    lower?: Float64Array,
  ): { upper: Float64Array };
  bb2(close: Float64Array, period: number, deviations: number): { upper: Float64Array };
  macd(
    close: Float64Array,
    fast: number,
    slow: number,
    signal: number,
    macd?: Float64Array,
    signals?: Float64Array,
    histogram?: Float64Array,
  ): { histogram: Float64Array };
}

type BareRange = (
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
  out?: Float64Array,
) => Float64Array;

type Columns = Record<'open' | 'high' | 'low' | 'close' | 'volume' | 'time', Float64Array>;

/** Seeded candles, one minute apart. */
export interface SeededCandles {
  candles(count: number, options?: { seed?: number; annualVolatility?: number }): Columns;
  mulberry32(seed: number): () => number;
}

export const bareLoops = (): Promise<BareLoops> => sharedModule('indicators.mjs');
export const seededCandles = (): Promise<SeededCandles> => sharedModule('candles.mjs');

async function sharedModule<Module>(name: string): Promise<Module> {
  const file = join(SHARED, name);
  if (!existsSync(file)) throw new Error(`the bench needs ${name} of ../shared/bench`);
  return import(pathToFileURL(file).href);
}

/** Wall time of one call, ms: the system counts CPU in ticks too long for what is measured here. */
export function wallMs(work: () => unknown): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

/** CPU of this thread for one call of many ticks, ms: it is not disturbed by neighbours. */
export function cpuMs(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/** The best times of calls that take turns for so many rounds, ms: least disturbed by others. */
export function bestMs<Name extends string>(
  works: Readonly<Record<Name, () => unknown>>,
  rounds: number,
  measure = wallMs,
): Record<Name, number> {
  const best: Record<string, number> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, work] of Object.entries<() => unknown>(works)) {
      best[name] = Math.min(best[name] ?? Infinity, measure(work));
    }
  }
  return best;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
