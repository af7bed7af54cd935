import type { Exchange } from '../exchange/port';
import type { Journal, SendGuard } from '../journal/port';
import type { Clock } from '../model/clock';
import { Decimal, decimal } from '../model/decimal';
import { HaltError } from '../model/errors';
import type { Instrument } from '../model/instrument';
import type { ExecutionResult } from '../model/item';
import { type Intent, intentId, type Scope } from '../model/plan';
import type { Side } from '../model/terms';
import { type Lease, LEASE_TTL_MS } from '../supervision/leases';
import { bookMissingFills } from './bookMissingFills';
import { cancelOrder } from './cancel';
import { type SendResult, sendOrder } from './send';
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
  /** Base that is still held and still hedged after the last chunk. */
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
  const inventory = (): Decimal => decimal(journal.ownQuantity('spot', spot.baseAsset));
  const position = (): Decimal => decimal(journal.ownQuantity('usdm', usdm.baseAsset));
  let isHalted = false;
  try {
    await clearBook(tally, deps);
    await alternate(settings, tally, deps, inventory, position);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    journal.recordError('flatten', 'FLATTEN', message, hostNow());
    tally.notes.push(message);
    isHalted = error instanceof HaltError;
  }
  journal.closeGrids(spot.symbol, hostNow());
  const residual = { inventory: inventory().toString(), position: position().toString() };
  journal.recordEvent('flattened', residual, hostNow());
  const status = isHalted ? 'halted' : tally.finalStatus();
  return { ...tally.result(status), residual };
}

/** Cancels every order of ours on both markets, settling what is unknown on the way. */
async function clearBook(tally: Tally, deps: FlattenDeps): Promise<void> {
  const { journal, hostNow } = deps;
  for (const instrument of [deps.instruments.spot, deps.instruments.usdm]) {
    for (const order of journal.unfinishedOrders(instrument.market, instrument.symbol)) {
      if (order.state === 'intended') {
        journal.transition(order.clientOrderId, 'expired', 'never sent', hostNow());
        continue;
      }
      const settlement =
        order.state === 'open' || order.state === 'partiallyFilled'
          ? { kind: 'settled' as const, order }
          : await settleOrder(order, deps);
      if (settlement.kind === 'pending') {
        tally.unknown += 1;
        tally.notes.push(`${order.clientOrderId}: ${settlement.why}`);
        continue;
      }
      const { state } = settlement.order;
      if (state !== 'open' && state !== 'partiallyFilled') continue;
      const result = await cancelOrder(settlement.order, 'flatten', deps);
      if (result === 'cancelled') tally.cancelled += 1;
      if (result === 'unknown' || result === 'notSent') {
        tally.unknown += 1;
        tally.notes.push(`cancelling ${order.clientOrderId}: ${result}`);
      }
    }
    await bookMissingFills(instrument, deps);
  }
}

async function alternate(
  settings: FlattenSettings,
  tally: Tally,
  deps: FlattenDeps,
  inventory: () => Decimal,
  position: () => Decimal,
): Promise<void> {
  const { spot, usdm } = deps.instruments;
  for (let chunk = 0; chunk < settings.maximumChunks; chunk += 1) {
    const spotQuantity = sellable(inventory(), spot);
    const hedgeQuantity = position().absolute().floorTo(decimal(usdm.quantity.step));
    if (spotQuantity.isZero() && hedgeQuantity.isZero()) return;
    // The larger leg goes first, so that the legs meet and then go down together.
    const spotFirst = !spotQuantity.isBelow(hedgeQuantity);
    const result = spotFirst
      ? await sendChunk('SELL', spot, spotQuantity, settings, deps, chunk)
      : await sendChunk(
          position().isNegative() ? 'BUY' : 'SELL',
          usdm,
          hedgeQuantity,
          settings,
          deps,
          chunk,
        );
    if (result === 'dust') {
      tally.remarks.push(
        `${spotQuantity.toString()} ${spot.baseAsset} stay as dust, too little for an order`,
      );
      return;
    }
    tally.addSend(result);
    await bookMissingFills(spotFirst ? spot : usdm, deps);
    if (result.kind !== 'accepted') return;
  }
  tally.notes.push(`stopped after ${settings.maximumChunks} chunks: run Flatten again`);
}

/** What the spot market would take now; less than an order's least value is dust and stays. */
function sellable(inventory: Decimal, spot: Instrument): Decimal {
  const quantity = Decimal.max(inventory, Decimal.zero).floorTo(decimal(spot.quantity.step));
  return quantity.isBelow(decimal(spot.quantity.minimum)) ? Decimal.zero : quantity;
}

async function sendChunk(
  side: Side,
  instrument: Instrument,
  left: Decimal,
  settings: FlattenSettings,
  deps: FlattenDeps,
  chunk: number,
): Promise<SendResult | 'dust'> {
  const { exchange, journal, hostNow } = deps;
  const { market, symbol } = instrument;
  const book = await exchange.book(market, symbol, 5);
  const best = side === 'SELL' ? book.bids[0] : book.asks[0];
  if (!best) return { kind: 'notSent', message: `the ${market} book is empty`, retryAt: null };
  const step = decimal(instrument.quantity.step);
  const wanted = decimal(settings.chunkQuote).dividedBy(decimal(best.price)).ceilTo(step);
  // A rest too small to be sold by itself goes with this chunk.
  const least = decimal(instrument.minimumNotionalQuote).times(decimal('1.2'));
  const rest = left.minus(wanted).times(decimal(best.price));
  const quantity = rest.isBelow(least) ? left : wanted;
  const isDust = market === 'spot' && quantity.times(decimal(best.price)).isBelow(least);
  if (isDust) return 'dust';
  const scope: Scope = { account: deps.account, strategy: 'flatten', market, symbol };
  const generation = journal.intentsOf('flatten', market, symbol).length;
  const intent: Intent = {
    id: intentId(scope, 'flatten', side, generation),
    leg: 'flatten',
    generation,
    purpose: 'flatten',
    effect: 'reduce',
    side,
    quantity: quantity.toString(),
    instruction: {
      type: 'LIMIT',
      price: limitPrice(side, decimal(best.price), instrument, settings.slippagePct).toString(),
      timeInForce: 'IOC',
    },
  };
  const [order] = journal.intendOrders(
    [
      {
        intent,
        scope,
        baseAsset: instrument.baseAsset,
        gridNumber: null,
        quantity: intent.quantity,
        instruction: intent.instruction,
        reduceOnly: market === 'usdm',
      },
    ],
    { approvalId: null, planReason: `flatten chunk ${chunk + 1}`, at: hostNow() },
  );
  if (!order) throw new Error('the journal wrote no order');
  const guard: SendGuard = {
    lease: { name: deps.lease.name, token: deps.lease.token, ttlMs: LEASE_TTL_MS },
    isIncrease: false,
    baseAsset: instrument.baseAsset,
    planRevision: 0,
    ownIntentIds: [],
  };
  return sendOrder(order, guard, { ...deps, assets: instrument });
}

function limitPrice(
  side: Side,
  best: Decimal,
  instrument: Instrument,
  slippagePct: number,
): Decimal {
  const tick = decimal(instrument.price.step);
  const slip = Decimal.fromNumber(slippagePct / 100, 8);
  return side === 'SELL'
    ? best.times(decimal('1').minus(slip)).ceilTo(tick)
    : best.times(decimal('1').plus(slip)).floorTo(tick);
}
