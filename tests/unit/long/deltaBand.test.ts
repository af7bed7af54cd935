import { lookAtDelta } from '../../../scripts/long/deltaBand';

const BAND = { band: '0.01', equityQuote: '20000', markPrice: '100000' };

describe('the delta after a cycle', () => {
  it('is inside up to its band', () => {
    expect(lookAtDelta({ inventory: '0.03', position: '-0.02' }, BAND)).toEqual({
      fraction: 0.05,
      shareOfBand: 1,
      fault: null,
    });
    expect(lookAtDelta({ inventory: '0.02', position: '-0.03' }, BAND).fault).toBeNull();
  });

  it('is outside one unit beyond it, on either side', () => {
    expect(lookAtDelta({ inventory: '0.03000001', position: '-0.02' }, BAND).fault).toContain(
      '0.01000001',
    );
    expect(lookAtDelta({ inventory: '0.0199', position: '-0.03' }, BAND).fault).not.toBeNull();
  });

  it('is outside beyond 5 % of equity, however wide the band', () => {
    const wide = { ...BAND, band: '1' };
    expect(lookAtDelta({ inventory: '0.0101', position: '0' }, wide).fault).toContain('0.0505');
  });
});
