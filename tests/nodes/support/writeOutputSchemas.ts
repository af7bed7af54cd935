import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { outputSchemaFiles } from './outputSchemas';

/** Writes the schema files anew: run it (`tsx tests/nodes/support/writeOutputSchemas.ts`) after a change of the item. */
for (const { path, value } of outputSchemaFiles()) {
  const file = join(__dirname, '../../../nodes', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
