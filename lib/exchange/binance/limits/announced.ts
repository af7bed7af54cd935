import { LONGEST_HOLD_MS } from '../../../model/budget';
import { ORDER_LIMIT_CODE } from '../codes';
import { classOf } from '../errors/classify';
import type { Failure } from '../failure';

/** Without a word from the exchange: request weight is counted by the minute. */
const WEIGHT_WINDOW_MS = 60_000;
/** Without a word from the exchange: the shortest order window. */
const ORDER_WINDOW_MS = 10_000;
/** The shortest ban (reference B2), and our pause after a firewall's refusal. */
const SHORTEST_BAN_MS = 120_000;
const FIREWALL_PAUSE_MS = 300_000;

export interface LimitReading {
  failure: Failure;
  /** What to hold back: everything to this host, or the account's orders; null for nothing. */
  holds: 'host' | 'orders' | null;
}

/**
 * Recognises rate limits, bans and the firewall (reference F1, B2) in a failure and works out, on
 * the host's clock, when to come back: Retry-After first, then "banned until <ms>" (the exchange's
 * clock), then the length of the window. Other failures come back as they are.
 */
export function readLimit(failure: Failure, hostNow: number, exchangeNow: number): LimitReading {
  if (failure.kind !== 'refused' && failure.kind !== 'page') return { failure, holds: null };
  const code = failure.kind === 'refused' ? failure.code : 0;
  const message = failure.kind === 'refused' ? failure.message : `HTTP ${failure.status}`;
  const bannedUntil = /banned until (\d{13})/i.exec(message)?.[1];
  const banned = failure.status === 418 || bannedUntil !== undefined;
  const limited = banned || failure.status === 429 || isLimitCode(failure);
  if (!limited) return { failure, holds: null };

  const orders = code === ORDER_LIMIT_CODE && !banned;
  const waitMs =
    failure.retryAfterMs ??
    (bannedUntil !== undefined
      ? Number(bannedUntil) - exchangeNow
      : banned
        ? SHORTEST_BAN_MS
        : orders
          ? ORDER_WINDOW_MS
          : WEIGHT_WINDOW_MS);
  const retryAt = Math.round(hostNow + Math.min(Math.max(waitMs, 0), LONGEST_HOLD_MS));
  return {
    failure: { kind: 'limited', message, code, retryAt, banned },
    holds: orders ? 'orders' : 'host',
  };
}

function isLimitCode(failure: Failure): boolean {
  if (failure.kind !== 'refused') return false;
  return classOf(failure.market, failure.code, failure.message) === 'limit';
}

/** Until when to leave a host alone after its firewall refused (HTTP 403 without a code), or null. */
export function firewallPauseUntil(failure: Failure, hostNow: number): number | null {
  const refused = failure.kind === 'page' && failure.status === 403;
  return refused ? hostNow + FIREWALL_PAUSE_MS : null;
}
