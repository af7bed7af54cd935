import { bookMissingFills } from '../execution/bookMissingFills';
import { decimal } from '../model/decimal';
import type { Instrument } from '../model/instrument';
import type { Fill } from '../model/order';
import { engageLatch } from '../supervision/latches';
import { Attribution, type Origin } from './attribution';
import { CONFIRM_MS, type PassDeps, type SymbolPass } from './pass';
import { tellForced } from './forced';

/** Pages of the trade list that one pass reads at most, per market. */
const MAXIMUM_TRADE_PAGES = 20;
const TRADES_PER_PAGE = 1_000;

/** What a reading of the trade list brought. */
export interface BookedList {
  own: number;
  foreign: number;
  /** False when fills were left for the next pass. */
  isWhole: boolean;
}

/**
 * Reads the trade list from the journal's cursor on and books each fill for whom it belongs to. A
 * fill whose origin cannot be learned now is left, with all behind it, for the next pass.
 */
export async function bookTradeList(
  instrument: Instrument,
  pass: SymbolPass,
  deps: PassDeps,
): Promise<BookedList> {
  const { journal, exchange } = deps;
  const { market, symbol, baseAsset } = instrument;
  const before = journal.revision(baseAsset);
  const attribution = new Attribution(instrument, deps);
  const booked: BookedList = { own: 0, foreign: 0, isWhole: false };
  try {
    booked.own += await bookMissingFills(instrument, deps);
    for (let page = 0; page < MAXIMUM_TRADE_PAGES; page += 1) {
      const from = journal.tradeCursor(market, symbol);
      const fills = await exchange.fills(market, symbol, from);
      for (const fill of fills) {
        const origin = await attribution.originOf(fill);
        if (origin.kind === 'unsettled') return booked;
        const whose = book(fill, origin, instrument, pass, deps);
        if (whose) booked[whose] += 1;
      }
      booked.isWhole = fills.length < TRADES_PER_PAGE;
      if (booked.isWhole) break;
    }
    return booked;
  } finally {
    // What is booked is told, even if the reading broke off behind it.
    tell(booked, before, instrument, pass, deps);
  }
}

function book(
  fill: Fill,
  origin: Exclude<Origin, { kind: 'unsettled' }>,
  instrument: Instrument,
  pass: SymbolPass,
  deps: PassDeps,
): 'own' | 'foreign' | null {
  const { journal, hostNow } = deps;
  const { market, symbol, baseAsset, quoteAsset } = instrument;
  const at = hostNow();
  const cursor = (BigInt(fill.tradeId) + 1n).toString();
  if (origin.kind === 'forced') {
    const ours = decimal(journal.bookForcedFill(fill, { baseAsset, quoteAsset }, at) ?? '0');
    // Latched before the cursor moves: a run that is killed in between meets the fill again.
    if (ours.isZero()) haltIfWanted(symbol, deps);
    else tellForced(fill, origin.cause, ours, pass, deps);
    journal.moveTradeCursor(market, symbol, cursor, at);
    return ours.isZero() ? 'foreign' : 'own';
  }
  // What was traded before the journal began is no news.
  const isOld = fill.filledAt < (journal.boundAccount()?.boundAt ?? 0);
  // Before the booking, which moves the cursor: a killed run would never meet the fill again.
  if (origin.kind === 'foreign' && !isOld) haltIfWanted(symbol, deps);
  const { own, foreign } = journal.bookFills([fill], { baseAsset, quoteAsset, cursor, at });
  if (own > 0) return 'own';
  return foreign > 0 && !isOld ? 'foreign' : null;
}

/** Pauses the account after a trade by somebody else, where the node says so. */
function haltIfWanted(symbol: string, { journal, policy, hostNow }: PassDeps): void {
  if (policy.foreignFills !== 'halt') return;
  if (journal.latches().some(({ name }) => name === 'pause')) return;
  engageLatch(journal, 'pause', `somebody else traded ${symbol}`, hostNow());
}

function tell(
  { own, foreign }: BookedList,
  before: number,
  { market, symbol }: Instrument,
  { sightings }: SymbolPass,
  { policy }: PassDeps,
): void {
  const subject = `${symbol}/${market}/after ${before}`;
  if (own > 0) {
    sightings.event('FILLS_BOOKED', {
      subject,
      message: `${own} ${market} fill(s) of ${symbol}`,
      repair: 'booked',
      count: own,
    });
  }
  if (foreign === 0) return;
  const isHalted = policy.foreignFills === 'halt';
  sightings.event('FOREIGN_FILL', {
    subject,
    message: `${foreign} ${market} fill(s) of ${symbol} are not ours`,
    repair: isHalted
      ? 'paused, as the node says; what was traded is left as it is'
      : 'none: what somebody else trades is neither managed nor taken back',
    count: foreign,
  });
}

/**
 * Orders that filled more than their listed fills: as long as the list lacks them, nobody knows
 * what is held. Told once it lasts; until it is over nothing is entered.
 */
export function lookForHistory(
  instrument: Instrument,
  { sightings }: SymbolPass,
  deps: PassDeps,
): void {
  const { market, symbol } = instrument;
  sightings.checked('HISTORY_MISSING', `${symbol}/${market}/`);
  for (const order of deps.journal.unbookedOrders(market, symbol)) {
    const lacking = decimal(order.filledQuantity).minus(decimal(order.bookedQuantity));
    sightings.condition('HISTORY_MISSING', {
      subject: `${symbol}/${market}/${order.clientOrderId}`,
      message: `${order.clientOrderId} filled ${lacking.toString()} more than its listed fills`,
      repair: 'nothing is entered until the exchange lists them',
      confirmAfterMs: CONFIRM_MS,
    });
  }
}
