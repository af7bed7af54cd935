import fc from 'fast-check';
import { Decimal, decimal } from '../../../lib/model/decimal';
import { type BandInputs, cubeRootBand, hedgeBand } from '../../../lib/strategy/hedgeBand';

function inputs(change: Partial<BandInputs> = {}): BandInputs {
  return {
    equityQuote: decimal('20000'),
    mark: decimal('80000'),
    levelQuantity: decimal('0.0036'),
    spacing: decimal('280'),
    bandLevels: 3,
    hedgeFeePct: 0.05,
    step: decimal('0.001'),
    ...change,
  };
}

describe('the band of the hedge', () => {
  it('by the cost rule is 0.0266 BTC for the check value', () => {
    const band = cubeRootBand({
      costFraction: 0.0005,
      price: 100_000,
      gamma: 0.001 / 200,
      riskAversion: 1e-4,
    });
    expect(band.toFixed(4)).toBe('0.0266');
  });

  it('grows with the cube root of the cost', () => {
    const of = (costFraction: number): number =>
      cubeRootBand({ costFraction, price: 100_000, gamma: 5e-6 });
    expect(of(0.004) / of(0.0005)).toBeCloseTo(2, 12);
  });

  it('is the larger of k levels and the cost rule', () => {
    const rich = { equityQuote: decimal('10000000') };
    expect(hedgeBand(inputs({ ...rich, bandLevels: 20 })).band.toString()).toBe('0.072');
    const byCost = cubeRootBand({ costFraction: 0.0005, price: 80_000, gamma: 0.0036 / 280 });
    expect(hedgeBand(inputs(rich)).band.toNumber()).toBeCloseTo(byCost, 7);
  });

  it('never exceeds 5 % of equity', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 10_000_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 20 }),
        (equity, steps, bandLevels) => {
          const { band } = hedgeBand(
            inputs({
              equityQuote: decimal(String(equity)),
              levelQuantity: decimal('0.00001').times(decimal(String(steps))),
              bandLevels,
            }),
          );
          const value = band.times(decimal('80000'));
          const most = decimal(String(equity)).times(decimal('0.05'));
          expect(value.isAbove(most)).toBe(false);
          expect(band.isAbove(Decimal.zero)).toBe(true);
        },
      ),
    );
  });
});
