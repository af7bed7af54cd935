import type { Exchange } from '../exchange/port';
import type { Journal } from '../journal/port';
import type { Clock } from '../model/clock';
import { HaltError } from '../model/errors';
import type { Instrument } from '../model/instrument';
import type { ExecutionResult } from '../model/item';
import { AWAITING_OUTCOME_STATES } from '../model/order';
import { type Lease, prolongLease } from '../supervision/leases';
import { bookMissingFills } from './bookMissingFills';
import { cancelOrder } from './cancel';
import { takeLegsDown } from './flattenLegs';
import { note } from './note';
import { settleOrder } from './settle';
import { Tally } from './tally';

export interface FlattenDeps {
  exchange: Exchange;
  journal: Journal;
  hostNow: Clock;
  lease: Lease;
  instruments: { spot: Instrument; usdm: Instrument };
  account: string;
}

export interface FlattenSettings {
  /** Quote value of one chunk. */
  chunkQuote: string;
  /** How far a chunk may be paid beyond the best price, percent. */
  slippagePct: number;
  /** Chunks of both legs together, at most. */
  maximumChunks: number;
}

export interface FlattenResult extends ExecutionResult {
  residual: { inventory: string; position: string };
}

/**
 * Takes both legs down together: cancels our orders, then sells managed inventory and closes its
 * hedge in alternating chunks, so that delta never leaves its place by more than a chunk, and
 * verifies. Foreign coins, orders and positions are not touched. The caller has latched the kill
 * switch and seized the lease. Pressed twice it acts once: the second finds nothing to do.
 */
export async function flatten(
  settings: FlattenSettings,
  deps: FlattenDeps,
): Promise<FlattenResult> {
  const { journal, hostNow } = deps;
  const { spot, usdm } = deps.instruments;
  const tally = new Tally();
  const isHalted = await clearBook(tally, deps)
    .then(() => takeLegsDown(settings, tally, deps))
    .then(() => verify(tally, deps))
    .then(
      () => false,
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        note(journal, () => journal.recordError('flatten', 'FLATTEN', message, hostNow()));
        tally.notes.push(message);
        return error instanceof HaltError;
      },
    );
  const residual = {
    inventory: journal.ownQuantity('spot', spot.baseAsset),
    position: journal.ownQuantity('usdm', usdm.baseAsset),
  };
  note(journal, () => journal.recordEvent('flattened', residual, hostNow()));
  const status = isHalted ? 'halted' : tally.finalStatus();
  return { ...tally.result(status), residual };
}

/**
 * Cancels every order of ours on both markets, settling what is unknown on the way. One order that
 * cannot be cancelled does not keep the others from it.
 */
async function clearBook(tally: Tally, deps: FlattenDeps): Promise<void> {
  const { journal, hostNow, lease } = deps;
  for (const instrument of [deps.instruments.spot, deps.instruments.usdm]) {
    for (const { clientOrderId } of journal.unfinishedOrders(
      instrument.market,
      instrument.symbol,
    )) {
      prolongLease(journal, lease, hostNow);
      const why = await clearOrder(clientOrderId, tally, deps);
      if (why === null) continue;
      tally.unknown += 1;
      tally.notes.push(`${clientOrderId}: ${why}`);
    }
    await bookMissingFills(instrument, deps);
  }
}

/** Cancels one order if it rests; answers why it may still be live, or null. */
async function clearOrder(
  clientOrderId: string,
  tally: Tally,
  deps: FlattenDeps,
): Promise<string | null> {
  const { journal, hostNow } = deps;
  try {
    const order = journal.order(clientOrderId);
    if (order?.state === 'intended') {
      journal.transition(clientOrderId, 'expired', 'never sent', hostNow());
      return null;
    }
    if (order && AWAITING_OUTCOME_STATES.includes(order.state)) {
      const settlement = await settleOrder(order, deps);
      if (settlement.kind === 'pending') return settlement.why;
      if (settlement.kind === 'resendable') return clearOrder(clientOrderId, tally, deps);
    }
    const current = journal.order(clientOrderId);
    if (current?.state !== 'open' && current?.state !== 'partiallyFilled') return null;
    const result = await cancelOrder(current, 'flatten', deps);
    if (result === 'cancelled') tally.cancelled += 1;
    return result === 'unknown' || result === 'notSent' ? `cancelling: ${result}` : null;
  } catch (error) {
    if (error instanceof HaltError) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}

/** Looks at the exchange once more: nothing of ours may rest. */
async function verify(tally: Tally, deps: FlattenDeps): Promise<void> {
  const { journal, exchange, instruments } = deps;
  const prefix = `dg${journal.tag()}-`;
  for (const { market, symbol } of [instruments.spot, instruments.usdm]) {
    const open = await exchange.openOrders(market, symbol);
    const ours = open.filter(({ clientOrderId }) => clientOrderId.startsWith(prefix));
    if (ours.length === 0) continue;
    tally.unknown += ours.length;
    tally.notes.push(`${ours.length} ${market} order(s) of ours still rest: run Flatten again`);
  }
}
