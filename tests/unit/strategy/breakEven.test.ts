import { fullBreakEvenPct, gridBreakEvenPct } from '../../../lib/strategy/breakEven';

describe('break-even', () => {
  it('of the grid alone is 0.2002002 % at 0.1 % twice (domain reference 5.2)', () => {
    expect(gridBreakEvenPct(0.1)).toBeCloseTo(0.2002002, 7);
  });

  it('with the hedge adds two hedge fees over the levels of the band', () => {
    expect(fullBreakEvenPct(0.1, 0.05, 4)).toBeCloseTo(0.2002002 + 0.025, 7);
  });
});
