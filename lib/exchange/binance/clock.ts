import type { Clock } from '../../model/clock';

/** A reading of the exchange's clock and of the host's at the same moment, epoch ms. */
export interface ClockReading {
  exchangeAt: number;
  hostAt: number;
}

/** An offset older than this is measured again: quartz drifts some 50 ms an hour. */
const OFFSET_LIFETIME_MS = 600_000;
/** An offset up to this age still serves while it is measured again: a drift of 300 ms at most. */
const OFFSET_USABLE_MS = 6 * 3_600_000;
/** The host's clock jumped when it moved this much apart from the monotonic one. */
const JUMP_MS = 500;

interface Offset {
  valueMs: number;
  /** When it was measured, on both clocks of the host. */
  hostAt: number;
  monotonicAt: number;
}

/**
 * The clock of one exchange host: the host's clock plus an offset measured against the exchange.
 * Measurements are coalesced: however many callers wait, one request is sent.
 */
export class ExchangeClock {
  private offset: Offset | null = null;
  private measuring: Promise<void> | null = null;
  private measurements = 0;

  constructor(
    private readonly hostNow: Clock,
    private readonly read: () => Promise<ClockReading>,
    /** A clock that never jumps; without one a jump shows only in a refused timestamp. */
    private readonly monotonicNow: Clock = hostNow,
  ) {}

  /** Now on the exchange, epoch ms UTC; measures the offset first if needed. */
  async now(): Promise<number> {
    await this.ready();
    return this.current();
  }

  /** Now on the exchange as last measured; the host's own time before any measurement. */
  current(): number {
    return this.hostNow() + (this.offset?.valueMs ?? 0);
  }

  /** How many measurements there were; pass it to `resync`. */
  get version(): number {
    return this.measurements;
  }

  /**
   * Makes sure that an offset exists which can be relied on. One that is only old serves while it is
   * measured again: a time that cannot be read must not keep a cancel back. Throws what the reading
   * throws.
   */
  async ready(): Promise<void> {
    const ageMs = this.usableAgeMs();
    if (ageMs < OFFSET_LIFETIME_MS) return;
    const measured = this.measure();
    if (ageMs >= OFFSET_USABLE_MS) await measured;
    else measured.catch(() => undefined);
  }

  /** Measures again, unless that has happened since `version` was read. */
  async resync(version: number): Promise<void> {
    if (this.measurements > version) return;
    await this.measure();
  }

  /** Takes a reading that was made anyway. */
  accept(reading: ClockReading): void {
    const valueMs = Math.round(reading.exchangeAt - reading.hostAt);
    this.offset = { valueMs, hostAt: this.hostNow(), monotonicAt: this.monotonicNow() };
    this.measurements += 1;
  }

  /** How old the offset is; infinite without one, and after the host's clock was set. */
  private usableAgeMs(): number {
    if (this.offset === null) return Infinity;
    const hostMs = this.hostNow() - this.offset.hostAt;
    const monotonicMs = this.monotonicNow() - this.offset.monotonicAt;
    return Math.abs(hostMs - monotonicMs) > JUMP_MS ? Infinity : Math.abs(hostMs);
  }

  private async measure(): Promise<void> {
    this.measuring ??= this.read()
      .then((reading) => this.accept(reading))
      .finally(() => {
        this.measuring = null;
      });
    await this.measuring;
  }
}
