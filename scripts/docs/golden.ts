import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { CandleColumns } from '../../lib/market/columns';

/** Where the reference values lie that nobody of this project computed; not part of the project. */
const GOLDEN_INDICATORS = join(__dirname, '../../../shared/golden/skender.golden.json.gz');

export type GoldenSeries = readonly (number | null)[];

/** Published indicator outputs over one input of 502 daily candles. */
export interface GoldenIndicators {
  library: string;
  input: Record<'open' | 'high' | 'low' | 'close' | 'volume', number[]>;
  indicators: Record<string, { call: string; output: Record<string, GoldenSeries> }>;
}

/** The published values, or null where ../shared is absent. */
export function goldenIndicators(): GoldenIndicators | null {
  if (!existsSync(GOLDEN_INDICATORS)) return null;
  return JSON.parse(gunzipSync(readFileSync(GOLDEN_INDICATORS)).toString('utf8'));
}

/** The published input as columns. */
export function goldenColumns({ input }: GoldenIndicators): CandleColumns {
  return {
    open: Float64Array.from(input.open),
    high: Float64Array.from(input.high),
    low: Float64Array.from(input.low),
    close: Float64Array.from(input.close),
    volume: Float64Array.from(input.volume),
  };
}
