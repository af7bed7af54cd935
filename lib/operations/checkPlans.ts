import type { OrderRecord, RiskBooks } from '../journal/port';
import { Decimal, decimal } from '../model/decimal';
import type { Item, RiskResult } from '../model/item';
import { scopeKey } from '../model/plan';
import type { Market } from '../model/terms';
import type { InstrumentPair } from '../observation/instruments';
import { decidePlans, type RiskDecision } from '../risk/decide';
import type { RiskFacts } from '../risk/facts';
import type { RiskSettings } from '../risk/settings';
import type { Session } from '../session/openSession';
import { APPROVAL_LIFETIME_MS, plansHash } from '../supervision/approvals';
import { instrumentsOf, required } from './gather';

export interface CheckedItem {
  /** What may be carried out, with its approval; null when nothing of it may. */
  approved: Item | null;
  /** The item as it came, with the reasons; null when nothing was denied. */
  denied: Item | null;
}

/**
 * Decides the item's plans in one journal transaction, against the account, the resting orders
 * and the reservations of other approvals, and journals the approval that Place Order will ask for.
 * `newApprovalId` is an id that was never used; `workflow` is whose approval it is.
 */
export async function checkPlans(
  session: Session,
  item: Item,
  settings: RiskSettings,
  identity: { newApprovalId: string; workflow: string },
): Promise<CheckedItem> {
  const { journal, clocks } = session;
  const plans = required(item, 'plans');
  const instruments = await instrumentsOf(session, item.symbol);
  const hostNow = clocks.hostNow();
  const decision = journal.decideApproval(hostNow, (books) => {
    const decided = decidePlans(
      plans,
      riskFacts(session, item, settings, instruments, books),
      books.sentQuantity,
    );
    return {
      outcome: decided,
      approval: {
        id: identity.newApprovalId,
        plansHash: plansHash(decided.plans),
        workflow: identity.workflow,
        createdAt: hostNow,
        expiresAt: hostNow + APPROVAL_LIFETIME_MS,
      },
      reservations: decided.plans.map(({ scope }) => ({
        scope: scopeKey(scope),
        market: scope.market,
        symbol: scope.symbol,
        amountQuote: decided.reservedQuote[scope.market].toString(),
      })),
    };
  });
  const risk = riskResult(decision, identity.newApprovalId);
  return {
    approved: { ...item, plans: decision.plans, risk },
    denied: decision.denials.length > 0 ? { ...item, risk } : null,
  };
}

function riskResult(decision: RiskDecision, approvalId: string): RiskResult {
  const isAnythingLeft = decision.plans.some((plan) => plan.intents.length > 0);
  const status =
    decision.denials.length === 0 ? 'approved' : isAnythingLeft ? 'partlyApproved' : 'denied';
  return { version: 1, status, approvalId, denials: decision.denials };
}

function riskFacts(
  session: Session,
  item: Item,
  settings: RiskSettings,
  { spot, usdm }: InstrumentPair,
  books: RiskBooks,
): RiskFacts {
  const ownIntents = (item.plans ?? []).flatMap((plan) => plan.intents.map(({ id }) => id));
  const ownScopes = (item.plans ?? []).map(({ scope }) => scopeKey(scope));
  const trades = books.tradePositions(item.symbol);
  const unfinished = (market: Market) => books.unfinishedOrders(market, item.symbol);
  const reserved = (market: Market): Decimal =>
    Decimal.sum(
      books.reservations
        // A scope's own earlier approval is replaced by this one.
        .filter((each) => each.market === market && !ownScopes.includes(each.scope))
        .map((reservation) => decimal(reservation.amountQuote)),
    );
  return {
    subject: { account: session.account, symbol: item.symbol },
    settings,
    account: item.account ?? null,
    market: item.market ?? null,
    spot,
    futures: usdm,
    latches: books.latches,
    exchangeNow: session.clocks.exchangeNow(),
    reservedQuote: { spot: reserved('spot'), usdm: reserved('usdm') },
    unfinishedOrders: { spot: unfinished('spot').length, usdm: unfinished('usdm').length },
    restingBuysQuote: restingBuys(unfinished('spot')),
    allRestingBuysQuote: restingBuys(
      books.allUnfinishedOrders().filter(({ symbol }) => symbol.endsWith(spot.quoteAsset)),
    ),
    inventory: decimal(books.ownQuantity('spot', spot.baseAsset)),
    position: decimal(books.ownQuantity('usdm', usdm.baseAsset)),
    isHedgePlanned: (item.plans ?? []).some((plan) => plan.hedge !== undefined),
    tradeStrategies: trades.map(({ strategy }) => strategy),
    tradePosition: Decimal.sum(trades.map(({ quantity }) => decimal(quantity))),
    isStale: (plan) => books.changedSince(plan.baseAsset, plan.journalRevision, ownIntents),
  };
}

/** Quote that resting spot buys may still spend. */
function restingBuys(orders: readonly OrderRecord[]): Decimal {
  return Decimal.sum(
    orders.map(({ market, side, instruction, quantity, filledQuantity }) => {
      if (market !== 'spot' || side !== 'BUY' || instruction.type !== 'LIMIT') return Decimal.zero;
      return decimal(quantity).minus(decimal(filledQuantity)).times(decimal(instruction.price));
    }),
  );
}
