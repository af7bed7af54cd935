import type { Books, OpeningBalances, WalletBalance } from '../accounting/books';
import type { FundingCheck } from '../accounting/funding';
import type { Sums } from '../accounting/sums';
import type { EquityWatch } from '../model/brakes';
import type { BreakerLatch, BreakerName } from '../model/breaker';
import type { Candle } from '../model/candle';
import type { Conviction } from '../model/ensemble';
import type { GridDefinition } from '../model/grid';
import type { Instrument } from '../model/instrument';
import type { ExecutionResult, Finding, FindingCode } from '../model/item';
import type {
  Fill,
  OrderChange,
  OrderInstruction,
  OrderReport,
  OrderState,
  PositionSide,
} from '../model/order';
import type { Effect, Intent, Plan, Purpose, Scope } from '../model/plan';
import type { MarginRelief } from '../model/margin';
import type { CandleGap, FundingRate, FundingTerms } from '../model/marketData';
import type { Regime } from '../model/regime';
import type { CheckedSubject, Sighting } from '../model/sighting';
import type { CandleSource, Environment, Interval, Market, Side } from '../model/terms';
import type { Denial } from '../model/verdict';

/**
 * The journal: the project's memory, one per account. Every method is one transaction in one
 * synchronous block; none waits for the network. A method that throws has written nothing.
 *
 * Every method may throw TransientError (another process kept the journal locked) and HaltError (it is
 * damaged or cannot be read); a reader of one symbol's rows BrokenStateError; every writer DeniedError JOURNAL_FULL once the disk is full and the
 * reserve has nothing left for what it writes.
 */
export interface Journal
  extends AccountBinding,
    MarketJournal,
    OrderJournal,
    FillJournal,
    SupervisionJournal,
    AccountingJournal,
    CircuitJournal,
    BreakerJournal,
    EquityWatchJournal,
    ConvictionJournal,
    MarginReliefJournal,
    HedgeContractJournal,
    EventJournal,
    FindingJournal,
    RecoveryJournal,
    UpkeepJournal {
  /** Closing twice does nothing; any other call after it throws TransientError. */
  close(): void;
}

/** Which world the journal belongs to. */
export interface AccountBinding {
  /**
   * Binds a fresh journal to the account, or checks that it is bound to this one.
   * Throws HaltError when it belongs to another environment or account.
   */
  bind(environment: Environment, account: string, at: number): void;
  /** Number of the account and when it was bound, or null before the first binding. */
  boundAccount(): { account: string; boundAt: number } | null;
  /** Six characters, random per journal, part of every client order id. */
  tag(): string;
}

export interface MarketJournal {
  saveInstruments(instruments: readonly Instrument[], at: number): void;
  instrument(market: Market, symbol: string): { instrument: Instrument; savedAt: number } | null;
  saveCandles(
    source: CandleSource,
    symbol: string,
    interval: Interval,
    candles: readonly Candle[],
  ): void;
  /** Candles with openAt in [from, to], ascending. */
  candles(
    source: CandleSource,
    symbol: string,
    interval: Interval,
    from: number,
    to: number,
  ): Candle[];
  /** Keeps stretches that the exchange was asked for and has no candles of; left out as a record. */
  saveCandleGaps(
    source: CandleSource,
    symbol: string,
    interval: Interval,
    gaps: readonly Pick<CandleGap, 'from' | 'to'>[],
    at: number,
  ): void;
  /** Stretches noticed after `noticedAfter` that reach into [from, to], ascending. */
  candleGaps(
    source: CandleSource,
    symbol: string,
    interval: Interval,
    range: { from: number; to: number; noticedAfter: number },
  ): Pick<CandleGap, 'from' | 'to'>[];
  /**
   * Keeps settled funding together with the stretch that is known whole by now. A record: left out
   * while there is no ample room.
   */
  saveFundingRates(symbol: string, rates: readonly FundingRate[], coverage: FundingCoverage): void;
  /** Kept settlements with settledAt in [from, to], ascending. */
  fundingRates(symbol: string, from: number, to: number): FundingRate[];
  /** Null while nothing was read yet. */
  fundingCoverage(symbol: string): FundingCoverage | null;
  /** Replaces the funding terms of all contracts. A record. */
  saveFundingTerms(terms: readonly FundingTerms[], at: number): void;
  /** When all terms were read, and those of a symbol (null: it is not listed); null: never read. */
  fundingTerms(symbol: string): { readAt: number; terms: FundingTerms | null } | null;
  /** A record for the reader: left out while there is no ample room. */
  saveRegime(regime: Regime, at: number): void;
}

