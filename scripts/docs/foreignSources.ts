import { DEADLINE_MS, LIMITED_PAUSE_MS, SILENT_PAUSE_MS } from '../../lib/exchange/foreignClient';
import { FOREIGN_HOSTS } from '../../lib/exchange/foreignHosts';
import { FOREIGN_VENUES } from '../../lib/model/foreignData';
import {
  LARGEST_SERIES,
  OUTSIDE_SERIES,
  OUTSIDE_SERIES_NAMES,
} from '../../lib/model/outsideSeries';
import { LATE_MS } from '../../lib/operations/dvol';
import { OLDEST_CHAIN_MS } from '../../lib/operations/optionSummary';
import { OLDEST_RATE_MS } from '../../lib/operations/venueFunding';
import { count, table } from './markdown';

const seconds = (ms: number): string => `${ms / 1_000} s`;
const minutes = (ms: number): string => `${ms / 60_000} minutes`;
const hours = (ms: number): string => `${ms / 3_600_000} h`;

const PARTS = [
  [
    'DVOL',
    '`dvol`',
    'Deribit',
    '`points`: implied volatility of the next 30 days, percent a year, at the end of each closed period',
  ],
  [
    'Option Summary',
    '`options`',
    'Deribit',
    '`expiries`: open interest, put/call ratio, volatility at the money; `surface` and `modelFree`; `quotes` with Include Quotes only',
  ],
  [
    'Funding on Other Exchanges',
    '`venueFunding`',
    'OKX, Bybit',
    '`reading`: next rate and its time, interval, cap, past settlements; `other` where both are wanted',
  ],
  ['Outside Series', '`outsideSeries`', 'a node before it', 'each series of the list below'],
];

/** docs/foreign-sources.md, from the tables that are consulted before a venue is asked. */
export function foreignSourcesDocument(): string {
  const hosts = FOREIGN_VENUES.map((venue) => {
    const { name, origin, requests, windowMs, refusedPauseMs } = FOREIGN_HOSTS[venue];
    return [name, origin, `${requests} in ${seconds(windowMs)}`, minutes(refusedPauseMs)];
  });
  const series = OUTSIDE_SERIES_NAMES.map((name) => {
    const { unit, minimum, maximum, staleAfterMs, meaning } = OUTSIDE_SERIES[name];
    const range = `${count(minimum)} to ${count(maximum)}`;
    return [`\`${name}\``, meaning, `\`${unit}\``, range, hours(staleAfterMs)];
  });
  return `# Foreign sources and outside series

This page is written by \`npm run docs\` from \`lib/exchange/foreignHosts.ts\`, \`lib/model/outsideSeries.ts\`
and the operations of Binance Market Data.

Nothing here is needed to trade. Four operations of Binance Market Data put data from outside of
Binance on the item, under \`marketData\`; what is not there is left out by whatever would use it, with the
weights of the rest put right and the reason in the result.

${table(['Operation', 'Part', 'Source', 'What it holds'], PARTS)}

## Off until you allow it

Each operation that asks another venue has the switch **Allow Foreign Sources**. It is off: nothing is
asked, and the part says \`unavailable\` with that reason. It is a parameter of the node, not of the
credential, and no settings document turns it on. With it on, this machine asks the venue for public
data, without a key; the venue sees the machine's address and what is asked, nothing else.

A part has \`status\` \`ok\` or \`unavailable\`. An \`unavailable\` part has a \`reason\` in one or two sentences
and no number at all. An \`ok\` part says its \`source\`, when it was read (\`readAt\`), and whether it is a
fallback (\`isFallback\`), with the \`reason\` why the venue that was asked first has no answer. Only funding
has a fallback, and only in the orders that name two venues; DVOL and options have one source.

**FTX no longer exists**: it has been bankrupt since November 2022. Asking for it is refused by name.

## How venues are asked

${table(['Venue', 'Host', 'Asked at most', 'Left alone after HTTP 403'], hosts)}

- Hosts are fixed; no setting changes them. Certificates are checked, whatever n8n was told about
  certificates; redirects are not followed, proxies not used, nothing is sent but the question.
- The budgets are a small part of what the venues allow, counted for the whole machine in
  \`deltagrid/machine.sqlite\`. What does not fit waits for the window or is refused.
- One question with its waits and one repeat takes ${seconds(DEADLINE_MS)} at most. A host that did not answer is
  left alone for ${seconds(SILENT_PAUSE_MS)} by every process; one that says that it is asked too often for as long
  as it says, else for ${seconds(LIMITED_PAUSE_MS)}. Meanwhile the part is \`unavailable\`, and the loop goes on.
- The same question is asked once in a run of the node, however many symbols there are.
- An answer that is not as documented, too large or out of range is not used.

## What counts as fresh

Times are compared with this environment's clock. Data from after that time are refused as well: on a
paper exchange that replays the past, today's option chain would be a look ahead. DVOL is asked for up
to that time, so a replay gets the values that were known then, if the venue still has them.

- DVOL: the newest closed period ended at most two periods and ${minutes(LATE_MS)} ago. The period that still
  runs is not shown.
- Option chain: made at most ${minutes(OLDEST_CHAIN_MS)} ago. Options that have expired are left out.
- Funding: made at most ${minutes(OLDEST_RATE_MS)} ago, with the next settlement within a day.

## Units

DVOL is in percent a year (\`closePct\`: 45.2 is 45.2 %); a value below 2 is taken for a fraction and
refused. Volatilities of quotes are fractions (\`markVolatility\`), those of the summary percent
(\`atTheMoneyPct\`). Option prices are in the coin. Funding rates are fractions for one interval,
as decimal text; longs pay when they are positive. OKX's history is what was really paid.

DVOL and options exist for BTC and ETH; with the currency _Of the Symbol_ any other symbol is
\`unavailable\`. Funding is looked up for the perpetual of the same coins: BTCUSDT is BTC-USDT-SWAP on
OKX and BTCUSDT on Bybit, BTCUSDC is BTC-USDC-SWAP and BTCPERP. A coin that a venue names differently
(1000PEPE) is not translated: the venue refuses it, and the part says so.

## Outside series

No stable source without a key exists for on-chain and sentiment series, so this pack asks none: you
bring them to the parameter _Series (JSON)_, from a node of your own before it. The value may be an
expression. It is a list of values:

\`\`\`json
[
  { "name": "fearAndGreed", "at": 1767225600000, "value": 45, "unit": "index" },
  { "name": "mvrv", "at": 1767225600000, "value": 2.1, "unit": "ratio", "asset": "BTC" }
]
\`\`\`

\`at\` is the time from which the value was known, epoch milliseconds UTC. \`asset\` limits a value to the
symbols of one coin. A name that is not on the list, another unit, or a field too many is refused
before the run; a value that is out of range, or of the same time as another one, makes its series
\`unavailable\`, and so does its age. Values of later times than the environment's are not seen. The newest
${LARGEST_SERIES} values of a series travel with the item.

${table(['Name', 'Meaning', 'Unit', 'Range', 'Stale after'], series)}
`;
}
