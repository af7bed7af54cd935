import type { Exchange, FuturesAccount, SpotAccount } from '../exchange/port';
import { bookMissingFills } from '../execution/bookMissingFills';
import { settleOrder } from '../execution/settle';
import type { Journal } from '../journal/port';
import type { Clock } from '../model/clock';
import { decimal } from '../model/decimal';
import { BrokenStateError, HaltError } from '../model/errors';
import type { Instrument } from '../model/instrument';
import type { Finding, FindingCode } from '../model/item';
import { POSSIBLY_LIVE_STATES } from '../model/order';
import { compareOrders } from './compare';

export interface ReconcileDeps {
  exchange: Exchange;
  journal: Journal;
  hostNow: Clock;
  exchangeNow: Clock;
  instruments: { spot: Instrument; usdm: Instrument };
}

/** Pages of the trade list that one pass reads at most, per market. */
const MAXIMUM_TRADE_PAGES = 20;
const TRADES_PER_PAGE = 1_000;

/**
 * Makes the journal agree with the exchange, in the order in which facts depend on each other:
 * unknown outcomes, open orders, fills, funding, then positions and balances. A query that fails
 * is a finding and leaves its part as it was: unknown, never empty. A second pass changes nothing.
 */
export async function reconcile(deps: ReconcileDeps): Promise<Finding[]> {
  const findings = new Findings();
  const { spot, usdm } = deps.instruments;
  for (const instrument of [spot, usdm]) {
    await guarded(findings, `orders of ${instrument.market}`, () =>
      reconcileOrders(instrument, findings, deps),
    );
    await guarded(findings, `fills of ${instrument.market}`, () =>
      bookFills(instrument, findings, deps),
    );
  }
  await guarded(findings, 'funding', () => bookFunding(usdm, findings, deps));
  return findings.list();
}

/** Compares balances and positions with what our own fills say; the rest is foreign. */
export function compareHoldings(
  deps: Pick<ReconcileDeps, 'journal' | 'instruments' | 'hostNow'>,
  spotAccount: SpotAccount,
  futuresAccount: FuturesAccount,
): Finding[] {
  const { journal, instruments } = deps;
  const findings = new Findings();
  const { spot, usdm } = instruments;
  const inventory = decimal(journal.ownQuantity('spot', spot.baseAsset));
  const balance = spotAccount.balances.find((each) => each.asset === spot.baseAsset);
  const held = decimal(balance?.free ?? '0').plus(decimal(balance?.locked ?? '0'));
  if (held.isBelow(inventory)) {
    findings.add(
      'BALANCE_SHORT',
      `${held.toString()} ${spot.baseAsset} held, ${inventory.toString()} managed`,
      'none: look for a withdrawal or a sale by hand',
    );
  }
  const own = decimal(journal.ownQuantity('usdm', usdm.baseAsset));
  const actual = futuresAccount.positions.find((each) => each.symbol === usdm.symbol);
  const quantity = decimal(actual?.quantity ?? '0');
  journal.savePosition(usdm.symbol, quantity.toString(), actual?.entryPrice ?? '0', deps.hostNow());
  if (!quantity.equals(own)) {
    findings.add(
      'POSITION_DIFFERS',
      `position ${quantity.toString()} ${usdm.baseAsset}, own fills say ${own.toString()}`,
      'none: the difference is treated as foreign',
    );
  }
  return findings.list();
}

async function reconcileOrders(
  instrument: Instrument,
  findings: Findings,
  deps: ReconcileDeps,
): Promise<void> {
  const { journal, exchange, hostNow } = deps;
  const { market, symbol } = instrument;
  const isPlain = (state: string): boolean => state === 'open' || state === 'partiallyFilled';
  const unsettled = journal
    .unfinishedOrders(market, symbol)
    .filter((order) => order.state !== 'intended' && !isPlain(order.state));
  for (const order of unsettled) await settle(order, findings, deps);

  const open = await exchange.openOrders(market, symbol);
  const live = journal
    .unfinishedOrders(market, symbol)
    .filter((order) => POSSIBLY_LIVE_STATES.includes(order.state));
  const comparison = compareOrders(
    live,
    open,
    `dg${journal.tag()}-`,
    (clientOrderId) => journal.order(clientOrderId) !== null,
  );
  for (const { order, report } of comparison.matched) {
    journal.applyReport(order.clientOrderId, report, 'seen open', hostNow());
  }
  for (const order of comparison.missing.filter(({ state }) => isPlain(state))) {
    await settle(order, findings, deps);
  }
  for (const orphan of comparison.orphans) {
    findings.add(
      'ORPHAN_ORDER',
      `${market} order ${orphan.clientOrderId} rests but the journal holds it as ended or not at all`,
      'none: cancel it at the exchange if it is not yours',
    );
  }
  if (comparison.foreign.length > 0) {
    findings.add(
      'FOREIGN_ORDER',
      `${comparison.foreign.length} ${market} order(s) of ${symbol} are not ours`,
      'none: foreign orders are never touched',
      comparison.foreign.length,
    );
  }
}

