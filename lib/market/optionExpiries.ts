import type { OptionExpiry } from '../model/foreignData';
import type { OptionQuote } from '../model/option';

/** The chain by expiry, the nearest first. Quotes may come in any order. */
export function summariseExpiries(quotes: readonly OptionQuote[]): OptionExpiry[] {
  const byExpiry = new Map<number, OptionQuote[]>();
  for (const quote of quotes) {
    const chain = byExpiry.get(quote.expiresAt);
    if (chain === undefined) byExpiry.set(quote.expiresAt, [quote]);
    else chain.push(quote);
  }
  return [...byExpiry.values()]
    .flatMap((chain) => {
      const [first] = chain;
      return first === undefined ? [] : [summarise(first, chain)];
    })
    .sort((a, b) => a.expiresAt - b.expiresAt);
}

function summarise(
  { expiresAt, underlyingPrice }: OptionQuote,
  chain: readonly OptionQuote[],
): OptionExpiry {
  const calls = chain.filter(({ kind }) => kind === 'call');
  const puts = chain.filter(({ kind }) => kind === 'put');
  const callInterest = openInterest(calls);
  const putInterest = openInterest(puts);
  return {
    expiresAt,
    underlyingPrice,
    calls: calls.length,
    puts: puts.length,
    openInterest: callInterest + putInterest,
    putCallRatio: callInterest > 0 ? putInterest / callInterest : null,
    atTheMoneyPct: atTheMoneyPct(chain),
  };
}

function openInterest(quotes: readonly OptionQuote[]): number {
  return quotes.reduce((sum, quote) => sum + quote.openInterest, 0);
}

/** Nearest in the logarithm; of two that are equally near, the lower one. */
function atTheMoneyPct(chain: readonly OptionQuote[]): number | null {
  const marked = chain.flatMap(({ strike, markVolatility, underlyingPrice }) =>
    markVolatility === null
      ? []
      : [{ strike, markVolatility, distance: Math.abs(Math.log(strike / underlyingPrice)) }],
  );
  const nearest = [...marked].sort((a, b) => a.distance - b.distance || a.strike - b.strike)[0];
  if (nearest === undefined) return null;
  const there = marked.filter(({ strike }) => strike === nearest.strike);
  const sum = there.reduce((total, { markVolatility }) => total + markVolatility, 0);
  return (sum / there.length) * 100;
}
