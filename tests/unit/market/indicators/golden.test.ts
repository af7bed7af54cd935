import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goldenIndicators } from '../../../../scripts/docs/golden';
import { indicatorDeviations, TOLERANCE } from '../../../../scripts/docs/indicatorDeviations';
import { indicatorsDocument } from '../../../../scripts/docs/indicators';

const golden = goldenIndicators();
const title = 'every indicator that is published is within its tolerance, its warm-up the same';

if (!golden) {
  process.stdout.write(
    '../shared/golden is absent: the tests against published values are skipped\n',
  );
  it.skip(`${title} (skipped: ../shared/golden is absent)`, () => undefined);
  it.skip('the documentation tells the deviations (skipped: ../shared/golden is absent)', () =>
    undefined);
} else {
  const rows = indicatorDeviations(golden).map((row) => [`${row.indicator}.${row.series}`, row]);
  it.each(rows as [string, ReturnType<typeof indicatorDeviations>[number]][])(
    `${title}: %s`,
    (_name, { compared, unmatched, largest }) => {
      expect(unmatched).toBe(0);
      expect(compared).toBeGreaterThan(200);
      expect(largest).toBeLessThanOrEqual(TOLERANCE);
    },
  );

  it('the documentation tells the deviations as they are', () => {
    const text = readFileSync(join(__dirname, '../../../../docs/indicators.md'), 'utf8');
    expect(text).toBe(indicatorsDocument(golden));
  });
}
