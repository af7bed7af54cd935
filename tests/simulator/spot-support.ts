import { openAccount } from '../../lib/simulator/engine/account';
import { decimal } from '../../lib/simulator/engine/decimal';
import type { AccountState } from '../../lib/simulator/engine/model';
import type { SpotRequest } from '../../lib/simulator/engine/spot';
import type { Bars, Feed, SymbolSeries } from '../../lib/simulator/feeds/feed';
import { MINUTE_MS } from '../../lib/simulator/feeds/feed';

export const START_AT = Date.UTC(2026, 0, 5);
/** Closed bars before the start: enough for the average price and the book's shape. */
export const WARM_BARS = 5;

/** A minute in ticks and steps: open, high, low, close, volume. */
export type Minute = readonly [number, number, number, number, number];

function barsOf(minutes: readonly Minute[], pick: (minute: Minute) => Minute): Bars {
  const column = (index: 0 | 1 | 2 | 3): Int32Array =>
    Int32Array.from(minutes, (minute) => pick(minute)[index]);
  return {
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: Float64Array.from(minutes, (minute) => pick(minute)[4]),
  };
}

/**
 * A market written by hand: `minutes` from START_AT on, after five quiet ones at the first open with the volume given, and
 * after the last one it stands still. A tick is 0.01 and a step 0.00001 on both markets.
 */
export function writtenFeed(minutes: readonly Minute[], warmVolume = 1_000_000, still = 400): Feed {
  const first = minutes[0]?.[0] ?? 0;
  const last = minutes.at(-1)?.[3] ?? first;
  const quiet = (price: number): Minute => [price, price + 100, price - 100, price, warmVolume];
  const all: Minute[] = [
    ...Array.from({ length: WARM_BARS }, () => quiet(first)),
    ...minutes,
    ...Array.from({ length: still }, (): Minute => [last, last, last, last, 0]),
  ];
  const bars = barsOf(all, (minute) => minute);
  const series: SymbolSeries = {
    spot: bars,
    usdm: bars,
    mark: bars,
    premiumSum: new Float64Array(all.length + 1),
  };
  return {
    name: 'synthetic',
    seed: 0,
    startAt: START_AT,
    firstAt: START_AT - WARM_BARS * MINUTE_MS,
    symbols: ['BTCUSDT'],
    units: () => ({
      tick: { spot: 1_000_000n, usdm: 1_000_000n, mark: 1_000_000n },
      step: { spot: 1_000n, usdm: 1_000n },
    }),
    series: () => series,
  };
}

/** An account with USDT and BTC on spot. */
export function spotAccount(quote: string, base: string): AccountState {
  const funds = { spotQuote: decimal(quote), usdmQuote: decimal('10000') };
  const state = openAccount(1, 'k', 's', 1, funds, ['BTCUSDT'], START_AT);
  state.account.spot.BTC = { free: decimal(base), locked: 0n };
  return state;
}

let names = 0;

/** A LIMIT GTC order, or what `more` makes of it. */
export function limitOrder(
  side: 'BUY' | 'SELL',
  price: string,
  qty: string,
  more: Partial<SpotRequest> = {},
): SpotRequest {
  return {
    side,
    type: 'LIMIT',
    timeInForce: 'GTC',
    price: decimal(price),
    qty: decimal(qty),
    quoteOrderQty: 0n,
    clientOrderId: `o${(names += 1)}`,
    ...more,
  };
}
