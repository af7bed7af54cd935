import fc from 'fast-check';
import { Decimal, decimal } from '../../../lib/model/decimal';

const eightDigits = fc
  .tuple(fc.bigInt(-(10n ** 13n), 10n ** 13n), fc.bigInt(0n, 99_999_999n))
  .map(([whole, fraction]) => `${whole}.${fraction.toString().padStart(8, '0')}`);

describe('Decimal', () => {
  it('keeps what binary floats lose', () => {
    expect(decimal('0.1').times(decimal('3')).toString()).toBe('0.3');
    expect(decimal('0.1').plus(decimal('0.2')).equals(decimal('0.3'))).toBe(true);
    expect(decimal('80686.77').times(decimal('0.00369')).toString()).toBe('297.7341813');
  });

  it.each(['', '1e-7', 'NaN', '1.2.3', ' 1', '0x1', '1.', '.5', 'Infinity'])(
    'refuses %j',
    (text) => {
      expect(() => decimal(text)).toThrow(RangeError);
    },
  );

  it('refuses digits that it could not keep', () => {
    expect(() => decimal('0.00000000000000001')).toThrow(/more than 16 decimals/);
    expect(decimal('0.10000000000000000000').toString()).toBe('0.1');
  });

  it('prints what it parsed, without trailing zeros', () => {
    fc.assert(
      fc.property(eightDigits, (text) => {
        const again = decimal(text).toString();
        expect(decimal(again).equals(decimal(text))).toBe(true);
        expect(again).toMatch(/^-?\d+(\.\d*[1-9])?$/);
      }),
    );
  });

  it('reads short text, which has a way of its own, as any other', () => {
    const shortText = fc
      .tuple(fc.integer({ min: 0, max: 9_999_999 }), fc.stringMatching(/^\d{0,7}$/))
      .map(([whole, fraction]) => (fraction === '' ? `${whole}` : `${whole}.${fraction}`));
    fc.assert(
      fc.property(shortText, (text) => {
        expect(decimal(text).equals(decimal(`+${text}`))).toBe(true);
        expect(
          decimal(text)
            .negated()
            .equals(decimal(`-${text}`)),
        ).toBe(true);
      }),
    );
    expect(decimal('007.50').toString()).toBe('7.5');
    expect(decimal('999999999999999').toString()).toBe('999999999999999');
  });

  it('multiplies and adds without loss', () => {
    const price = fc.bigInt(0n, 10n ** 14n);
    fc.assert(
      fc.property(price, price, price, (a, b, c) => {
        const of = (units: bigint): Decimal =>
          decimal(`${units / 10n ** 8n}.${(units % 10n ** 8n).toString().padStart(8, '0')}`);
        const left = of(a).times(of(b).plus(of(c)));
        const right = of(a)
          .times(of(b))
          .plus(of(a).times(of(c)));
        expect(left.equals(right)).toBe(true);
        const exact = a * b;
        const text = exact.toString().padStart(17, '0');
        expect(
          of(a)
            .times(of(b))
            .equals(decimal(`${text.slice(0, -16)}.${text.slice(-16)}`)),
        ).toBe(true);
      }),
    );
  });

  it('floors and ceils to the step next to the number, negative ones included', () => {
    fc.assert(
      fc.property(eightDigits, fc.bigInt(1n, 10n ** 9n), (text, units) => {
        const step = decimal(
          `${units / 10n ** 8n}.${(units % 10n ** 8n).toString().padStart(8, '0')}`,
        );
        const value = decimal(text);
        const floor = value.floorTo(step);
        expect(floor.isMultipleOf(step)).toBe(true);
        expect(floor.isAbove(value)).toBe(false);
        expect(floor.plus(step).isAbove(value)).toBe(true);
        const ceiling = value.ceilTo(step);
        expect(ceiling.isBelow(value)).toBe(false);
        expect(ceiling.minus(step).isBelow(value)).toBe(true);
      }),
    );
  });

  it.each([
    ['0.000000005', '0'],
    ['0.000000015', '0.00000002'],
    ['-0.000000015', '-0.00000002'],
    ['1.000000025', '1.00000002'],
    ['1.0000000251', '1.00000003'],
  ])('rounds %s half to even at 8 places: %s', (text, rounded) => {
    expect(decimal(text).roundedHalfEven(8).toString()).toBe(rounded);
  });

  it('does not divide by zero', () => {
    expect(() => decimal('1').dividedBy(Decimal.zero)).toThrow('division by zero');
  });
});
