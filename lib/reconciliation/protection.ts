import type { OrderRecord, TradePosition } from '../journal/port';
import { Decimal, decimal } from '../model/decimal';
import { kindOf, type OrderState } from '../model/order';
import type { Protection } from '../model/plan';
import type { PassDeps, ProtectionOutcome, SymbolPass } from './pass';

/** Resting at the exchange, as far as asking could tell. */
const RESTING: readonly OrderState[] = ['open', 'partiallyFilled'];

/**
 * Every trade's position has its whole stop resting behind it. A stop that is missing is placed
 * again, or the trade is closed; what still rests behind a trade that is flat is removed.
 */
export async function reconcileProtection(pass: SymbolPass, deps: PassDeps): Promise<void> {
  const { journal } = deps;
  const { symbol, sightings } = pass;
  const trades = journal.tradePositions(symbol);
  sightings.checked('STOP_MISSING', `${symbol}/`);
  for (const trade of trades) {
    const stops = stopsOf(trade.strategy, pass, deps);
    const wasWhole = isWhole(trade, stops);
    const outcome = await protect(trade, wasWhole, pass, deps);
    tell(outcome, trade, wasWhole, pass, deps);
  }
  const traded = new Set(trades.map(({ strategy }) => strategy));
  const surplus = journal
    .unfinishedOrders('usdm', symbol)
    .filter((order) => kindOf(order.instruction) === 'conditional')
    .filter(({ strategy, state }) => !traded.has(strategy) && RESTING.includes(state));
  for (const order of surplus) await remove(order, pass);
}

function stopsOf(strategy: string, { symbol }: SymbolPass, { journal }: PassDeps): OrderRecord[] {
  return journal
    .unfinishedOrders('usdm', symbol)
    .filter(
      (order) =>
        order.strategy === strategy && order.purpose === 'stop' && RESTING.includes(order.state),
    );
}

/** True when the stops that rest cover the position. Pure. */
export function isWhole(
  trade: Pick<TradePosition, 'quantity'>,
  stops: readonly Pick<OrderRecord, 'quantity' | 'filledQuantity'>[],
): boolean {
  const covered = Decimal.sum(
    stops.map((stop) => decimal(stop.quantity).minus(decimal(stop.filledQuantity))),
  );
  return !covered.isBelow(decimal(trade.quantity).absolute());
}

/** Asks execution for what is missing; where all rests it finds nothing to do. */
async function protect(
  trade: TradePosition,
  isWhole: boolean,
  { protector }: SymbolPass,
  deps: PassDeps,
): Promise<ProtectionOutcome> {
  const { unprotectable } = deps.policy;
  const protection = protectionOf(trade, deps);
  if (protection) return protector.protect(trade, protection, unprotectable);
  // A plan that only works the trade off need not say it again.
  if (isWhole) return { kind: 'protected', placed: 0, removed: 0 };
  const why = 'no plan says where its stop belongs';
  if (unprotectable === 'alert') return { kind: 'unprotected', why };
  return { kind: 'closed', why, left: await protector.close(trade, why) };
}

function tell(
  outcome: ProtectionOutcome,
  trade: TradePosition,
  wasWhole: boolean,
  { symbol, sightings }: SymbolPass,
  { hostNow }: PassDeps,
): void {
  const subject = `${symbol}/usdm/${trade.strategy}`;
  const what = `the trade ${trade.strategy} of ${trade.quantity} ${symbol} had no whole stop`;
  switch (outcome.kind) {
    case 'protected':
      if (wasWhole || outcome.placed === 0) return;
      sightings.event('STOP_RESTORED', {
        subject: `${subject}/${hostNow()}`,
        message: what,
        repair: `${outcome.placed} order(s) placed`,
      });
      return;
    case 'closed': {
      const isFlat = decimal(outcome.left).isZero();
      sightings.event('TRADE_CLOSED', {
        subject: `${subject}/${hostNow()}`,
        message: `${what}: ${outcome.why}`,
        repair: isFlat ? 'closed at the market' : `closed but for ${outcome.left}`,
      });
      return;
    }
    case 'unprotected':
      sightings.condition('STOP_MISSING', {
        subject,
        message: `${what}: ${outcome.why}`,
        repair: 'tried again in the next pass',
      });
      return;
  }
}

/** What the trade's last plan wants behind its position. */
function protectionOf(trade: TradePosition, { journal }: PassDeps): Protection | null {
  const plan = journal
    .lastPlans('usdm', trade.symbol)
    .find(({ scope }) => scope.strategy === trade.strategy);
  return plan?.protection ?? null;
}

async function remove(order: OrderRecord, { symbol, sightings, protector }: SymbolPass) {
  const { clientOrderId } = order;
  if (!(await protector.cancel(order, 'its trade is flat'))) return;
  sightings.event('STOP_SURPLUS', {
    subject: `${symbol}/usdm/${clientOrderId}`,
    message: `${clientOrderId} rested behind a trade that is flat`,
    repair: 'cancelled',
  });
}
