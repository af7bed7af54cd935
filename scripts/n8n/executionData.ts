import { isJsonObject, valueAt, type JsonObject } from './json';

/**
 * Reads the format in which n8n stores the data of an execution (npm package `flatted`): a list of
 * values in which every text inside an object or list is the position of the value it stands for.
 */
export function parseFlatted(text: string): unknown {
  const values: unknown = JSON.parse(text);
  if (!Array.isArray(values)) throw new Error('The data of the execution is no list of values.');
  const list: readonly unknown[] = values;
  const known = new Map<number, unknown>();

  const follow = (value: unknown): unknown =>
    typeof value === 'string' ? read(Number(value)) : value;
  const read = (position: number): unknown => {
    if (known.has(position)) return known.get(position);
    const value = list[position];
    if (Array.isArray(value)) {
      const copy: unknown[] = [];
      known.set(position, copy);
      for (const entry of value) copy.push(follow(entry));
      return copy;
    }
    if (isJsonObject(value)) {
      const copy: Record<string, unknown> = {};
      known.set(position, copy);
      for (const [key, entry] of Object.entries(value)) copy[key] = follow(entry);
      return copy;
    }
    return value;
  };
  return read(0);
}

function startOf(run: unknown): number {
  const index = valueAt(run, 'executionIndex');
  return typeof index === 'number' ? index : 0;
}

/** The first item of the first output that has one. */
function firstItem(run: unknown): JsonObject {
  const outputs = valueAt(run, 'data', 'main');
  if (!Array.isArray(outputs)) return {};
  for (const output of outputs) {
    const item = valueAt(output, 0, 'json');
    if (isJsonObject(item)) return item;
  }
  return {};
}

function reasonOf(data: unknown): string {
  const message = valueAt(data, 'resultData', 'error', 'message');
  if (typeof message !== 'string') return '';
  const node = valueAt(data, 'resultData', 'error', 'node', 'name');
  const description = valueAt(data, 'resultData', 'error', 'description');
  const text = typeof description === 'string' ? `${message} (${description})` : message;
  return typeof node === 'string' ? `${node}: ${text}` : text;
}

/**
 * Returns what went wrong in an execution (empty if nothing), what its items carried in the end, and
 * the first item that each node gave, by the node's name.
 */
export function describeRun(flatted: string): {
  reason: string;
  item: JsonObject;
  items: Readonly<Record<string, JsonObject>>;
} {
  const data = parseFlatted(flatted);
  const runData = valueAt(data, 'resultData', 'runData');
  const runs = isJsonObject(runData)
    ? Object.entries(runData).flatMap(([name, of]) =>
        Array.isArray(of) ? of.filter(isJsonObject).map((run) => ({ name, run })) : [],
      )
    : [];
  const given = runs
    .sort((one, other) => startOf(one.run) - startOf(other.run))
    .map(({ name, run }) => ({ name, item: firstItem(run) }));
  return {
    reason: reasonOf(data),
    item: Object.assign({}, ...given.map(({ item }) => item)),
    items: Object.fromEntries(given.map(({ name, item }) => [name, item])),
  };
}
