import type { Instrument } from '../model/instrument';
import type { AccountSnapshot, MarketSnapshot } from '../model/item';
import type { Intent, Plan } from '../model/plan';
import type { Decimal } from '../model/decimal';
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
  exchangeNow: number;
  /** Quote reserved by other approvals that are not carried out yet. */
  reservedQuote: { spot: Decimal; usdm: Decimal };
  /** Unfinished orders per market of this symbol. */
  unfinishedOrders: { spot: number; usdm: number };
  /** Notional of unfinished buys on spot. */
  restingBuysQuote: Decimal;
  /** The same over all symbols of the account with this quote asset. */
  allRestingBuysQuote: Decimal;
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
