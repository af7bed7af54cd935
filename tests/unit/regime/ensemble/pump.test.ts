import { multiTimeframe } from '../../../../lib/market/multiTimeframe/composite';
import type { Candle } from '../../../../lib/model/candle';
import { evaluateEnsemble } from '../../../../lib/regime/ensemble/evaluate';
import {
  candlesOnly,
  everyInterval,
  MINUTE_MS,
  minuteCandles,
  mirrored,
  PATH_START,
  stillMinutes,
  walkMinutes,
  windowAt,
  withMove,
} from '../../../support/marketPaths';

const DAY = 1_440;
const DAYS = 60;
/** In the middle of a day, so that the larger intervals are under way. */
const PUMP_FROM = (DAYS - 2) * DAY + 607;

/** The conviction as the operation computes it at so many minutes after the path began. */
function convictionAt(all: ReturnType<typeof everyInterval>, minute: number) {
  const at = PATH_START + minute * MINUTE_MS;
  const candles = windowAt(all, at);
  const signal = multiTimeframe(at, candlesOnly(candles));
  const evaluation = evaluateEnsemble(signal, candles['1h']);
  if (signal.status !== 'ok' || !evaluation.ok) throw new Error('no conviction');
  return { ...evaluation.held, signal };
}

const pumped = (base: 'still' | 'walk', length: number): Candle[] => {
  const minutes = base === 'still' ? stillMinutes(DAYS * DAY, 5) : walkMinutes(DAYS * DAY, 1e-4, 7);
  return minuteCandles(withMove(minutes, PUMP_FROM, length, 0.05));
};

describe.each([
  ['still', 60],
  ['walk', 20],
  ['walk', 360],
] as const)('a pump of 5 %% out of a %s market over %i minutes', (base, length) => {
  const path = pumped(base, length);
  const up = everyInterval(path);
  const down = everyInterval(mirrored(path));
  const minutes = Array.from({ length: 13 }, (_none, index) =>
    Math.round(PUMP_FROM + (length * index) / 12),
  );

  it('raises b_up all the way', () => {
    const raised = minutes.map((minute) => convictionAt(up, minute).bUp);
    for (const [index, value] of raised.entries()) {
      if (index > 0) expect(value).toBeGreaterThanOrEqual((raised[index - 1] ?? 0) - 1e-12);
    }
    expect((raised.at(-1) ?? 0) - (raised[0] ?? 0)).toBeGreaterThan(0.2);
  });

  it('is matched by b_down on the mirrored fall, to 1e-12', () => {
    for (const minute of [...minutes, PUMP_FROM + length + 90]) {
      const [rise, fall] = [convictionAt(up, minute), convictionAt(down, minute)];
      expect(Math.abs(fall.bDown - rise.bUp)).toBeLessThan(1e-12);
      expect(Math.abs(fall.bUp - rise.bDown)).toBeLessThan(1e-12);
      expect(Math.abs(fall.cDown - rise.cUp)).toBeLessThan(1e-12);
      expect(Math.abs(fall.signal.value + rise.signal.value)).toBeLessThan(1e-12);
    }
  });
});

it.each([5, 0])('is L = S = 0 on a market that does not move (volume %i)', (volume) => {
  const flat = convictionAt(
    everyInterval(minuteCandles(stillMinutes(DAYS * DAY, volume))),
    58 * DAY,
  );
  expect([flat.long, flat.short, flat.bUp, flat.bDown, flat.bNeutral]).toEqual([0, 0, 0, 0, 0]);
  expect(flat.signal.value).toBe(0);
});
