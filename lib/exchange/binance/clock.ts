import type { Clock } from '../../model/clock';

/** A reading of the exchange's clock and of the host's at the same moment, epoch ms. */
export interface ClockReading {
  exchangeAt: number;
  hostAt: number;
}

/** An offset older than this is measured again: quartz drifts some 50 ms an hour. */
const OFFSET_LIFETIME_MS = 600_000;

/**
 * The clock of one exchange host: the host's clock plus an offset measured against the exchange.
 * Measurements are coalesced: however many callers wait, one request is sent.
 */
export class ExchangeClock {
  private offset: { valueMs: number; measuredAt: number } | null = null;
  private measuring: Promise<void> | null = null;
  private measurements = 0;

  constructor(
    private readonly hostNow: Clock,
    private readonly read: () => Promise<ClockReading>,
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

  /** Makes sure that an offset of recent date exists. Throws what the reading throws. */
  async ready(): Promise<void> {
    const offset = this.offset;
    if (offset !== null && Math.abs(this.hostNow() - offset.measuredAt) < OFFSET_LIFETIME_MS)
      return;
    await this.measure();
  }

  /** Measures again, unless that has happened since `version` was read. */
  async resync(version: number): Promise<void> {
    if (this.measurements > version) return;
    await this.measure();
  }

  /** Takes a reading that was made anyway. */
  accept(reading: ClockReading): void {
    const valueMs = Math.round(reading.exchangeAt - reading.hostAt);
    this.offset = { valueMs, measuredAt: this.hostNow() };
    this.measurements += 1;
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
