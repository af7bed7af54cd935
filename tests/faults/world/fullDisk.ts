import * as fs from 'node:fs';
import { databaseError, type JournalWatch } from './journalDriver';

/** Two pages for every change: what a small transaction takes of the write-ahead log. */
const BYTES_A_COMMIT = 8_192;

/**
 * A disk without room beside a journal: what its reserve gives up is all that can be written, and
 * the file system says that nothing is free.
 */
export class FullDisk {
  private used = 0;
  private size: number;
  private readonly whole: number;

  constructor(private readonly reserveFile: string) {
    this.whole = this.reserveSize();
    this.size = this.whole;
  }

  /** Fails the journal's writes for which there is no room. */
  readonly watch: JournalWatch = ({ moment, isCommit }) => {
    if (moment === 'after' || !isCommit) return;
    const size = this.reserveSize();
    if (size > this.size) this.used = 0;
    this.size = size;
    if (this.used + BYTES_A_COMMIT > this.whole - size) throw databaseError('SQLITE_FULL');
    this.used += BYTES_A_COMMIT;
  };

  private reserveSize(): number {
    return fs.statSync(this.reserveFile, { throwIfNoEntry: false })?.size ?? 0;
  }
}

/** The file system as the product sees it; it has no room while `isFull` says so. */
export function fileSystem(isFull: () => boolean): typeof fs {
  const statfsSync = (path: fs.PathLike): object => {
    const disk = fs.statfsSync(path);
    return isFull() ? { ...disk, bavail: 0, bfree: 0, bsize: disk.bsize } : disk;
  };
  return { ...fs, statfsSync: statfsSync as typeof fs.statfsSync };
}
