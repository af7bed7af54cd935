import { z } from 'zod';

const schemaSchema = z.record(z.string(), z.unknown());
type JsonSchema = z.infer<typeof schemaSchema>;

/**
 * A JSON schema as n8n's editor can show it before the first run. The editor reads `type`,
 * `properties` and `items` only, so alternatives are put together: an object has the fields of all of
 * them, requires what all require, and a value that may be null has the type of what it is otherwise.
 */
export function shownSchema(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(shownSchema);
  const parsed = schemaSchema.safeParse(given);
  if (!parsed.success) return given;
  const { anyOf, oneOf, ...rest } = Object.fromEntries(
    Object.entries(parsed.data).map(([key, value]) => [key, shownSchema(value)]),
  );
  if (Array.isArray(rest['type'])) rest['type'] = rest['type'].find((type) => type !== 'null');
  const alternatives = z.array(schemaSchema).safeParse(anyOf ?? oneOf);
  if (!alternatives.success) return rest;
  const values = alternatives.data.filter(({ type }) => type !== 'null');
  return { ...rest, ...values.reduce<JsonSchema>(together, values[0] ?? { type: 'null' }) };
}

function together(left: JsonSchema, right: JsonSchema): JsonSchema {
  if (left === right) return left;
  if (left['type'] === 'object' && right['type'] === 'object') return objects(left, right);
  if (left['type'] !== right['type']) return left;
  // A constant or a pattern of one alternative says nothing about the others.
  const texts = [...textsOf(left), ...textsOf(right)];
  const isClosed = isList(left) && isList(right);
  return { type: left['type'], ...(isClosed ? { enum: [...new Set(texts)] } : {}), ...items(left) };
}

function objects(left: JsonSchema, right: JsonSchema): JsonSchema {
  const [mine, theirs] = [propertiesOf(left), propertiesOf(right)];
  const names = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
  const properties = names.map((name) => {
    const [one, other] = [mine[name], theirs[name]];
    return [name, one && other ? together(one, other) : (one ?? other)];
  });
  const required = requiredOf(left).filter((name) => requiredOf(right).includes(name));
  return { type: 'object', properties: Object.fromEntries(properties), required };
}

function items(schema: JsonSchema): JsonSchema {
  return 'items' in schema ? { items: schema['items'] } : {};
}

function propertiesOf(schema: JsonSchema): Record<string, JsonSchema> {
  return z.record(z.string(), schemaSchema).parse(schema['properties'] ?? {});
}

function requiredOf(schema: JsonSchema): string[] {
  return z.array(z.string()).parse(schema['required'] ?? []);
}

function isList(schema: JsonSchema): boolean {
  return 'const' in schema || 'enum' in schema;
}

function textsOf(schema: JsonSchema): unknown[] {
  return 'const' in schema ? [schema['const']] : z.array(z.unknown()).parse(schema['enum'] ?? []);
}
