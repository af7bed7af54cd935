import {
  ExpectedBrakes,
  expectedEntry,
  expectedExit,
  expectedLeverage,
} from '../../../scripts/long/brakesExpected';

const CELL = {
  name: 'B01',
  lattice: 1,
  lowerPrice: '60000',
  upperPrice: '61000',
  exitPrice: '61000',
  quantity: '0.00105',
  sellQuantity: '0.00104',
  startsHolding: false,
};

describe('what the check of the brakes expects', () => {
  it('comes on with the fall from the peak and goes off below four fifths of it', () => {
    const brakes = new ExpectedBrakes();
    const levels = ['1000', '951', '950', '959', '961', '900', '921', '850', '1100', '1045'].map(
      (equity) => {
        brakes.look(equity);
        return brakes.level;
      },
    );
    expect(levels).toEqual([0, 0, 1, 1, 0, 2, 1, 3, 0, 1]);
  });

  it('is 0.7 of the way to the exit, half an entry on the step, 0.6 of the leverage', () => {
    expect(expectedExit(CELL, 0, '0.01').toString()).toBe('61000');
    expect(expectedExit(CELL, 1, '0.01').toString()).toBe('60700');
    expect(expectedEntry(CELL, 1, '0.00001').toString()).toBe('0.00105');
    expect(expectedEntry(CELL, 2, '0.00001').toString()).toBe('0.00052');
    expect([expectedLeverage(5, 1), expectedLeverage(5, 2), expectedLeverage(1, 3)]).toEqual([
      5, 3, 1,
    ]);
  });
});
