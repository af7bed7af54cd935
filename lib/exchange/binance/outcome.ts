import type { CancelOutcome, SubmitOutcome } from '../port';
import {
  isDefinite,
  isDuplicate,
  NOT_EXECUTED_CODES,
  NOT_OPEN_CODES,
  TIMESTAMP_CODE,
} from './codes';
import type { Market } from '../../model/terms';
import type { Failure } from './failure';
import { rejectionReason } from './rejection';

type NotSent = { kind: 'notSent'; message: string; retryAt: number | null };
type Unknown = { kind: 'unknown'; message: string };

/**
 * What a failure of an order placement means. Only a refusal that surely left nothing behind is
 * `rejected` or `notSent`; whatever is in doubt is `unknown` (reference F).
 */
export function outcomeOfSubmit(
  failure: Failure,
  market: Market,
): Exclude<SubmitOutcome, { kind: 'accepted' }> {
  const general = outcomeOfWrite(failure);
  if (general !== null) return general;
  if (failure.kind !== 'refused') return { kind: 'unknown', message: 'no answer' };
  const { code, message, status } = failure;
  if (isDuplicate(code, message)) {
    return {
      kind: 'unknown',
      message: `the client order id is already in use: ${message} (code ${code})`,
    };
  }
  return status < 500 && status !== 408 && isDefinite(code)
    ? { kind: 'rejected', code, message, reason: rejectionReason(market, code, message) }
    : { kind: 'unknown', message: `HTTP ${status}: ${message} (code ${code})` };
}

/**
 * What a failure of a cancel means. A definite refusal other than "no such open order" (a key or a
 * parameter) changed nothing, so it counts as not sent.
 */
export function outcomeOfCancel(failure: Failure): Exclude<CancelOutcome, { kind: 'cancelled' }> {
  const general = outcomeOfWrite(failure);
  if (general !== null) return general;
  if (failure.kind !== 'refused') return { kind: 'unknown', message: 'no answer' };
  const { code, message, status } = failure;
  if (status < 500 && status !== 408) {
    if (NOT_OPEN_CODES.has(code)) return { kind: 'notOpen' };
    if (isDefinite(code)) {
      return { kind: 'notSent', message: `refused: ${message} (code ${code})`, retryAt: null };
    }
  }
  return { kind: 'unknown', message: `HTTP ${status}: ${message} (code ${code})` };
}

/** The part that does not depend on what was written; null when the code decides. */
function outcomeOfWrite(failure: Failure): NotSent | Unknown | null {
  switch (failure.kind) {
    case 'limited':
    case 'notSent':
      return { kind: 'notSent', message: failure.message, retryAt: failure.retryAt };
    case 'notConnected':
      return { kind: 'notSent', message: failure.message, retryAt: null };
    case 'lost':
    case 'malformed':
      return { kind: 'unknown', message: failure.message };
    case 'page':
      return { kind: 'unknown', message: `HTTP ${failure.status} without an answer` };
    case 'refused':
      return surelyNotExecuted(failure.status, failure.code, failure.message)
        ? { kind: 'notSent', message: `${failure.message} (code ${failure.code})`, retryAt: null }
        : null;
  }
}

/** Class T of reference F, and a timestamp that was refused twice. */
function surelyNotExecuted(status: number, code: number, message: string): boolean {
  if (NOT_EXECUTED_CODES.has(code) || code === TIMESTAMP_CODE) return true;
  return status === 503 && /^service unavailable\.?$/i.test(message);
}
