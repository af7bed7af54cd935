import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Journal } from '../../lib/journal/port';
import { openSqliteJournal } from '../../lib/journal/sqlite/sqliteJournal';

/** Small, so that a test can use it up. */
export const TEST_RESERVE_BYTES = 256 * 1024;

/** A journal on a disk that a test can fill and empty. */
export interface FullDisk {
  file: string;
  open(): Journal;
  fillUp(): void;
  makeRoom(): void;
  dispose(): void;
}

/** Why a disk of its own cannot be mounted here, or null. */
export function whyNoMount(): string | null {
  if (process.platform !== 'linux') return `no tmpfs on ${process.platform}`;
  try {
    mountedDisk().dispose();
    return null;
  } catch {
    return 'mounting a tmpfs needs more rights';
  }
}

/** A tmpfs that is filled to its last byte: ENOSPC as it happens. */
export function mountedDisk(megabytes = 4): FullDisk {
  const folder = mkdtempSync(join(tmpdir(), 'deltagrid-disk-'));
  const filler = join(folder, 'filler');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  return {
    file: join(folder, 'journal.sqlite'),
    open: () => open(join(folder, 'journal.sqlite'), null),
    fillUp() {
      const handle = openSync(filler, 'a');
      const page = Buffer.alloc(4096, 1);
      try {
        while (writeSync(handle, page) > 0);
      } catch {
        // No byte is left.
      } finally {
        closeSync(handle);
      }
    },
    makeRoom: () => rmSync(filler, { force: true }),
    dispose() {
      execFileSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A cap on the journal's size stands for the disk: SQLITE_FULL, for any user and any system. */
export function cappedDisk(): FullDisk {
  const folder = mkdtempSync(join(tmpdir(), 'deltagrid-cap-'));
  const file = join(folder, 'journal.sqlite');
  let maximumBytes: number | null = null;
  return {
    file,
    open: () => open(file, maximumBytes),
    fillUp() {
      maximumBytes = statSync(file).size + TEST_RESERVE_BYTES;
    },
    makeRoom() {
      maximumBytes = null;
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function open(file: string, maximumBytes: number | null): Journal {
  return openSqliteJournal(file, () => 'abc123', {
    reserveBytes: TEST_RESERVE_BYTES,
    maximumBytes,
  });
}
