import type { ExecutionResult } from '../model/item';
import type { Denial } from '../model/verdict';
import type { SendResult } from './send';

/** Counts what a run did, for the item and the approval's record. */
export class Tally {
  placed = 0;
  cancelled = 0;
  filled = 0;
  rejected = 0;
  unknown = 0;
  /** Trades whose stop does not stand whole. */
  unprotected = 0;
  readonly denials: Denial[] = [];
  /** What went otherwise than wanted. */
  readonly notes: string[] = [];
  /** What is worth knowing and was expected. */
  readonly remarks: string[] = [];

  addSend(result: SendResult): void {
    switch (result.kind) {
      case 'accepted':
        this.placed += 1;
        if (result.order.state === 'filled') this.filled += 1;
        return;
      case 'rejected':
        this.rejected += 1;
        this.notes.push(`rejected by the exchange: ${result.code} ${result.message}`);
        return;
      case 'notSent':
        this.notes.push(`not sent: ${result.message}`);
        return;
      case 'denied':
        this.denials.push(result.denial);
        return;
      case 'unknown':
        this.unknown += 1;
        this.notes.push(`outcome unknown: ${result.message}`);
        return;
    }
  }

  result(status: ExecutionResult['status']): ExecutionResult {
    return {
      version: 1,
      status,
      alreadyDone: false,
      placed: this.placed,
      cancelled: this.cancelled,
      filled: this.filled,
      rejected: this.rejected,
      unknown: this.unknown,
      denials: this.denials,
      notes: [...this.notes, ...this.remarks],
    };
  }

  /** The status that the counts add up to. */
  finalStatus(): ExecutionResult['status'] {
    if (this.unknown > 0 || this.unprotected > 0) return 'unknown';
    const isPartly = this.rejected > 0 || this.denials.length > 0 || this.notes.length > 0;
    return isPartly ? 'partly' : 'done';
  }
}
