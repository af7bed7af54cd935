import type { CancelOutcome, SubmitOutcome } from '../port';
import { isDuplicate, isNotOpen, TIMESTAMP_CODE } from './codes';
import type { ErrorClass } from './errors/classes';
import { classOf } from './errors/classify';
import type { Failure } from './failure';
import { rejectionReason } from './rejection';

type NotSent = Extract<SubmitOutcome, { kind: 'notSent' }>;
type Unknown = Extract<SubmitOutcome, { kind: 'unknown' }>;
type Refusal = Extract<Failure, { kind: 'refused' }>;

/** What is to become of a refused write, before its own kind is looked at. */
type Verdict = 'rejected' | 'notSent' | 'halt' | 'unknown';

const VERDICTS: Readonly<Record<ErrorClass, Verdict>> = {
  unknown: 'unknown',
  definite: 'rejected',
  noIncrease: 'rejected',
  configuration: 'rejected',
  resync: 'rejected',
  // The order that is there already may be this one.
  verify: 'unknown',
  transient: 'notSent',
  limit: 'notSent',
  halt: 'halt',
};

/** Surely not executed, whatever status came along (reference F1, F2). */
const SURE_AT_ANY_STATUS: ReadonlySet<ErrorClass> = new Set(['transient', 'limit', 'halt']);

/**
 * What a failure of an order placement means. Only a refusal that surely left nothing behind is
 * `rejected` or `notSent`; whatever is in doubt is `unknown` (reference F).
 */
export function outcomeOfSubmit(failure: Failure): Exclude<SubmitOutcome, { kind: 'accepted' }> {
  if (failure.kind !== 'refused') return outcomeWithoutCode(failure);
  const { code, message } = failure;
  switch (verdictOn(failure)) {
    case 'rejected':
      return {
        kind: 'rejected',
        code,
        message,
        reason: rejectionReason(failure.market, code, message),
      };
    case 'notSent':
      return notSent(failure);
    case 'halt':
      return { ...notSent(failure), halt: true };
    case 'unknown':
      return isDuplicate(failure.market, code, message)
        ? {
            kind: 'unknown',
            message: `the client order id is already in use: ${message} (code ${code})`,
          }
        : unknown(failure);
  }
}

/**
 * What a failure of a cancel means. A definite refusal other than "no such open order" (a key or a
 * parameter) changed nothing, so it counts as not sent.
 */
export function outcomeOfCancel(failure: Failure): Exclude<CancelOutcome, { kind: 'cancelled' }> {
  if (failure.kind !== 'refused') return outcomeWithoutCode(failure);
  const { code, market, message, status } = failure;
  if (isSureStatus(status) && isNotOpen(market, code, message)) return { kind: 'notOpen' };
  switch (verdictOn(failure)) {
    case 'rejected':
      return { kind: 'notSent', message: `refused: ${message} (code ${code})`, retryAt: null };
    case 'notSent':
      return notSent(failure);
    case 'halt':
      return { ...notSent(failure), halt: true };
    case 'unknown':
      return unknown(failure);
  }
}

function verdictOn({ market, code, message, status }: Refusal): Verdict {
  // Binance's gateway answers this one as bare text, and says that it failed for certain.
  if (status === 503 && /^service unavailable\.?$/i.test(message)) return 'notSent';
  // A timestamp that was refused twice, at whatever status: the exchange looked at nothing else.
  if (code === TIMESTAMP_CODE) return 'notSent';
  if (status === 451) return 'halt';
  const errorClass = classOf(market, code, message);
  if (errorClass === null) return 'unknown';
  if (!isSureStatus(status) && !SURE_AT_ANY_STATUS.has(errorClass)) return 'unknown';
  return VERDICTS[errorClass];
}

/** A backend that failed or was late may have executed what it refuses (reference F1). */
function isSureStatus(status: number): boolean {
  return status < 500 && status !== 408;
}

function outcomeWithoutCode(failure: Exclude<Failure, Refusal>): NotSent | Unknown {
  switch (failure.kind) {
    case 'limited':
      return failure.banned
        ? { kind: 'notSent', message: failure.message, retryAt: failure.retryAt, halt: true }
        : { kind: 'notSent', message: failure.message, retryAt: failure.retryAt };
    case 'notSent':
      return { kind: 'notSent', message: failure.message, retryAt: failure.retryAt };
    case 'notConnected':
      return { kind: 'notSent', message: failure.message, retryAt: null };
    case 'lost':
    case 'malformed':
      return { kind: 'unknown', message: failure.message };
    case 'page':
      return failure.status === 451
        ? {
            kind: 'notSent',
            message: 'the exchange does not serve this location',
            retryAt: null,
            halt: true,
          }
        : { kind: 'unknown', message: `HTTP ${failure.status} without an answer` };
  }
}

function notSent({ message, code }: Refusal): NotSent {
  return { kind: 'notSent', message: `${message} (code ${code})`, retryAt: null };
}

function unknown({ status, message, code }: Refusal): Unknown {
  return { kind: 'unknown', message: `HTTP ${status}: ${message} (code ${code})` };
}
