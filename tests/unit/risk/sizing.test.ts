import fc from 'fast-check';
import { Decimal, decimal } from '../../../lib/model/decimal';
import { cappedKellyFraction, kellyFraction, keptGrowthFraction } from '../../../lib/risk/kelly';
import { safePositionSize, type SizeQuestion } from '../../../lib/risk/safePositionSize';
import { oddUsdm, usdmBtc } from '../../support/instruments';
import { BTC_BRACKETS } from '../../support/margin';

function question(change: Partial<SizeQuestion> = {}): SizeQuestion {
  return {
    entryPrice: '80000',
    stopPrice: '78000',
    equityQuote: '20000',
    availableQuote: '10000',
    riskFraction: 0.005,
    leverage: 2,
    kelly: null,
    instrument: usdmBtc,
    brackets: BTC_BRACKETS,
    ...change,
  };
}
const record = { closedTrades: 100, winFraction: 0.6, payoffRatio: 1 };

describe('a safe position size', () => {
  it('loses what is risked at the stop: 0.5 % of 20,000 over 2,000 is 0.05', () => {
    expect(safePositionSize(question())).toMatchObject({
      side: 'LONG',
      quantity: '0.05',
      notionalQuote: '4000',
      riskQuote: '100',
      stopDistancePct: 2.5,
      boundBy: 'risk',
      kellyFraction: null,
    });
  });

  it.each([
    ['leverage', question({ stopPrice: '79990', leverage: 0.5, availableQuote: '1000000' })],
    ['margin', question({ stopPrice: '79900', availableQuote: '1000' })],
    ['kelly', question({ kelly: { record, fractionOfKelly: 0.25, capFraction: 0.004 } })],
    ['liquidation', question({ stopPrice: '60000', leverage: 5, riskFraction: 0.05 })],
    ['tooSmall', question({ equityQuote: '10' })],
  ])('is bound by %s', (boundBy, given) => {
    expect(safePositionSize(given).boundBy).toBe(boundBy);
  });

  it('names the direction by the side of the stop', () => {
    expect(safePositionSize(question({ stopPrice: '82000' })).side).toBe('SHORT');
  });

  it('keeps Kelly off until 100 trades are closed, and says so', () => {
    const kelly = {
      record: { ...record, closedTrades: 99 },
      fractionOfKelly: 1,
      capFraction: 0.001,
    };
    const size = safePositionSize(question({ kelly }));
    expect(size).toMatchObject({ boundBy: 'risk', kellyFraction: null });
    expect(size.notes[0]).toContain('99 of 100');
  });

  it('never loses more than is risked, lies on the steps, and grows with what is risked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 50_000, max: 79_999 }),
        fc.integer({ min: 100, max: 1_000_000 }),
        fc.constantFrom(usdmBtc, oddUsdm),
        (basisPoints, more, stop, equity, instrument) => {
          const given = question({
            riskFraction: basisPoints / 10_000,
            stopPrice: String(stop),
            equityQuote: String(equity),
            availableQuote: String(equity),
            instrument,
          });
          const size = safePositionSize(given);
          const quantity = decimal(size.quantity);
          const allowed = decimal(String(equity)).times(
            Decimal.fromNumber(basisPoints / 10_000, 8),
          );
          expect(decimal(size.riskQuote).isAbove(allowed)).toBe(false);
          if (quantity.isPositive()) {
            const { step, minimum } = instrument.quantity;
            expect(quantity.minus(decimal(minimum)).isMultipleOf(decimal(step))).toBe(true);
          }
          const wider = safePositionSize({ ...given, riskFraction: (basisPoints + more) / 10_000 });
          expect(decimal(wider.quantity).isBelow(quantity)).toBe(false);
        },
      ),
    );
  });
});

describe('the Kelly rule', () => {
  it.each([
    [0.6, 1, 0.2],
    [0.5, 2, 0.25],
    [0.4, 2, 0.1],
    [0.6, 2, 0.4],
  ])('for %d won at %d to 1 is %d', (won, payoff, expected) => {
    expect(kellyFraction(won, payoff)).toBeCloseTo(expected, 12);
  });

  it.each([
    [0.5, 0.75],
    [0.25, 0.4375],
  ])('of which %d keeps %d of the growth', (fraction, kept) => {
    expect(keptGrowthFraction(fraction)).toBe(kept);
  });

  it('risks nothing on a losing bet and never more than its cap', () => {
    const settings = { fractionOfKelly: 0.5, capFraction: 0.02 };
    expect(cappedKellyFraction({ ...record, winFraction: 0.3 }, settings)).toBe(0);
    expect(cappedKellyFraction(record, settings)).toBe(0.02);
    expect(cappedKellyFraction({ ...record, closedTrades: 99 }, settings)).toBeNull();
  });
});