/** The stretch of a contract's settlements that the journal holds whole. */
export interface FundingCoverage {
  from: number;
  to: number;
  /** The settlement that comes next, as far as is known. */
  nextAt: number;
  /** Before this time nothing new is to be read. */
  dueAt: number;
}

/** An intent with what its orders have done so far. */
export interface IntentRecord {
  id: string;
  strategy: string;
  market: Market;
  symbol: string;
  baseAsset: string;
  leg: string;
  generation: number;
  purpose: Purpose;
  effect: Effect;
  side: Side;
  gridNumber: number | null;
  quantity: string;
  filledQuantity: string;
  /** Base received less base given, fees in base taken off. */
  netBase: string;
  /** Quote received less quote given, fees in quote taken off. */
  netQuote: string;
  /** Counts the intents of the journal; later ones are higher. */
  number: number;
}

export interface OrderRecord {
  clientOrderId: string;
  intentId: string;
  strategy: string;
  baseAsset: string;
  market: Market;
  symbol: string;
  side: Side;
  purpose: Purpose;
  effect: Effect;
  quantity: string;
  filledQuantity: string;
  /** The part of filledQuantity whose fills are booked. */
  bookedQuantity: string;
  instruction: OrderInstruction;
  reduceOnly: boolean;
  /** USD-M: the position it belongs to; null on spot. */
  positionSide: PositionSide | null;
  attempt: number;
  state: OrderState;
  exchangeOrderId: string | null;
  /** Of a conditional order that has triggered: the exchange's id of the order it became. */
  childOrderId: string | null;
  /** The exchange confirmed it at least once. */
  acknowledged: boolean;
  /** How often it was sent again under the same id (at most once). */
  resends: number;
  /** Host time of the last sending. */
  sentAt: number | null;
}

/** One order about to be written: the journal numbers its attempt and makes its id. */
export interface NewOrder {
  intent: Intent;
  scope: Scope;
  baseAsset: string;
  gridNumber: number | null;
  quantity: string;
  instruction: OrderInstruction;
  reduceOnly: boolean;
  positionSide: PositionSide | null;
}

export interface LadderContext {
  /** Stored with every order event. */
  approvalId: string | null;
  planReason: string;
  at: number;
}

/** What must still be true in the moment an order is marked as sent. */
export interface SendGuard {
  /** Lease under which the run works; each sending prolongs it by `ttlMs`. */
  lease: { name: string; token: number; ttlMs: number };
  /** Increases are denied while any of these latches is engaged. */
  isIncrease: boolean;
  baseAsset: string;
  planRevision: number;
  /** Fills of these intents never make a plan stale. */
  ownIntentIds: readonly string[];
  /**
   * The order whose cancel leaves in the same request: it does not count against the intent, for
   * the exchange places the new one only if the old one is gone unfilled.
   */
  replaces?: string;
}

