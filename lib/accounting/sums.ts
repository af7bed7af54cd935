import { Decimal, decimal } from '../model/decimal';

/** Exact running sums by the name of the figure, as decimal text. A figure that is not there is 0. */
export type Sums = Readonly<Record<string, string>>;

/** The figures that the books sum up. Those of an asset end in its name. */
export const figure = {
  /** What came into a wallet of an asset less what left it: trades, fees, funding, transfers. */
  flow: (asset: string) => `flow/${asset}`,
  /** Fees paid in an asset, as a positive amount. */
  fee: (asset: string) => `fee/${asset}`,
  /** Funding received less paid. */
  funding: (asset: string) => `funding/${asset}`,
  /** Money moved in less money moved out. */
  transfer: (asset: string) => `transfer/${asset}`,
  /** Quote that was taken into the allocation less quote that was given back. */
  allocation: (asset: string) => `allocation/${asset}`,
  /** Rebates, clearing of liquidations and what else the exchange books by itself. */
  other: (asset: string) => `other/${asset}`,
  /** Grid sales that filled whole, by strategy. */
  roundTrips: (strategy: string) => `roundTrips/${strategy}`,
  /** Hedges of which something filled, by strategy. */
  hedges: (strategy: string) => `hedges/${strategy}`,
  /** Fees as quote: those in quote and base, and others once they are valued. */
  feesQuote: 'feesQuote',
  /** Profit of closed lots, first in first out, before fees. */
  realized: 'realized',
  /** Profit that the exchange booked to the futures wallet. */
  exchangeRealized: 'exchangeRealized',
  /** Quote value of all fills. */
  turnover: 'turnover',
  fills: 'fills',
  fundings: 'fundings',
  transfers: 'transfers',
} as const;

/** Amounts to add to sums. */
export type Additions = ReadonlyMap<string, Decimal>;

/** The sums with the additions added. */
export function withAdditions(sums: Sums, additions: Additions): Sums {
  const added: Record<string, string> = { ...sums };
  for (const [name, amount] of additions) {
    const known = added[name];
    added[name] = (known === undefined ? amount : decimal(known).plus(amount)).toString();
  }
  return added;
}

/** Several sums as one. */
export function totalOf(all: readonly Sums[]): Sums {
  return all.reduce<Sums>(
    (total, sums) =>
      withAdditions(
        total,
        new Map(Object.entries(sums).map(([name, amount]) => [name, decimal(amount)])),
      ),
    {},
  );
}

/** Figures that count in the quote of the instrument that they are of. */
const IN_OWN_QUOTE: readonly string[] = [
  figure.feesQuote,
  figure.realized,
  figure.exchangeRealized,
  figure.turnover,
];

/**
 * The sums of an instrument whose quote is another asset, with what counts in that quote valued at
 * `rate`. Figures that name their asset stay.
 */
export function valuedAt(sums: Sums, rate: Decimal): Sums {
  return Object.fromEntries(
    Object.entries(sums).map(([name, amount]) => {
      const isInQuote = IN_OWN_QUOTE.includes(name);
      return [name, isInQuote ? decimal(amount).times(rate).toString() : amount];
    }),
  );
}

/** All figures of a kind by asset, valued in quote; assets without a rate are left out. */
export function valueOfAssets(
  sums: Sums,
  kind: (asset: string) => string,
  rates: ReadonlyMap<string, Decimal>,
): Decimal {
  const values = [...byName(sums, kind)].map(([asset, amount]) => {
    const rate = rates.get(asset);
    return rate === undefined ? Decimal.zero : amount.times(rate);
  });
  return Decimal.sum(values);
}

/** One figure. */
export function amountOf(sums: Sums, name: string): Decimal {
  return decimal(sums[name] ?? '0');
}

/** The figures of a kind by asset or strategy, such as all fees: what follows "fee/". */
export function byName(sums: Sums, kind: (name: string) => string): Map<string, Decimal> {
  const prefix = kind('');
  return new Map(
    Object.entries(sums)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, amount]) => [name.slice(prefix.length), decimal(amount)]),
  );
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Lengths of the spans for which sums are kept; 0 is all time. */
export const SPANS_MS = [0, DAY_MS, HOUR_MS] as const;

/** Where the span of a length begins in which `at` lies; 0 for all time. */
export function spanStart(spanMs: number, at: number): number {
  return spanMs === 0 ? 0 : Math.floor(at / spanMs) * spanMs;
}

/** Whole hours from the hour of `since`, then whole days: the spans that cover all time from then. */
export function spansSince(since: number): { spanMs: number; from: number; before: number }[] {
  const from = spanStart(HOUR_MS, since);
  const firstDay = Math.ceil(from / DAY_MS) * DAY_MS;
  return [
    { spanMs: HOUR_MS, from, before: firstDay },
    { spanMs: DAY_MS, from: firstDay, before: Number.MAX_SAFE_INTEGER },
  ];
}
