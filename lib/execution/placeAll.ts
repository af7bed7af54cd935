import { quantisePrice, quantiseQuantity } from '../instrument';
import type { NewOrder, OrderRecord } from '../journal/port';
import { Decimal, decimal } from '../model/decimal';
import { TransientError } from '../model/errors';
import type { Instrument } from '../model/instrument';
import { kindOf, type OrderInstruction } from '../model/order';
import { noteResult, waitsForCircuit } from './circuit';
import { closableQuantity } from './closeTrade';
import { type Placement, promisedInventory, quantityToSend, type SendingBooks } from './decide';
import { positionSideOf } from './positionSide';
import { MOST_REPRICINGS, pausedLevel, pauseLevel, restingPrice, wouldHaveTaken } from './postOnly';
import { type Run, sendBatchInRun, sendInRun } from './run';
import { LARGEST_BATCH, type SendResult } from './send';
import { unlessFull } from './unlessFull';

const NOT_WRITTEN: SendResult = {
  kind: 'notSent',
  message: 'the journal could not be written',
  retryAt: null,
};

interface Sized extends Placement {
  quantity: Decimal;
}

/**
 * Journals what the placements lack in one transaction, then sends it: USD-M orders in batches
 * where there are several, everything else one after the other. Answers a result for each order,
 * and for each placement that a circuit holds back.
 */
export async function placeAll(placements: readonly Placement[], run: Run): Promise<SendResult[]> {
  const results: SendResult[] = [];
  const free = placements.filter((placement) => {
    const denial =
      waitsForCircuit(placement, run.deps.journal, run.deps.hostNow()) ??
      pausedLevel(placement, run);
    if (!denial) return true;
    run.tally.denials.push(denial);
    results.push({ kind: 'denied', denial });
    return false;
  });
  const wanted = withQuantities(free, run);
  const orders = intend(
    wanted.map((each) => newOrder(each, each.quantity, each.intent.instruction, run)),
    wanted[0]?.plan.reason ?? '',
    run,
  );
  const pairs = wanted.flatMap((placement, index) => {
    const order = orders[index];
    return order ? [{ order, placement }] : [];
  });
  const batched = pairs.filter(({ order }) => isBatchable(order));
  if (batched.length > 1) {
    for (let first = 0; first < batched.length; first += LARGEST_BATCH) {
      const batch = batched.slice(first, first + LARGEST_BATCH);
      const sent = await sendBatchInRun(batch, run);
      for (const [index, { placement }] of batch.entries()) {
        const result = sent[index];
        if (result) results.push(await followUp(placement, result, run));
      }
    }
  }
  const single = batched.length > 1 ? pairs.filter((pair) => !batched.includes(pair)) : pairs;
  for (const { order, placement } of single) {
    results.push(await followUp(placement, await sendInRun(order, placement, run), run));
  }
  return results;
}

function isBatchable(order: OrderRecord): boolean {
  return order.market === 'usdm' && kindOf(order.instruction) === 'ordinary';
}

/** What a refusal asks for: other rules, another price, or to be remembered. */
async function followUp(placement: Placement, first: SendResult, run: Run): Promise<SendResult> {
  let result = first;
  if (result.kind === 'rejected' && result.reason === 'filter') {
    result = await orAsItIs(result, run, (refusal) => again(placement, refusal, run));
  }
  if (wouldHaveTaken(placement.intent.instruction, result)) {
    result = await orAsItIs(result, run, (refusal) => reprice(placement, refusal, run));
  }
  const opened = noteResult(placement, result, run.deps.journal, run.deps.hostNow());
  if (opened !== null && result.kind === 'rejected') {
    const { leg, side } = placement.intent;
    run.tally.notes.push(
      `${leg} ${side} was refused ${opened} times in a row (${result.code} ${result.message}): from now on it is tried once a minute`,
    );
  }
  return result;
}

/** A read that fails on the way leaves the refusal as it is: other orders must not wait for it. */
async function orAsItIs(
  refusal: SendResult,
  { tally }: Run,
  tryAgain: (refusal: SendResult) => Promise<SendResult>,
): Promise<SendResult> {
  try {
    return await tryAgain(refusal);
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    tally.notes.push(`not tried another way: ${error.message}`);
    return refusal;
  }
}

