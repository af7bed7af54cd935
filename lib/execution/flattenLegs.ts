import { Decimal, decimal } from '../model/decimal';
import { TransientError } from '../model/errors';
import type { Instrument } from '../model/instrument';
import { isOfTrade, type Scope } from '../model/plan';
import { type Market, type Side, signOf } from '../model/terms';
import { bookIfReadable } from './bookIfReadable';
import { promisedInventory } from './decide';
import type { FlattenDeps, FlattenSettings } from './flatten';
import { type SendResult, sendOrder } from './send';
import { intendReduction } from './intendReduction';
import { protectiveGuard } from './protectiveGuard';
import type { Tally } from './tally';

/** So often in a row a chunk may not leave before the work ends. */
const MOST_TRIES = 3;
/** Between two tries. */
const PAUSE_MS = 2_000;

/** What the exchange lacks of what our own fills say: sold, liquidated or closed by somebody else. */
interface Shortfall {
  inventory: Decimal;
  position: Decimal;
}

/**
 * Sells inventory and closes its hedge in turns, the larger leg first, so that the legs meet and
 * then go down together. A leg that the exchange has less of than our fills say is taken for what
 * is there; a refused chunk makes it look again, and a leg that is refused twice ends the work.
 */
export async function takeLegsDown(
  settings: FlattenSettings,
  tally: Tally,
  deps: FlattenDeps,
): Promise<void> {
  const { spot, usdm } = deps.instruments;
  let shortfall = await shortfallIfReadable(tally, deps);
  let lastRefused: Market | null = null;
  let notSent = 0;
  for (let chunk = 0; chunk < settings.maximumChunks; chunk += 1) {
    const left = legsLeft(shortfall, deps);
    if (left.spot.isZero() && left.usdm.isZero()) return closeGrid(deps);
    const market = left.spot.isBelow(left.usdm) ? 'usdm' : 'spot';
    const side: Side = market === 'spot' || positionOf(deps).isPositive() ? 'SELL' : 'BUY';
    closeGrid(deps);
    const instrument = market === 'spot' ? spot : usdm;
    const result = await sendChunk(
      { side, instrument, left: left[market], wholly: false },
      settings,
      deps,
      `flatten chunk ${chunk + 1}`,
    );
    if (result === 'dust') {
      tally.remarks.push(
        `${left.spot.toString()} ${spot.baseAsset} stay as dust, too little for an order`,
      );
      return;
    }
    tally.addSend(result);
    await bookIfReadable(instrument, deps, tally.notes);
    notSent = result.kind === 'notSent' ? notSent + 1 : 0;
    if (notSent > 0 && notSent < MOST_TRIES) {
      await deps.sleep(PAUSE_MS);
      continue;
    }
    if (result.kind === 'accepted') {
      lastRefused = null;
      continue;
    }
    if (result.kind !== 'rejected' || lastRefused === market) return;
    lastRefused = market;
    shortfall = await shortfallIfReadable(tally, deps);
  }
  tally.notes.push(`stopped after ${settings.maximumChunks} chunks: run Flatten again`);
}

/** What a grid's cells held is sold otherwise from now on: its plans are fenced off. */
function closeGrid({ journal, instruments, hostNow }: FlattenDeps): void {
  journal.closeGrids(instruments.spot.symbol, hostNow());
}

/** The hedge as its orders' reports say: what filled counts although the trade list lags behind. */
function positionOf({ journal, instruments }: FlattenDeps): Decimal {
  const { baseAsset, symbol } = instruments.usdm;
  const unbooked = journal
    .unbookedOrders('usdm', symbol)
    .filter(({ purpose }) => !isOfTrade(purpose))
    .map((order) =>
      decimal(order.filledQuantity)
        .minus(decimal(order.bookedQuantity))
        .times(decimal(String(signOf(order.side)))),
    );
  return decimal(journal.ownQuantity('usdm', baseAsset)).plus(Decimal.sum(unbooked));
}

/** What orders that may be live can still take of the hedge. */
function promisedPosition({ journal, instruments }: FlattenDeps, position: Decimal): Decimal {
  const closing: Side = position.isPositive() ? 'SELL' : 'BUY';
  const live = journal
    .unfinishedOrders('usdm', instruments.usdm.symbol)
    .filter(({ purpose, side }) => !isOfTrade(purpose) && side === closing);
  return Decimal.sum(
    live.map(({ quantity, filledQuantity }) => decimal(quantity).minus(decimal(filledQuantity))),
  );
}

function inventoryOf({ journal, instruments }: FlattenDeps): Decimal {
  return decimal(journal.ownQuantity('spot', instruments.spot.baseAsset));
}

