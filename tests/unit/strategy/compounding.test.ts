import fc from 'fast-check';
import { decimal } from '../../../lib/model/decimal';
import { compoundedCapital } from '../../../lib/strategy/compounding';

function capital(was: string | null, equity: string, accountIsValid = true): string {
  return compoundedCapital({
    capitalQuote: was === null ? null : decimal(was),
    equityQuote: decimal(equity),
    accountIsValid,
  }).toString();
}

describe('compounding', () => {
  it('begins with the equity', () => expect(capital(null, '1000')).toBe('1000'));
  it('puts at most 10 % of the portfolio to work in a step', () => {
    expect(capital('1000', '2000')).toBe('1200');
    expect(capital('1000', '1050')).toBe('1050');
  });
  it('makes no step below 10 USDT', () => {
    expect(capital('1000', '1009.99')).toBe('1000');
    expect(capital('1000', '1010')).toBe('1010');
    // 10 % of a portfolio of less than 100 is below it as well.
    expect(capital('50', '99')).toBe('50');
  });
  it('waits for a validated account, but follows a loss at once', () => {
    expect(capital('1000', '2000', false)).toBe('1000');
    expect(capital('1000', '700', false)).toBe('700');
  });
  it('is never above the equity, and no step exceeds a tenth of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (was, equity) => {
          const next = decimal(capital(String(was), String(equity)));
          expect(next.isAbove(decimal(String(equity)))).toBe(false);
          const step = next.minus(decimal(String(was)));
          expect(step.times(decimal('10')).isAbove(decimal(String(equity)))).toBe(false);
        },
      ),
    );
  });
});
