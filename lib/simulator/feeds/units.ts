import type { FeedUnits } from './feed';

const units = (
  spotTick: bigint,
  usdmTick: bigint,
  spotStep: bigint,
  usdmStep: bigint,
): FeedUnits => ({
  tick: { spot: spotTick, usdm: usdmTick, mark: 1_000_000n },
  step: { spot: spotStep, usdm: usdmStep },
});

/** Ticks and steps of the symbols a feed can carry, scaled by 1e-8; equal to the symbols' PRICE_FILTER and LOT_SIZE. */
const UNITS: Readonly<Record<string, FeedUnits>> = {
  BTCUSDT: units(1_000_000n, 10_000_000n, 1_000n, 100_000n),
  ETHUSDT: units(1_000_000n, 1_000_000n, 10_000n, 100_000n),
  BNBUSDT: units(1_000_000n, 1_000_000n, 100_000n, 1_000_000n),
  SOLUSDT: units(1_000_000n, 1_000_000n, 100_000n, 1_000_000n),
};

/** The symbols feeds know, BTCUSDT first. */
export const FEED_SYMBOLS: readonly string[] = Object.keys(UNITS);

/** The units of a symbol; throws a message for the user when no feed knows it. */
export function unitsOf(symbol: string): FeedUnits {
  const found = Object.hasOwn(UNITS, symbol) ? UNITS[symbol] : undefined;
  if (found === undefined) {
    throw new Error(
      `The paper exchange does not list ${symbol}; known: ${FEED_SYMBOLS.join(', ')}`,
    );
  }
  return found;
}
