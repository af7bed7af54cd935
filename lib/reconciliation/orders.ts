import { bookMissingFills } from '../execution/bookMissingFills';
import { ABSENCE_HORIZON_MS, settleOrder } from '../execution/settle';
import type { OrderRecord } from '../journal/port';
import type { Instrument } from '../model/instrument';
import { kindOf, type OrderKind, type OrderReport, POSSIBLY_LIVE_STATES } from '../model/order';
import { compareOrders, type OrderComparison } from './compare';
import { conditionalListReason, tradeListReason } from './decideReads';
import { lookAtOrphans } from './orphans';
import type { PassDeps, SymbolPass } from './pass';

/** Resting at the exchange, as far as the journal knows. */
const isPlain = ({ state }: OrderRecord): boolean =>
  state === 'open' || state === 'partiallyFilled';

/**
 * Makes the journal's orders of one market agree with the exchange: settles what is unknown, takes
 * over what is listed, asks for what is missing, and books what filled.
 */
export async function reconcileOrders(
  instrument: Instrument,
  pass: SymbolPass,
  deps: PassDeps,
): Promise<void> {
  const { journal, exchange } = deps;
  const { market, symbol } = instrument;
  const unsettled = journal
    .unfinishedOrders(market, symbol)
    .filter((order) => order.state !== 'intended' && !isPlain(order));
  for (const order of unsettled) await settle(order, pass, deps);
  pass.sightings.checked('UNKNOWN_PENDING', `${symbol}/${market}/`);
  pass.sightings.checked('ORDER_LOST', `${symbol}/${market}/`);

  const listed = await exchange.openOrders(market, symbol);
  await takeOver(listed, 'ordinary', instrument, pass, deps);
  if (market === 'usdm' && conditionalReason(pass, deps) !== null) {
    const conditional = await exchange.openConditionalOrders(symbol);
    await takeOver(conditional, 'conditional', instrument, pass, deps);
  }
  await bookOwnFills(instrument, pass, deps);
}

function conditionalReason({ symbol, isFull }: SymbolPass, { journal }: PassDeps) {
  const orders = journal.unfinishedOrders('usdm', symbol);
  return conditionalListReason({
    isFull,
    ownConditionalOrders: orders.filter((order) => kindOf(order.instruction) === 'conditional')
      .length,
    trades: journal.tradePositions(symbol).length,
    orphansSighted: journal.openFindings('ORPHAN_ORDER', `${symbol}/usdm/conditional/`).length,
  });
}

async function takeOver(
  listed: readonly OrderReport[],
  kind: OrderKind,
  instrument: Instrument,
  pass: SymbolPass,
  deps: PassDeps,
): Promise<void> {
  const { journal, hostNow } = deps;
  const { market, symbol } = instrument;
  const live = journal
    .unfinishedOrders(market, symbol)
    .filter((order) => POSSIBLY_LIVE_STATES.includes(order.state))
    .filter((order) => kindOf(order.instruction) === kind);
  const comparison = compareOrders(
    live,
    listed,
    `dg${journal.tag()}-`,
    (clientOrderId) => journal.order(clientOrderId) !== null,
  );
  for (const { order, report } of comparison.matched) {
    journal.applyReport(order.clientOrderId, report, 'seen open', hostNow());
  }
  for (const order of comparison.missing.filter(isPlain)) await settle(order, pass, deps);
  const subject = `${symbol}/${market}/${kind}/`;
  await lookAtOrphans(comparison.orphans, subject, kind, pass, deps);
  tellForeign(comparison, subject, instrument, pass);
}

function tellForeign(
  { foreign }: OrderComparison,
  subject: string,
  { market, symbol }: Instrument,
  { sightings }: SymbolPass,
): void {
  sightings.checked('FOREIGN_ORDER', subject);
  if (foreign.length === 0) return;
  sightings.condition('FOREIGN_ORDER', {
    subject,
    message: `${foreign.length} ${market} order(s) of ${symbol} are not ours`,
    repair: 'none: foreign orders are never touched',
    count: foreign.length,
  });
}

/** Asks what became of an order; nothing is concluded from a list that lacks it. */
async function settle(order: OrderRecord, pass: SymbolPass, deps: PassDeps): Promise<void> {
  const { sightings } = pass;
  const { clientOrderId } = order;
  const subject = `${order.symbol}/${order.market}/${clientOrderId}`;
  const wasKnown = isPlain(order);
  const settlement = await settleOrder(order, deps);
  if (settlement.kind === 'pending' || settlement.kind === 'lost') sightings.doubt();
  switch (settlement.kind) {
    case 'settled': {
      const { state } = settlement.order;
      if (wasKnown && isPlain(settlement.order)) return;
      sightings.event(wasKnown ? 'ORDER_CLOSED' : 'UNKNOWN_SETTLED', {
        subject: `${subject}/${state}`,
        message: `${clientOrderId} is ${state}`,
        repair: 'the journal follows the exchange',
      });
      return;
    }
    case 'pending': {
      // Lists and queries lag behind a young order: there is nothing to tell yet.
      const isYoung = deps.hostNow() - (order.sentAt ?? 0) < ABSENCE_HORIZON_MS;
      if (wasKnown && isYoung) return;
      sightings.condition('UNKNOWN_PENDING', {
        subject,
        message: `${clientOrderId}: ${settlement.why}`,
        repair: 'asked again in the next pass',
      });
      return;
    }
    case 'resendable':
      sightings.event('UNKNOWN_SETTLED', {
        subject: `${subject}/resendable`,
        message: `${clientOrderId} never arrived`,
        repair: 'sent once more under the same id if it is still planned',
      });
      return;
    case 'lost':
      sightings.condition('ORDER_LOST', {
        subject,
        message: `${clientOrderId} cannot be found`,
        repair: 'polled in every pass; its quantity counts as possibly live',
      });
      return;
  }
}

/** Few orders are booked one by one; for many the trade list is read, which costs less. */
async function bookOwnFills(
  instrument: Instrument,
  { isFull, sightings }: SymbolPass,
  deps: PassDeps,
): Promise<void> {
  const { market, symbol } = instrument;
  const unbooked = deps.journal.unbookedOrders(market, symbol).length;
  if (tradeListReason({ isFull, unbookedOrders: unbooked, foreignChanged: false })) return;
  const before = deps.journal.revision(instrument.baseAsset);
  const own = await bookMissingFills(instrument, deps);
  if (own === 0) return;
  sightings.event('FILLS_BOOKED', {
    subject: `${symbol}/${market}/after ${before}`,
    message: `${own} ${market} fill(s) of ${symbol}`,
    repair: 'booked',
    count: own,
  });
}
