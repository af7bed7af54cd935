import type { OutsideSeriesName } from '../model/outsideSeries';
import { clamp } from './weightedMean';

/** One outside series, oldest first; the last value is the one that speaks. */
export interface OutsidePoints {
  name: OutsideSeriesName;
  values: readonly number[];
}

/** Points that a series without a scale of its own is measured against. */
const LEAST_POINTS = 10;

/**
 * What an outside series says, -1 (down) to 1 (up); null when its name says nothing of direction or
 * its points are too few.
 *
 * Fear and greed speaks against the crowd: 1 - index / 50. MVRV is 1 at 1 and -1 at 3.5, its Z-score
 * 1 at 0 and -1 at 7. Flows to exchanges speak against, gains of large holders for price, both as
 * tanh of their size over the root mean square of the series; the large holders' share in what goes
 * to exchanges speaks against, as tanh of its distance from its mean in standard deviations.
 */
export function outsideOpinion({ name, values }: OutsidePoints): number | null {
  const value = values.at(-1);
  if (value === undefined) return null;
  switch (name) {
    case 'fearAndGreed':
      return clamp(1 - value / 50, -1, 1);
    case 'mvrv':
      return clamp((2.25 - value) / 1.25, -1, 1);
    case 'mvrvZScore':
      return clamp(1 - value / 3.5, -1, 1);
    case 'exchangeNetflow':
      return against(scaled(value, values, 0));
    case 'whaleNetflow':
      return scaled(value, values, 0);
    case 'whaleExchangeRatio':
      return against(scaled(value, values, meanOf(values)));
    case 'whaleTransactions':
      return null;
  }
}

function scaled(value: number, values: readonly number[], centre: number): number | null {
  if (values.length < LEAST_POINTS) return null;
  const size = Math.sqrt(meanOf(values.map((each) => (each - centre) ** 2)));
  return size > 0 ? Math.tanh((value - centre) / size) : null;
}

function against(opinion: number | null): number | null {
  return opinion === null ? null : 0 - opinion;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
