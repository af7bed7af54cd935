import type { Capacity, Journal } from '../journal/port';
import type { Finding } from '../model/item';

const FULL: Readonly<Record<Exclude<Capacity, 'ample'>, string>> = {
  reserve: 'only cancels, reductions and hedges are carried out',
  exhausted: 'only cancels are carried out',
};

/**
 * The journal's own upkeep, at the end of a pass: backup, retention, reserve, each when it is due.
 * What could not be done is a finding, never a reason to stop.
 */
export function keepJournal(journal: Journal, hostNow: number): Finding[] {
  const { capacity, problems } = journal.upkeep(hostNow);
  const findings = problems.map(
    (problem): Finding => ({
      code: 'JOURNAL_UPKEEP_FAILED',
      message: problem,
      repair: 'tried again in the next pass',
      count: 1,
    }),
  );
  if (capacity === 'ample') return findings;
  const full: Finding = {
    code: 'JOURNAL_FULL',
    message: `the disk of the journal is full: ${FULL[capacity]}`,
    repair: 'none: free room on the disk; orders are sent again by themselves',
    count: 1,
  };
  return [full, ...findings];
}
