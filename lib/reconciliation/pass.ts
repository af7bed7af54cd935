import type { Exchange, FuturesAccount, SpotAccount } from '../exchange/port';
import type { Journal, OrderRecord, TradePosition } from '../journal/port';
import type { Clock } from '../model/clock';
import type { Instrument } from '../model/instrument';
import type { Protection } from '../model/plan';
import type { Sightings } from './sightings';

/** What the user chose for what reconciliation cannot repair by itself. */
export interface ReconcilePolicy {
  /** A trade by hand on our instruments: leave it, or pause until a person has looked. */
  foreignFills: 'ignore' | 'halt';
  /** A trade whose stop cannot be restored: close it, or only say so. */
  unprotectable: 'close' | 'alert';
}

export const DEFAULT_POLICY: ReconcilePolicy = { foreignFills: 'ignore', unprotectable: 'close' };

/** What became of a trade's protection. */
export type ProtectionOutcome =
  | { kind: 'protected'; placed: number; removed: number }
  | { kind: 'closed'; why: string; left: string }
  | { kind: 'unprotected'; why: string };

/** The orders that reconciliation may ask for; execution carries them out under the pass's lease. */
export interface Protector {
  /**
   * Makes stop and target rest at the size of the trade's position; what the policy says happens
   * where they cannot rest.
   */
  protect(
    trade: TradePosition,
    protection: Protection,
    without: ReconcilePolicy['unprotectable'],
  ): Promise<ProtectionOutcome>;
  /** Closes the trade's position at the market, once; answers what is left of it. */
  close(trade: TradePosition, why: string): Promise<string>;
  /** Cancels an order of ours that rests without a reason; true when it is gone. */
  cancel(order: OrderRecord, reason: string): Promise<boolean>;
}

export interface PassDeps {
  exchange: Exchange;
  journal: Journal;
  hostNow: Clock;
  exchangeNow: Clock;
  policy: ReconcilePolicy;
}

/** One symbol in one pass. */
export interface SymbolPass {
  symbol: string;
  /** Spot, and the contract that hedges it. */
  instruments: { spot: Instrument; usdm: Instrument };
  /** Contracts that hedged it before: nothing stands on them, but payments may come late. */
  earlierContracts: readonly Instrument[];
  /** Everything is read, reason or not: at start, and every hour. */
  isFull: boolean;
  sightings: Sightings;
  /** Prolongs the lease under which the symbol is worked on; false when it is lost. */
  keepLease: () => boolean;
  protector: Protector;
}

/** Every instrument of a pass, spot first, then the contract in force. */
export function instrumentsOf({ instruments, earlierContracts }: SymbolPass): Instrument[] {
  return [instruments.spot, instruments.usdm, ...earlierContracts];
}

/** The same pass about one of its contracts, under that contract's symbol. */
export function onContract(pass: SymbolPass, contract: Instrument): SymbolPass {
  const { spot } = pass.instruments;
  return { ...pass, symbol: contract.symbol, instruments: { spot, usdm: contract } };
}

/** Names an instrument among those of both markets. */
export function instrumentKey({ market, symbol }: Pick<Instrument, 'market' | 'symbol'>): string {
  return `${market}/${symbol}`;
}

/** The reads of the account that all symbols of a pass share. */
export interface AccountReads {
  spot: SpotAccount;
  futures: FuturesAccount;
}

/** Reads of account and orders lag behind one another: differences count from this age on. */
export const CONFIRM_MS = 5_000;
/** An order with our prefix that nothing stands behind is touched when it was seen this long. */
export const ORPHAN_CONFIRM_MS = 30_000;
