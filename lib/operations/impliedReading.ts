import { isPresent, type Reading } from '../market/reading';
import type { Dvol, OptionSummary } from '../model/foreignData';
import type { Item } from '../model/item';
import { optionCurrencyOf, untimely } from './foreignReading';

/** Where the implied volatility comes from. */
export const IMPLIED_SOURCES = ['dvolFirst', 'dvol', 'options'] as const;
export type ImpliedSource = (typeof IMPLIED_SOURCES)[number];

export interface ImpliedSettings {
  source: ImpliedSource;
  /** Older data does not count. */
  maximumAgeMs: number;
}

export interface Implied {
  annualFraction: number;
  source: string;
}

/** Skew of this maturity is what a signal of the next days reads. */
const SKEW_DAYS = 30;
const SKEW_AGE_MS = 3_600_000;

/**
 * The 30-day implied volatility of the item's own coin, from what Binance Market Data put on the item.
 * Data of another coin, of a fallback, too old or of a later time is as good as none, and says so.
 */
export function impliedReading(
  item: Item,
  now: number,
  { source, maximumAgeMs }: ImpliedSettings,
): Reading<Implied> {
  const dvol = source === 'options' ? null : dvolReading(item, now, maximumAgeMs);
  if (dvol && isPresent(dvol)) return dvol;
  const chain = source === 'dvol' ? null : chainReading(item, now, maximumAgeMs);
  if (chain && isPresent(chain)) return chain;
  const reasons = [dvol, chain].flatMap((reading) =>
    reading && !isPresent(reading) ? [reading.absent] : [],
  );
  return { absent: reasons.join(' ') };
}

/** Volatility of puts less that of calls, 10 % from the forward, 30 days, points of percent. */
export function skewPct(item: Item, now: number): Reading {
  const options = usable(item, 'option chain', item.marketData?.options, now, SKEW_AGE_MS);
  if (!isPresent(options)) return options;
  const surface = options.value.surface;
  const skew = surface?.maturities.find(({ days }) => days === SKEW_DAYS)?.skew ?? null;
  return skew === null
    ? { absent: 'The option surface has no skew at 30 days.' }
    : { value: skew * 100 };
}

function dvolReading(item: Item, now: number, maximumAgeMs: number): Reading<Implied> {
  const dvol = usable(item, 'DVOL', item.marketData?.dvol, now, maximumAgeMs);
  if (!isPresent(dvol)) return dvol;
  const { currency, points } = dvol.value;
  const last = points.at(-1);
  if (!last) return { absent: 'DVOL has no points.' };
  return { value: { annualFraction: last.closePct / 100, source: `DVOL of ${currency}` } };
}

function chainReading(item: Item, now: number, maximumAgeMs: number): Reading<Implied> {
  const options = usable(item, 'option chain', item.marketData?.options, now, maximumAgeMs);
  if (!isPresent(options)) return options;
  const { currency, modelFree } = options.value;
  if (!modelFree) return { absent: 'The option chain has no model-free index.' };
  if (modelFree.status === 'unavailable') return { absent: modelFree.reason };
  return {
    value: {
      annualFraction: modelFree.annualFraction,
      source: `Model-free index of the options of ${currency}`,
    },
  };
}

const WAYS_OUT = {
  DVOL: 'Binance Market Data adds it by its operation DVOL (Deribit).',
  'option chain': 'Binance Market Data adds it by its operation Option Summary (Deribit).',
};

type Available<Part> = Extract<Part, { status: 'ok' }>;

/** A part that may be decided on, or why not. */
function usable<Part extends Dvol | OptionSummary>(
  item: Item,
  name: keyof typeof WAYS_OUT,
  part: Part | undefined,
  now: number,
  maximumAgeMs: number,
): Reading<Available<Part>> {
  if (!part) return { absent: `The item has no ${name}. ${WAYS_OUT[name]}` };
  if (!isAvailable(part)) return { absent: reasonOf(part) };
  const coin = optionCurrencyOf(item.symbol);
  if (part.currency !== coin) {
    return { absent: `The ${name} is of ${part.currency}, which ${item.symbol} is not.` };
  }
  if (part.isFallback) return { absent: `The ${name} comes from a fallback.` };
  const problem = untimely(`The ${name}`, timeOf(part), now, maximumAgeMs);
  return problem === null ? { value: part } : { absent: problem };
}

function isAvailable<Part extends Dvol | OptionSummary>(part: Part): part is Available<Part> {
  return part.status === 'ok';
}

function reasonOf(part: Dvol | OptionSummary): string {
  return part.status === 'unavailable' ? part.reason : '';
}

function timeOf(part: Available<Dvol | OptionSummary>): number {
  return 'points' in part ? (part.points.at(-1)?.at ?? 0) : part.observedAt;
}
