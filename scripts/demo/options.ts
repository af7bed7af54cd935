import { parseArgs } from 'node:util';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../support/main';
import type { Recording } from './PaperExchange';

/** What the command line of the demo asked for. */
export interface DemoOptions {
  /** How many executions of the loop; null runs until Ctrl-C. */
  readonly cycles: number | null;
  /** File that gets the figures, or null. */
  readonly json: string | null;
  /** Exchange time between two executions, in milliseconds. */
  readonly stepMs: number;
  /** Seed of the paper exchange's prices. */
  readonly seed: number;
  /** The recorded market to play, or null for the synthetic one. */
  readonly recording: Recording | null;
  /** The fixed check grid, compared with a walk over the same candles. */
  readonly checkGrid: boolean;
  /** Prints the usage and does nothing. */
  readonly help: boolean;
  /** Keeps the folder with journal, exchange and n8n. */
  readonly keep: boolean;
}

/** The symbol that the shipped loop trades. */
const LOOP_SYMBOL = 'BTCUSDT';

export const DEMO_USAGE = `Usage: npm run demo -- [options]
  --cycles N      so many executions of the loop, then the end (default: until Ctrl-C)
  --json FILE     write the figures of a counted run
  --step 1m       exchange time between two executions (30s, 5m, 1h; default 1m)
  --seed N        seed of the synthetic market (default 1)
  --data FOLDER   play the recorded market of a folder of CSV files (market-symbol-interval.csv.gz)
  --start TIME    first minute of the recording, ISO 8601 or epoch ms; --data needs it
  --symbols A,B   what the recorded exchange lists (default ${LOOP_SYMBOL}, which the loop trades)
  --check-grid    a fixed grid (arithmetic, 0.25 %) that always works: the classifier's thresholds are opened
                  wide, so that every market is a range. A counted run fails below 80 % of the round trips
                  that a lattice walk over the same one-minute candles gives
  --keep          keep the folder with journal, exchange and n8n
  --help          this text`;

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Reads a length of time such as `30s`, `1m` or `8h`; answers milliseconds. Throws UsageError. */
export function parseDurationMs(text: string): number {
  const match = /^([1-9]\d*)([smh])$/.exec(text);
  const unitMs = UNIT_MS[match?.[2] ?? ''];
  if (match === null || unitMs === undefined) {
    throw new UsageError(`"${text}" is no length of time: write for example 30s, 1m or 8h.`);
  }
  return Number(match[1]) * unitMs;
}

/** Reads a whole number of at least one. Throws UsageError that names the option. */
export function parseCount(option: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new UsageError(`--${option} wants a whole number of at least 1, not "${text}".`);
  }
  return Number(text);
}

interface RecordingTexts {
  readonly data?: string | undefined;
  readonly start?: string | undefined;
  readonly symbols?: string | undefined;
}

function recordingOf({ data, start, symbols = LOOP_SYMBOL }: RecordingTexts): Recording | null {
  if (data === undefined) {
    if (start === undefined && symbols === LOOP_SYMBOL) return null;
    throw new UsageError('--start and --symbols belong to a recorded market: name its --data.');
  }
  if (start === undefined) throw new UsageError('--data wants --start, such as 2025-05-20.');
  const at = /^\d+$/.test(start) ? Number(start) : Date.parse(start);
  if (!Number.isSafeInteger(at)) throw new UsageError(`--start: "${start}" is no time.`);
  if (!symbols.toUpperCase().split(',').includes(LOOP_SYMBOL)) {
    throw new UsageError(`The loop trades ${LOOP_SYMBOL}: --symbols must list it.`);
  }
  const folder = resolve(data);
  if (!existsSync(folder)) throw new UsageError(`--data: there is no folder ${folder}.`);
  return { folder, symbols, start };
}

/** Reads the demo's command line. Throws UsageError for what it does not know. */
export function parseDemoOptions(args: readonly string[]): DemoOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        cycles: { type: 'string' },
        json: { type: 'string' },
        step: { type: 'string', default: '1m' },
        seed: { type: 'string', default: '1' },
        data: { type: 'string' },
        start: { type: 'string' },
        symbols: { type: 'string' },
        'check-grid': { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return {
      cycles: values.cycles === undefined ? null : parseCount('cycles', values.cycles),
      json: values.json ?? null,
      stepMs: parseDurationMs(values.step),
      seed: parseCount('seed', values.seed),
      recording: recordingOf(values),
      checkGrid: values['check-grid'],
      keep: values.keep,
      help: values.help,
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const words = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${words}\n${DEMO_USAGE}`);
  }
}
