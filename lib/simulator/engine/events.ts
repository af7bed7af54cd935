import type { Order, Trade } from './model';
import type { PreventedMatch } from './spot-details';
import type { AlgoOrder, MarginType, PositionSide } from './usdm-model';

/**
 * What an account's user streams tell of (reference G2 to G4), as the engine knows it: amounts are scaled bigints, orders
 * are copies of one moment. Each event becomes one message; `time` is both its event and its transaction time.
 */
export type StreamEvent =
  | SpotOrderEvent
  | SpotBalancesEvent
  | SpotTransferEvent
  | UsdmOrderEvent
  | UsdmAccountEvent
  | AlgoEvent
  | LeverageEvent
  | MultiAssetsEvent;

export type SpotExecution =
  | 'NEW'
  | 'TRADE'
  | 'CANCELED'
  | 'REPLACED'
  | 'EXPIRED'
  | 'TRADE_PREVENTION';

/** executionReport. */
export interface SpotOrderEvent {
  kind: 'spot-order';
  time: number;
  execution: SpotExecution;
  executionId: number;
  order: Readonly<Order>;
  /** The cancel's id where it was cancelled, the order's own otherwise. */
  clientOrderId: string;
  /** The id the order had before a cancel or an amendment; empty otherwise. */
  origClientOrderId: string;
  /** TRADE only. */
  trade?: Readonly<Trade>;
  /** TRADE_PREVENTION only. */
  prevented?: Readonly<PreventedMatch>;
}

/** outboundAccountPosition: what the balances that may have changed are now. */
export interface SpotBalancesEvent {
  kind: 'spot-balances';
  time: number;
  balances: readonly { asset: string; free: bigint; locked: bigint }[];
}

/** balanceUpdate: a deposit. */
export interface SpotTransferEvent {
  kind: 'spot-transfer';
  time: number;
  asset: string;
  amount: bigint;
}

/** CALCULATED is the execution of a liquidation or an auto-deleveraging. */
export type UsdmExecution = 'NEW' | 'TRADE' | 'CANCELED' | 'AMENDMENT' | 'EXPIRED' | 'CALCULATED';

/** ORDER_TRADE_UPDATE. */
export interface UsdmOrderEvent {
  kind: 'usdm-order';
  time: number;
  execution: UsdmExecution;
  order: Readonly<Order>;
  /** TRADE and CALCULATED only. */
  trade?: Readonly<Trade>;
  /** Notional of the account's resting bids and asks of the symbol. */
  bids: bigint;
  asks: bigint;
}

/** Why balances or positions changed: the `m` values that happen here. */
export type AccountReason =
  | 'ORDER'
  | 'FUNDING_FEE'
  | 'INSURANCE_CLEAR'
  | 'MARGIN_TRANSFER'
  | 'MARGIN_TYPE_CHANGE'
  | 'DEPOSIT';

export interface WalletShown {
  asset: string;
  wallet: bigint;
  cross: bigint;
  /** Change that is neither profit nor commission. */
  change: bigint;
}

export interface LegShown {
  symbol: string;
  side: PositionSide;
  amount: bigint;
  entry: bigint;
  breakEven: bigint;
  /** All profit the leg has realised, before fees. */
  realized: bigint;
  unrealized: bigint;
  marginType: MarginType;
  isolatedWallet: bigint;
}

/** ACCOUNT_UPDATE. */
export interface UsdmAccountEvent {
  kind: 'usdm-account';
  time: number;
  reason: AccountReason;
  balances: readonly WalletShown[];
  positions: readonly LegShown[];
  /** FUNDING_FEE only: the contract that was settled. */
  symbol?: string;
}

/** ALGO_UPDATE. */
export interface AlgoEvent {
  kind: 'algo';
  time: number;
  algo: Readonly<Omit<AlgoOrder, 'history'>>;
  /** The ordinary order it became, once that is done. */
  child?: Readonly<Pick<Order, 'type' | 'executedQty' | 'cumQuote'>>;
}

/** ACCOUNT_CONFIG_UPDATE of a contract. */
export interface LeverageEvent {
  kind: 'leverage';
  time: number;
  symbol: string;
  leverage: number;
}

/** ACCOUNT_CONFIG_UPDATE of the account. */
export interface MultiAssetsEvent {
  kind: 'multi-assets';
  time: number;
  multiAssets: boolean;
}
