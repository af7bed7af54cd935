import { existsSync } from 'node:fs';
import { openSqliteJournal } from '../journal/sqlite/sqliteJournal';
import { engageLatch } from '../supervision/latches';
import { newTag, type SessionDeps } from './openSession';
import { type Credential, journalFile } from './settings';

/**
 * Engages the kill switch in the journal of a credential whose exchange cannot be reached: when it
 * comes back, nothing increases. Answers false where there is no bound journal yet, which then has
 * nothing to stop.
 */
export function latchWithoutExchange(
  credential: Credential,
  deps: SessionDeps,
  reason: string,
): boolean {
  const file = journalFile(deps.n8nFolder, credential);
  if (!existsSync(file)) return false;
  const journal = openSqliteJournal(file, newTag);
  try {
    if (journal.boundAccount() === null) return false;
    engageLatch(journal, 'killSwitch', reason, deps.hostNow());
    return true;
  } finally {
    journal.close();
  }
}