/** Whole steps of each leg that are there and not promised to an order that may be live. */
function legsLeft(shortfall: Shortfall, deps: FlattenDeps): Record<Market, Decimal> {
  const { journal, instruments } = deps;
  const { spot, usdm } = instruments;
  const promised = promisedInventory([
    ...journal.unfinishedOrders('spot', spot.symbol),
    ...journal.unbookedOrders('spot', spot.symbol),
  ]);
  const inventory = inventoryOf(deps).minus(promised).minus(shortfall.inventory);
  const own = positionOf(deps);
  const position = own.absolute().minus(promisedPosition(deps, own)).minus(shortfall.position);
  const whole = (quantity: Decimal, instrument: Instrument): Decimal => {
    const steps = Decimal.max(quantity, Decimal.zero).floorTo(decimal(instrument.quantity.step));
    return steps.isBelow(decimal(instrument.quantity.minimum)) ? Decimal.zero : steps;
  };
  return { spot: whole(inventory, spot), usdm: whole(position, usdm) };
}

/** What cannot be read is not known to be lacking: a chunk that is not there will be refused. */
async function shortfallIfReadable(tally: Tally, deps: FlattenDeps): Promise<Shortfall> {
  try {
    return await shortfallNow(deps);
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    tally.notes.push(`what is there could not be read: ${error.message}`);
    return { inventory: Decimal.zero, position: Decimal.zero };
  }
}

async function shortfallNow(deps: FlattenDeps): Promise<Shortfall> {
  const { exchange, instruments } = deps;
  const [spot, futures] = await Promise.all([exchange.spotAccount(), exchange.futuresAccount()]);
  const balance = spot.balances.find(({ asset }) => asset === instruments.spot.baseAsset);
  const held = decimal(balance?.free ?? '0').plus(decimal(balance?.locked ?? '0'));
  const actual = decimal(
    futures.positions.find(({ symbol }) => symbol === instruments.usdm.symbol)?.quantity ?? '0',
  );
  const own = positionOf(deps);
  const there = actual.sign() === own.sign() ? actual.absolute() : Decimal.zero;
  const lacking = (wanted: Decimal, present: Decimal): Decimal =>
    Decimal.max(wanted.minus(present), Decimal.zero);
  return {
    inventory: lacking(inventoryOf(deps), held),
    position: lacking(own.absolute(), there),
  };
}

/**
 * Takes one chunk of a leg down, or all that is left of it, with an IOC order near the best price.
 * Answers `dust` when what is left is too little for an order.
 */
export async function sendChunk(
  leg: { side: Side; instrument: Instrument; left: Decimal; wholly: boolean },
  settings: Pick<FlattenSettings, 'chunkQuote' | 'slippagePct'>,
  deps: Pick<FlattenDeps, 'exchange' | 'journal' | 'hostNow' | 'lease' | 'account'>,
  reason: string,
): Promise<SendResult | 'dust'> {
  const { side, instrument, left } = leg;
  const { exchange } = deps;
  const { market, symbol } = instrument;
  const book = await readBook(instrument, exchange);
  if ('unread' in book) return { kind: 'notSent', message: book.unread, retryAt: null };
  const best = side === 'SELL' ? book.bids[0] : book.asks[0];
  if (!best) return { kind: 'notSent', message: `the ${market} book is empty`, retryAt: null };
  const quantity = leg.wholly
    ? wholeQuantity(left, decimal(best.price), instrument)
    : chunkQuantity(left, decimal(best.price), instrument, settings);
  if (quantity === null) return 'dust';
  const scope: Scope = { account: deps.account, strategy: 'flatten', market, symbol };
  const price = limitPrice(side, decimal(best.price), instrument, settings.slippagePct).toString();
  const order = intendReduction(
    {
      scope,
      leg: 'flatten',
      purpose: 'flatten',
      side,
      quantity,
      instruction: { type: 'LIMIT', price, timeInForce: 'IOC' },
    },
    reason,
    { ...deps, instrument },
  );
  const guard = protectiveGuard({ lease: deps.lease, instrument });
  return sendOrder(order, guard, { ...deps, assets: instrument });
}

async function readBook({ market, symbol }: Instrument, exchange: FlattenDeps['exchange']) {
  try {
    return await exchange.book(market, symbol, 5);
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    return { unread: error.message };
  }
}

/** One chunk in whole steps; a rest too small for an order of its own goes with it. Null: dust. */
function chunkQuantity(
  left: Decimal,
  price: Decimal,
  instrument: Instrument,
  settings: Pick<FlattenSettings, 'chunkQuote'>,
): Decimal | null {
  const step = decimal(instrument.quantity.step);
  const wanted = decimal(settings.chunkQuote).dividedBy(price).ceilTo(step);
  const isRestTooSmall = left.minus(wanted).times(price).isBelow(leastValue(instrument));
  return wholeQuantity(isRestTooSmall ? left : wanted, price, instrument);
}

/** All of it in whole steps, up to the largest order. Null: dust. */
function wholeQuantity(left: Decimal, price: Decimal, instrument: Instrument): Decimal | null {
  const largest = decimal(instrument.quantity.maximum);
  const quantity = (largest.isPositive() ? Decimal.min(left, largest) : left).floorTo(
    decimal(instrument.quantity.step),
  );
  const isDust =
    !quantity.isPositive() ||
    (instrument.market === 'spot' && quantity.times(price).isBelow(leastValue(instrument)));
  return isDust ? null : quantity;
}

/** Room for the price to move between the look at the book and the order. */
function leastValue(instrument: Instrument): Decimal {
  return decimal(instrument.minimumNotionalQuote).times(decimal('1.2'));
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
