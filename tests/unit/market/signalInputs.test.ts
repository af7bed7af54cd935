import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { multiTimeframe } from '../../../lib/market/multiTimeframe/composite';
import { SIGNAL_INPUTS } from '../../../lib/market/signalInputs';
import { signalInputsDocument } from '../../../scripts/docs/signalInputs';
import {
  candlesOnly,
  everyInterval,
  MINUTE_MS,
  minuteCandles,
  PATH_START,
  stillMinutes,
  windowAt,
} from '../../support/marketPaths';

it('is told in the documentation, which is up to date', () => {
  const file = join(__dirname, '../../../docs/signal-inputs.md');
  expect(readFileSync(file, 'utf8')).toBe(signalInputsDocument());
});

it('lists every input that a signal reports as absent', () => {
  // No volume, 4h too short for the volatility, 1d too short for anything, and nothing but candles.
  const minutes = 14 * 1_440;
  const all = everyInterval(minuteCandles(stillMinutes(minutes, 0)));
  const at = PATH_START + minutes * MINUTE_MS;
  const signal = multiTimeframe(at, candlesOnly(windowAt(all, at)));
  if (signal.status !== 'ok') throw new Error(signal.reason);
  const listed = SIGNAL_INPUTS.filter((each) => each.signal === 'Multi-Timeframe Signal');
  const absent = signal.absent.map(({ input }) => input.replace(/ \(.*\)$/, ''));
  expect(new Set(absent)).toEqual(new Set(listed.map(({ input }) => input)));
  for (const { reason } of signal.absent) expect(reason).not.toBe('');
});
