import { outputSchemaFiles } from './outputSchemas';

type Json = Record<string, unknown>;
/** The parts of the item that hold one part for each operation. */
const PARTED = ['marketData', 'signals'];
/** The nodes whose output panel tells the fields before the first run. */
const TOLD = ['BinanceMarketData', 'RegimeClassifier'];

/** The fields of each operation's output in words, by node, made from the output schemas. */
export function outputFields(
  files = outputSchemaFiles(),
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return Object.fromEntries(
    TOLD.map((node) => [
      node,
      Object.fromEntries(
        files
          .filter(({ path }) => path.startsWith(`${node}/`))
          .map(({ path, value }) => [operationOf(path), fieldsInWords(value)] as const)
          .sort(([a], [b]) => a.localeCompare(b, 'en')),
      ),
    ]),
  );
}

/** The text of the generated file `nodes/<Node>/outputFields.ts`. */
export function outputFieldsFile(fields: Readonly<Record<string, string>>): string {
  const rows = Object.entries(fields).map(
    ([operation, text]) => `  ${operation}:\n    '${text}',\n`,
  );
  return [
    '/** The fields that each operation puts on the item; generated from the output schemas. */\n',
    `export const OUTPUT_FIELDS: Readonly<Record<string, string>> = {\n${rows.join('')}};\n`,
  ].join('');
}

function operationOf(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.json$/, '');
}

function fieldsInWords(schema: unknown): string {
  return Object.entries(propertiesOf(schema))
    .flatMap(([name, one]) => (PARTED.includes(name) ? parts(name, one) : [field(name, one)]))
    .join('; ');
}

function parts(name: string, schema: unknown): string[] {
  return Object.entries(propertiesOf(schema))
    .filter(([part]) => part !== 'version')
    .map(([part, one]) => field(`${name}.${part}`, one));
}

function field(name: string, schema: unknown): string {
  const isList = isJson(schema) && isJson(schema['items']);
  const names = Object.keys(propertiesOf(isList ? schema['items'] : schema)).filter(
    (one) => one !== 'version',
  );
  if (names.length === 0) return name;
  return `${name} (${isList ? 'list of ' : ''}${names.join(', ')})`;
}

function propertiesOf(schema: unknown): Json {
  return isJson(schema) && isJson(schema['properties']) ? schema['properties'] : {};
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
