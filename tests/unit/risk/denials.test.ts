import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DENIAL_CODES } from '../../../lib/model/verdict';
import { denialsDocument } from '../../../scripts/docs/denials';

const DOCUMENT = join(__dirname, '../../../docs/denials.md');

it('every code is told in the documentation, which is up to date', () => {
  const text = readFileSync(DOCUMENT, 'utf8');
  expect(text).toBe(denialsDocument());
  for (const code of Object.keys(DENIAL_CODES)) expect(text).toContain(`| ${code} `);
});
