import { join } from 'node:path';
import { REPOSITORY } from '../support/paths';

/** How large the long checks are when run whole; the tests run samples of them. */
export const LOOP_SEEDS: readonly number[] = [1, 2, 3, 4, 5];
export const LOOP_CYCLES = 60;
export const LOOP_STEP_MS = 60_000;
/** The one run that is long enough for funding: 200 steps of 5 minutes are 16.7 hours. */
export const FUNDING_CYCLES = 200;
export const FUNDING_STEP_MS = 5 * 60_000;
export const KILLS_IN_ALL = 20;
/** So many kills one after the other on one n8n and one market; then fresh ones. */
export const KILLS_PER_WORLD = 5;
export const KILL_SEED = 20_261_121;

/** The equity check: so many cycles on the recorded market, and how many of them the tests run. */
export const EQUITY_CYCLES = 1_000;
export const EQUITY_SAMPLE = 30;
export const EQUITY_STEP_MS = 15 * 60_000;
/** Spot and futures are both recorded by the minute; the sample meets the funding at 08:00. */
export const EQUITY_START = '2025-05-20T02:00:00Z';

/** The grid inside n8n on the same market: so many cycles, and how many of them the tests run. */
export const GRID_CYCLES = 1_000;
export const GRID_SAMPLE = 25;
export const GRID_STEP_MS = 15 * 60_000;
export const GRID_START = '2025-05-20T00:00:00Z';

/** The brakes through the fall of August 2024: the whole check, and the longer steps of the tests. */
export const BRAKES_START = '2024-07-31T13:00:00Z';
export const BRAKES_END = '2024-08-05T20:00:00Z';
export const BRAKES_STEP_MS = 5 * 60_000;
export const BRAKES_SAMPLE_STEP_MS = 3 * 60 * 60_000;

/** The regimes of recorded years: what is classified, and at how many candles the tests cut it off. */
export const REGIME_SYMBOLS: readonly string[] = ['BTCUSDT', 'ETHUSDT'];
export const REGIME_START = '2019-01-01T00:00:00Z';
export const REGIME_SAMPLE = 12;
export const REGIME_SEED = 20_190_101;

export const RECORDED_DATA = join(REPOSITORY, '..', 'shared', 'data');
