import { Decimal, decimal } from '../model/decimal';
import type { Instrument } from '../model/instrument';
import type { MarketSnapshot } from '../model/item';
import type { OrderInstruction } from '../model/order';
import { intentId, type Intent, type Plan, type Scope } from '../model/plan';
import type { Side } from '../model/terms';
import { bandOf } from './hedgeBand';
import type { HedgeSwitch } from './settings';

export interface HedgeSettings {
  /** Off: nothing is hedged; only a hedge larger than the inventory is taken back. */
  hedge: HedgeSwitch;
  /** Levels of net fills before the hedge moves. */
  bandLevels: number;
  /** Fee of one futures fill, percent of its value. */
  hedgeFeePct: number;
  /** How far a hedge order may pay beyond the best price, percent. */
  slippagePct: number;
}

/** A post-only hedge order that surely rests. */
export interface RestingHedge {
  side: Side;
  generation: number;
  /** What its intent has filled so far, all of it booked. */
  filledQuantity: string;
}

export interface PlanHedgeInputs {
  scope: Scope;
  settings: HedgeSettings;
  futures: Instrument;
  market: MarketSnapshot;
  equityQuote: string;
  /** Managed inventory and hedge position from booked own fills. */
  inventory: string;
  position: string;
  /** Signed base that hedge orders may have filled without being booked; the resting one apart. */
  hedgeInFlight: string;
  resting: RestingHedge | null;
  /** Opening inventory that the grid's plan of this cycle still wants to buy. */
  openingWanted: string;
  /** The grid's opening is not over: its next chunk waits until this one is hedged. */
  openingUnfinished: boolean;
  /** Base quantity of the largest grid level; "0" when no grid is open. */
  levelQuantity: string;
  /** Distance of neighbouring lines as a price; "0" when no grid is open. */
  spacing: string;
  /** Generation of the next hedge that starts from rest. */
  nextGeneration: number;
  /** A margin in danger asks for less of both legs. */
  isRelieved: boolean;
  journalRevision: number;
  madeAt: number;
}

/** What the hedge sees, worked out once. */
interface View {
  inventory: Decimal;
  delta: Decimal;
  band: Decimal;
  limit: Decimal;
  /** From here on the hedge moves. */
  trigger: Decimal;
  level: Decimal;
}

/**
 * The hedge's plan: one futures order that brings delta back to zero once it has strayed by its
 * band (hedging every fill would undo the grid: DESIGN section 9), never by more than 5 % of
 * equity. Works in every regime. From zero, delta must cross the whole band again before the next:
 * a price that trembles at the edge is hedged once (D14).
 *
 * The opening inventory that is about to be bought counts as held, so that both legs are checked
 * before either is sent; the order itself is computed anew from booked fills when it is sent.
 */
export function planHedge(inputs: PlanHedgeInputs): Plan {
  const { market, futures, settings } = inputs;
  const view = viewOf(inputs);
  const { delta, band, inventory } = view;
  const equity = decimal(inputs.equityQuote);
  const mark = decimal(market.markPrice);
  const fractionOf = (quantity: Decimal): number =>
    quantity.times(mark).dividedBy(equity).toNumber();
  const isOff = settings.hedge === 'off';
  const base: Plan = {
    version: 1,
    scope: inputs.scope,
    baseAsset: futures.baseAsset,
    madeAt: inputs.madeAt,
    journalRevision: inputs.journalRevision,
    disposition: 'active',
    reason: '',
    warnings: isOff ? ['Hedge Off: the inventory is not hedged, and no limit of delta holds'] : [],
    intents: [],
    hedge: {
      inventory: inventory.toString(),
      position: delta.minus(inventory).toString(),
      delta: delta.toString(),
      band: band.toString(),
      bandFraction: fractionOf(band),
      deltaFraction: fractionOf(delta.absolute()),
      switch: settings.hedge,
    },
  };
  if (!decimal(inputs.hedgeInFlight).isZero()) {
    return { ...base, reason: 'a hedge order is in flight: its outcome comes first' };
  }
  if (isOff && !delta.isNegative()) return { ...base, reason: 'Hedge Off' };
  const isWanted = inputs.resting
    ? staysWanted(inputs.resting, view)
    : !delta.absolute().isBelow(view.trigger);
  if (inputs.isRelieved && !delta.isNegative() && delta.isBelow(view.limit)) {
    return { ...base, reason: 'margin in danger: inventory is sold, the hedge does not grow' };
  }
  const isAtOnce = opensOrCloses(inputs, view) || (inputs.isRelieved && delta.isNegative());
  if (!isWanted && !isAtOnce) {
    return { ...base, reason: `delta ${delta.toString()} is within the band` };
  }
  const quantity = delta.absolute().floorTo(decimal(futures.quantity.step));
  const value = quantity.times(mark);
  const isLess = quantity.isBelow(decimal(futures.quantity.minimum));
  if (isLess || value.isBelow(decimal(futures.minimumNotionalQuote))) {
    return { ...base, reason: `delta ${delta.toString()} is too little for a futures order` };
  }
  const isUrgent = isAtOnce || urgent(view);
  return {
    ...base,
    reason: `delta ${delta.toString()} against a band of ${band.toString()}${isUrgent ? '' : ', post-only first'}`,
    intents: [hedgeIntent(inputs, delta.isPositive() ? 'SELL' : 'BUY', quantity, isUrgent)],
  };
}

