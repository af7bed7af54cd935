import { ERROR_CLASSES } from '../../lib/exchange/binance/errors/classes';
import { ERROR_TABLE, HTTP_TABLE, MESSAGE_TABLE } from '../../lib/exchange/binance/errors/table';
import { table } from './markdown';

const MARKETS = { spot: 'spot', usdm: 'USD-M', both: 'both' } as const;
const BY_CODE = 'by its code';

/** docs/errors.md, from the tables that decide. */
export function errorsDocument(): string {
  return `# Errors of the exchange

This page is written by \`npm run docs\` from \`lib/exchange/binance/errors/table.ts\`, the table from
which the gateway decides. A code that is not listed is taken for an unknown outcome: asking costs
one request, a wrong guess costs an order.

## Classes

${table(
  ['class', 'what it means'],
  Object.entries(ERROR_CLASSES).map(([name, meaning]) => [name, meaning]),
)}

A read throws: halt becomes HaltError; transient, unknown and resync become TransientError after
the repeats; limit becomes TransientError with the time to come back, or HaltError for a ban; keys
and symbols become ConfigurationError, everything else RejectedError. A write answers with a value:
rejected for definite, noIncrease, configuration and resync; not sent for transient, limit and a
timestamp that was refused twice; not sent with \`halt\` for halt; unknown for the rest, and for
any code that comes with HTTP 408 or 5xx unless its class says that nothing was executed.

## HTTP

${table(
  ['status', 'answer', 'class', 'handling'],
  HTTP_TABLE.map((row) => [
    row.status,
    row.text,
    row.class === 'byCode' ? BY_CODE : row.class,
    row.handling,
  ]),
)}

## Codes

${table(
  ['code', 'market', 'class', 'meaning', 'handling'],
  ERROR_TABLE.map((row) => [
    String(row.code),
    MARKETS[row.markets],
    row.class,
    row.meaning,
    row.handling,
  ]),
)}

## Codes with several meanings

The first text that the message contains decides; any other has the class above.

${table(
  ['code', 'market', 'text', 'class', 'handling'],
  MESSAGE_TABLE.map((row) => [
    String(row.code),
    MARKETS[row.markets],
    row.pattern.source.replaceAll('|', ' or '),
    row.class,
    row.handling,
  ]),
)}
`;
}
