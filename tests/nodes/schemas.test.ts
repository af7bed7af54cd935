import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputSchemaFiles } from './support/outputSchemas';

describe('the output schemas', () => {
  it.each(outputSchemaFiles())('$path says what the node puts out', ({ path, value }) => {
    const text = readFileSync(join(__dirname, '../../nodes', path), 'utf8');
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
  });
});
