import { DeniedError } from '../model/errors';
import { denied } from '../model/verdict';
import type { Tally } from './tally';

/**
 * What the journal answered, or null when its disk is full: increases are then denied and the run
 * goes on, because protection may still be written. Other errors go through.
 */
export function unlessFull<T>(tally: Tally, write: () => T): T | null {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof DeniedError) || error.code !== 'JOURNAL_FULL') throw error;
    tally.denials.push(denied('JOURNAL_FULL', error.message));
    return null;
  }
}
