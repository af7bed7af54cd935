import fc from 'fast-check';
import {
  arithmeticInventory,
  arithmeticLines,
  geometricInventory,
  geometricLines,
  geometricRatio,
  infinityInvestedQuote,
  profitPerGridPct,
} from '../../../lib/strategy/gridMath';

const RANGE = { lower: 50_000, upper: 60_000, count: 10 };

/** Reference values of the domain reference 5.2 and 5.3, to their printed digits. */
describe('the arithmetic of grids', () => {
  it('has arithmetic lines 1000 apart', () => {
    const lines = arithmeticLines(50_000, 60_000, 10);
    expect(lines).toHaveLength(11);
    expect(lines.slice(0, 3)).toEqual([50_000, 51_000, 52_000]);
    expect(arithmeticLines(30, 150, 3)).toEqual([30, 70, 110, 150]);
  });

  it('has geometric lines at the printed prices', () => {
    expect(geometricRatio(50_000, 60_000, 10)).toBeCloseTo(1.0183993761470242, 16);
    const printed = [
      '50000.0000',
      '50919.9688',
      '51856.8645',
      '52810.9984',
      '53782.6878',
      '54772.2558',
      '55780.0311',
      '56806.3489',
      '57851.5502',
      '58915.9827',
      '60000.0000',
    ];
    expect(geometricLines(50_000, 60_000, 10).map((line) => line.toFixed(4))).toEqual(printed);
  });

  // At 0.1 % the reference prints 1.6364612119 for the geometric grid; 40 digits give 1.63646121587.
  it.each([
    [0.1, '1.7962037962', '1.4917286104', '1.6364612159'],
    [0.02, '1.9592081584', '1.6542454221', '1.7992097852'],
    [0.05, '1.8980509745', '1.5932711610', '1.7381485716'],
  ])('earns the printed profit per grid at a fee of %d %%', (fee, highest, lowest, geometric) => {
    expect(profitPerGridPct(50_000, 51_000, fee).toFixed(10)).toBe(highest);
    expect(profitPerGridPct(59_000, 60_000, fee).toFixed(10)).toBe(lowest);
    const ratio = geometricRatio(50_000, 60_000, 10);
    expect(profitPerGridPct(1, ratio, fee).toFixed(10)).toBe(geometric);
  });

  it.each([
    [50_000, 0.1, 0.1],
    [52_500, 0.075, 0.07323949782604637],
    [55_000, 0.05, 0.047724130113677606],
    [57_500, 0.025, 0.02334316093345633],
    [60_000, 0, 0],
  ])('holds the printed inventory at %d', (price, arithmetic, geometric) => {
    expect(arithmeticInventory(0.01, RANGE, price)).toBeCloseTo(arithmetic, 15);
    expect(geometricInventory(0.01, RANGE, price)).toBeCloseTo(geometric, 14);
  });

  it('invests 1000 of 2000 in an infinity grid from 100 down to 50', () => {
    expect(infinityInvestedQuote(2_000, 100, 50)).toBe(1_000);
  });

  it('leaves an infinity grid what its formula says is missing at the lowest price', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 2, max: 100_000 }),
        fc.double({ min: 0.1, max: 0.99, noNaN: true }),
        (amount, price, share) => {
          const lowest = price * share;
          const invested = infinityInvestedQuote(amount, price, lowest);
          expect(amount - invested).toBeCloseTo(((price - lowest) / lowest) * invested, 6);
        },
      ),
    );
  });
});
