import type { Capacity, Journal } from '../journal/port';
import type { Sightings } from '../reconciliation/sightings';

const FULL: Readonly<Record<Exclude<Capacity, 'ample'>, string>> = {
  reserve: 'only cancels, reductions and hedges are carried out',
  exhausted: 'only cancels are carried out',
};

/**
 * The journal's own upkeep, at the end of a pass: backup, retention, reserve, each when it is due.
 * What could not be done is a finding, never a reason to stop.
 */
export function keepJournal(journal: Journal, sightings: Sightings, hostNow: number): void {
  const { capacity, problems } = journal.upkeep(hostNow);
  sightings.checked('JOURNAL_UPKEEP_FAILED', 'account/journal/');
  for (const [index, problem] of problems.entries()) {
    sightings.condition('JOURNAL_UPKEEP_FAILED', {
      subject: `account/journal/${index}`,
      message: problem,
      repair: 'tried again in the next pass',
    });
  }
  sightings.checked('JOURNAL_FULL', 'account/journal/');
  if (capacity === 'ample') return;
  sightings.condition('JOURNAL_FULL', {
    subject: 'account/journal/full',
    message: `the disk of the journal is full: ${FULL[capacity]}`,
    repair: 'none: free room on the disk; orders are sent again by themselves',
  });
}
