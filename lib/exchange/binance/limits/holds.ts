import { type Hold, holdAt, LONGEST_HOLD_MS } from '../../../model/budget';
import type { Market } from '../../../model/terms';
import type { BinanceSettings } from '../options';
import type { LimitBook } from './book';
import { MemoryBudgets } from './memoryStore';
import { held, type Obstacle } from './obstacles';
import type { LimitOwner } from './tables';

/** After a limit or a ban has ended, urgent requests of every process have this much ahead. */
export const URGENT_LEAD_MS = 500;

/** Limits and bans that the exchange announced: they outlive the process and hold for all. */
export class Holds {
  private readonly ownHolds = new MemoryBudgets();
  /** When each was told and for how long, by the clock that never jumps. */
  private readonly told = new Map<string, { monotonicAt: number; durationMs: number }>();

  constructor(
    private readonly book: LimitBook,
    private readonly settings: Pick<BinanceSettings, 'hostNow' | 'hostNames' | 'monotonicNow'>,
  ) {}

  /**
   * Remembers a limit that the exchange announced, for every process; for this one even where it
   * cannot be written.
   */
  add(market: Market, owner: LimitOwner, told: Omit<Hold, 'setAt'>): void {
    const key = this.key(market, owner);
    const setAt = this.settings.hostNow();
    const durationMs = told.until - setAt;
    this.told.set(key, { monotonicAt: this.settings.monotonicNow(), durationMs });
    this.remember(key, owner, { ...told, setAt });
  }

  private remember(key: string, owner: LimitOwner, hold: Hold): void {
    this.ownHolds.addHold(key, hold);
    try {
      this.book.storeOf(owner).addHold(key, hold);
    } catch {
      return;
    }
  }

  /** What keeps a request back now, or null. */
  obstacle(market: Market, owner: LimitOwner, urgent: boolean): Obstacle | null {
    const key = this.key(market, owner);
    const known = this.latest(key, owner);
    if (known === null) return null;
    const hostNow = this.settings.hostNow();
    const hold = this.corrected(known, key, owner);
    const waitMs = hold.until + (urgent ? 0 : URGENT_LEAD_MS) - hostNow;
    // What lies further ahead was remembered by a host clock that was wrong.
    if (waitMs <= 0 || waitMs > LONGEST_HOLD_MS + URGENT_LEAD_MS) return null;
    return held(key, waitMs, hostNow + waitMs, hold.banned);
  }

  /**
   * The hold after the host's clock was set back. Who heard of it knows what is left of it; for
   * everybody else it lasts as long as it was told, from when that is noticed.
   */
  private corrected(known: Hold, key: string, owner: LimitOwner): Hold {
    const hostNow = this.settings.hostNow();
    const hold = holdAt(known, hostNow);
    if (hold === known) return known;
    const told = this.told.get(key);
    if (told) {
      const leftMs = told.durationMs - (this.settings.monotonicNow() - told.monotonicAt);
      return { ...hold, until: hostNow + leftMs };
    }
    this.remember(key, owner, hold);
    return hold;
  }

  private latest(key: string, owner: LimitOwner): Hold | null {
    const own = this.ownHolds.hold(key);
    try {
      const shared = this.book.storeOf(owner).hold(key);
      return shared !== null && shared.until >= (own?.until ?? 0) ? shared : own;
    } catch {
      return own;
    }
  }

  private key(market: Market, owner: LimitOwner): string {
    // Spot and USD-M share what was announced where they share their address.
    return owner === 'host' ? this.settings.hostNames[market] : `${market} orders`;
  }
}
