const SUNDAY = 0;
const SATURDAY = 6;

/** Saturday or Sunday (UTC): fewer trade, books are thinner, and moves are turned more often. */
export function isWeekend(at: number): boolean {
  const day = new Date(at).getUTCDay();
  return day === SATURDAY || day === SUNDAY;
}
