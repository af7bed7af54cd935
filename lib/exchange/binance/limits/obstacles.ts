import type { Failure } from '../failure';

/** Why a request cannot go yet: `waitMs` until it may be tried again. */
export interface Obstacle {
  waitMs: number;
  /** The counter or hold in the way. */
  key: string;
  failure: Failure;
  /** Waiting would not help, or must not be done here. */
  final: boolean;
}

const WAIT = 'Wait for the window to end.';

/** The window of a counter is full until `retryAt`, host time. */
export function windowFull(key: string, waitMs: number, retryAt: number): Obstacle {
  const message = `the budget of ${nameOf(key)} is used up`;
  const failure: Failure = { kind: 'notSent', message, wayOut: WAIT, retryAt, final: false };
  return { waitMs, key, failure, final: false };
}

/** Others wait for the counter already. */
export function behindOthers(key: string, waitMs: number, retryAt: number): Obstacle {
  const message = `others wait for the budget of ${nameOf(key)}`;
  const failure: Failure = { kind: 'notSent', message, wayOut: WAIT, retryAt, final: false };
  return { waitMs, key, failure, final: false };
}

/** The request costs more than any window may hold. */
export function neverFits(key: string): Obstacle {
  const failure: Failure = {
    kind: 'notSent',
    message: `the request alone exceeds the budget of ${nameOf(key)}`,
    wayOut: 'Choose a larger safety share or another limit preset.',
    retryAt: null,
    final: true,
  };
  return { waitMs: 0, key, failure, final: true };
}

/** The exchange announced that nothing is taken before `retryAt`, host time. */
export function held(key: string, waitMs: number, retryAt: number, banned: boolean): Obstacle {
  const message = banned ? 'the exchange has banned this address' : 'the rate limit is used up';
  const failure: Failure = { kind: 'limited', message, code: 0, retryAt, banned };
  return { waitMs, key, failure, final: banned };
}

/** The budgets could not be written. */
export function unwritable(error: unknown): Obstacle {
  const reason = error instanceof Error ? error.message : 'unknown reason';
  const failure: Failure = {
    kind: 'notSent',
    message: `the rate limit budgets cannot be kept: ${reason}`,
    wayOut: 'Check that the disk of the n8n folder is not full and may be written.',
    retryAt: null,
    final: false,
  };
  return { waitMs: 0, key: 'store', failure, final: true };
}

/** A counter in words, without the address in its key. */
function nameOf(key: string): string {
  const words = key.split(' ');
  const seconds = Number(words[words.length - 1]) / 1_000;
  return `${words[0] ?? ''} ${words[words.length - 2] ?? ''} per ${seconds} s`;
}