export interface OrderJournal {
  /**
   * Accepts a new grid: from now on it is the scope's current one. Of a known number it says
   * whether that grid is open and the same, `different`, or was `closed`. On a full disk a new one
   * is refused (DeniedError JOURNAL_FULL).
   */
  acceptGrid(grid: GridDefinition, at: number): 'accepted' | 'current' | 'different' | 'closed';
  /** The grid that is open, or null. */
  currentGrid(strategy: string, symbol: string): GridDefinition | null;
  nextGridNumber(strategy: string, symbol: string): number;
  /** Closes the open grids of a symbol: what their cells held was sold otherwise. */
  closeGrids(symbol: string, at: number): void;
  /**
   * Keeps a plan, unless it wants the same as the last one kept of its scope. A record for the
   * reader: left out while there is no ample room.
   */
  savePlan(plan: Plan, at: number): void;
  /**
   * Writes intents and orders (state `intended`) in one transaction; answers them in order. On a
   * full disk orders that add exposure are refused (DeniedError JOURNAL_FULL), the others use the
   * reserve.
   */
  intendOrders(orders: readonly NewOrder[], context: LadderContext): OrderRecord[];
  /**
   * Marks an intended order as sent if the guard still holds; otherwise it becomes `denied` and
   * the denial is answered. Must be committed before the request leaves.
   */
  markSent(clientOrderId: string, guard: SendGuard, at: number): Denial | null;
  /** Changes an order's state and journals the event. Throws on an impossible transition. */
  transition(clientOrderId: string, to: OrderState, cause: string, at: number): OrderRecord;
  /** Takes over what the exchange says about one order. */
  applyReport(clientOrderId: string, report: OrderReport, cause: string, at: number): OrderRecord;
  /**
   * Marks a resting order as being changed if the guard still holds, or answers the denial. Until
   * the exchange has answered its outcome is not known, and it counts with the larger quantity.
   */
  beginChange(
    clientOrderId: string,
    change: OrderChange,
    guard: SendGuard,
    at: number,
  ): Denial | null;
  /**
   * Gives a resting order that has filled nothing to another intent of its scope that wants the
   * same. Throws when it has filled.
   */
  reassignOrder(clientOrderId: string, wanted: NewOrder, context: LadderContext): OrderRecord;
  /** Puts an order that surely never arrived back to `intended`, to be sent once more. */
  allowResend(clientOrderId: string, cause: string, at: number): OrderRecord;
  /** The order was sent at `at` at the latest: what it says was written by a clock that was ahead. */
  correctSentAt(clientOrderId: string, at: number): void;
  order(clientOrderId: string): OrderRecord | null;
  /** True when an order of ours has this id at the exchange. */
  knowsExchangeOrder(market: Market, symbol: string, exchangeOrderId: string): boolean;
  /** Orders of one instrument that are intended or possibly live. */
  unfinishedOrders(market: Market, symbol: string): OrderRecord[];
  /** Orders of one instrument that filled more than the booked fills show. */
  unbookedOrders(market: Market, symbol: string): OrderRecord[];
  /** Symbols with such an order. Sorted. */
  unbookedSymbols(): string[];
  /** Unfinished orders of the whole account, without those of `brokenSymbols` that cannot be read. */
  allUnfinishedOrders(): OrderRecord[];
  /** Symbols with an order, not known to have ended, that cannot be read. Sorted. */
  brokenSymbols(): string[];
  /**
   * Base quantity that the intent's orders have filled or may still fill: what is unfinished counts
   * whole, what has ended counts as far as it filled. Quantity less this is what may be sent.
   */
  committedQuantity(intentId: string): string;
  /** The same without orders that surely never left. */
  sentQuantity(intentId: string): string;
  /** All intents of a scope, in the order they were first written. */
  intentsOf(strategy: string, market: Market, symbol: string): IntentRecord[];
  intent(id: string): IntentRecord | null;
}

export interface BookedFills {
  own: number;
  foreign: number;
}

export interface FillJournal {
  /**
   * Books fills once each (key: market, symbol, trade id) and attributes them to our orders by
   * the exchange's order id. `cursor` moves the reading position of the trade list.
   */
  bookFills(
    fills: readonly Fill[],
    options: { baseAsset: string; quoteAsset: string; cursor: string | null; at: number },
  ): BookedFills;
  /** First trade id not read yet from the trade list, or null. */
  tradeCursor(market: Market, symbol: string): string | null;
  /** Sequence of the last booked fill of the base asset; 0 before the first. */
  revision(baseAsset: string): number;
  /**
   * Managed inventory (spot) or its hedge (USD-M) from our own fills, fees in base taken off.
   * Positions of trades are not part of it.
   */
  ownQuantity(market: Market, baseAsset: string): string;
  /** Position of a trade scope from its own fills, signed base quantity. */
  tradePosition(strategy: string, symbol: string): string;
  /** Every trade scope of a symbol whose position is not zero. */
  tradePositions(symbol: string): TradePosition[];
  /** Own fills of a symbol with sequence above `after`, ascending, at most `limit`. */
  ownFills(market: Market, symbol: string, after: number, limit: number): BookedFill[];
}