/** A filter refusal: the rules are read anew once, and the order is cut to them once (E03). */
async function again(placement: Placement, refusal: SendResult, run: Run): Promise<SendResult> {
  const { market } = placement.plan.scope;
  if (run.refreshed.has(market)) return refusal;
  run.refreshed.add(market);
  run.instruments[market] = await run.deps.refreshInstrument(market);
  const instrument = run.instruments[market];
  const { instruction, side } = placement.intent;
  const cut: OrderInstruction =
    instruction.type === 'LIMIT'
      ? {
          ...instruction,
          price: quantisePrice(
            instrument,
            decimal(instruction.price),
            side === 'BUY' ? 'down' : 'up',
          ).toString(),
        }
      : instruction;
  const [sized] = withQuantities([placement], run);
  if (!sized) return refusal;
  const type = instruction.type === 'LIMIT' ? 'LIMIT' : 'MARKET';
  const quantity = quantiseQuantity(instrument, sized.quantity, type);
  return quantity.isPositive() ? attempt(placement, quantity, cut, run) : refusal;
}

/** Post-only: a few ticks further away, a few times; then the level rests (A14). */
async function reprice(placement: Placement, refusal: SendResult, run: Run): Promise<SendResult> {
  let result = refusal;
  for (let count = 1; count <= MOST_REPRICINGS; count += 1) {
    const price = await restingPrice(placement, count, run);
    const { instruction } = placement.intent;
    const [sized] = withQuantities([placement], run);
    if (price === null || !sized || instruction.type !== 'LIMIT') return result;
    result = await attempt(placement, sized.quantity, { ...instruction, price }, run);
    if (!wouldHaveTaken(instruction, result)) return result;
  }
  pauseLevel(placement, run);
  return result;
}

async function attempt(
  placement: Placement,
  quantity: Decimal,
  instruction: OrderInstruction,
  run: Run,
): Promise<SendResult> {
  const [order] = intend(
    [newOrder(placement, quantity, instruction, run)],
    placement.plan.reason,
    run,
  );
  if (!order) return NOT_WRITTEN;
  return sendInRun(order, placement, run);
}

/** On a full disk increases are denied and the run goes on: protection may still be written. */
function intend(orders: readonly NewOrder[], planReason: string, run: Run): OrderRecord[] {
  if (orders.length === 0) return [];
  const { deps, approvalId, tally } = run;
  const context = { approvalId, planReason, at: deps.hostNow() };
  return unlessFull(tally, () => deps.journal.intendOrders(orders, context)) ?? [];
}

function newOrder(
  { plan, intent }: Placement,
  quantity: Decimal,
  instruction: OrderInstruction,
  { deps }: Run,
): NewOrder {
  const { market } = plan.scope;
  const { purpose, side } = intent;
  return {
    intent,
    scope: plan.scope,
    baseAsset: plan.baseAsset,
    gridNumber: plan.grid?.number ?? null,
    quantity: quantity.toString(),
    instruction,
    reduceOnly: purpose === 'tradeExit',
    positionSide: positionSideOf(
      { market, purpose, side },
      decimal(deps.journal.ownQuantity('usdm', plan.baseAsset)),
    ),
  };
}

/** What each placement would send now; of several sales each takes its part of the inventory. */
function withQuantities(placements: readonly Placement[], run: Run): Sized[] {
  let promised: Decimal | null = null;
  return placements.flatMap((placement) => {
    const books = booksFor(placement, run);
    promised ??= books.inventoryPromised;
    const quantity = quantityToSend(placement.intent, { ...books, inventoryPromised: promised });
    if (placement.intent.effect === 'reduce') promised = promised.plus(quantity);
    return quantity.isPositive() ? [{ ...placement, quantity }] : [];
  });
}

function booksFor({ plan, intent }: Placement, { deps, instruments }: Run): SendingBooks {
  const { journal } = deps;
  const instrument = instruments[plan.scope.market];
  const { symbol } = plan.scope;
  const isExempt = intent.purpose === 'tradeExit';
  return {
    committed: decimal(journal.committedQuantity(intent.id)),
    inventory: decimal(journal.ownQuantity('spot', plan.baseAsset)),
    position: decimal(journal.ownQuantity('usdm', plan.baseAsset)),
    tradeLeft: closableQuantity(plan.scope, { journal }),
    inventoryPromised: promisedInventory([
      ...journal.unfinishedOrders('spot', symbol),
      ...journal.unbookedOrders('spot', symbol),
    ]),
    quantityStep: decimal(instrument.quantity.step),
    maximumQuantity: largestOrder(instrument, intent.instruction.type === 'MARKET'),
    minimumNotionalQuote: decimal(isExempt ? '0' : instrument.minimumNotionalQuote),
  };
}

/** MARKET orders have a maximum of their own beside the general one; zero switches a rule off. */
function largestOrder(instrument: Instrument, isMarketOrder: boolean): Decimal {
  const general = decimal(instrument.quantity.maximum);
  const market = decimal(instrument.marketQuantity.maximum);
  if (!isMarketOrder || !market.isPositive()) return general;
  return general.isPositive() ? Decimal.min(general, market) : market;
}
