import { cancelOrder } from '../execution/cancel';
import { bookMissingFills } from '../execution/bookMissingFills';
import type { InstrumentPair } from '../observation/instruments';
import type { Protector } from '../reconciliation/pass';
import type { Session } from '../session/openSession';
import type { Lease } from '../supervision/leases';

/** What reconciliation may order, carried out by execution under the lease of the pass. */
export function protectorOf(session: Session, { usdm }: InstrumentPair, _lease: Lease): Protector {
  const { exchange, journal, clocks } = session;
  const deps = { exchange, journal, hostNow: clocks.hostNow };
  return {
    protect: async () => ({ kind: 'unprotected', why: 'to come' }),
    close: async (trade) => trade.quantity,
    async cancel(order, reason) {
      const result = await cancelOrder(order, reason, deps);
      await bookMissingFills(usdm, deps);
      return result === 'cancelled' || result === 'ended';
    },
  };
}
