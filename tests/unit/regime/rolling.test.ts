import fc from 'fast-check';
import { rollingMaximum } from '../../../lib/regime/rollingMaximum';
import { rollingMedian } from '../../../lib/regime/rollingMedian';

const figures = fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 60 });
const windows = fc.integer({ min: 1, max: 12 });

function windowAt(values: readonly number[], index: number, window: number): number[] {
  return values.slice(Math.max(0, index - window + 1), index + 1).sort((a, b) => a - b);
}

describe('rolling figures', () => {
  it('have the median of the window, ties and all', () => {
    fc.assert(
      fc.property(figures, windows, (values, window) => {
        const medians = rollingMedian(Float64Array.from(values), window, 1);
        values.forEach((_value, index) => {
          const sorted = windowAt(values, index, window);
          const upper = sorted[sorted.length >> 1] ?? NaN;
          const lower = sorted[(sorted.length - 1) >> 1] ?? NaN;
          expect(medians[index]).toBe((upper + lower) / 2);
        });
      }),
    );
  });

  it('have no median of too few, and start again after a missing value', () => {
    const values = Float64Array.of(1, 2, 3, NaN, 9, 8, 7);
    expect([...rollingMedian(values, 3, 2)]).toEqual([NaN, 1.5, 2, NaN, NaN, 8.5, 8]);
  });

  it('have the maximum of the window', () => {
    fc.assert(
      fc.property(figures, windows, (values, window) => {
        const maxima = rollingMaximum(Float64Array.from(values), window);
        values.forEach((_value, index) => {
          expect(maxima[index]).toBe(windowAt(values, index, window).at(-1));
        });
      }),
    );
  });
});
