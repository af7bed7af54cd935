import { parseDemoOptions, parseDurationMs } from '../../../scripts/demo/options';
import { UsageError } from '../../../scripts/support/main';

describe('the command line of the demo', () => {
  it('runs on and on with seed 1 and steps of a minute unless told otherwise', () => {
    expect(parseDemoOptions([])).toEqual({
      cycles: null,
      json: null,
      stepMs: 60_000,
      seed: 1,
      keep: false,
    });
  });

  it('reads everything that it is told', () => {
    const args = '--cycles 60 --json out.json --step 5m --seed 3 --keep'.split(' ');
    expect(parseDemoOptions(args)).toEqual({
      cycles: 60,
      json: 'out.json',
      stepMs: 300_000,
      seed: 3,
      keep: true,
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
  ])('refuses %s %s', (...args) => {
    expect(() => parseDemoOptions(args)).toThrow(UsageError);
  });
});
