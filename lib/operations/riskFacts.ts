import type { OrderRecord, RiskBooks } from '../journal/port';
import { type Brakes, NO_BRAKES } from '../model/brakes';
import { Decimal, decimal } from '../model/decimal';
import type { Item } from '../model/item';
import { scopeKey } from '../model/plan';
import { INTERVAL_MS, type Market } from '../model/terms';
import type { InstrumentPair } from '../observation/instruments';
import { commonCloses } from '../risk/breakers/correlation';
import { correlation, logReturns } from '../risk/breakers/statistics';
import type { MarginState, RiskFacts } from '../risk/facts';
import type { RiskSettings } from '../risk/settings';
import type { Session } from '../session/openSession';
import { concerns } from '../supervision/breakers';
import { exposuresElsewhere } from './elsewhere';

/** What was read for a decision before its transaction. */
export interface RiskReads {
  instruments: InstrumentPair;
  margin: MarginState | null;
  depthQuote: number | null;
  unread: readonly string[];
  workflow: string;
  isArmed: boolean;
}

const CORRELATION_WINDOW_MS = 86_400_000;
/** Fewer common returns say nothing. */
const LEAST_RETURNS = 48;

/** What the checks look at: the item, what was read, and the books within the transaction. */
export function riskFacts(
  session: Session,
  item: Item,
  settings: RiskSettings,
  { instruments, margin, depthQuote, unread, workflow, isArmed }: RiskReads,
  books: RiskBooks,
): RiskFacts {
  const { clocks, environment } = session;
  const { spot, usdm } = instruments;
  const plans = item.plans ?? [];
  const ownIntents = plans.flatMap((plan) => plan.intents.map(({ id }) => id));
  const ownScopes = plans.map(({ scope }) => scopeKey(scope));
  // A scope's own earlier approval is replaced by this one.
  const reservations = books.reservations.filter(({ scope }) => !ownScopes.includes(scope));
  const ofSymbol = (market: Market) =>
    reservations.filter(
      (each) => each.market === market && each.symbol === instruments[market].symbol,
    );
  const reserved = (market: Market): Decimal =>
    sumOf(reservations.filter((each) => each.market === market));
  const orders = (market: Market): number =>
    ofSymbol(market).reduce((count, each) => count + each.orders, 0);
  const trades = books.tradePositions(usdm.symbol);
  const unfinished = (market: Market) => books.unfinishedOrders(market, instruments[market].symbol);
  const exchangeNow = clocks.exchangeNow();
  return {
    subject: { account: session.account, symbol: item.symbol },
    settings,
    account: item.account ?? null,
    market: item.market ?? null,
    spot,
    futures: usdm,
    latches: books.latches,
    breakers: books.breakers.filter((latch) => concerns(latch, item.symbol)),
    brakes: brakesOf(books),
    environment,
    workflow,
    isArmed,
    exchangeNow,
    // The paper exchange's time is its own.
    clockDifferenceMs: environment === 'simulator' ? null : exchangeNow - clocks.hostNow(),
    margin,
    depthQuote,
    unread,
    reservedQuote: { spot: reserved('spot'), usdm: reserved('usdm') },
    reservedSymbolQuote: sumOf(ofSymbol('spot')),
    reservedOrders: { spot: orders('spot'), usdm: orders('usdm') },
    unfinishedOrders: { spot: unfinished('spot').length, usdm: unfinished('usdm').length },
    restingBuysQuote: restingBuys(unfinished('spot')),
    allRestingBuysQuote: restingBuys(
      books.allUnfinishedOrders().filter(({ symbol }) => symbol.endsWith(spot.quoteAsset)),
    ),
    elsewhere: exposuresElsewhere(
      books,
      { symbol: item.symbol, baseAsset: spot.baseAsset, scopes: ownScopes },
      exchangeNow,
      (symbol) => correlationOf(session, item.symbol, symbol),
    ),
    inventory: decimal(books.ownQuantity('spot', spot.baseAsset)),
    position: decimal(books.ownQuantity('usdm', usdm.baseAsset)),
    isHedgePlanned: plans.some((plan) => plan.hedge !== undefined),
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

function brakesOf(books: RiskBooks): Brakes {
  return books.equityWatch?.brakes ?? NO_BRAKES;
}

function sumOf(reservations: readonly { amountQuote: string }[]): Decimal {
  return Decimal.sum(reservations.map(({ amountQuote }) => decimal(amountQuote)));
}

/** Correlation of a day's five-minute returns of two symbols, from the candles that are kept. */
function correlationOf({ journal, clocks }: Session, own: string, other: string): number | null {
  const now = clocks.exchangeNow();
  const from = now - CORRELATION_WINDOW_MS - INTERVAL_MS['5m'];
  const candles = (symbol: string) => journal.candles('spot', symbol, '5m', from, now);
  const { a, b } = commonCloses(candles(own), candles(other));
  if (a.length <= LEAST_RETURNS) return null;
  return correlation(logReturns(a), logReturns(b));
}
