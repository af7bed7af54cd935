/** Faults as data: which request goes wrong, when and how. They are kept in the exchange's file. */

/** What can go wrong. `before` and `after` say whether the request takes effect (FaultRule.phase). */
export type FaultKind =
  /** No answer at all; the connection is cut after `ms` (60 s by default). */
  | 'timeout'
  /** The connection is reset. */
  | 'reset'
  /** The answer trickles in over `ms` (2 s by default). */
  | 'slow'
  /** The answer's second half is missing. */
  | 'truncated'
  /** A page of HTML with `status` (502 by default) instead of an answer. */
  | 'html'
  /** HTTP `status` with `code` and `msg`; each defaults from the others by reference F. */
  | 'status'
  /** Element `index` (0 by default) of a batch answers `code`, inside HTTP 200. */
  | 'batchElement'
  /** -2013, as a query just after placing may answer (reference D1). */
  | 'notFound'
  /** The answer of the moment the rule was made. */
  | 'stale'
  /** Filters of `symbol` change to `set` for good, then the request is served. */
  | 'filters'
  /** The request is answered as if it had been carried out, and nothing of it stays. */
  | 'forget'
  /** The request arrives twice; a list answers every row twice. */
  | 'duplicate'
  /** The exchange's clock is `ms` off for this request; below zero it is behind. */
  | 'clockShift'
  /** The address is banned for `ms` (120 s by default). */
  | 'ban'
  /** HTTP 503 while it lasts, and system/status says so. */
  | 'maintenance';

export const FAULT_KINDS: readonly FaultKind[] = [
  'timeout',
  'reset',
  'slow',
  'truncated',
  'html',
  'status',
  'batchElement',
  'notFound',
  'stale',
  'filters',
  'forget',
  'duplicate',
  'clockShift',
  'ban',
  'maintenance',
];

/** One rule. It counts the requests of its route from the moment it is made. */
export interface FaultRule {
  /** "POST /api/v3/order"; `*` stands for any method, and at a path's end for any rest: "* /fapi/*". */
  route: string;
  /** The first request it hits, from 1. */
  nth: number;
  /** How many in a row from there; 0 for all. */
  times: number;
  /** Before the request takes effect, or after. */
  phase: 'before' | 'after';
  kind: FaultKind;
  /** Only this share of the requests it would hit, drawn from the seed; absent: all. */
  probability?: number;
  ms?: number;
  status?: number;
  code?: number;
  msg?: string;
  index?: number;
  market?: 'spot' | 'usdm';
  symbol?: string;
  set?: Readonly<Record<string, string | number | boolean>>;
}

/** A rule with what became of it. */
export interface FaultRecord extends FaultRule {
  id: number;
  seen: number;
  applied: number;
}

/** A change of one symbol's rules: names of `SpotRules` or `UsdmRules` and their new values. */
export interface RuleChange {
  market: 'spot' | 'usdm';
  symbol: string;
  set: Readonly<Record<string, string | number | boolean>>;
}

/** Everything about faults an exchange's file holds. */
export interface FaultState {
  seed: number;
  nextId: number;
  rules: FaultRecord[];
  /** Orders younger than this are not found yet by queries; 0: at once. */
  readAfterWriteMs: number;
  /** Order ids on the wire exceed 2^53. */
  largeOrderIds: boolean;
  changes: RuleChange[];
}

/** No faults. */
export function noFaults(): FaultState {
  return {
    seed: 1,
    nextId: 1,
    rules: [],
    readAfterWriteMs: 0,
    largeOrderIds: false,
    changes: [],
  };
}