export interface TradePosition {
  strategy: string;
  symbol: string;
  baseAsset: string;
  /** Signed base quantity. */
  quantity: string;
}

export interface BookedFill extends Fill {
  sequence: number;
  intentId: string;
}

export const LATCHES = ['killSwitch', 'pause'] as const;
export type LatchName = (typeof LATCHES)[number];

export interface Latch {
  name: LatchName;
  reason: string;
  engagedAt: number;
}

export interface Approval {
  id: string;
  plansHash: string;
  workflow: string;
  status: 'open' | 'done' | 'revoked';
  createdAt: number;
  expiresAt: number;
  result: ExecutionResult | null;
}

/** What an approval binds until it is carried out; one for each scope it covers. */
export interface Reservation {
  /** Scope key of the plan. */
  scope: string;
  market: Market;
  symbol: string;
  amountQuote: string;
  /** Orders that may still be placed under it. */
  orders: number;
}

/** What a risk decision sees, read in the transaction that journals its approval. */
export interface RiskBooks {
  latches: Latch[];
  /** Breakers that are latched, those included whose end has come. */
  breakers: BreakerLatch[];
  equityWatch: EquityWatch | null;
  managedAssets: ManagedAsset[];
  /** Open reservations of approvals not carried out yet. */
  reservations: Reservation[];
  unfinishedOrders(market: Market, symbol: string): OrderRecord[];
  allUnfinishedOrders(): OrderRecord[];
  sentQuantity(intentId: string): string;
  ownQuantity(market: Market, baseAsset: string): string;
  tradePositions(symbol: string): TradePosition[];
  /** True when base asset fills other than those of the named intents came after the revision. */
  changedSince(baseAsset: string, revision: number, ownIntentIds: readonly string[]): boolean;
}

export interface SupervisionJournal {
  /**
   * Runs a decision against the books and journals the approval it answers, in one transaction:
   * of two decisions at the same time the second sees the first one's reservations. A scope has
   * one plan at a time: the new approval revokes open ones of the scopes it reserves for.
   */
  decideApproval<T>(
    hostNow: number,
    decide: (books: RiskBooks) => {
      outcome: T;
      approval: Omit<Approval, 'status' | 'result'> | null;
      reservations: readonly Reservation[];
    },
  ): T;
  approval(id: string): Approval | null;
  /** Stores the result and releases what the approval reserved. */
  finishApproval(id: string, result: ExecutionResult): void;
  revokeApprovals(): void;
  latches(): Latch[];
  engageLatch(name: LatchName, reason: string, at: number): void;
  releaseLatch(name: LatchName): void;
  /**
   * Takes the lease if it is free, expired or `holder`'s own; answers its fencing token, which
   * rises with every new holder, or null when somebody else holds it.
   */
  acquireLease(name: string, holder: string, hostNow: number, ttlMs: number): LeaseGrant | null;
  /** Prolongs the lease; false when it is no longer the token's. */
  renewLease(name: string, token: number, hostNow: number, ttlMs: number): boolean;
  releaseLease(name: string, token: number): void;
  /** Raises the fencing token whoever holds the lease, and takes it: only Flatten does this. */
  seizeLease(name: string, holder: string, hostNow: number, ttlMs: number): LeaseGrant;
}

export interface LeaseGrant {
  /** Fencing token: rises with every grant. */
  token: number;
}

/** Breakers, the depths they look at, and arming. Only `supervision` calls the writers. */
export interface BreakerJournal {
  breakers(): BreakerLatch[];
  /**
   * Latches a breaker; one that is latched keeps its reason and beginning, and is prolonged, never
   * shortened. Answers whether it was not latched before.
   */
  engageBreaker(latch: BreakerLatch): boolean;
  releaseBreaker(name: BreakerName, symbol: string): void;
  /** Keeps how much rests near the price, and forgets what is older than `keepFrom`. */
  saveDepth(symbol: string, at: number, depthQuote: number, keepFrom: number): void;
  /** Depths at or after `from`, ascending. */
  depths(symbol: string, from: number): { at: number; depthQuote: number }[];
  /** Times of errors that were recorded at one of these places at or after `from`, ascending. */
  errorTimes(places: readonly string[], from: number): number[];
  armWorkflow(instance: string, workflow: string, at: number): void;
  /** False when it was not armed. */
  disarmWorkflow(instance: string, workflow: string): boolean;
  armedAt(instance: string, workflow: string): number | null;
}

