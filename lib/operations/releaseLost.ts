import { type Release, releaseLost } from '../reconciliation/release';
import type { Session } from '../session/openSession';
import { giveBackLease, takeLease } from '../supervision/leases';
import { earlierContracts, instrumentsOf } from './gather';

/**
 * Gives up the lost orders of a symbol on both markets, as far as that is safe. A person asked for
 * it. Answers what became of each; while another execution works, nothing.
 */
export async function releaseLostOrders(
  session: Session,
  symbol: string,
  holder: string,
): Promise<Release[]> {
  const { exchange, journal, clocks } = session;
  const { spot, usdm } = await instrumentsOf(session, symbol);
  const contracts = [usdm, ...(await earlierContracts(session, symbol))];
  const lease = takeLease(journal, spot.baseAsset, holder, clocks.hostNow);
  if (!lease) return [];
  try {
    const deps = { exchange, journal, hostNow: clocks.hostNow };
    const releases: Release[] = [];
    for (const instrument of [spot, ...contracts]) {
      releases.push(...(await releaseLost(instrument, deps)));
    }
    const at = clocks.hostNow();
    journal.noteSightings(
      releases
        .filter(({ released }) => released)
        .map(({ clientOrderId }) => ({
          code: 'LOST_RELEASED' as const,
          subject: `${symbol}/${clientOrderId}`,
          kind: 'event' as const,
          message: `${clientOrderId} was given up`,
          repair: 'it no longer counts as possibly live',
          count: 1,
          confirmAfterMs: 0,
        })),
      [],
      at,
    );
    return releases;
  } finally {
    giveBackLease(journal, lease);
  }
}
