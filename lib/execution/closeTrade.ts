import { quantiseQuantity } from '../instrument';
import { Decimal, decimal } from '../model/decimal';
import type { Instrument } from '../model/instrument';
import type { Scope } from '../model/plan';
import type { Side } from '../model/terms';
import { bookIfReadable } from './bookIfReadable';
import { intendReduction } from './intendReduction';
import { protectiveGuard, type ProtectDeps } from './protectiveGuard';
import { sendOrder } from './send';
import { standingPosition } from './standingPosition';

/** Orders of one closing at most, for positions beyond the largest MARKET order. */
const MOST_CHUNKS = 40;

/**
 * Closes a trade at the market, reduce-only, in as many orders as the exchange's largest MARKET
 * order needs (failure scenario E09). Never more than the position less what earlier exits may still
 * take, so that it closes once however often it is asked. Answers the position that stands for
 * certain: an exit whose outcome is not known has closed nothing yet.
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
  putAside(scope, deps);
  for (let chunk = 0; chunk < MOST_CHUNKS; chunk += 1) {
    const left = closableQuantity(scope, deps);
    const quantity = chunkOf(left.absolute(), instrument);
    if (!quantity.isPositive()) {
      const standing = standingPosition(scope, journal);
      if (!standing.equals(left)) {
        notes.push(`closing ${scope.strategy}: an earlier order to close it may still fill`);
      }
      return standing;
    }
    const side: Side = left.isPositive() ? 'SELL' : 'BUY';
    const instruction = { type: 'MARKET' } as const;
    const exit = {
      scope,
      leg: 'close',
      purpose: 'tradeExit',
      side,
      quantity,
      instruction,
    } as const;
    const order = intendReduction(exit, reason, deps);
    const result = await sendOrder(order, protectiveGuard(deps), { ...deps, assets: instrument });
    await bookIfReadable(instrument, deps, notes);
    if (result.kind === 'accepted') continue;
    const message = 'message' in result ? result.message : result.denial.message;
    notes.push(`closing ${scope.strategy}: ${message}`);
    return standingPosition(scope, journal);
  }
  notes.push(`closing ${scope.strategy}: stopped after ${MOST_CHUNKS} orders`);
  return standingPosition(scope, journal);
}

/** The trade's position less what unfinished exits may still take of it, signed. */
export function closableQuantity(scope: Scope, { journal }: Pick<ProtectDeps, 'journal'>): Decimal {
  const position = standingPosition(scope, journal);
  const promised = Decimal.sum(
    exitsOf(scope, journal).map(({ quantity, filledQuantity }) =>
      decimal(quantity).minus(decimal(filledQuantity)),
    ),
  );
  const open = Decimal.max(position.absolute().minus(promised), Decimal.zero);
  return position.isNegative() ? open.negated() : open;
}

/** Exits of a trade that have not ended. */
function exitsOf(scope: Scope, journal: ProtectDeps['journal']) {
  return journal
    .unfinishedOrders('usdm', scope.symbol)
    .filter(({ strategy, purpose }) => strategy === scope.strategy && purpose === 'tradeExit');
}

/** An exit that a crash kept from leaving closes nothing: it must not count as if it could. */
function putAside(scope: Scope, { journal, hostNow }: ProtectDeps): void {
  for (const { clientOrderId, state } of exitsOf(scope, journal)) {
    if (state === 'intended') {
      journal.transition(clientOrderId, 'expired', 'never sent', hostNow());
    }
  }
}

function chunkOf(quantity: Decimal, instrument: Instrument): Decimal {
  const largest = [instrument.quantity.maximum, instrument.marketQuantity.maximum]
    .map(decimal)
    .filter((maximum) => maximum.isPositive())
    .reduce((a, b) => Decimal.min(a, b), quantity);
  return quantiseQuantity(instrument, Decimal.min(quantity, largest), 'MARKET');
}
