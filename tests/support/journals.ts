import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteJournal } from '../../lib/journal/sqlite/sqliteJournal';
import type { Journal } from '../../lib/journal/port';

/** A journal in a folder of its own. The caller disposes of it. */
export function temporaryJournal(tag = 'abc123'): {
  journal: Journal;
  file: string;
  dispose: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'deltagrid-journal-'));
  const file = join(folder, 'journal.sqlite');
  const journal = openSqliteJournal(file, () => tag);
  return {
    journal,
    file,
    dispose: () => {
      journal.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
