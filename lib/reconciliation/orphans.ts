import type { OrderKind, OrderReport } from '../model/order';
import { ORPHAN_CONFIRM_MS, type PassDeps, type SymbolPass } from './pass';

/**
 * Orders with our prefix that the journal holds as ended, or not at all. A list may be older than
 * the journal, so nothing is done at the first sighting. At one half a minute later the order is
 * taken over if the journal has the intent it was made for, and cancelled otherwise.
 */
export async function lookAtOrphans(
  orphans: readonly OrderReport[],
  prefix: string,
  kind: OrderKind,
  pass: SymbolPass,
  deps: PassDeps,
): Promise<void> {
  const sighted = new Map(
    deps.journal.openFindings('ORPHAN_ORDER', prefix).map((finding) => [finding.subject, finding]),
  );
  const now = deps.hostNow();
  pass.sightings.checked('ORPHAN_ORDER', prefix);
  for (const orphan of orphans) {
    const subject = `${prefix}${orphan.clientOrderId}`;
    const known = sighted.get(subject);
    const isConfirmed = known !== undefined && now - known.firstSeenAt >= ORPHAN_CONFIRM_MS;
    if (isConfirmed && (await repair(orphan, subject, kind, pass, deps))) continue;
    pass.sightings.condition('ORPHAN_ORDER', {
      subject,
      message: `${orphan.market} order ${orphan.clientOrderId} rests but the journal holds it as ended or not at all`,
      repair: 'looked at again half a minute later, then taken over or cancelled',
    });
  }
}

/** Answers whether it is done; otherwise it is tried again in the next pass. */
async function repair(
  orphan: OrderReport,
  subject: string,
  kind: OrderKind,
  { sightings }: SymbolPass,
  { journal, exchange, hostNow }: PassDeps,
): Promise<boolean> {
  const { market, symbol, clientOrderId } = orphan;
  if (kind === 'ordinary' && journal.adoptOrder(orphan, hostNow())) {
    sightings.event('ORDER_ADOPTED', {
      subject,
      message: `${market} order ${clientOrderId} was missing in the journal`,
      repair: 'taken over for the intent that its id names',
    });
    return true;
  }
  const outcome = await exchange.cancel(market, symbol, clientOrderId, kind);
  if (outcome.kind === 'notSent' || outcome.kind === 'unknown') return false;
  if (outcome.kind === 'cancelled' && journal.order(clientOrderId)) {
    journal.applyReport(clientOrderId, outcome.report, 'an orphan was cancelled', hostNow());
  }
  sightings.event('ORPHAN_REMOVED', {
    subject: `${subject}/${orphan.exchangeOrderId}`,
    message: `${market} order ${clientOrderId} rested without an intent`,
    repair: outcome.kind === 'cancelled' ? 'cancelled' : 'it had ended by itself',
  });
  return true;
}
