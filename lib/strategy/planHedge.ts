import { Decimal, decimal } from '../model/decimal';
import type { Instrument } from '../model/instrument';
import type { MarketSnapshot } from '../model/item';
import { intentId, type Intent, type Plan, type Scope } from '../model/plan';
import { MAXIMUM_DELTA_FRACTION } from './gridDefinition';

export interface HedgeSettings {
  /** Levels of net fills before the hedge moves. */
  bandLevels: number;
  /** How far a hedge order may pay beyond the best price, percent. */
  slippagePct: number;
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
  /** Signed base that hedge orders may have filled without being booked. */
  hedgeInFlight: string;
  /** Opening inventory that the grid's plan of this cycle still wants to buy. */
  openingWanted: string;
  /** Base quantity of one grid level; "0" when no grid is open. */
  levelQuantity: string;
  /** Generation of the next hedge that starts from rest. */
  nextGeneration: number;
  journalRevision: number;
  madeAt: number;
}

/**
 * The hedge's plan: one futures order that brings delta back to zero once it has strayed by the
 * band of several levels (hedging every fill would undo the grid: DESIGN section 9), never by more
 * than 5 % of equity. Works in every regime.
 *
 * The opening inventory that is about to be bought counts as held, so that both legs are checked
 * before either is sent; the order itself is computed anew from booked fills when it is sent.
 */
export function planHedge(inputs: PlanHedgeInputs): Plan {
  const { market, futures } = inputs;
  const inventory = decimal(inputs.inventory).plus(decimal(inputs.openingWanted));
  const position = decimal(inputs.position).plus(decimal(inputs.hedgeInFlight));
  const delta = inventory.plus(position);
  const mark = decimal(market.markPrice);
  const equity = decimal(inputs.equityQuote);
  const level = decimal(inputs.levelQuantity);
  const step = decimal(futures.quantity.step);
  const limit = equity.times(Decimal.fromNumber(MAXIMUM_DELTA_FRACTION, 8)).dividedBy(mark);
  const levels = level.times(decimal(String(inputs.settings.bandLevels)));
  const band = Decimal.min(Decimal.max(levels, step), limit);
  // Fees in base make every level a little less than a level: act half a level before the band.
  const trigger = band.minus(level.dividedBy(decimal('2')));
  const base: Plan = {
    version: 1,
    scope: inputs.scope,
    baseAsset: futures.baseAsset,
    madeAt: inputs.madeAt,
    journalRevision: inputs.journalRevision,
    disposition: 'active',
    reason: '',
    warnings: [],
    intents: [],
    hedge: {
      inventory: inventory.toString(),
      position: position.toString(),
      delta: delta.toString(),
      band: band.toString(),
      bandFraction: band.times(mark).dividedBy(equity).toNumber(),
    },
  };
  if (!decimal(inputs.hedgeInFlight).isZero()) {
    return { ...base, reason: 'a hedge order is in flight: its outcome comes first' };
  }
  if (delta.absolute().isBelow(trigger) && !opensOrCloses(inputs, inventory)) {
    return { ...base, reason: `delta ${delta.toString()} is within the band` };
  }
  const quantity = delta.absolute().floorTo(step);
  const value = quantity.times(mark);
  const isLess = quantity.isBelow(decimal(futures.quantity.minimum));
  if (isLess || value.isBelow(decimal(futures.minimumNotionalQuote))) {
    return { ...base, reason: `delta ${delta.toString()} is too little for a futures order` };
  }
  return {
    ...base,
    reason: `delta ${delta.toString()} against a band of ${band.toString()}`,
    intents: [hedgeIntent(inputs, delta.isPositive() ? 'SELL' : 'BUY', quantity)],
  };
}

/** The opening is hedged at once, and so is the rest when nothing is held any more. */
function opensOrCloses(inputs: PlanHedgeInputs, inventory: Decimal): boolean {
  return decimal(inputs.openingWanted).isPositive() || inventory.isZero();
}

function hedgeIntent(inputs: PlanHedgeInputs, side: 'BUY' | 'SELL', quantity: Decimal): Intent {
  const tick = decimal(inputs.futures.price.step);
  const slip = Decimal.fromNumber(inputs.settings.slippagePct / 100, 8);
  const price =
    side === 'SELL'
      ? decimal(inputs.market.futuresBid).times(decimal('1').minus(slip)).ceilTo(tick)
      : decimal(inputs.market.futuresAsk).times(decimal('1').plus(slip)).floorTo(tick);
  return {
    id: intentId(inputs.scope, 'hedge', side, inputs.nextGeneration),
    leg: 'hedge',
    generation: inputs.nextGeneration,
    purpose: 'hedge',
    effect: 'hedge',
    side,
    quantity: quantity.toString(),
    instruction: { type: 'LIMIT', price: price.toString(), timeInForce: 'IOC' },
  };
}
