import {
  budgetsOf,
  DOCUMENTED_LIMITS,
  type Limit,
  type LimitPreset,
  LIMITS_AS_OF_2026,
  RESERVE_SHARE,
  SAFETY_SHARE,
  STRICT_LIMITS,
  URGENT_SHARE,
} from '../../lib/exchange/binance/limits/tables';
import type { Market } from '../../lib/model/terms';
import { count, table } from './markdown';

const MARKETS = { spot: 'spot', usdm: 'USD-M' } as const;
const NAMES = {
  weight: 'request weight',
  raw: 'requests',
  orders: 'orders',
  funding: 'funding requests',
  futuresData: 'market statistics',
} as const;

/** docs/limits.md, from the tables that are kept. */
export function limitsDocument(): string {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  return `# Rate limits

This page is written by \`npm run docs\` from \`lib/exchange/binance/limits/tables.ts\`.

Every request is counted before it leaves, in windows aligned to the exchange's clock, with all that
it costs taken at once: request weight, its number, and orders. What does not fit waits for the
window's end, or is refused when that lies behind the request's deadline. Of every limit of the
exchange ${percent(SAFETY_SHARE)} are used (the safety share, a setting). A tenth of that
(${percent(RESERVE_SHARE)}) is a reserve that only cancels, stops, reductions, hedges and Flatten may
take; they go before all others. Where other programs on the address or the account have used more than
our share, these alone go on, up to ${percent(URGENT_SHARE)} of the limit.

Weight, requests, funding requests and bans belong to this machine and are kept in
\`deltagrid/machine.sqlite\` in the n8n folder, for all processes and credentials. Orders belong to
the account and are kept in its journal. Both survive a restart: within a ban nothing is sent. What
the exchange's headers report raises a count and never lowers it within its window.

## What is kept

The limits are read from the exchange (\`exchangeInfo\` and \`rateLimit/order\`) and again every day.
Until they are known, the user's own table stands in for them. Reported is the default; Strict keeps
the user's table besides. Where the exchange reports no limit for a window, the user's figure is the
ceiling as it stands. The exchange's figures below are those of 2026; the ones it reports rule.

${table(
  [
    'market',
    'what',
    'window',
    'exchange',
    'user',
    'kept (Reported)',
    'kept (Strict)',
    'before known',
  ],
  rows(),
)}

Spot orders are counted until their first fill: the exchange gives a filled order back to the count,
we do not. Spot orders and cancels take no weight when they succeed; their weight is taken before
they leave and given back after.

## After a limit was hit

${table(
  ['answer', 'what is held back, for every process', 'how long'],
  [
    ['HTTP 429, -1003', 'every request to the host', 'Retry-After, else a minute'],
    [
      'HTTP 418',
      'every request to the host; workflows are told to halt',
      'Retry-After or the time in the answer, else two minutes',
    ],
    [
      'HTTP 403 of the firewall',
      'every request to the host; workflows are told to halt',
      'five minutes',
    ],
    ['-1015', 'orders of the account; cancels and reads go on', 'Retry-After, else ten seconds'],
  ],
)}

After the end, urgent requests of every process have half a second ahead.
`;
}

function rows(): string[][] {
  return (['spot', 'usdm'] as const).flatMap((market) =>
    union(market).map((limit) => {
      const of = (limits: readonly Limit[]): string => figure(find(limits, limit)?.limit);
      const kept = (preset: LimitPreset, known: boolean): string => {
        const reported = known ? LIMITS_AS_OF_2026[market] : null;
        return figure(find(budgetsOf(market, reported, preset, SAFETY_SHARE), limit)?.ceiling);
      };
      return [
        MARKETS[market],
        NAMES[limit.name],
        duration(limit.windowMs),
        of([...LIMITS_AS_OF_2026[market], ...DOCUMENTED_LIMITS[market]]),
        of(STRICT_LIMITS[market]),
        kept('reported', true),
        kept('strict', true),
        kept('reported', false),
      ];
    }),
  );
}

function union(market: Market): Limit[] {
  const all = [
    ...budgetsOf(market, LIMITS_AS_OF_2026[market], 'strict', SAFETY_SHARE),
    ...STRICT_LIMITS[market],
  ];
  return all.filter((limit, index) => all.findIndex((one) => same(one, limit)) === index);
}

function find<T extends Limit>(limits: readonly T[], wanted: Limit): T | undefined {
  return limits.find((limit) => same(limit, wanted));
}

function same(a: Limit, b: Limit): boolean {
  return a.name === b.name && a.windowMs === b.windowMs;
}

function figure(value: number | undefined): string {
  return value === undefined ? '-' : count(value);
}

function duration(ms: number): string {
  if (ms % 86_400_000 === 0) return `${ms / 86_400_000} d`;
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1_000} s`;
}
