import type { FindingCode } from './item';

/** One difference, as one pass of reconciliation saw it. The journal makes a finding of it. */
export interface Sighting {
  code: FindingCode;
  /** What it is about, the symbol first: "BTCUSDT/spot/dgabc123-1-1". */
  subject: string;
  /** An event happened once; a condition lasts until a check no longer sees it. */
  kind: 'event' | 'condition';
  message: string;
  repair: string;
  count: number;
  /**
   * A condition is told once it was seen in two passes at least this far apart: reads of the
   * exchange lag behind one another. 0 tells it at once.
   */
  confirmAfterMs: number;
}

/** A check that ran to its end: conditions of this code and subject it did not see are over. */
export interface CheckedSubject {
  code: FindingCode;
  /** How the subjects that it looked at begin. */
  prefix: string;
}

/** The id of a finding: the same in every pass. */
export function findingId(sighting: Pick<Sighting, 'code' | 'subject'>): string {
  return `${sighting.code}:${sighting.subject}`;
}
