import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { volatilityDocument } from '../../../../scripts/docs/volatility';
import { volatilityDeviations } from '../../../../scripts/docs/volatilityDeviations';
import { GOLDEN_FILES } from '../../../../scripts/docs/volatilityGolden';
import { describeWithShared } from '../../../support/sharedFiles';

describeWithShared(...Object.values(GOLDEN_FILES).flat())('against published values', () => {
  const rows = volatilityDeviations();
  it('every figure is within its tolerance', () => {
    expect(rows.length).toBeGreaterThan(35);
    const beyond = rows.filter(({ largest, tolerance }) => !(largest <= tolerance));
    expect(beyond).toEqual([]);
    expect(rows.filter(({ compared }) => compared === 0)).toEqual([]);
  });
  it('the documentation tells the deviations as they are', () => {
    const text = readFileSync(join(__dirname, '../../../../docs/volatility.md'), 'utf8');
    expect(text).toBe(volatilityDocument(rows));
  });
});