/** Managed inventory of one base asset, with the last mark that was kept of one of its symbols. */
export interface ManagedAsset {
  baseAsset: string;
  quantity: string;
  mark: { symbol: string; price: string; at: number } | null;
}

/** Which USD-M contract hedges the inventory of a symbol. */
export interface HedgeContractJournal {
  /** The contract that was chosen last, else the symbol's own, which has the same name. */
  hedgeContract(symbol: string): string;
  /**
   * Every contract that hedges or hedged the symbol, the one in force first: the others may still
   * get payments.
   */
  contractsOf(symbol: string): string[];
  /**
   * Chooses a contract, in one transaction. Answers null when it is in force, else what of ours
   * stands on the one that was or already on the one that is wanted; then nothing changes.
   */
  chooseHedgeContract(
    symbol: string,
    contract: string,
    at: number,
  ): { contract: string; standing: string } | null;
}

/** What a margin in danger asks for, symbol by symbol, as Risk Check left it. */
export interface MarginReliefJournal {
  /** Null: none was asked for, or the danger is over. */
  marginRelief(symbol: string): { relief: MarginRelief; at: number } | null;
  saveMarginRelief(symbol: string, relief: MarginRelief | null, at: number): void;
  /** Remembers that margin is added for an approval; false when it was before. */
  claimMarginAddition(symbol: string, approvalId: string, at: number): boolean;
}

/** Peaks of equity and what the account's other symbols are worth. */
export interface EquityWatchJournal {
  /** The peaks of equity, or null before the first look. */
  equityWatch(): EquityWatch | null;
  /** Reads, folds and keeps the watch in one transaction; answers it as it is then. */
  foldEquityWatch(fold: (before: EquityWatch | null) => EquityWatch): EquityWatch;
  saveMark(symbol: string, baseAsset: string, markPrice: string, at: number): void;
  /** Base assets of which inventory is managed. */
  managedAssets(): ManagedAsset[];
}

/** What the ensemble of regimes held, minute by minute. */
export interface ConvictionJournal {
  /**
   * Logs the conviction of a minute; the first of a minute stays. A record for the reader: left out
   * while there is no ample room.
   */
  logConviction(symbol: string, held: Conviction, at: number): void;
  /**
   * How many convictions were logged from the minute of `from` up to the minute of `to`, that one
   * left out, and how many of them were weaker than `strength`, and equal (max(L, |S|)).
   */
  rankStrength(
    symbol: string,
    strength: number,
    from: number,
    to: number,
  ): { samples: number; weaker: number; equal: number };
  /** Convictions of minutes in [from, to), ascending. */
  convictions(symbol: string, from: number, to: number): (Conviction & { minuteAt: number })[];
}

export interface FundingRecord {
  transactionId: string;
  symbol: string;
  amountQuote: string;
  asset: string;
  paidAt: number;
}

export interface EquitySnapshot {
  at: number;
  equityQuote: string;
  spotQuote: string;
  inventory: string;
  position: string;
  markPrice: string;
}

/** What moved the futures wallet beside trades and funding. */
export interface TransferRecord {
  /** Unique among rows of the same type; some rows have "0". */
  transactionId: string;
  type: string;
  /** Positive when received. */
  amount: string;
  asset: string;
  at: number;
}

/** What is held in one place where lots are matched, such as "inventory/BTCUSDT". */
export interface LotHolding {
  holding: string;
  symbol: string;
  /** Signed base quantity. */
  quantity: string;
  /** What it cost, first in first out, without fees; negative when short. */
  costQuote: string;
}

export interface OpenLot {
  quantity: string;
  price: string;
  openedAt: number;
}

