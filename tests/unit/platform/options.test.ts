import { parseDemoOptions, parseDurationMs } from '../../../scripts/demo/options';
import { UsageError } from '../../../scripts/support/main';

describe('the command line of the demo', () => {
  it('runs on and on with seed 1 and steps of a minute unless told otherwise', () => {
    expect(parseDemoOptions([])).toEqual({
      cycles: null,
      json: null,
      stepMs: 60_000,
      seed: 1,
      recording: null,
      checkGrid: false,
      keep: false,
      help: false,
    });
  });

  it('reads everything that it is told', () => {
    const args = '--cycles 60 --json out.json --step 5m --seed 3 --keep'.split(' ');
    expect(parseDemoOptions(args)).toEqual({
      cycles: 60,
      json: 'out.json',
      stepMs: 300_000,
      seed: 3,
      recording: null,
      checkGrid: false,
      keep: true,
      help: false,
    });
  });

  it('reads a recorded market with the check grid', () => {
    const args = ['--data', __dirname, '--start', '2025-05-20', '--check-grid'];
    expect(parseDemoOptions(args)).toMatchObject({
      recording: { folder: __dirname, symbols: 'BTCUSDT', start: '2025-05-20' },
      checkGrid: true,
    });
  });

  it.each([
    ['30s', 30_000],
    ['1m', 60_000],
    ['8h', 28_800_000],
  ])('reads %s as %i ms', (text, expected) => {
    expect(parseDurationMs(text)).toBe(expected);
  });

  it.each([
    ['--cycles', '0'],
    ['--cycles', 'many'],
    ['--step', '1'],
    ['--step', '0m'],
    ['--speed', '2'],
    ['--data', __dirname],
    ['--start', '2025-05-20'],
    ['--data', __dirname, '--start', 'soon'],
    ['--data', 'no such folder', '--start', '2025-05-20'],
    ['--data', __dirname, '--start', '2025-05-20', '--symbols', 'ETHUSDT'],
  ])('refuses %s %s', (...args) => {
    expect(() => parseDemoOptions(args)).toThrow(UsageError);
  });
});
