import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseOptions } from '../../lib/journal/sqlite/database';
import { openSqliteJournal } from '../../lib/journal/sqlite/sqliteJournal';
import type { Journal } from '../../lib/journal/port';

/** A journal in a folder of its own. The caller disposes of it. */
export function temporaryJournal(
  tag = 'abc123',
  options: Partial<DatabaseOptions> = {},
): {
  journal: Journal;
  file: string;
  dispose: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'deltagrid-journal-'));
  const file = join(folder, 'journal.sqlite');
  const journal = openSqliteJournal(file, () => tag, options);
  return {
    journal,
    file,
    dispose: () => {
      journal.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
