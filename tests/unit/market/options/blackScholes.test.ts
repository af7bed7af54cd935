import fc from 'fast-check';
import { z } from 'zod';
import {
  blackScholes,
  type EuropeanOption,
  impliedVolatility,
} from '../../../../lib/market/options/blackScholes';
import { normalCdf, normalDensity } from '../../../../lib/market/options/normal';
import { describeWithShared, sharedJson } from '../../../support/sharedFiles';

describe('the normal distribution', () => {
  it('has the published values', () => {
    expect(normalCdf(0)).toBeCloseTo(0.5, 15);
    expect(normalCdf(1)).toBeCloseTo(0.8413447460685429, 14);
    expect(normalCdf(-1.959963984540054)).toBeCloseTo(0.025, 15);
    expect(normalCdf(-10) / 7.61985302416053e-24).toBeCloseTo(1, 12);
    expect(normalDensity(0)).toBeCloseTo(0.3989422804014327, 15);
  });
  it('is the integral of its density', () => {
    for (const x of [-8, -7.08, -7.06, -3, -0.5, 0.5, 3]) {
      const slope = (normalCdf(x + 1e-5) - normalCdf(x - 1e-5)) / 2e-5;
      expect(Math.abs(slope / normalDensity(x) - 1)).toBeLessThan(1e-6);
    }
  });
});

const optionArbitrary: fc.Arbitrary<EuropeanOption> = fc.record({
  kind: fc.constantFrom('call' as const, 'put' as const),
  forward: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
  strike: fc.constant(0),
  years: fc.double({ min: 1 / 365, max: 2, noNaN: true }),
  discount: fc.double({ min: 0.8, max: 1, noNaN: true }),
});
const moneyness = fc.double({ min: 0.6, max: 1.6, noNaN: true });
const volatilities = fc.double({ min: 0.3, max: 3, noNaN: true });

describe('Black-Scholes', () => {
  it('keeps put-call parity', () => {
    fc.assert(
      fc.property(optionArbitrary, moneyness, volatilities, (option, ratio, volatility) => {
        const strike = option.forward * ratio;
        const call = blackScholes({ ...option, strike, kind: 'call' }, volatility).price;
        const put = blackScholes({ ...option, strike, kind: 'put' }, volatility).price;
        const parity = option.discount * (option.forward - strike);
        expect(Math.abs(call - put - parity)).toBeLessThan(1e-13 * option.forward * 2);
      }),
    );
  });
  it('gives back the volatility that a price was made with', () => {
    fc.assert(
      fc.property(optionArbitrary, moneyness, volatilities, (given, ratio, volatility) => {
        const option = { ...given, strike: given.forward * ratio };
        const { price, vega } = blackScholes(option, volatility);
        // Where a price barely moves with the volatility, its last digits do not tell it.
        fc.pre(vega > 1e-4 * given.forward);
        expect(impliedVolatility(option, price)).toBeCloseTo(volatility, 8);
      }),
    );
  });
  it('reads no volatility from a price that none gives', () => {
    const call: EuropeanOption = {
      kind: 'call',
      forward: 100,
      strike: 80,
      years: 0.1,
      discount: 1,
    };
    expect(impliedVolatility(call, 20)).toBeNull();
    expect(impliedVolatility(call, 19)).toBeNull();
    expect(impliedVolatility(call, 100)).toBeNull();
    expect(impliedVolatility(call, Number.NaN)).toBeNull();
    expect(impliedVolatility({ ...call, years: 0 }, 25)).toBeNull();
  });
});

const ROWS = 'golden/options/black-scholes-101.json';
describeWithShared(ROWS)('Black-Scholes against the 101 golden rows', () => {
  const table = z
    .object({ columns: z.array(z.string()), data: z.array(z.array(z.number())) })
    .parse(sharedJson(ROWS));
  const rows = table.data.map(
    (row) => new Map(table.columns.map((column, index) => [column, row[index] ?? Number.NaN])),
  );
  const of = (row: ReadonlyMap<string, number>, column: string): number =>
    row.get(column) ?? Number.NaN;
  const optionOf = (row: ReadonlyMap<string, number>, kind: 'call' | 'put'): EuropeanOption => {
    const growth = Math.exp(of(row, 'R') * of(row, 't'));
    return {
      kind,
      forward: of(row, 'S') * growth,
      strike: of(row, 'K'),
      years: of(row, 't'),
      discount: 1 / growth,
    };
  };
  it('has their prices and deltas to nine printed digits, their vegas to eight', () => {
    const worst = { price: 0, delta: 0, vega: 0 };
    const off = (ours: number, theirs: number): number =>
      Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs));
    for (const row of rows) {
      const call = blackScholes(optionOf(row, 'call'), of(row, 'v'));
      const put = blackScholes(optionOf(row, 'put'), of(row, 'v'));
      worst.price = Math.max(
        worst.price,
        off(call.price, of(row, 'bs_call')),
        off(put.price, of(row, 'bs_put')),
      );
      worst.delta = Math.max(
        worst.delta,
        off(call.delta, of(row, 'CD')),
        off(put.delta, of(row, 'PD')),
      );
      worst.vega = Math.max(worst.vega, off(call.vega, of(row, 'CV')));
    }
    expect(rows).toHaveLength(101);
    expect(worst.price).toBeLessThan(1e-9);
    expect(worst.delta).toBeLessThan(1e-9);
    expect(worst.vega).toBeLessThan(1e-8);
  });
  it('finds the volatility of every row whose call has nine printed digits of time value', () => {
    let found = 0;
    for (const row of rows) {
      const price = of(row, 'bs_call');
      if (of(row, 'CV') < 1) continue;
      found += 1;
      expect(impliedVolatility(optionOf(row, 'call'), price)).toBeCloseTo(of(row, 'v'), 6);
    }
    expect(found).toBeGreaterThan(50);
  });
});
