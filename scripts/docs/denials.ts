import { BREAKERS } from '../../lib/model/breaker';
import { DENIAL_CODES } from '../../lib/model/verdict';
import { table } from './markdown';

/** docs/denials.md, from the list of codes that the checks can answer. */
export function denialsDocument(): string {
  return `# Why an order is denied

This page is written by \`npm run docs\` from \`lib/model/verdict.ts\`. Denied means refused by us,
before anything was sent. Each denial on an item names its code, a sentence, and, where there is one,
the limit and the actual figure. What each limit is set to is told in [Risk](risk.md).

${table(
  ['code', 'meaning'],
  Object.entries(DENIAL_CODES).map(([code, meaning]) => [code, meaning]),
)}

## Breakers

A breaker that has latched answers BREAKER, the drawdown's answers DRAWDOWN.

${table(
  ['breaker', 'when'],
  Object.entries(BREAKERS).map(([name, meaning]) => [name, meaning]),
)}
`;
}
