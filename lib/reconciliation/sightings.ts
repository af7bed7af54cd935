import { BrokenStateError, HaltError } from '../model/errors';
import type { FindingCode } from '../model/item';
import type { CheckedSubject, Sighting } from '../model/sighting';

type Told = Pick<Sighting, 'subject' | 'message' | 'repair'> & { count?: number };

/** What one pass sees of one symbol, in the order in which it saw it. */
export class Sightings {
  private readonly seen: Sighting[] = [];
  private readonly checks: CheckedSubject[] = [];
  private brokenBy: string | null = null;
  private doubts = false;

  /** True when an order may have filled although nothing shows it. */
  get hasDoubts(): boolean {
    return this.doubts;
  }

  /** What became of an order could not be learned in this pass. */
  doubt(): void {
    this.doubts = true;
  }

  /** What of the journal's rows of this symbol cannot be read, or null. Then it is left alone. */
  get broken(): string | null {
    return this.brokenBy;
  }

  /** Something that happened once; the subject names it. */
  event(code: FindingCode, told: Told): void {
    this.seen.push({ code, kind: 'event', count: 1, confirmAfterMs: 0, ...told });
  }

  /** Something that lasts until a check no longer sees it. */
  condition(code: FindingCode, told: Told & { confirmAfterMs?: number }): void {
    this.seen.push({ code, kind: 'condition', count: 1, confirmAfterMs: 0, ...told });
  }

  /** A check ran to its end: what it did not see of these subjects is over. */
  checked(code: FindingCode, prefix: string): void {
    this.checks.push({ code, prefix });
  }

  /**
   * Runs one part of a pass. A query that fails is a finding and leaves its part as it was, and so
   * does a row of the journal that cannot be read: other symbols go on. A halt goes through.
   * Answers whether the part ran to its end.
   */
  async guarded(subject: string, work: () => Promise<void> | void): Promise<boolean> {
    try {
      await work();
      this.checked('QUERY_FAILED', subject);
      this.checked('JOURNAL_BROKEN', subject);
      return true;
    } catch (error) {
      if (error instanceof HaltError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      const isBroken = error instanceof BrokenStateError;
      if (isBroken) this.brokenBy = message;
      this.condition(isBroken ? 'JOURNAL_BROKEN' : 'QUERY_FAILED', {
        subject,
        message: `${subject}: ${message}`,
        repair: 'left as it was; tried again in the next pass',
      });
      return false;
    }
  }

  /** True when a part of the pass did not run to its end. */
  get hasGaps(): boolean {
    return this.seen.some(({ code }) => code === 'QUERY_FAILED' || code === 'JOURNAL_BROKEN');
  }

  list(): readonly Sighting[] {
    return this.seen;
  }

  checkedSubjects(): readonly CheckedSubject[] {
    return this.checks;
  }
}
