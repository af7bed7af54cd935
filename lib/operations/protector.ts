import { bookMissingFills } from '../execution/bookMissingFills';
import { cancelOrder } from '../execution/cancel';
import { closeTrade } from '../execution/closeTrade';
import { protectTrade } from '../execution/protect';
import type { TradePosition } from '../journal/port';
import type { Scope } from '../model/plan';
import type { InstrumentPair } from '../observation/instruments';
import type { Protector } from '../reconciliation/pass';
import type { Session } from '../session/openSession';
import type { Lease } from '../supervision/leases';

/** What reconciliation may order, carried out by execution under the lease of the pass. */
export function protectorOf(
  session: Pick<Session, 'exchange' | 'journal' | 'clocks' | 'account'>,
  { usdm: instrument }: InstrumentPair,
  lease: Lease,
): Protector {
  const { exchange, journal, clocks, account } = session;
  const deps = { exchange, journal, hostNow: clocks.hostNow, lease, instrument };
  const scopeOf = ({ strategy, symbol }: TradePosition): Scope => ({
    account,
    strategy,
    market: 'usdm',
    symbol,
  });
  return {
    protect: (trade, protection, without) =>
      protectTrade(scopeOf(trade), protection, without, deps),
    close: async (trade, why) => (await closeTrade(scopeOf(trade), why, deps, [])).toString(),
    async cancel(order, reason) {
      const result = await cancelOrder(order, reason, deps);
      await bookMissingFills(instrument, deps);
      return result === 'cancelled' || result === 'ended';
    },
  };
}
