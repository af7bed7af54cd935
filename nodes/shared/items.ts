import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { z } from 'zod';
import { ConfigurationError } from '../../lib/model/errors';
import { type Item, itemSchema } from '../../lib/model/item';
import type { Environment } from '../../lib/model/terms';
import type { Session } from '../../lib/session/openSession';

const itemPartSchema = itemSchema.partial();
/** What an item says of itself so far; a trigger's item says nothing. */
export type ItemPart = z.infer<typeof itemPartSchema>;

const headSchema = itemPartSchema.pick({ symbol: true, environment: true });
export type ItemHead = z.infer<typeof headSchema>;

/** The JSON of an input item, with the keys that are not ours. */
export function inputJson(context: IExecuteFunctions, itemIndex: number): IDataObject {
  return context.getInputData()[itemIndex]?.json ?? {};
}

/**
 * Why an earlier node could not work on the item, or null. Such an item is passed on untouched, so
 * that the other symbols of the run go on.
 */
export function problemOf(context: IExecuteFunctions, itemIndex: number): string | null {
  const problem = inputJson(context, itemIndex)['problem'];
  return typeof problem === 'string' && problem !== '' ? problem : null;
}

/**
 * The input item of a node that works on what earlier nodes added. Throws ConfigurationError
 * naming item and field, and for an item of another environment than the credential's.
 */
export function readItem(
  context: IExecuteFunctions,
  itemIndex: number,
  environment: Environment,
): Item {
  const json = inputJson(context, itemIndex);
  if (Object.keys(json).length === 0) {
    throw new ConfigurationError(
      `Item ${itemIndex} is empty, so nothing was done.`,
      'Connect the node behind the one that makes its input, and switch off "Always Output Data" there.',
    );
  }
  const item = checked(itemSchema, json, itemIndex);
  assertEnvironment(item, itemIndex, environment);
  return item;
}

/** The same for a node that may stand first and makes the item itself. */
export function readItemPart(
  context: IExecuteFunctions,
  itemIndex: number,
  environment: Environment,
): ItemPart {
  const part = checked(itemPartSchema, inputJson(context, itemIndex), itemIndex);
  assertEnvironment(part, itemIndex, environment);
  return part;
}

/** Only symbol and environment: what Flatten asks of an item, so that nothing else is in its way. */
export function readItemHead(
  context: IExecuteFunctions,
  itemIndex: number,
  environment: Environment,
): ItemHead {
  const head = checked(headSchema, inputJson(context, itemIndex), itemIndex);
  assertEnvironment(head, itemIndex, environment);
  return head;
}

/** Makes a whole item of a part: time and environment are the session's. */
export function completeItem(part: ItemPart, symbol: string, session: Session): Item {
  return {
    ...part,
    symbol,
    at: part.at ?? session.clocks.exchangeNow(),
    environment: session.environment,
  };
}

function checked<Output>(schema: z.ZodType<Output>, json: IDataObject, itemIndex: number): Output {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConfigurationError(
    `Item ${itemIndex}, field ${fieldName(issue?.path ?? [])}: ${issue?.message ?? 'not usable'}.`,
    'Run the workflow from its trigger, and do not change what the nodes before this one added.',
  );
}

/** "plans[0].intents[2].quantity" for a path of keys and positions. */
function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, key) => {
    if (typeof key === 'number') return `${name}[${key}]`;
    return name === '' ? String(key) : `${name}.${String(key)}`;
  }, '');
}

function assertEnvironment(head: ItemHead, itemIndex: number, environment: Environment): void {
  if (head.environment === undefined || head.environment === environment) return;
  throw new ConfigurationError(
    `Item ${itemIndex} was made on ${head.environment}, but the credential says ${environment}.`,
    'Choose the same Binance credential in every node of the workflow.',
  );
}
