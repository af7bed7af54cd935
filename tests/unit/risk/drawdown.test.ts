import fc from 'fast-check';
import type { EquityWatch } from '../../../lib/model/brakes';
import { equityWatchSchema } from '../../../lib/model/brakes';
import {
  brakedLeverage,
  brakesFor,
  DEFAULT_BRAKE_SETTINGS,
  withBrakes,
} from '../../../lib/risk/brakes';
import { drawdownsPct, startOf, watchEquity } from '../../../lib/risk/drawdown';

const HOUR_MS = 3_600_000;
/** A Wednesday, 2026-07-01 00:00 UTC: a month begins. */
const START = Date.UTC(2026, 6, 1);

function looks(
  ...rows: [hours: number, equity: number | string, transfers?: number][]
): EquityWatch {
  let watch: EquityWatch | null = null;
  for (const [hours, equity, transfers = 0] of rows) {
    watch = watchEquity(watch, {
      at: START + hours * HOUR_MS,
      equityQuote: String(equity),
      netTransfersQuote: String(transfers),
    });
  }
  if (!watch) throw new Error('no look');
  return watch;
}

describe('the watch on equity', () => {
  it('measures the fall from the highest equity seen', () => {
    expect(drawdownsPct(looks([0, 10_000], [1, 12_000], [2, 11_400]))).toEqual({
      day: -5,
      week: -5,
      month: -5,
      total: -5,
    });
  });

  it('begins a day with the equity of the look before it, so that a loss overnight counts', () => {
    const fall = drawdownsPct(looks([0, 12_000], [23, 10_000], [25, 9_000]));
    expect(fall.day).toBe(-10);
    expect(fall.total).toBe(-25);
  });

  it('begins weeks on Monday and months on their first day, in UTC', () => {
    expect(new Date(startOf('week', START, 0)).toISOString()).toBe('2026-06-29T00:00:00.000Z');
    const monday = Date.UTC(2026, 5, 29);
    expect(startOf('week', monday, 0)).toBe(monday);
    expect(startOf('week', monday - 1, 0)).toBe(monday - 7 * 24 * HOUR_MS);
    expect(startOf('month', START - 1, 0)).toBe(Date.UTC(2026, 5, 1));
    expect(startOf('day', START + 5, 0)).toBe(START);
  });

  it('takes no notice of a look from before the last one', () => {
    const watch = looks([2, 10_000]);
    expect(watchEquity(watch, { at: START, equityQuote: '1', netTransfersQuote: '0' })).toBe(watch);
  });

  it('keeps the drawdown when half is withdrawn: 10 % stay 10 %', () => {
    const fall = drawdownsPct(looks([0, 10_000], [1, 9_000], [2, 4_500, -4_500]));
    expect(fall.total).toBeCloseTo(-10, 10);
  });

  it('never lets a transfer change a drawdown, nor a fall go unseen', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            factor: fc.integer({ min: 50, max: 150 }),
            transferPct: fc.integer({ min: -80, max: 300 }),
          }),
          { minLength: 1, maxLength: 30 },
        ),
        (steps) => {
          let index = 1_000;
          let peak = index;
          let equity = 1_000;
          let transfers = 0;
          const rows: [number, string, number][] = [[0, '1000', 0]];
          steps.forEach(({ factor, transferPct }, position) => {
            index *= factor / 100;
            peak = Math.max(peak, index);
            equity *= factor / 100;
            const moved = Number(((equity * transferPct) / 100).toFixed(6));
            equity = Number((equity + moved).toFixed(6));
            transfers = Number((transfers + moved).toFixed(6));
            rows.push([position + 1, equity.toFixed(6), transfers]);
          });
          const watch = looks(...rows.map(([h, e, t]): [number, string, number] => [h, e, t]));
          expect(drawdownsPct(watch).total).toBeCloseTo(((index - peak) / peak) * 100, 1);
          expect(equityWatchSchema.parse(JSON.parse(JSON.stringify(watch)))).toEqual(watch);
        },
      ),
    );
  });
});

describe('the brakes', () => {
  it.each([
    [0, 0, 1, 1, 1, null, false],
    [-4.99, 0, 1, 1, 1, null, false],
    [-5, 1, 0.7, 1, 1, null, false],
    [-9.99, 1, 0.7, 1, 1, null, false],
    [-10, 2, 0.7, 0.5, 0.6, 0.8, false],
    [-15, 3, 0.7, 0.5, 0.6, 0.8, true],
    [-60, 3, 0.7, 0.5, 0.6, 0.8, true],
  ])('at %d %% are at level %d', (fall, level, takeProfit, size, leverage, conviction, flatten) => {
    expect(brakesFor(fall, DEFAULT_BRAKE_SETTINGS)).toEqual({
      level,
      drawdownPct: fall,
      window: 'total',
      takeProfitFactor: takeProfit,
      orderSizeFactor: size,
      leverageFactor: leverage,
      minimumConviction: conviction,
      flatten,
    });
  });

  it('hold until a fifth of what put them on is recovered', () => {
    const level = (held: number, fall: number): number =>
      brakesFor(fall, DEFAULT_BRAKE_SETTINGS, held).level;
    expect([level(1, -4.01), level(1, -3.99), level(0, -4.5)]).toEqual([1, 0, 0]);
    expect([level(2, -8.01), level(2, -7.99), level(1, -8.5)]).toEqual([2, 1, 1]);
    const watch = looks([0, 10_000], [1, 9_500]);
    const braked = withBrakes(watch, DEFAULT_BRAKE_SETTINGS);
    const after = (equity: string) =>
      withBrakes({ ...braked, equityQuote: equity }, DEFAULT_BRAKE_SETTINGS).brakes.level;
    expect([braked.brakes.level, after('9590'), after('9610')]).toEqual([1, 1, 0]);
  });

  it('look at the window that they are set to', () => {
    const watch = looks([0, 12_000], [23, 10_000], [25, 9_400]);
    const settings = { ...DEFAULT_BRAKE_SETTINGS, window: 'day' as const };
    expect(withBrakes(watch, settings).brakes).toMatchObject({ level: 1, window: 'day' });
    expect(withBrakes(watch, DEFAULT_BRAKE_SETTINGS).brakes.level).toBe(3);
  });

  it.each([
    [6, 3],
    [2, 1],
    [1, 1],
    [0.5, 0.5],
  ])('round the leverage of %d down to %d, never up', (leverage, braked) => {
    expect(brakedLeverage(leverage, brakesFor(-10, DEFAULT_BRAKE_SETTINGS))).toBe(braked);
    expect(brakedLeverage(leverage, brakesFor(0, DEFAULT_BRAKE_SETTINGS))).toBe(leverage);
  });
});
