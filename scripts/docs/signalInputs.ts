import { SIGNAL_INPUTS } from '../../lib/market/signalInputs';
import { table } from './markdown';

/** docs/signal-inputs.md, from the list of what every signal is made of. */
export function signalInputsDocument(): string {
  return `# What the signals are made of

This page is written by \`npm run docs\` from \`lib/market/signalInputs.ts\`. An optional input that is not there
is never a neutral number: the signal names it under \`absent\` with the reason, and says what it weighed
then. How the signals are made is told in [Signals](signals.md).

${table(
  ['signal', 'input', 'need', 'where it comes from', 'without it'],
  SIGNAL_INPUTS.map(({ signal, input, need, source, without }) => [
    signal,
    input,
    need,
    source,
    without,
  ]),
)}
`;
}
