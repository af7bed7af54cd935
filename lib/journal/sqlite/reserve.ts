import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, statfsSync, truncateSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { DeniedError } from '../../model/errors';
import type { Capacity } from '../port';
import { type JournalFiles, sizeOf } from './journalFiles';

/**
 * What a write is for, which decides whether it may use the reserve:
 * - `increase`: an order that adds exposure. Refused as soon as the disk is full.
 * - `record`: kept for the reader; nothing that is sent depends on it. Left out then.
 * - `protection`: an order that reduces, hedges, stops or flattens, and the candles without which
 *   none is planned. May use the reserve up to its last part.
 * - `outcome`: what happened at the exchange, cancels, leases and latches. May use all of it.
 */
export type WritePurpose = 'increase' | 'record' | 'protection' | 'outcome';

export const RESERVE_BYTES = 4 * 1024 * 1024;
/** The last part, which orders of protection leave to cancels and outcomes: 512 KB of 4 MB. */
const LAST_PART_OF = 8;
/** How much is given up at a time (256 KB of 4 MB): little, because others may take it first. */
const PART_OF = 16;
const PAGE_BYTES = 4096;

/**
 * Allocated room beside the journal. Full disk: the reserve is cut, part by part, and what it gave
 * up takes the writes of protection. A reserve that is not whole says to every process that there
 * is no room for increases; it is made whole again when the disk has room for it twice over.
 */
export class Reserve {
  constructor(
    private readonly files: JournalFiles,
    /** 0: no reserve, and none is asked for. */
    private readonly bytes: number,
    /** Bytes that the journal may still grow by, where its size is capped; else the disk's. */
    private readonly freeBytes: () => number = () => freeOnDisk(files.journal),
  ) {}

  capacity(): Capacity {
    const size = this.size();
    if (size >= this.bytes) return 'ample';
    return size >= this.lastPart() ? 'reserve' : 'exhausted';
  }

  /** Bytes that the reserve still holds. */
  size(): number {
    return sizeOf(this.files.reserve) ?? 0;
  }

  /** Gives up a part for a write of this purpose; false when it may have no more. */
  release(purpose: WritePurpose): boolean {
    if (purpose === 'increase' || purpose === 'record') return false;
    const size = this.size();
    const floor = purpose === 'protection' ? this.lastPart() : 0;
    if (size <= floor) return false;
    this.cutTo(Math.max(size - this.bytes / PART_OF, floor));
    return true;
  }

  /** Remembers for every process that the disk is full, giving up no more than that takes. */
  markFull(): void {
    if (this.bytes > 0 && this.capacity() === 'ample') this.cutTo(this.bytes - PAGE_BYTES);
  }

  /** The same of the part that is protection's. */
  markExhausted(): void {
    if (this.capacity() === 'reserve') this.cutTo(this.lastPart() - PAGE_BYTES);
  }

  /** Makes the reserve whole where there is room for it; answers whether it is. */
  rebuild(): boolean {
    const size = this.size();
    if (size >= this.bytes) return true;
    // Twice over, so that the next write does not find the disk full again.
    if (this.freeBytes() < this.bytes - size + this.bytes) return false;
    try {
      this.fill(size);
      return true;
    } catch {
      this.cutTo(size);
      return false;
    }
  }

  /** The refusal of a write for which there is no room. */
  refusal(purpose: WritePurpose): DeniedError {
    const left =
      purpose === 'increase'
        ? 'only cancels, reductions and hedges are still carried out'
        : 'only cancels are still carried out';
    return new DeniedError(
      'JOURNAL_FULL',
      `There is no room to write the journal ${this.files.journal}: ${left}, nothing was sent.`,
      'Free room on the disk of the n8n user folder. The reserve is made whole by itself, then orders are sent again.',
    );
  }

  private lastPart(): number {
    return this.bytes / LAST_PART_OF;
  }

  private cutTo(size: number): void {
    if (size > 0) truncateSync(this.files.reserve, size);
    else rmSync(this.files.reserve, { force: true });
  }

  /** Random bytes: zeros take no room on a disk that compresses. */
  private fill(from: number): void {
    const handle = openSync(this.files.reserve, from === 0 ? 'w' : 'r+', 0o600);
    try {
      for (let at = from; at < this.bytes; ) {
        const block = randomBytes(Math.min(this.bytes / PART_OF, this.bytes - at));
        at += writeSync(handle, block, 0, block.length, at);
      }
    } finally {
      closeSync(handle);
    }
  }
}

function freeOnDisk(file: string): number {
  const disk = statfsSync(dirname(file));
  return disk.bavail * disk.bsize;
}