function viewOf(inputs: PlanHedgeInputs): View {
  const inventory = decimal(inputs.inventory).plus(decimal(inputs.openingWanted));
  const position = decimal(inputs.position).plus(decimal(inputs.hedgeInFlight));
  const level = decimal(inputs.levelQuantity);
  const { band, limit } = bandOf(inputs, level, inputs.spacing);
  return {
    inventory,
    delta: inventory.plus(position),
    band,
    limit,
    // Fees in base make every level a little less than a level: act half a level before the band.
    trigger: band.minus(level.dividedBy(decimal('2'))),
    level,
  };
}

/** A resting hedge is kept until half of what called for it is gone, or delta has turned. */
function staysWanted({ side }: RestingHedge, { delta, trigger }: View): boolean {
  const isSameSide = side === 'SELL' ? delta.isPositive() : delta.isNegative();
  return isSameSide && !delta.absolute().isBelow(trigger.dividedBy(decimal('2')));
}

/** The band is left, or one more fill of the grid would take delta beyond 5 % of equity. */
function urgent({ delta, band, limit, level }: View): boolean {
  const size = delta.absolute();
  return !size.isBelow(band) || !size.plus(level).isBelow(limit);
}

/**
 * An opening is hedged at once, and so is the rest when nothing is held any more. A chunk whose
 * hedge had failed is hedged below the band as well, from a level on: the next chunk waits for it.
 */
function opensOrCloses(
  { openingWanted, openingUnfinished, settings }: PlanHedgeInputs,
  { inventory, delta, level }: View,
): boolean {
  const isHeldUp =
    openingUnfinished && (settings.bandLevels < 2 || !delta.absolute().isBelow(level));
  return isHeldUp || decimal(openingWanted).isPositive() || inventory.isZero();
}

/**
 * A resting post-only order that becomes urgent keeps its intent: what it may still fill counts
 * against the quantity, so that a cancel without a known outcome never makes two hedges of one.
 */
function hedgeIntent(
  inputs: PlanHedgeInputs,
  side: Side,
  wanted: Decimal,
  isUrgent: boolean,
): Intent {
  const { resting } = inputs;
  const own = resting && resting.side === side ? resting : null;
  const generation = own ? own.generation : inputs.nextGeneration;
  return {
    id: intentId(inputs.scope, 'hedge', side, generation),
    leg: 'hedge',
    generation,
    purpose: 'hedge',
    effect: 'hedge',
    side,
    quantity: wanted.plus(decimal(own?.filledQuantity ?? '0')).toString(),
    instruction: isUrgent ? taking(inputs, side) : making(inputs, side),
  };
}

/** At the best price of its own side, post-only. */
function making({ market }: PlanHedgeInputs, side: Side): OrderInstruction {
  const price = decimal(side === 'SELL' ? market.futuresAsk : market.futuresBid).toString();
  return { type: 'LIMIT', price, timeInForce: 'GTX' };
}

/** At the market, but never further than the slippage limit. */
function taking(inputs: PlanHedgeInputs, side: Side): OrderInstruction {
  const { settings, market } = inputs;
  const tick = decimal(inputs.futures.price.step);
  const slip = Decimal.fromNumber(settings.slippagePct / 100, 8);
  const price =
    side === 'SELL'
      ? decimal(market.futuresBid).times(decimal('1').minus(slip)).ceilTo(tick)
      : decimal(market.futuresAsk).times(decimal('1').plus(slip)).floorTo(tick);
  return { type: 'LIMIT', price: price.toString(), timeInForce: 'IOC' };
}
