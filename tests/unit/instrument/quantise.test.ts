import fc from 'fast-check';
import { quantisePrice, quantiseQuantity, validateOrder } from '../../../lib/instrument';
import { Decimal, decimal } from '../../../lib/model/decimal';
import type { Instrument } from '../../../lib/model/instrument';
import { oddUsdm, spotBtc, usdmBtc } from '../../support/instruments';

const instruments = [spotBtc, usdmBtc, oddUsdm];
/** A decimal of 8 digits between two numbers. */
const amount = (lowest: number, highest: number): fc.Arbitrary<Decimal> =>
  fc
    .bigInt({ min: BigInt(Math.round(lowest * 1e8)), max: BigInt(Math.round(highest * 1e8)) })
    .map((units) => decimal(units.toString()).times(decimal('0.00000001')));

describe('quantisePrice', () => {
  it.each([
    ['0.1 three times is 0.3', spotBtc, '0.30000000', 'down', '0.3'],
    ['the float 0.1*3', spotBtc, '0.3000000000000001', 'down', '0.3'],
    ['the float 0.1*3 upwards', spotBtc, '0.3000000000000001', 'up', '0.31'],
    ['an allowed price stays', spotBtc, '80000.01', 'up', '80000.01'],
    ['a tie goes up', spotBtc, '80000.005', 'nearest', '80000.01'],
    ['below a tie', spotBtc, '80000.0049', 'nearest', '80000'],
    ['USD-M counts from the minimum', oddUsdm, '1', 'down', '0.95'],
    ['USD-M upwards', oddUsdm, '1', 'up', '1.25'],
    ['USD-M BTC', usdmBtc, '80000.07', 'down', '80000'],
  ] as const)('%s', (_name, instrument, price, rounding, expected) => {
    expect(quantisePrice(instrument, decimal(price), rounding).toString()).toBe(expected);
  });

  it('changes nothing when the rule is off', () => {
    const free: Instrument = { ...spotBtc, price: { minimum: '0', maximum: '0', step: '0' } };
    expect(quantisePrice(free, decimal('1.23456789'), 'down').toString()).toBe('1.23456789');
  });
});

describe('quantiseQuantity', () => {
  it.each([
    ['floors', spotBtc, '0.123456789', 'LIMIT', '0.12345'],
    ['0.1 three times', usdmBtc, '0.3', 'LIMIT', '0.3'],
    ['a MARKET rule that is off', spotBtc, '0.123456789', 'MARKET', '0.12345'],
    ['from the minimum', oddUsdm, '0.03', 'LIMIT', '0.025'],
    ['too little stays too little', usdmBtc, '0.0009', 'LIMIT', '0'],
    ['too much stays too much', usdmBtc, '5000.0005', 'LIMIT', '5000'],
  ] as const)('%s', (_name, instrument, quantity, type, expected) => {
    expect(quantiseQuantity(instrument, decimal(quantity), type).toString()).toBe(expected);
  });

  it('finds the quantity on both steps when they do not divide each other', () => {
    const both: Instrument = {
      ...spotBtc,
      quantity: { minimum: '0', maximum: '0', step: '0.04' },
      marketQuantity: { minimum: '0', maximum: '0', step: '0.06' },
    };
    expect(quantiseQuantity(both, decimal('0.23'), 'MARKET').toString()).toBe('0.12');
  });
});

describe('what was quantised is valid', () => {
  it.each(instruments.map((instrument, index) => [index, instrument] as const))(
    'instrument %i, LIMIT and MARKET',
    (_index, instrument) => {
      const run = fc.property(
        amount(1_000, 900_000),
        amount(0.1, 100),
        fc.constantFrom('BUY' as const, 'SELL' as const),
        fc.constantFrom('down' as const, 'up' as const, 'nearest' as const),
        (rawPrice, rawQuantity, side, rounding) => {
          const price = quantisePrice(instrument, rawPrice, rounding);
          const shape = { side, referencePrice: price, reduceOnly: false };
          const limit = quantiseQuantity(instrument, rawQuantity, 'LIMIT');
          const market = quantiseQuantity(instrument, rawQuantity, 'MARKET');
          expect(validateOrder(instrument, { ...shape, price, quantity: limit }).ok).toBe(true);
          expect(validateOrder(instrument, { ...shape, price: null, quantity: market }).ok).toBe(
            true,
          );
        },
      );
      fc.assert(run, { numRuns: 2_000 });
    },
  );

  it('holds for 100,000 random cases, each next to what it came from', () => {
    // A plain generator (mulberry32) rather than fast-check, for speed.
    let state = 7;
    const random = (): number => {
      state = (state + 0x6d2b79f5) | 0;
      let word = Math.imul(state ^ (state >>> 15), 1 | state);
      word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
      return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296;
    };
    const faults: string[] = [];
    for (let run = 0; run < 100_000; run += 1) {
      const instrument = instruments[run % instruments.length] ?? spotBtc;
      const rawPrice = Decimal.fromNumber(1_000 + random() * 800_000, 8);
      const rawQuantity = Decimal.fromNumber(0.1 + random() * 99, 8);
      const price = quantisePrice(instrument, rawPrice, 'down');
      const quantity = quantiseQuantity(instrument, rawQuantity, 'LIMIT');
      const verdict = validateOrder(instrument, {
        side: random() < 0.5 ? 'BUY' : 'SELL',
        price,
        quantity,
        referencePrice: rawPrice,
        reduceOnly: false,
      });
      const near =
        !price.isAbove(rawPrice) &&
        rawPrice.minus(price).isBelow(decimal(instrument.price.step)) &&
        !quantity.isAbove(rawQuantity) &&
        rawQuantity.minus(quantity).isBelow(decimal(instrument.quantity.step));
      if (!verdict.ok || !near) faults.push(`${rawPrice.toString()} ${rawQuantity.toString()}`);
    }
    expect(faults).toEqual([]);
  });
});
