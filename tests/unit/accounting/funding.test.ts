import fc from 'fast-check';
import {
  annualizedFundingPct,
  checkOfFunding,
  type FundingCheck,
  fundingDiffers,
} from '../../../lib/accounting/funding';

const HOUR_MS = 3_600_000;
const AT = 1_000 * 8 * HOUR_MS;
const settlements = [
  { settledAt: AT - 8 * HOUR_MS, rateFraction: '0.0001', markPrice: '79000' },
  { settledAt: AT + 5, rateFraction: '0.0001', markPrice: '80000' },
];
const payment = (amountQuote: string) => ({
  transactionId: '1',
  symbol: 'BTCUSDT',
  paidAt: AT,
  amountQuote,
});

function check(amountQuote: string, position: string, rows = settlements): FundingCheck {
  const made = checkOfFunding(payment(amountQuote), position, rows);
  if (made === null) throw new Error('no settlement');
  return made;
}

describe('funding', () => {
  it('longs pay and shorts receive a positive rate (I07)', () => {
    expect(check('-8', '1').expectedQuote).toBe('-8');
    expect(check('8', '-1').expectedQuote).toBe('8');
    expect(fundingDiffers(check('-8', '1'))).toBe(false);
    expect(fundingDiffers(check('8', '1'))).toBe(true);
  });

  it('is held against the position at the settlement, within one unit of rounding (I08)', () => {
    expect(fundingDiffers(check('16', '-1'))).toBe(true);
    expect(fundingDiffers(check('16', '-2'))).toBe(false);
    expect(fundingDiffers(check('8.00000001', '-1'))).toBe(false);
    expect(fundingDiffers(check('8.00000002', '-1'))).toBe(true);
  });

  it('cuts towards zero at 8 places, as a wallet does', () => {
    const rows = settlements.map((row) => ({
      ...row,
      rateFraction: '0.00012345',
      markPrice: '80000.13',
    }));
    // 0.00001 x 80000.13 x 0.00012345 = 0.00009876016...
    expect(check('0', '0.00001', rows).expectedQuote).toBe('-0.00009876');
    expect(check('0', '-0.00001', rows).expectedQuote).toBe('0.00009876');
  });

  it('knows nothing without its settlement, the one before it, or its mark', () => {
    expect(checkOfFunding(payment('8'), '1', settlements.slice(1))).toBeNull();
    expect(checkOfFunding(payment('8'), '1', settlements.slice(0, 1))).toBeNull();
    const unmarked = settlements.map((row) => ({ ...row, markPrice: '' }));
    expect(checkOfFunding(payment('8'), '1', unmarked)).toBeNull();
    const late = { ...payment('8'), paidAt: AT + 60_000 };
    expect(checkOfFunding(late, '1', settlements)).toBeNull();
  });

  it('a rate per settlement gives the same yearly yield at any interval of the same pace (I09)', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(1, 4, 8), { minLength: 1, maxLength: 50 }), (hours) => {
        // 0.0001 of the value every 8 hours, in whatever pieces it is paid.
        const checks = hours.map((each): FundingCheck => {
          const amount = (80_000 * 0.0001 * each) / 8;
          return { ...check(amount.toFixed(8), '-1'), intervalMs: each * HOUR_MS };
        });
        expect(annualizedFundingPct(checks)).toBeCloseTo(0.01 * 3 * 365, 6);
      }),
    );
    expect(annualizedFundingPct([])).toBeNull();
  });

  it('reads the interval from the settlement before (I09)', () => {
    const hourly = settlements.map((row, index) => {
      return index === 0 ? { ...row, settledAt: AT - HOUR_MS + 7 } : row;
    });
    expect(check('8', '-1', hourly).intervalMs).toBe(HOUR_MS);
    expect(check('8', '-1').intervalMs).toBe(8 * HOUR_MS);
  });
});
