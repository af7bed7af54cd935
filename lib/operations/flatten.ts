import { flatten, type FlattenResult, type FlattenSettings } from '../execution/flatten';
import type { Item } from '../model/item';
import type { Session } from '../session/openSession';
import { engageLatch } from '../supervision/latches';
import { giveBackLease, seizeLease } from '../supervision/leases';
import { instrumentsOf } from './gather';

/**
 * Latches the kill switch, fences off whoever is working, and takes both legs of the item's
 * symbol down together. Adds `execution` with what is left of each leg.
 */
export async function flattenItem(
  session: Session,
  item: Item,
  settings: FlattenSettings & { reason: string; holder: string },
): Promise<Item & { execution: FlattenResult }> {
  const { journal, clocks } = session;
  // First of all: whatever fails after this, nothing increases any more.
  engageLatch(journal, 'killSwitch', settings.reason, clocks.hostNow());
  const instruments = await instrumentsOf(session, item.symbol);
  const lease = seizeLease(journal, instruments.spot.baseAsset, settings.holder, clocks.hostNow);
  try {
    const execution = await flatten(settings, {
      exchange: session.exchange,
      journal,
      hostNow: clocks.hostNow,
      sleep: (ms) => session.sleep(ms),
      lease,
      instruments,
      account: session.account,
    });
    return { ...item, execution };
  } finally {
    giveBackLease(journal, lease);
  }
}
