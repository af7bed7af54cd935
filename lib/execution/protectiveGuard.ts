import type { Exchange } from '../exchange/port';
import type { Journal, SendGuard } from '../journal/port';
import type { Clock } from '../model/clock';
import type { Instrument } from '../model/instrument';
import { type Lease, LEASE_TTL_MS } from '../supervision/leases';

export interface ProtectDeps {
  exchange: Exchange;
  journal: Journal;
  hostNow: Clock;
  lease: Lease;
  instrument: Instrument;
}

/** Protection needs no approval and works under every latch; only a lost lease stops it. */
export function protectiveGuard({
  lease,
  instrument,
}: Pick<ProtectDeps, 'lease' | 'instrument'>): SendGuard {
  return {
    lease: { name: lease.name, token: lease.token, ttlMs: LEASE_TTL_MS },
    isIncrease: false,
    baseAsset: instrument.baseAsset,
    planRevision: 0,
    ownIntentIds: [],
  };
}
