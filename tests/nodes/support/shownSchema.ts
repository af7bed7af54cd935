type Json = Record<string, unknown>;

/**
 * A JSON schema as the editor of n8n can show it before the first run: it lists the properties of
 * objects and the first type of a value, and shows nothing of alternatives. So the alternatives of an
 * object become one object with the fields of all, and "or null" a type beside the other.
 */
export function shownSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(shownSchema);
  if (!isJson(schema)) return schema;
  const { anyOf, oneOf, ...rest } = mapped(schema);
  const alternatives = [anyOf, oneOf].find(Array.isArray)?.filter(isJson);
  if (!alternatives) return mapped(schema);
  const wanted = alternatives.filter(({ type }) => type !== 'null');
  const isNullable = wanted.length < alternatives.length;
  const objects = wanted.filter(({ type }) => type === 'object');
  if (objects.length > 0) return { ...rest, ...objects.reduce(together) };
  const [first = {}] = wanted;
  const nullable = isNullable && typeof first['type'] === 'string' ? [first['type'], 'null'] : null;
  return { ...rest, ...first, ...(nullable ? { type: nullable } : {}) };
}

function mapped(schema: Json): Json {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, shownSchema(value)]),
  );
}

function together(one: Json, other: Json): Json {
  const [a, b] = [propertiesOf(one), propertiesOf(other)];
  const both = Object.keys(a).filter((key) => key in b);
  const shared = both.map((key) => [key, either(a[key], b[key])]);
  const [requiredA, requiredB] = [requiredOf(one), requiredOf(other)];
  return {
    ...one,
    properties: { ...b, ...a, ...Object.fromEntries(shared) },
    required: requiredA.filter((key) => requiredB.includes(key)),
  };
}

/** Two texts that are fixed become one of both; otherwise the first says what the field is. */
function either(one: unknown, other: unknown): unknown {
  const values = [...valuesOf(one), ...valuesOf(other)];
  const areFixed = valuesOf(one).length > 0 && valuesOf(other).length > 0;
  return areFixed ? { type: 'string', enum: [...new Set(values)] } : one;
}

function valuesOf(schema: unknown): unknown[] {
  if (!isJson(schema)) return [];
  if (typeof schema['const'] === 'string') return [schema['const']];
  return Array.isArray(schema['enum']) ? schema['enum'] : [];
}

function propertiesOf(schema: Json): Json {
  return isJson(schema['properties']) ? schema['properties'] : {};
}

function requiredOf(schema: Json): unknown[] {
  return Array.isArray(schema['required']) ? schema['required'] : [];
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
