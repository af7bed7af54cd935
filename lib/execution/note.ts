import type { Journal } from '../journal/port';

/**
 * Writes a remark into the journal if it can be written (it may be locked, full or closed by now).
 * What it says is in the run's result as well, which must not be lost over it.
 */
export function note(journal: Journal, write: (journal: Journal) => void): void {
  try {
    write(journal);
  } catch {
    // The result carries what went wrong.
  }
}
