import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUTSIDE_SERIES_NAMES } from '../../../../lib/model/outsideSeries';
import { foreignSourcesDocument } from '../../../../scripts/docs/foreignSources';

const file = join(__dirname, '../../../../docs/foreign-sources.md');

it('is what the document says', () => {
  // Written by `npm run docs`.
  expect(readFileSync(file, 'utf8')).toBe(foreignSourcesDocument());
});

it('names every host and series, and says that FTX is gone', () => {
  const text = foreignSourcesDocument();
  for (const origin of [
    'https://www.deribit.com',
    'https://www.okx.com',
    'https://api.bybit.com',
  ]) {
    expect(text).toContain(origin);
  }
  for (const name of OUTSIDE_SERIES_NAMES) expect(text).toContain(`\`${name}\``);
  expect(text).toContain('FTX no longer exists');
});
