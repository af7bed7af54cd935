import type { ReportPeriod } from '../model/report';

const HOUR_MS = 3_600_000;
const LENGTH_MS: Readonly<Record<'day' | 'week' | 'month', number>> = {
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
  month: 30 * 24 * HOUR_MS,
};

/**
 * When a period began: the start of the hour in which it lies, as sums are kept by the hour. Null
 * for all time. `sinceAt` is only used for the period `since`.
 */
export function periodStart(period: ReportPeriod, now: number, sinceAt: number): number | null {
  if (period === 'all') return null;
  const at = period === 'since' ? sinceAt : now - LENGTH_MS[period];
  return Math.max(0, Math.floor(at / HOUR_MS) * HOUR_MS);
}
