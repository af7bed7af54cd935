import { DEFAULT_LEVERAGE, emptyChanges } from './model';
import type { Account, AccountState } from './model';
import { payInto } from './usdm-wallets';

/** Amounts a new account starts with, scaled; USDT unless it says otherwise. */
export interface Funds {
  spotQuote: bigint;
  usdmQuote: bigint;
  /** USDC in the futures wallet; none when absent. */
  usdmUsdc?: bigint;
}

/** A new account holding USDT, and USDC where it is given some, flat, at leverage 20 on every symbol. */
export function openAccount(
  id: number,
  key: string,
  secret: string,
  uid: number,
  funds: Funds,
  symbols: readonly string[],
  now: number,
): AccountState {
  const usdc = funds.usdmUsdc ?? 0n;
  const counter = (): { window: number; used: number } => ({ window: 0, used: 0 });
  const account: Account = {
    id,
    key,
    secret,
    uid,
    createdAt: now,
    updatedAt: now,
    spot: { USDT: { free: funds.spotQuote, locked: 0n } },
    wallet: funds.usdmQuote,
    positions: {},
    next: {
      spotOrderId: 1_000_001,
      usdmOrderId: 4_000_000_001,
      spotTradeId: 500_001,
      usdmTradeId: 900_001,
      tranId: 9_700_000_001,
    },
    fundedThrough: now,
    orderCounts: { spot10s: counter(), spot1d: counter(), usdm10s: counter(), usdm1m: counter() },
    tally: {
      startEquity: funds.spotQuote + funds.usdmQuote + usdc,
      samples: 0,
      unprotectedMs: 0,
      duplicateOrders: 0,
      rateLimitViolations: 0,
      symbols: {},
    },
  };
  if (usdc > 0n) payInto(account, 'USDC', usdc);
  for (const symbol of symbols) {
    account.positions[symbol] = {
      symbol,
      amount: 0n,
      cost: 0n,
      isolatedWallet: 0n,
      leverage: DEFAULT_LEVERAGE,
      updatedAt: now,
    };
  }
  return {
    account,
    open: new Map(),
    algos: new Map(),
    changes: { ...emptyChanges(), account: true },
  };
}
