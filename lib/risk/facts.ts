import type { Brakes } from '../model/brakes';
import type { BreakerLatch } from '../model/breaker';
import type { Decimal } from '../model/decimal';
import type { Instrument } from '../model/instrument';
import type { AccountSnapshot, MarketSnapshot } from '../model/item';
import type { Intent, Plan } from '../model/plan';
import type { Environment } from '../model/terms';
import type { RiskSettings } from './settings';

/** Everything the checks look at. Missing market or account data blocks every increase. */
export interface RiskFacts {
  /** What the plans must be for: the session's account and the item's symbol. */
  subject: { account: string; symbol: string };
  settings: RiskSettings;
  account: AccountSnapshot | null;
  market: MarketSnapshot | null;
  spot: Instrument | null;
  futures: Instrument | null;
  latches: readonly { name: 'killSwitch' | 'pause'; reason: string }[];
  /** Latched breakers of the account and of the symbol. */
  breakers: readonly BreakerLatch[];
  brakes: Brakes;
  environment: Environment;
  /** Id of the workflow that asks. */
  workflow: string;
  /** This workflow of this n8n was armed by a person. */
  isArmed: boolean;
  exchangeNow: number;
  /** Exchange less host time; null where the two have nothing to do with each other. */
  clockDifferenceMs: number | null;
  /** Null where it could not be read. */
  margin: MarginState | null;
  /** Quote that rests on spot within 1 % of the middle; null where it could not be read. */
  depthQuote: number | null;
  /** What else could not be read, in words: it blocks every increase. */
  unread: readonly string[];
  /** Quote reserved by other approvals that are not carried out yet. */
  reservedQuote: { spot: Decimal; usdm: Decimal };
  /** Of it on spot, for this symbol. */
  reservedSymbolQuote: Decimal;
  /** Orders that other approvals may still place on the symbol. */
  reservedOrders: { spot: number; usdm: number };
  /** Unfinished orders per market of this symbol. */
  unfinishedOrders: { spot: number; usdm: number };
  /** Notional of unfinished buys on spot. */
  restingBuysQuote: Decimal;
  /** The same over all symbols of the account with this quote asset. */
  allRestingBuysQuote: Decimal;
  /** What is held and bought beside this symbol. */
  elsewhere: readonly Exposure[];
  inventory: Decimal;
  /** Of the hedge. */
  position: Decimal;
  /** A plan of the item hedges on this contract. */
  isHedgePlanned: boolean;
  /** Strategies whose trades stand on this contract. */
  tradeStrategies: readonly string[];
  /** Sum of those trades' positions, signed. */
  tradePosition: Decimal;
  isStale(plan: Plan): boolean;
}

/** Margin of the futures account and of this symbol's position. */
export interface MarginState {
  /** Percent; null without a balance. */
  maintenanceMarginRatioPct: number | null;
  /** Of the nearest position of the symbol, percent of the mark; null: none is liquidated. */
  liquidationDistancePct: number | null;
}

/** What is held of another symbol or asset. */
export interface Exposure {
  baseAsset: string;
  /** Managed inventory at its last mark, resting buys and reservations; null without a mark. */
  quote: Decimal | null;
  /** Correlation of its returns with this symbol's; null where it could not be reckoned. */
  correlation: number | null;
}

/** An intent with the quantity that carrying it out would send now. */
export interface Candidate {
  plan: Plan;
  intent: Intent;
  toSend: Decimal;
}

/** What the candidates approved so far would use up, so that limits hold for their sum. */
export interface RunningTotals {
  spotQuote: Decimal;
  spotOrders: number;
  usdmOrders: number;
  /** Base that the approved hedges and trade entries move on the futures contract, signed. */
  usdmBase: Decimal;
  /** The strategy whose trade entry was approved. */
  tradeStrategy: string | null;
}