async function settle(
  order: Parameters<typeof settleOrder>[0],
  findings: Findings,
  deps: ReconcileDeps,
): Promise<void> {
  const settlement = await settleOrder(order, deps);
  switch (settlement.kind) {
    case 'settled': {
      const wasKnown = order.state === 'open' || order.state === 'partiallyFilled';
      const { state } = settlement.order;
      if (wasKnown && state === order.state) return;
      findings.add(
        wasKnown ? 'ORDER_CLOSED' : 'UNKNOWN_SETTLED',
        `${order.clientOrderId} is ${state}`,
        'the journal follows the exchange',
      );
      return;
    }
    case 'pending':
      findings.add(
        'UNKNOWN_PENDING',
        `${order.clientOrderId}: ${settlement.why}`,
        'asked again in the next pass',
      );
      return;
    case 'resendable':
      findings.add(
        'UNKNOWN_SETTLED',
        `${order.clientOrderId} never arrived`,
        'sent once more under the same id if it is still planned',
      );
      return;
    case 'lost':
      findings.add(
        'ORDER_LOST',
        `${order.clientOrderId} cannot be found`,
        'polled in every pass; its quantity counts as possibly live',
      );
      return;
  }
}

/**
 * Reads the trade list from the journal's cursor on. While an order's outcome is unknown its fills
 * could not be told from foreign ones, so the list is then left for the next pass.
 */
async function bookFills(
  instrument: Instrument,
  findings: Findings,
  deps: ReconcileDeps,
): Promise<void> {
  const { journal, exchange, hostNow } = deps;
  const { market, symbol, baseAsset, quoteAsset } = instrument;
  const isUnsettled = journal
    .unfinishedOrders(market, symbol)
    .some((order) => order.state === 'sent' || order.state === 'unknown');
  if (isUnsettled) return;
  let own = await bookMissingFills(instrument, deps);
  for (let page = 0; page < MAXIMUM_TRADE_PAGES; page += 1) {
    const from = journal.tradeCursor(market, symbol);
    const fills = await exchange.fills(market, symbol, from);
    const last = fills.at(-1);
    if (!last) break;
    const cursor = (BigInt(last.tradeId) + 1n).toString();
    const booked = journal.bookFills(fills, { baseAsset, quoteAsset, cursor, at: hostNow() });
    own += booked.own;
    if (fills.length < TRADES_PER_PAGE) break;
  }
  if (own > 0) {
    findings.add('FILLS_BOOKED', `${own} ${market} fill(s) of ${symbol}`, 'booked', own);
  }
}

async function bookFunding(
  usdm: Instrument,
  findings: Findings,
  deps: ReconcileDeps,
): Promise<void> {
  const { journal, exchange, exchangeNow } = deps;
  const last = journal.lastFundingAt(usdm.symbol);
  // Funding from before the journal was bound belongs to positions that are not ours.
  const since = last ?? journal.boundAccount()?.boundAt ?? exchangeNow();
  const payments = await exchange.fundingPayments(usdm.symbol, since);
  const added = journal.bookFunding(payments);
  if (added > 0) {
    const latest = payments.at(-1);
    findings.add(
      'FUNDING_BOOKED',
      `${added} payment(s), the latest ${latest?.amountQuote ?? '?'} ${usdm.quoteAsset}`,
      'booked',
      added,
    );
  }
}

/** Runs one part; a failed query is a finding, a halt and broken state go through. */
async function guarded(findings: Findings, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof HaltError || error instanceof BrokenStateError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    findings.add('QUERY_FAILED', `${what}: ${message}`, 'left as it was; asked again next time');
  }
}

class Findings {
  private readonly findings: Finding[] = [];

  add(code: FindingCode, message: string, repair: string, count = 1): void {
    this.findings.push({ code, message, repair, count });
  }

  list(): Finding[] {
    return this.findings;
  }
}
