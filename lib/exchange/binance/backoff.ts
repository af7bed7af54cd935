import { ExponentialBackoff, handleWhenResult, retry } from 'cockatiel';
import type { Clock } from '../../model/clock';
import { NOT_EXECUTED_CODES } from './codes';
import type { Failure, Reply } from './failure';

/** Repeats after the first attempt of a read. */
const READ_REPEATS = 3;
/** First pause of the decorrelated jitter, and the longest one, in ms. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_500;

/** Codes of a read that failed inside the exchange: asking again is harmless. */
const REPEATABLE_CODES: ReadonlySet<number> = new Set([...NOT_EXECUTED_CODES, -1000, -1006, -1007]);

const policy = retry(
  handleWhenResult((result) => isReply(result) && !result.ok && isRepeatable(result.failure)),
  {
    maxAttempts: READ_REPEATS,
    backoff: new ExponentialBackoff({ initialDelay: FIRST_PAUSE_MS, maxDelay: LONGEST_PAUSE_MS }),
  },
);

/**
 * Runs a read until it succeeds, fails for good, or `deadlineMs` has passed since the start;
 * between attempts it pauses with exponential back-off and jitter. `attempt` is told how many ms
 * remain, and the last reply is returned. Never for writes.
 */
export async function repeatRead(
  deadlineMs: number,
  hostNow: Clock,
  attempt: (remainingMs: number) => Promise<Reply>,
): Promise<Reply> {
  const endsAt = hostNow() + deadlineMs;
  let last: Reply | null = null;
  return policy.execute(async () => {
    const remainingMs = endsAt - hostNow();
    if (last !== null && remainingMs < 1) return last;
    last = await attempt(Math.max(1, remainingMs));
    return last;
  });
}

/** True when a read may work at the next attempt. */
function isRepeatable(failure: Failure): boolean {
  switch (failure.kind) {
    case 'lost':
    case 'notConnected':
    case 'malformed':
      return true;
    case 'page':
      return failure.status >= 500 || failure.status === 408;
    case 'refused':
      return failure.status >= 500 || failure.status === 408 || REPEATABLE_CODES.has(failure.code);
    case 'limited':
    case 'notSent':
      return false;
  }
}

function isReply(result: unknown): result is Reply {
  return typeof result === 'object' && result !== null && 'ok' in result;
}
