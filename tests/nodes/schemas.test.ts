import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { outputSchemaFiles } from './support/outputSchemas';

/** Where n8n's editor would show a field without knowing what it is. */
function untyped(schema: unknown, place: string): string[] {
  const { type, properties, items } = z
    .object({
      type: z.string().optional(),
      properties: z.record(z.string(), z.unknown()).optional(),
      items: z.unknown().optional(),
    })
    .parse(schema);
  return [
    ...(type === undefined ? [place] : []),
    ...Object.entries(properties ?? {}).flatMap(([name, one]) => untyped(one, `${place}.${name}`)),
    ...(items === undefined ? [] : untyped(items, `${place}[]`)),
  ];
}

describe('the output schemas', () => {
  it.each(outputSchemaFiles())('$path names the type of every field', ({ value }) => {
    expect(untyped(value, '')).toEqual([]);
  });

  it.each(outputSchemaFiles())('$path says what the node puts out', ({ path, value }) => {
    const text = readFileSync(join(__dirname, '../../nodes', path), 'utf8');
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
  });
});
