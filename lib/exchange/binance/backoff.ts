import { classOf } from './errors/classify';
import type { Failure, Reply } from './failure';
import type { BinanceSettings } from './options';

/** Repeats after the first attempt of a read. */
const READ_REPEATS = 3;
/** The first pause at most, which doubles with every repeat up to the longest one, in ms. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_500;

/**
 * Runs a read until it succeeds, fails for good, or `deadlineMs` has passed since the start;
 * between attempts it pauses with exponential back-off; the jitter halves it at most. `attempt` is told
 * how many ms remain, and the last reply is returned. Never for writes.
 */
export async function repeatRead(
  deadlineMs: number,
  { monotonicNow, sleep, random }: Pick<BinanceSettings, 'monotonicNow' | 'sleep' | 'random'>,
  attempt: (remainingMs: number) => Promise<Reply>,
): Promise<Reply> {
  const endsAt = monotonicNow() + deadlineMs;
  let last = await attempt(deadlineMs);
  for (let repeat = 0; repeat < READ_REPEATS; repeat += 1) {
    if (last.ok || !isRepeatable(last.failure)) return last;
    const longestMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** repeat);
    const pauseMs = longestMs * (0.5 + random() / 2);
    if (endsAt - monotonicNow() - pauseMs < 1) return last;
    await sleep(pauseMs);
    const remainingMs = endsAt - monotonicNow();
    if (remainingMs < 1) return last;
    last = await attempt(remainingMs);
  }
  return last;
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
    case 'refused': {
      const errorClass = classOf(failure.market, failure.code, failure.message);
      if (errorClass === 'halt') return false;
      if (errorClass === 'transient' || errorClass === 'unknown') return true;
      return failure.status >= 500 || failure.status === 408;
    }
    case 'limited':
    case 'notSent':
      return false;
  }
}
