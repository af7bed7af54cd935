import { z } from 'zod';
import { ConfigurationError } from '../model/errors';
import {
  LARGEST_SERIES,
  OUTSIDE_SERIES,
  OUTSIDE_SERIES_NAMES,
  type OutsideSeries,
  type OutsideSeriesEntry,
  type OutsideSeriesName,
  outsideSeriesNameSchema,
  type SeriesPoint,
} from '../model/outsideSeries';
import { epochMsSchema } from '../model/terms';
import { unavailable, untimely } from './foreignReading';

/** One value that the user brings. */
const broughtSchema = z.strictObject({
  name: outsideSeriesNameSchema,
  at: epochMsSchema.min(1_000_000_000_000, 'epoch milliseconds, such as 1767225600000'),
  value: z.number(),
  unit: z.string(),
  /** Which coin it is about; without it, every item's. */
  asset: z.string().optional(),
});
export type BroughtValue = z.infer<typeof broughtSchema>;

/** More values than this in one list are a mistake. */
const LARGEST_LIST = 5_000;

/**
 * What the user brings, with its form checked: a list of values with known names and units, or its JSON
 * text; nothing at all is an empty list. Throws ConfigurationError naming `where`, the entry and its
 * field. Whether a value is fresh and in range is a matter of the data, not of the form.
 */
export function readBroughtValues(given: unknown, where: string): BroughtValue[] {
  // An expression that finds nothing brings nothing.
  if (given === undefined || given === null) return [];
  return checkedValues(typeof given === 'string' ? listIn(given, where) : given, where);
}

function listIn(text: string, where: string): unknown {
  if (text.trim() === '') return [];
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigurationError(
      `${where} is not JSON.`,
      'Write a list such as [] or an expression that gives one.',
      { cause: error },
    );
  }
}

function checkedValues(given: unknown, where: string): BroughtValue[] {
  const parsed = z.array(broughtSchema).max(LARGEST_LIST).safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const [entry, ...field] = issue?.path.map(String) ?? [];
    const place = entry === undefined ? '' : `, entry ${entry}, field ${field.join('.') || '?'}`;
    throw new ConfigurationError(
      `${where}${place}: ${issue?.message ?? 'not usable'}.`,
      `It is a list such as [{"name": "fearAndGreed", "at": 1767225600000, "value": 45, "unit": "index"}]. The names are: ${OUTSIDE_SERIES_NAMES.join(', ')}.`,
    );
  }
  parsed.data.forEach(({ name, unit }, index) => {
    const wanted = OUTSIDE_SERIES[name].unit;
    if (unit === wanted) return;
    throw new ConfigurationError(
      `${where}, entry ${index}, field unit: ${name} is in "${wanted}", not in "${unit.slice(0, 40)}".`,
      'Convert the value before it comes here, and name the unit.',
    );
  });
  return parsed.data;
}

/**
 * The part `outsideSeries` of a symbol's market data: every name of the list, `unavailable` where it
 * was not brought, is stale, of the future or out of its range. `now` is exchange time, epoch ms.
 */
export function outsideSeriesPart(
  symbol: string,
  values: readonly BroughtValue[],
  now: number,
): OutsideSeries {
  const base = /^(.+?)(USDT|USDC|FDUSD)$/.exec(symbol)?.[1] ?? symbol;
  const ours = values.filter(({ asset }) => asset === undefined || asset === base);
  const entry = (name: OutsideSeriesName): OutsideSeriesEntry =>
    entryOf(
      name,
      ours.filter((value) => value.name === name),
      now,
    );
  return {
    mvrv: entry('mvrv'),
    mvrvZScore: entry('mvrvZScore'),
    exchangeNetflow: entry('exchangeNetflow'),
    whaleNetflow: entry('whaleNetflow'),
    whaleExchangeRatio: entry('whaleExchangeRatio'),
    whaleTransactions: entry('whaleTransactions'),
    fearAndGreed: entry('fearAndGreed'),
  };
}

function entryOf(
  name: OutsideSeriesName,
  values: readonly BroughtValue[],
  now: number,
): OutsideSeriesEntry {
  const { title, unit, minimum, maximum, staleAfterMs } = OUTSIDE_SERIES[name];
  if (values.length === 0) return unavailable(`${title} was not brought.`, now);
  const outside = values.find(({ value }) => value < minimum || value > maximum);
  if (outside) {
    return unavailable(
      `${title} of ${outside.value} is out of its range, ${minimum} to ${maximum} (${unit}).`,
      now,
    );
  }
  const byTime = new Map<number, SeriesPoint>();
  for (const { at, value } of values) {
    const known = byTime.get(at);
    if (known !== undefined && known.value !== value) {
      return unavailable(`${title} was brought with two values for the same time.`, now);
    }
    // What the exchange's clock has not reached would be a look ahead.
    if (at <= now) byTime.set(at, { at, value });
  }
  const points = [...byTime.values()].sort((a, b) => a.at - b.at).slice(-LARGEST_SERIES);
  const newest = points.at(-1);
  if (newest === undefined) return unavailable(`${title} was brought for later times only.`, now);
  const problem = untimely(title, newest.at, now, staleAfterMs);
  if (problem !== null) return unavailable(problem, now);
  return { status: 'ok', unit, at: newest.at, value: newest.value, points };
}
