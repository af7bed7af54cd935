import type { Journal, LeaseGrant } from '../journal/port';
import type { Clock } from '../model/clock';
import { DeniedError, TransientError } from '../model/errors';

/**
 * Longer than a request's deadline (10 s) plus recvWindow (5 s) plus a margin, so that when a
 * lease has run out nothing of its holder can still reach the exchange.
 */
export const LEASE_TTL_MS = 30_000;

export interface Lease extends LeaseGrant {
  name: string;
  holder: string;
}

/** A lease is per base asset; the journal it lives in is per account. */
export function leaseName(baseAsset: string): string {
  return `asset/${baseAsset}`;
}

/** Takes the lease of a base asset, or answers null when another execution holds it. */
export function takeLease(
  journal: Journal,
  baseAsset: string,
  holder: string,
  hostNow: Clock,
): Lease | null {
  const name = leaseName(baseAsset);
  const grant = journal.acquireLease(name, holder, hostNow(), LEASE_TTL_MS);
  return grant ? { ...grant, name, holder } : null;
}

/** Takes the lease from whoever holds it and fences them off: Flatten only. */
export function seizeLease(
  journal: Journal,
  baseAsset: string,
  holder: string,
  hostNow: Clock,
): Lease {
  const name = leaseName(baseAsset);
  return { ...journal.seizeLease(name, holder, hostNow(), LEASE_TTL_MS), name, holder };
}

/** Prolongs a lease while its holder works; false when somebody took it over. */
export function prolongLease(journal: Journal, lease: Lease, hostNow: Clock): boolean {
  return journal.renewLease(lease.name, lease.token, hostNow(), LEASE_TTL_MS);
}

/** Gives the lease back; one that cannot be given back (locked, full, closed) runs out by itself. */
export function giveBackLease(journal: Journal, lease: Lease): void {
  try {
    journal.releaseLease(lease.name, lease.token);
  } catch (error) {
    if (!(error instanceof TransientError) && !(error instanceof DeniedError)) throw error;
  }
}
