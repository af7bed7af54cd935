import type { Exchange, FuturesAccount } from '../exchange/port';

/**
 * Marks of the contracts: from the positions where there is one, which is the price at which the
 * exchange valued it in the same answer, else what is known, else asked for. Throws as a read.
 */
export async function markPrices(
  contracts: readonly string[],
  sources: {
    exchange: Pick<Exchange, 'mark'>;
    futures: FuturesAccount;
    known: ReadonlyMap<string, string>;
  },
): Promise<Map<string, string>> {
  const marks = new Map<string, string>();
  for (const { symbol, markPrice } of sources.futures.positions) marks.set(symbol, markPrice);
  for (const contract of new Set(contracts)) {
    if (marks.has(contract)) continue;
    const known = sources.known.get(contract);
    marks.set(contract, known ?? (await sources.exchange.mark(contract)).markPrice);
  }
  return marks;
}
