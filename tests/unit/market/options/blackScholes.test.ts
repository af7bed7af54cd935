import fc from 'fast-check';
import {
  blackScholes,
  type EuropeanOption,
  impliedVolatility,
} from '../../../../lib/market/options/blackScholes';
import { normalCdf, normalDensity } from '../../../../lib/market/options/normal';

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
