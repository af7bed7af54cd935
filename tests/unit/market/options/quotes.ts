import { blackScholes } from '../../../../lib/market/options/blackScholes';
import type { OptionQuote } from '../../../../lib/model/option';

export const NOW = Date.UTC(2026, 0, 1);
export const DAY_MS = 86_400_000;

/** A chain whose options are worth what a volatility by strike and maturity says. */
export function chain(
  days: readonly number[],
  strikes: readonly number[],
  volatility: (days: number, strike: number) => number,
  forward = 100,
): OptionQuote[] {
  return days.flatMap((day) =>
    strikes.flatMap((strike) =>
      (['call', 'put'] as const).map((kind) => {
        const markVolatility = volatility(day, strike);
        const option = { kind, forward, strike, years: day / 365, discount: 1 };
        const price = blackScholes(option, markVolatility).price / forward;
        return {
          instrument: `${day}-${strike}-${kind}`,
          expiresAt: NOW + day * DAY_MS,
          strike,
          kind,
          markVolatility,
          bidPrice: price,
          askPrice: price,
          markPrice: price,
          underlyingPrice: forward,
          openInterest: 1,
        };
      }),
    ),
  );
}

export function range(from: number, to: number, step: number): number[] {
  return Array.from(
    { length: Math.round((to - from) / step) + 1 },
    (_, index) => from + index * step,
  );
}
