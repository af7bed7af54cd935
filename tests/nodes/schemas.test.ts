import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS } from '../../nodes/BinanceMarketData/operations';
import { outputSchemaFiles } from './support/outputSchemas';

describe('the output schemas', () => {
  it.each(outputSchemaFiles())('$path says what the node puts out', ({ path, value }) => {
    const text = readFileSync(join(__dirname, '../../nodes', path), 'utf8');
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    // The editor shows nothing of alternatives.
    expect(text).not.toMatch(/"(anyOf|oneOf)"/);
  });

  it('exist for every operation of Binance Market Data', () => {
    const files = outputSchemaFiles().map(({ path }) => path);
    for (const operation of Object.keys(OPERATIONS)) {
      expect(files).toContain(`BinanceMarketData/__schema__/v1.0.0/${operation}.json`);
    }
  });
});
