import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { denialsDocument } from './docs/denials';
import { environmentsDocument } from './docs/environments';
import { errorsDocument } from './docs/errors';
import { goldenIndicators } from './docs/golden';
import { indicatorsDocument } from './docs/indicators';
import { foreignSourcesDocument } from './docs/foreignSources';
import { limitsDocument } from './docs/limits';
import { settingsJsonSchema } from './docs/settings';
import { signalInputsDocument } from './docs/signalInputs';
import { volatilityDocument } from './docs/volatility';
import { volatilityDeviations } from './docs/volatilityDeviations';
import { hasVolatilityGolden } from './docs/volatilityGolden';
import { runMain } from './support/main';

/** Writes the documents that are made from tables; tests compare them with the tables. */
runMain(async () => {
  const folder = join(__dirname, '..', 'docs');
  await writeFile(join(folder, 'denials.md'), denialsDocument());
  await writeFile(join(folder, 'environments.md'), environmentsDocument());
  await writeFile(join(folder, 'errors.md'), errorsDocument());
  await writeFile(join(folder, 'foreign-sources.md'), foreignSourcesDocument());
  await writeFile(join(folder, 'limits.md'), limitsDocument());
  await writeFile(join(folder, 'signal-inputs.md'), signalInputsDocument());
  const golden = goldenIndicators();
  if (golden) await writeFile(join(folder, 'indicators.md'), indicatorsDocument(golden));
  else process.stdout.write('docs/indicators.md is left as it is: ../shared/golden is absent\n');
  if (hasVolatilityGolden()) {
    await writeFile(join(folder, 'volatility.md'), volatilityDocument(volatilityDeviations()));
  } else {
    process.stdout.write('docs/volatility.md is left as it is: ../shared is not all there\n');
  }
  const schema = await format(JSON.stringify(settingsJsonSchema()), {
    parser: 'json',
    printWidth: 100,
  });
  await writeFile(join(folder, 'settings.schema.json'), schema);
  return 0;
});
