import type { Finding, Item } from '../model/item';
import { observeAccount } from '../observation/account';
import { compareHoldings, reconcile } from '../reconciliation/reconcile';
import type { Session } from '../session/openSession';
import { giveBackLease, takeLease } from '../supervision/leases';
import { instrumentsOf } from './gather';
import { keepJournal } from './keepJournal';

/**
 * Makes the journal agree with the exchange, then adds `account` and `findings`.
 * While another execution holds the lease nothing is repaired; the account is still read.
 */
export async function reconcileItem(
  session: Session,
  item: Item,
  settings: { holder: string },
): Promise<Item> {
  const { exchange, journal, clocks, account } = session;
  const instruments = await instrumentsOf(session, item.symbol);
  const findings: Finding[] = [];
  const lease = takeLease(journal, instruments.spot.baseAsset, settings.holder, clocks.hostNow);
  if (lease) {
    try {
      findings.push(...(await reconcile({ exchange, journal, ...clocks, instruments })));
    } finally {
      giveBackLease(journal, lease);
    }
  } else {
    findings.push({
      code: 'QUERY_FAILED',
      message: 'another execution works on this account and base asset',
      repair: 'left for the next pass',
      count: 1,
    });
  }
  const observed = await observeAccount(instruments, {
    exchange,
    journal,
    exchangeNow: clocks.exchangeNow,
    account,
  });
  findings.push(
    ...compareHoldings(
      { journal, instruments, hostNow: clocks.hostNow },
      observed.spot,
      observed.futures,
    ),
  );
  findings.push(...keepJournal(journal, clocks.hostNow()));
  for (const finding of findings) {
    journal.recordEvent('finding', { ...finding, symbol: item.symbol }, clocks.exchangeNow());
  }
  return { ...item, account: observed.snapshot, findings };
}
