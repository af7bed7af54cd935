import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { denialsDocument } from './docs/denials';
import { environmentsDocument } from './docs/environments';
import { errorsDocument } from './docs/errors';
import { foreignSourcesDocument } from './docs/foreignSources';
import { limitsDocument } from './docs/limits';
import { settingsJsonSchema } from './docs/settings';
import { runMain } from './support/main';

/** Writes the documents that are made from tables; tests compare them with the tables. */
runMain(async () => {
  const folder = join(__dirname, '..', 'docs');
  await writeFile(join(folder, 'denials.md'), denialsDocument());
  await writeFile(join(folder, 'environments.md'), environmentsDocument());
  await writeFile(join(folder, 'errors.md'), errorsDocument());
  await writeFile(join(folder, 'foreign-sources.md'), foreignSourcesDocument());
  await writeFile(join(folder, 'limits.md'), limitsDocument());
  const schema = await format(JSON.stringify(settingsJsonSchema()), {
    parser: 'json',
    printWidth: 100,
  });
  await writeFile(join(folder, 'settings.schema.json'), schema);
  return 0;
});