/** An own fill whose fee is neither in quote nor in spot base and has no value yet. */
export interface UnvaluedFee {
  sequence: number;
  market: Market;
  symbol: string;
  feeAsset: string;
  feeAmount: string;
  filledAt: number;
}

export interface AccountingJournal {
  /** Books funding once each (key: transaction id); answers how many were new. */
  bookFunding(payments: readonly FundingRecord[]): number;
  lastFundingAt(symbol: string): number | null;
  /** Payments in [from, to], ascending. */
  fundingBetween(symbol: string, from: number, to: number): FundingRecord[];
  /** Payments that were not checked against their settlements yet, oldest first. */
  uncheckedFunding(symbol: string, limit: number): FundingRecord[];
  /** Keeps what payments should have been; one check for each payment. */
  saveFundingChecks(checks: readonly FundingCheck[]): void;
  /** Checks of payments at or after `since`, ascending. */
  fundingChecksSince(symbol: string, since: number): FundingCheck[];
  /**
   * Own futures position of a symbol, hedge and trades together, after all fills before `at`.
   */
  positionBefore(symbol: string, at: number): string;
  /**
   * Books transfers once each (key: type and transaction id); answers how many were new. What a
   * TRANSFER brought to the futures wallet left the managed quote on spot, and the other way
   * round. Types that are no transfers (rebates, clearing of a liquidation) are results.
   */
  bookTransfers(transfers: readonly TransferRecord[]): number;
  /** Transfers in [from, to], ascending. */
  transfersBetween(from: number, to: number): TransferRecord[];
  /**
   * Opens the books with what the account holds at `openedAt`; the first call decides, later ones
   * change nothing. What was booked before is taken off, so that balances and books agree.
   */
  openBooks(held: OpeningBalances): void;
  /**
   * Adds a margin asset of the futures wallet to the open books, with what is held of it at `addedAt`.
   * Does nothing where it is there already.
   */
  openWallet(held: WalletBalance & { addedAt: number }): void;
  /**
   * Chooses how much quote on spot is managed: an amount, or null for all that was free when the
   * books were opened. It holds from the opening on; a later change is booked as a transfer. Never
   * more is taken than is there.
   */
  wantAllocation(amountQuote: string | null, at: number): void;
  /** The books of the account, or null before they were opened. */
  books(): Books | null;
  /**
   * Books a balance's difference that no fill, funding or known transfer explains, on spot or in
   * the futures wallet: `own` changes the managed quote as a transfer, `foreign` the rest.
   */
  bookDifference(
    difference: { wallet: Market; asset: string; own: string; foreign: string },
    at: number,
  ): void;
  /** Own sums of a symbol since the hour of `since`, or of all time with null. */
  sumsSince(symbol: string, since: number | null): Readonly<Record<Market, Sums>>;
  /** Where a symbol's lots are held and not flat; null: of every symbol. */
  holdings(symbol: string | null): LotHolding[];
  /** Open lots of a holding, oldest first, at most `limit`, and how many there are. */
  openLots(holding: string, limit: number): { count: number; lots: OpenLot[] };
  /** Fees of a symbol's fills without a value, oldest first. */
  unvaluedFees(symbol: string, limit: number): UnvaluedFee[];
  /** Gives fees their value: the price of the fee's asset in quote. */
  valueFees(values: readonly { sequence: number; priceQuote: string }[]): void;
  /** Leverage last set and verified for a contract, or null. */
  preparedLeverage(symbol: string): number | null;
  savePreparedLeverage(symbol: string, leverage: number, at: number): void;
  savePosition(symbol: string, quantity: string, entryPrice: string, at: number): void;
  /** A record for the reader: left out while there is no ample room. */
  saveEquity(snapshot: EquitySnapshot): void;
  /** The first equity kept at or after `since`, or null. */
  firstEquitySince(since: number): { at: number; equityQuote: string } | null;
}

/** Refusals in a row of one thing that is wanted; see `lib/execution/circuit`. */
export interface Circuit {
  key: string;
  refusals: number;
  lastCode: number;
  lastRefusedAt: number;
}

