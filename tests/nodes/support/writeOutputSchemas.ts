import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { outputFields, outputFieldsFile } from './outputFields';
import { outputSchemaFiles } from './outputSchemas';

/** Writes the schema files and the fields in words anew: run it (`tsx tests/nodes/support/writeOutputSchemas.ts`) after a change of the item. */
const files = outputSchemaFiles();
for (const { path, value } of files) {
  const file = join(__dirname, '../../../nodes', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

for (const [node, fields] of Object.entries(outputFields(files))) {
  const file = join(__dirname, '../../../nodes', node, 'outputFields.ts');
  writeFileSync(file, outputFieldsFile(fields));
}
