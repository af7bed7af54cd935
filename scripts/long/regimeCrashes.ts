import type { Candle } from '../../lib/model/candle';
import type { RegimeLabel } from '../../lib/model/regime';
import { INTERVAL_MS } from '../../lib/model/terms';
import type { RecordedVolatility } from './recordedVolatility';

/** The days on which the market fell apart. */
export const CRASH_DAYS = ['2020-03-12', '2021-05-19', '2022-11-09', '2024-08-05'] as const;

const DAY_HOURS = 24;
const DAY_MS = 86_400_000;
const FALL = 0.1;

export interface CrashLook {
  day: string;
  /** Close of the first hour by which price had fallen 10 % within 24 hours. */
  fellAt: string;
  /** The first close of a candle from then on, and the labels of the 24 hours from it. */
  firstCloseAt: string;
  labels: readonly RegimeLabel[];
  /** Hours from that close until the composite volatility was extreme. */
  extremeAfterHours: number | null;
  faults: readonly string[];
}

interface LabelledCandle {
  closeAt: number;
  label: RegimeLabel;
}

/**
 * Looks at a day: no RANGE from the first close after the fall on for 24 hours, and a composite
 * volatility of the regime "extreme" within them. The fall is found in the 1h candles by itself,
 * from the highest high of 24 hours to the low.
 */
export function lookAtCrash(
  day: string,
  symbol: string,
  volatility: RecordedVolatility,
  labelled: readonly LabelledCandle[],
): CrashLook {
  const hours = volatility.hoursOf(symbol);
  const start = Date.parse(`${day}T00:00:00Z`);
  const first = hours.findIndex(
    (hour, index) =>
      hour.openAt >= start && hour.openAt < start + DAY_MS && hasFallen(hours, index),
  );
  const fellAt = hours[first]?.closeAt;
  const after = labelled.filter(({ closeAt }) => fellAt !== undefined && closeAt >= fellAt);
  const firstClose = after[0]?.closeAt;
  if (fellAt === undefined || firstClose === undefined) {
    const faults = [`${day}: no fall of ${FALL * 100} % within 24 hours was found`];
    return { day, fellAt: '', firstCloseAt: '', labels: [], extremeAfterHours: null, faults };
  }
  const labels = after
    .filter(({ closeAt }) => closeAt <= firstClose + DAY_MS)
    .map(({ label }) => label);
  const extremeAfterHours = hoursUntilExtreme(symbol, firstClose, volatility);
  const faults = [
    ...(labels.includes('RANGE') ? [`${day}: RANGE within a day after the fall`] : []),
    ...(extremeAfterHours === null ? [`${day}: the volatility was not extreme within a day`] : []),
  ];
  const at = (time: number): string => new Date(time).toISOString();
  return {
    day,
    fellAt: at(fellAt),
    firstCloseAt: at(firstClose),
    labels,
    extremeAfterHours,
    faults,
  };
}

function hasFallen(hours: readonly Candle[], index: number): boolean {
  const day = hours.slice(Math.max(0, index - DAY_HOURS), index);
  const highest = Math.max(...day.map(({ high }) => high));
  return (hours[index]?.low ?? Infinity) <= highest * (1 - FALL);
}

function hoursUntilExtreme(
  symbol: string,
  from: number,
  volatility: RecordedVolatility,
): number | null {
  for (let passed = 0; passed <= DAY_HOURS; passed += 1) {
    const composite = volatility.at(symbol, from + passed * INTERVAL_MS['1h']);
    if (composite.status === 'ok' && composite.regime === 'extreme') return passed;
  }
  return null;
}