export interface CircuitJournal {
  circuit(key: string): Circuit | null;
  saveCircuit(circuit: Circuit): void;
  /** Forgets the refusals: it worked, or it is not wanted any more. */
  clearCircuit(key: string): void;
}

export interface EventJournal {
  recordEvent(kind: string, body: Readonly<Record<string, unknown>>, at: number): void;
  recordError(where: string, code: string, message: string, at: number): void;
}

/** A finding that is not over. */
export interface OpenFinding {
  id: string;
  subject: string;
  firstSeenAt: number;
  lastSeenAt: number;
  isTold: boolean;
}

export interface FindingJournal {
  /**
   * Journals what one pass saw, each finding once, and ends the conditions that the checks of the
   * pass no longer saw. Answers the findings that are to be told, in the order of the sightings; a
   * condition that waits for its confirmation is not among them. A second sighting at the same time
   * changes nothing. Throws DeniedError JOURNAL_FULL on a full disk, whose reserve is for orders.
   */
  noteSightings(
    sightings: readonly Sighting[],
    checked: readonly CheckedSubject[],
    at: number,
  ): Finding[];
  /** Conditions of a code that are not over, of subjects that begin with `prefix`. */
  openFindings(code: FindingCode, prefix: string): OpenFinding[];
}

/** What only reconciliation writes: repairs of the books, and what it saw the last time. */
export interface RecoveryJournal {
  /**
   * Books a fill by which the exchange closed a position (liquidation, settlement, auto-deleveraging)
   * as far as a position of ours stood against it, hedge before trade; the rest is foreign. Its
   * intent has the id `forced/<market>/<symbol>/<trade id>`, so that it is booked once. Answers the
   * base quantity that was ours, the same again when it was booked before; null when it was booked
   * before and nothing of it was ours.
   */
  bookForcedFill(
    fill: Fill,
    assets: { baseAsset: string; quoteAsset: string },
    at: number,
  ): string | null;
  /**
   * Takes over an order of ours that the journal lacks, if it holds the intent that the client order
   * id names, of the same market, symbol and side, with quantity left for it. Otherwise null.
   */
  adoptOrder(report: OrderReport, at: number): OrderRecord | null;
  /**
   * Takes over an ended order with our prefix whose intent is not in the journal (a backup was put
   * in place), under an intent of its own, `recovered/<client order id>`: what it filled is ours and
   * must not be hedged or bought a second time. On a contract that carries a trade it is that
   * trade's, otherwise the hedge's.
   */
  recoverOrder(report: OrderReport, baseAsset: string, at: number): OrderRecord;
  /** The last plan kept of each scope of an instrument. */
  lastPlans(market: Market, symbol: string): Plan[];
  /** When the order last became `lost`, or null. */
  lostSince(clientOrderId: string): number | null;
  /** Trade id behind the last fill that was read from the trade list. */
  moveTradeCursor(market: Market, symbol: string, cursor: string, at: number): void;
  /** A value that a pass kept for the next one, or null. */
  remembered(key: string): string | null;
  /** Keeps a value; writes nothing when it is the same. */
  remember(key: string, value: string, at: number): void;
}

/**
 * What room there is for writing: `ample`; `reserve`: the disk is full, no order that adds exposure
 * is written; `exhausted`: what is left is for cancels and for what happened at the exchange.
 */
export type Capacity = 'ample' | 'reserve' | 'exhausted';

/** What an upkeep did, and what could not be done. */
export interface UpkeepReport {
  capacity: Capacity;
  /** File of the backup that was taken, or null when none was due. */
  backup: string | null;
  /** Rows that were older than their table keeps them. */
  removedRows: number;
  /** What failed, in words; trading goes on. */
  problems: string[];
}

export interface UpkeepJournal {
  /** Read anew at each call: another process may have met the full disk. */
  capacity(): Capacity;
  /**
   * Takes the online backup that is due, removes what is older than its table keeps, and makes the
   * reserve whole. Does nothing that is not due, and never throws. Not for the middle of a run: a
   * backup takes about 2.5 ms per MB.
   */
  upkeep(hostNow: number): UpkeepReport;
}
