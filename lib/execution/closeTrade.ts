import { Decimal, decimal } from '../model/decimal';
import { quantiseQuantity } from '../instrument';
import type { Instrument } from '../model/instrument';
import { type Intent, intentId, type Scope } from '../model/plan';
import type { Side } from '../model/terms';
import { bookMissingFills } from './bookMissingFills';
import { unbookedReach } from './decide';
import { positionSideOf } from './positionSide';
import { protectiveGuard, type ProtectDeps } from './protectiveGuard';
import { sendOrder } from './send';

/** Orders of one closing at most, for positions beyond the largest MARKET order. */
const MOST_CHUNKS = 40;

/**
 * Closes a trade at the market, reduce-only, in as many orders as the exchange's largest MARKET
 * order needs (failure scenario E09). Never more than the journal's position less what earlier
 * exits may still take, so that it closes once however often it is asked. Answers what is left.
 *
 * Reduce-only refused because nothing is there (D11): the trade counts as closed elsewhere and what
 * is left is for reconciliation to explain; it is not tried again here.
 */
export async function closeTrade(
  scope: Scope,
  reason: string,
  deps: ProtectDeps,
  notes: string[],
): Promise<Decimal> {
  const { journal, instrument, hostNow } = deps;
  journal.recordEvent('closingTrade', { strategy: scope.strategy, reason }, hostNow());
  for (let chunk = 0; chunk < MOST_CHUNKS; chunk += 1) {
    const left = closableQuantity(scope, deps);
    const quantity = chunkOf(left.absolute(), instrument);
    if (!quantity.isPositive()) return left;
    const side: Side = left.isPositive() ? 'SELL' : 'BUY';
    const order = intendExit(scope, side, quantity, reason, deps);
    const result = await sendOrder(order, protectiveGuard(deps), { ...deps, assets: instrument });
    await bookMissingFills(instrument, deps);
    if (result.kind === 'accepted') continue;
    const message = 'message' in result ? result.message : result.denial.message;
    notes.push(`closing ${scope.strategy}: ${message}`);
    return decimal(journal.tradePosition(scope.strategy, scope.symbol));
  }
  notes.push(`closing ${scope.strategy}: stopped after ${MOST_CHUNKS} orders`);
  return decimal(journal.tradePosition(scope.strategy, scope.symbol));
}

/** The trade's position less what unfinished or unbooked exits may already take of it, signed. */
export function closableQuantity(scope: Scope, { journal }: Pick<ProtectDeps, 'journal'>): Decimal {
  const position = decimal(journal.tradePosition(scope.strategy, scope.symbol));
  const exits = [
    ...journal.unfinishedOrders('usdm', scope.symbol),
    ...journal.unbookedOrders('usdm', scope.symbol),
  ].filter((order) => order.strategy === scope.strategy && order.purpose === 'tradeExit');
  const once = new Map(exits.map((order) => [order.clientOrderId, order]));
  const promised = Decimal.sum([...once.values()].map(unbookedReach));
  const open = Decimal.max(position.absolute().minus(promised), Decimal.zero);
  return position.isNegative() ? open.negated() : open;
}

function chunkOf(quantity: Decimal, instrument: Instrument): Decimal {
  const largest = [instrument.quantity.maximum, instrument.marketQuantity.maximum]
    .map(decimal)
    .filter((maximum) => maximum.isPositive())
    .reduce((a, b) => Decimal.min(a, b), quantity);
  return quantiseQuantity(instrument, Decimal.min(quantity, largest), 'MARKET');
}

function intendExit(
  scope: Scope,
  side: Side,
  quantity: Decimal,
  reason: string,
  { journal, instrument, hostNow }: ProtectDeps,
) {
  const leg = 'close';
  const generation = journal
    .intentsOf(scope.strategy, 'usdm', scope.symbol)
    .filter((intent) => intent.leg === leg).length;
  const intent: Intent = {
    id: intentId(scope, leg, side, generation),
    leg,
    generation,
    purpose: 'tradeExit',
    effect: 'reduce',
    side,
    quantity: quantity.toString(),
    instruction: { type: 'MARKET' },
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
        reduceOnly: true,
        positionSide: positionSideOf({ market: 'usdm', purpose: 'tradeExit', side }, quantity),
      },
    ],
    { approvalId: null, planReason: reason, at: hostNow() },
  );
  if (!order) throw new Error('the journal wrote no order');
  return order;
}
