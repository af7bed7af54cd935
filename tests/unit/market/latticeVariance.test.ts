import fc from 'fast-check';
import {
  driftlessVarianceRatio,
  latticeEdgeQuote,
  latticeVarianceRatio,
  walkLattice,
} from '../../../lib/market/latticeVariance';

/** Fee of the tests, of a deal's value: a thousandth. */
const FEE_PARTS = 1_000n;
/** The lowest line's price, so that fees are paid on prices above zero. */
const BASE_PRICE = 10_000n;

/** Thousandths of a quote that a grid and a hedge of every fill keep, with fees, and those fees. */
function dealtWithFees(steps: readonly number[]): { kept: bigint; fees: bigint } {
  let [price, kept, fees] = [BASE_PRICE, 0n, 0n];
  let [inventory, hedge] = [0n, 0n];
  const deal = (quantity: bigint): void => {
    const value = quantity * price * FEE_PARTS;
    const fee = (value < 0n ? -value : value) / FEE_PARTS;
    kept -= value + fee;
    fees += fee;
  };
  for (const step of steps) {
    price += BigInt(step);
    const bought = step < 0 ? 1n : -1n;
    deal(bought);
    inventory += bought;
    const wanted = -inventory;
    deal(wanted - hedge);
    hedge = wanted;
  }
  kept += (inventory + hedge) * price * FEE_PARTS;
  return { kept, fees };
}

/**
 * A grid and its hedge, dealt step by step in whole units: inventory and hedge change at line
 * prices, q = d = 1. Twice the profit, so that it stays whole.
 */
function dealtProfitTwice(steps: readonly number[], lines: number): bigint {
  let [line, hedged] = [0n, 0n];
  let [cash, inventory, hedge] = [0n, 0n, 0n];
  for (const step of steps) {
    const next = line + BigInt(step);
    // Down to a line: one is bought there. Up to a line: one is sold there.
    const bought = step < 0 ? 1n : -1n;
    cash -= bought * next;
    inventory += bought;
    line = next;
    const away = line - hedged;
    if (away * away < BigInt(lines) ** 2n) continue;
    const wanted = -inventory;
    cash -= (wanted - hedge) * line;
    hedge = wanted;
    hedged = line;
  }
  return 2n * (cash + (inventory + hedge) * line);
}

const pathOf = (steps: readonly number[]): number[] => {
  const path = [0];
  for (const step of steps) path.push((path.at(-1) ?? 0) + step);
  return path;
};
const arbitrarySteps = fc.array(fc.constantFrom(-1, 1), { minLength: 1, maxLength: 400 });

describe('the identity of a grid and its hedge', () => {
  it('holds on arbitrary paths over the lattice, to the last digit', () => {
    fc.assert(
      fc.property(arbitrarySteps, fc.integer({ min: 1, max: 12 }), (steps, lines) => {
        const walk = walkLattice(pathOf(steps), 1, lines);
        expect(walk.steps).toBe(steps.length);
        // (q / 2d)(QV_d - QV_kd - residual^2), doubled.
        const formula = walk.steps - walk.hedges * lines ** 2 - walk.residualLines ** 2;
        expect(dealtProfitTwice(steps, lines)).toBe(BigInt(formula));
        expect(latticeEdgeQuote(1, 1, lines, walk) * 2).toBe(formula);
      }),
    );
  });

  it('gives exactly nothing when every fill is hedged: only the fees are left', () => {
    fc.assert(
      fc.property(arbitrarySteps, (steps) => {
        expect(dealtProfitTwice(steps, 1)).toBe(0n);
        const { kept, fees } = dealtWithFees(steps);
        expect(kept).toBe(-fees);
        expect(fees > 0n).toBe(true);
        expect(latticeEdgeQuote(0.01, 280, 1, walkLattice(pathOf(steps), 1, 1))).toBe(0);
      }),
    );
  });
});

describe('the lattice variance ratio', () => {
  const candle = (open: number, high: number, low: number, close: number) => ({
    openAt: 0,
    closeAt: 1,
    open,
    high,
    low,
    close,
    volume: 0,
  });

  it('walks a candle by its extremes, the way back first', () => {
    const found = latticeVarianceRatio([candle(100, 103, 98, 102)], 1, 2);
    // 100 to 98 (2 down), to 103 (5 up), to 102 (1 down); hedges at 98, 100, 102.
    expect(found).toMatchObject({ steps: 8, hedges: 3, ratio: (3 * 4) / 8, residualLines: 0 });
  });

  it('is below 1 where price turns back and above where it runs', () => {
    const back = Array.from({ length: 50 }, () => candle(100, 101, 99, 100));
    expect(latticeVarianceRatio(back, 1, 2)?.ratio).toBe(0);
    const run = Array.from({ length: 50 }, (_unused, index) =>
      candle(100 + index, 101 + index, 100 + index, 101 + index),
    );
    expect(latticeVarianceRatio(run, 1, 2)?.ratio).toBe(2);
    expect(latticeVarianceRatio([candle(100, 100.4, 99.7, 100)], 1, 2)).toBeNull();
  });

  it('has the standard error of a driftless walk of as many steps', () => {
    const found = latticeVarianceRatio([candle(100, 103, 98, 102)], 1, 2);
    expect(found?.standardError).toBeCloseTo(Math.sqrt((2 * 3) / (3 * 8)), 12);
  });

  it('is near 1 for a driftless walk, within three standard errors of many walks', () => {
    const fair = driftlessVarianceRatio(0.2, 1, 3, 7);
    expect(fair?.steps).toBeGreaterThan(1_000);
    expect(Math.abs((fair?.ratio ?? 0) - 1)).toBeLessThan(0.3);
    expect(driftlessVarianceRatio(0.2, 1, 3, 7)).toEqual(fair);
    expect(driftlessVarianceRatio(0, 1, 3, 7)).toBeNull();
  });
});
