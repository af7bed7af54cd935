import type { BasketInput } from '../market/volatility/basket';
import {
  compositeVolatility as compositeOf,
  type CompositeSettings,
  DEFAULT_COMPOSITE,
} from '../market/volatility/composite';
import type { Item } from '../model/item';
import { type CandleDeps, observeCandles } from '../observation/candles';
import type { Session } from '../session/openSession';
import { impliedReading, type ImpliedSettings } from './impliedReading';
import { isOfItsOwn, orUnavailable, withSignal } from './signalParts';

export interface CompositeVolatilityOptions {
  composite: CompositeSettings;
  implied: ImpliedSettings;
  /** Coins of the basket, with their fixed weights or null: by quote volume. */
  basket: readonly { symbol: string; weight: number | null }[];
}

export const DEFAULT_VOLATILITY: CompositeVolatilityOptions = {
  composite: DEFAULT_COMPOSITE,
  implied: { source: 'dvolFirst', maximumAgeMs: 3 * 3_600_000 },
  basket: ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'SOLUSDT', 'XRPUSDT'].map((symbol) => ({
    symbol,
    weight: null,
  })),
};

/** Days whose volume weighs the coins. */
const LEAST_DAYS = 30;
/** What one request answers at most. */
const MOST_CANDLES = 999;

/**
 * Adds `signals.volatility`. A coin of the basket that cannot be read is absent from it; where the
 * symbol's own candles are stale or cannot be read the whole is unavailable and says why. Throws for a
 * ban and for a broken journal.
 */
export async function compositeVolatility(
  session: Session,
  item: Item,
  options: CompositeVolatilityOptions,
): Promise<Item> {
  const { symbol } = item;
  return orUnavailable(
    item,
    () => readVolatility(session, item, options),
    (reason) => {
      const nothing = { symbol, hours: [], basket: [], implied: { absent: reason } };
      const { components } = compositeOf(nothing, options.composite);
      const at = session.clocks.exchangeNow();
      const whole = { version: 1 as const, symbol, at, components, basket: [] };
      return { volatility: { status: 'unavailable', reason, ...whole } };
    },
  );
}

async function readVolatility(
  session: Session,
  item: Item,
  { composite, implied, basket }: CompositeVolatilityOptions,
): Promise<Item> {
  const { symbol } = item;
  const deps: CandleDeps = {
    exchange: session.exchange,
    journal: session.journal,
    exchangeNow: session.clocks.exchangeNow,
  };
  const count = Math.min(MOST_CANDLES, Math.max(composite.garchHours, composite.realisedHours + 1));
  const hours = await observeCandles({ market: 'spot', symbol, interval: '1h', count }, deps);
  const days = Math.max(LEAST_DAYS, composite.basketDays) + 1;
  const coins: BasketInput[] = [];
  for (const { symbol: coin, weight } of basket) {
    coins.push({ symbol: coin, weight, days: await daysOf(coin, days, deps) });
  }
  const now = session.clocks.exchangeNow();
  const volatility = compositeOf(
    { symbol, hours, basket: coins, implied: impliedReading(item, now, implied) },
    composite,
  );
  return withSignal(item, { volatility });
}

async function daysOf(
  symbol: string,
  count: number,
  deps: CandleDeps,
): Promise<BasketInput['days']> {
  try {
    return { value: await observeCandles({ market: 'spot', symbol, interval: '1d', count }, deps) };
  } catch (error) {
    if (isOfItsOwn(error)) return { absent: error.message };
    throw error;
  }
}
