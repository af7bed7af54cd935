import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS } from '../../nodes/BinanceMarketData/operations';
import { BinanceMarketData } from '../../nodes/BinanceMarketData/BinanceMarketData.node';
import { RegimeClassifier } from '../../nodes/RegimeClassifier/RegimeClassifier.node';
import { outputFields } from './support/outputFields';
import { outputSchemaFiles } from './support/outputSchemas';

/** Where n8n's editor would show a field without knowing what it is. */
function untyped(schema: unknown, place: string): string[] {
  if (!isRecord(schema)) return [place];
  const { type, properties, items } = schema;
  return [
    ...(type === undefined ? [place] : []),
    ...Object.entries(isRecord(properties) ? properties : {}).flatMap(([name, one]) =>
      untyped(one, `${place}.${name}`),
    ),
    ...(items === undefined ? [] : untyped(items, `${place}[]`)),
  ];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const FILES = outputSchemaFiles();

describe('the output schemas', () => {
  it.each(FILES)('$path names the type of every field', ({ value }) => {
    expect(untyped(value, '')).toEqual([]);
  });

  it.each(FILES)('$path says what the node puts out', ({ path, value }) => {
    const text = readFileSync(join(__dirname, '../../nodes', path), 'utf8');
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    // The editor shows nothing of alternatives.
    expect(text).not.toMatch(/"(anyOf|oneOf)"/);
  });

  it('exist for every operation of Binance Market Data', () => {
    const files = FILES.map(({ path }) => path);
    for (const operation of Object.keys(OPERATIONS)) {
      expect(files).toContain(`BinanceMarketData/__schema__/v1.0.0/${operation}.json`);
    }
  });
});

describe('the output panel before the first run', () => {
  const told = outputFields(FILES);
  const nodes = {
    BinanceMarketData: new BinanceMarketData(),
    RegimeClassifier: new RegimeClassifier(),
  };

  it.each(Object.entries(nodes))('of %s tells the fields of each operation', (name, node) => {
    const { hints = [], properties } = node.description;
    const operation = properties.find((property) => property.name === 'operation');
    const fields = told[name] ?? {};
    for (const option of operation?.options ?? []) {
      const value = 'value' in option ? String(option.value) : '';
      const shown = hints.filter(({ displayCondition }) =>
        displayCondition?.includes(`"${value}"`),
      );
      expect(shown).toEqual([
        expect.objectContaining({ location: 'outputPane', whenToDisplay: 'beforeExecution' }),
      ]);
      expect(shown[0]?.message).toContain(`Fields of each item: ${fields[value]}. `);
    }
  });
});
