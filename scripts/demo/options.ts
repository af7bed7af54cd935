import { parseArgs } from 'node:util';
import { UsageError } from '../support/main';

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
  /** Keeps the folder with journal, exchange and n8n. */
  readonly keep: boolean;
}

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
        keep: { type: 'boolean', default: false },
      },
    });
    return {
      cycles: values.cycles === undefined ? null : parseCount('cycles', values.cycles),
      json: values.json ?? null,
      stepMs: parseDurationMs(values.step),
      seed: parseCount('seed', values.seed),
      keep: values.keep,
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const words = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `${words}\nKnown: --cycles N, --json FILE, --step 1m, --seed N, --keep (all optional).`,
    );
  }
}
