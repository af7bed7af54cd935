import type { NewOrder } from '../../lib/journal/port';
import type { AccountSnapshot, MarketSnapshot } from '../../lib/model/item';
import type { Fill, OrderReport } from '../../lib/model/order';
import { type Intent, intentId, type Scope } from '../../lib/model/plan';

/** Plain examples of what travels, each overridable where a test cares. */

export { spotBtc as SPOT, usdmBtc as FUTURES } from './instruments';

export const SPOT_SCOPE: Scope = {
  account: '7',
  strategy: 'grid',
  market: 'spot',
  symbol: 'BTCUSDT',
};
export const FUTURES_SCOPE: Scope = { ...SPOT_SCOPE, market: 'usdm' };

export function market(change: Partial<MarketSnapshot> = {}): MarketSnapshot {
  return {
    version: 1,
    observedAt: 1_000_000,
    spotBid: '80000.00',
    spotAsk: '80000.01',
    futuresBid: '80010.0',
    futuresAsk: '80010.1',
    markPrice: '80000',
    indexPrice: '80000',
    fundingRateFraction: '0.0001',
    nextFundingAt: 2_000_000,
    candles: {
      symbol: 'BTCUSDT',
      interval: '1h',
      from: 0,
      to: 1,
      count: 0,
      hash: '',
      lastClosed: null,
    },
    ...change,
  };
}

export function account(change: Partial<AccountSnapshot> = {}): AccountSnapshot {
  return {
    version: 1,
    observedAt: 1_000_000,
    account: '7',
    spotFreeQuote: '10000',
    spotLockedQuote: '0',
    managedQuote: '10000',
    futuresWalletQuote: '10000',
    futuresUnrealizedQuote: '0',
    futuresMarginBalanceQuote: '10000',
    futuresAvailableQuote: '10000',
    inventory: '0',
    position: '0',
    delta: '0',
    equityQuote: '20000',
    ...change,
  };
}

export function entry(change: Partial<Intent> = {}): Intent {
  return {
    id: intentId(SPOT_SCOPE, 'g1-B01', 'BUY', 0),
    leg: 'B01',
    generation: 0,
    purpose: 'gridEntry',
    effect: 'increase',
    side: 'BUY',
    quantity: '0.01',
    instruction: { type: 'LIMIT', price: '79000', timeInForce: 'GTC' },
    ...change,
  };
}

export function hedge(change: Partial<Intent> = {}): Intent {
  return {
    id: intentId(FUTURES_SCOPE, 'hedge', 'SELL', 0),
    leg: 'hedge',
    generation: 0,
    purpose: 'hedge',
    effect: 'hedge',
    side: 'SELL',
    quantity: '0.01',
    instruction: { type: 'LIMIT', price: '79600', timeInForce: 'IOC' },
    ...change,
  };
}

export function newOrder(intent: Intent = entry(), scope: Scope = SPOT_SCOPE): NewOrder {
  return {
    intent,
    scope,
    baseAsset: 'BTC',
    gridNumber: 1,
    quantity: intent.quantity,
    instruction: intent.instruction,
    reduceOnly: false,
    positionSide: null,
  };
}

export function report(clientOrderId: string, change: Partial<OrderReport> = {}): OrderReport {
  return {
    market: 'spot',
    symbol: 'BTCUSDT',
    exchangeOrderId: '11',
    clientOrderId,
    side: 'BUY',
    state: 'open',
    quantity: '0.01',
    filledQuantity: '0',
    price: '79000',
    updatedAt: 1,
    ...change,
  };
}

export function fill(change: Partial<Fill> = {}): Fill {
  return {
    market: 'spot',
    symbol: 'BTCUSDT',
    tradeId: '1',
    exchangeOrderId: '11',
    side: 'BUY',
    price: '79000',
    quantity: '0.01',
    quoteQuantity: '790',
    feeAmount: '0.00001',
    feeAsset: 'BTC',
    maker: true,
    filledAt: 5,
    ...change,
  };
}
