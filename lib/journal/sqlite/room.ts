import type BetterSqlite3 from 'better-sqlite3';
import type { DeniedError } from '../../model/errors';
import type { Capacity } from '../port';
import type { Reserve, WritePurpose } from './reserve';
import { isNoRoom } from './storeErrors';

/** Lets writes have the room that their purpose entitles them to. */
export class Room {
  constructor(
    private readonly connection: BetterSqlite3.Database,
    private readonly reserve: Reserve,
    /** Cap on the size of journal and reserve together, or null for the disk's. */
    private readonly maximumBytes: number | null,
  ) {
    this.applyCap();
  }

  capacity(): Capacity {
    return this.reserve.capacity();
  }

  /** Makes the reserve whole again where there is room; answers what there is then. */
  renew(): Capacity {
    if (this.reserve.rebuild()) this.applyCap();
    return this.reserve.capacity();
  }

  /**
   * Runs a write and, while it finds no room and its purpose allows it, makes room and runs it again.
   * Throws DeniedError JOURNAL_FULL when there is none left for it, and what `attempt` throws.
   */
  make<T>(purpose: WritePurpose, attempt: () => T): T {
    this.mayWrite(purpose);
    for (let tries = 0; ; tries += 1) {
      try {
        return attempt();
      } catch (error) {
        if (!isNoRoom(error)) throw error;
        this.reserve.markFull();
        // What the write-ahead log holds is moved first: then the log is written from its start.
        if (tries > 0 && !this.reserve.release(purpose)) throw this.outOfRoom(purpose);
        this.applyCap();
        this.recycleLog();
        if (purpose === 'increase' || purpose === 'record') throw this.outOfRoom(purpose);
      }
    }
  }
  private outOfRoom(purpose: WritePurpose): DeniedError {
    if (purpose === 'protection') this.reserve.markExhausted();
    return this.reserve.refusal(purpose);
  }

  private mayWrite(purpose: WritePurpose): void {
    if (purpose === 'outcome') return;
    const capacity = this.capacity();
    if (capacity === 'ample' || (purpose === 'protection' && capacity === 'reserve')) return;
    if (this.renew() !== 'ample') throw this.reserve.refusal(purpose);
  }

  private recycleLog(): void {
    try {
      this.connection.pragma('wal_checkpoint(PASSIVE)');
    } catch {
      // The file cannot grow either: the reserve's next part makes room.
    }
  }

  /** A cap counts journal and reserve: what the reserve gives up, the journal may take. */
  private applyCap(): void {
    const { maximumBytes } = this;
    if (maximumBytes === null) return;
    const pageBytes = Number(this.connection.pragma('page_size', { simple: true }));
    const pages = Math.floor((maximumBytes - this.reserve.size()) / pageBytes);
    this.connection.pragma(`max_page_count = ${Math.max(pages, 1)}`);
  }
}
