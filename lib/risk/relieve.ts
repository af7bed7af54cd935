import { Decimal, decimal } from '../model/decimal';
import type { Instrument } from '../model/instrument';
import type { MarketSnapshot } from '../model/item';
import type { MarginRelief } from '../model/margin';
import type { Intent, Plan } from '../model/plan';

export interface ReliefInputs {
  relief: MarginRelief;
  market: MarketSnapshot;
  spot: Instrument;
  futures: Instrument;
}

/** How far sales and hedges of a relief may go beyond the best price, percent. */
const SLIPPAGE_PCT = 1;

/**
 * The plans with inventory and hedge on their way down together, where a margin in danger asks for
 * it: entries are taken off the book, the cells with the furthest exits sell at once, as much as
 * makes the hedge move and no more, and the hedge takes its price when it moves, so that delta stays
 * where it may be on the way.
 * Called in every cycle until the danger is over. Without a hedge of ours nothing is changed.
 */
export function relievePlans(given: readonly Plan[], inputs: ReliefInputs): Plan[] {
  const { relief } = inputs;
  const hedge = given.find((plan) => plan.hedge !== undefined)?.hedge;
  const isOurs = hedge !== undefined && decimal(hedge.position).isNegative();
  if (relief.kind !== 'reduceBoth' || !isOurs) return [...given];
  const wanted = decimal(hedge.trigger ?? hedge.band).plus(decimal(hedge.delta));
  return given.map((plan) => {
    if (plan.scope.market === 'usdm') return withHedgeAtOnce(plan, inputs);
    const sold = furthestOf(plan.intents, wanted, inputs);
    const warning = `margin in danger (${relief.reason}): ${sold.size} cells sell at once`;
    return {
      ...plan,
      warnings: [...plan.warnings, warning],
      intents: plan.intents
        .filter(({ effect }) => effect !== 'increase')
        .map((intent) => {
          const quantity = sold.get(intent.id)?.toString();
          if (quantity === undefined) return intent;
          return { ...intent, quantity, instruction: sellingAtOnce(inputs) };
        }),
    };
  });
}

/**
 * What the sales with the highest prices sell, by their intents, up to `wanted` in all: the last one
 * in part, unless the part is no order.
 */
function furthestOf(
  intents: readonly Intent[],
  wanted: Decimal,
  { spot, market }: ReliefInputs,
): ReadonlyMap<string, Decimal> {
  const exits = intents
    .filter(({ purpose }) => purpose === 'gridExit')
    .sort((a, b) => priceOf(b).compare(priceOf(a)));
  const least = decimal(spot.minimumNotionalQuote).dividedBy(decimal(market.spotBid));
  const sold = new Map<string, Decimal>();
  let left = wanted;
  for (const { id, quantity } of exits) {
    const size = Decimal.min(decimal(quantity), left.ceilTo(decimal(spot.quantity.step)));
    if (!size.isAbove(least)) break;
    sold.set(id, size);
    left = left.minus(size);
  }
  return sold;
}

function priceOf({ instruction }: Intent): Decimal {
  return instruction.type === 'LIMIT' ? decimal(instruction.price) : Decimal.zero;
}

function sellingAtOnce({ market, spot }: ReliefInputs): Intent['instruction'] {
  const least = decimal(market.spotBid).times(decimal(String(1 - SLIPPAGE_PCT / 100)));
  return {
    type: 'LIMIT',
    price: least.ceilTo(decimal(spot.price.step)).toString(),
    timeInForce: 'IOC',
  };
}

/** A hedge that gets smaller takes its price instead of waiting for it. */
function withHedgeAtOnce(plan: Plan, { market, futures }: ReliefInputs): Plan {
  const most = decimal(market.futuresAsk).times(decimal(String(1 + SLIPPAGE_PCT / 100)));
  const price = most.floorTo(decimal(futures.price.step)).toString();
  return {
    ...plan,
    intents: plan.intents.map((intent) =>
      intent.purpose === 'hedge' && intent.side === 'BUY'
        ? { ...intent, instruction: { type: 'LIMIT', price, timeInForce: 'IOC' } }
        : intent,
    ),
  };
}
