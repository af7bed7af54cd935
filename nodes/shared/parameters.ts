import type { INodeProperties } from 'n8n-workflow';
import { ConfigurationError } from '../../lib/model/errors';
import { scopeSchema } from '../../lib/model/plan';
import { symbolSchema } from '../../lib/model/terms';

/** Where parameters are read from: n8n, or a document of settings before it. */
export interface ParameterSource {
  getNodeParameter(name: string, itemIndex: number, fallback?: unknown): unknown;
}

/** A number that the user sets, with the limits that both the editor and the node hold it to. */
export interface NumberParameter {
  name: string;
  /** With the unit in parentheses. */
  displayName: string;
  description: string;
  default: number;
  minimum: number;
  maximum: number;
  /** Decimal places; 0 for whole numbers. */
  decimals: number;
}

/** The parameter as the editor shows it, for some operations of a node. */
export function numberProperty(
  parameter: NumberParameter,
  operations: readonly string[],
): INodeProperties {
  const { name, displayName, description, minimum, maximum, decimals } = parameter;
  const defaultValue = parameter.default;
  return {
    displayName,
    name,
    type: 'number',
    default: defaultValue,
    typeOptions: { minValue: minimum, maxValue: maximum, numberPrecision: decimals },
    displayOptions: { show: { operation: [...operations] } },
    description: `${description}. From ${minimum} to ${maximum}.`,
  };
}

/** Reads a number for an item. Throws ConfigurationError: an expression may give anything. */
export function readNumber(
  context: ParameterSource,
  parameter: NumberParameter,
  itemIndex: number,
): number {
  const value: unknown = context.getNodeParameter(parameter.name, itemIndex, parameter.default);
  const { minimum, maximum, decimals, displayName } = parameter;
  const isUsable =
    typeof value === 'number' &&
    value >= minimum &&
    value <= maximum &&
    (decimals > 0 || Number.isInteger(value));
  if (!isUsable) {
    throw new ConfigurationError(
      `The parameter "${displayName}" of item ${itemIndex} is ${JSON.stringify(value)}.`,
      `It is a ${decimals > 0 ? 'number' : 'whole number'} from ${minimum} to ${maximum}.`,
    );
  }
  return value;
}

/** Reads a yes/no parameter for an item. Throws ConfigurationError when it is neither. */
export function readBoolean(context: ParameterSource, name: string, itemIndex: number): boolean {
  const value: unknown = context.getNodeParameter(name, itemIndex, false);
  if (typeof value === 'boolean') return value;
  throw new ConfigurationError(
    `The parameter "${name}" of item ${itemIndex} is ${JSON.stringify(value)}.`,
    'It is true or false.',
  );
}

/** Reads one of several options for an item; the first one when the workflow does not name any. */
export function readOption<Option extends string>(
  context: ParameterSource,
  name: string,
  options: readonly [Option, ...Option[]],
  itemIndex: number,
): Option {
  const value: unknown = context.getNodeParameter(name, itemIndex, options[0]);
  const option = options.find((each) => each === value);
  if (option !== undefined) return option;
  throw new ConfigurationError(
    `The parameter "${name}" of item ${itemIndex} is ${JSON.stringify(value)}.`,
    `It is one of: ${options.join(', ')}.`,
  );
}

/** Reads a text parameter for an item. Throws ConfigurationError when it is no text. */
export function readText(context: ParameterSource, name: string, itemIndex: number): string {
  const value: unknown = context.getNodeParameter(name, itemIndex, '');
  if (typeof value === 'string') return value.trim();
  throw new ConfigurationError(
    `The parameter "${name}" of item ${itemIndex} is ${JSON.stringify(value)}.`,
    'It is a text.',
  );
}

/** Reads a switch for an item. Throws ConfigurationError when it is neither true nor false. */
export function readSwitch(context: ParameterSource, name: string, itemIndex: number): boolean {
  const value: unknown = context.getNodeParameter(name, itemIndex, false);
  if (typeof value === 'boolean') return value;
  throw new ConfigurationError(
    `The parameter "${name}" of item ${itemIndex} is ${JSON.stringify(value)}.`,
    'It is true or false.',
  );
}

/** Reads one of a list of options for an item. Throws ConfigurationError for any other value. */
export function readChoice<Choice extends string>(
  context: ParameterSource,
  name: string,
  choices: readonly Choice[],
  itemIndex: number,
): Choice {
  const value: unknown = context.getNodeParameter(name, itemIndex, choices[0]);
  const choice = choices.find((each) => each === value);
  if (choice !== undefined) return choice;
  throw new ConfigurationError(
    `The parameter "${name}" of item ${itemIndex} is ${JSON.stringify(value)}.`,
    `It is one of: ${choices.join(', ')}.`,
  );
}

/** The symbol that a node uses when its item names none. */
export function symbolProperty(operations: readonly string[]): INodeProperties {
  return {
    displayName: 'Symbol',
    name: 'symbol',
    type: 'string',
    default: 'BTCUSDT',
    placeholder: 'e.g. BTCUSDT',
    displayOptions: { show: { operation: [...operations] } },
    description:
      'Trading pair in the spelling of Binance. It is used when the item has no symbol of its own.',
  };
}

/** Reads the node's symbol for an item. Throws ConfigurationError when it is none. */
export function readSymbol(context: ParameterSource, itemIndex: number): string {
  const value = readText(context, 'symbol', itemIndex);
  const parsed = symbolSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    `The parameter "Symbol" of item ${itemIndex} is "${value}".`,
    'Write a trading pair in capital letters, such as BTCUSDT.',
  );
}

/** The name of the strategy whose plans, orders and figures are meant. */
export function strategyProperty(operations: readonly string[]): INodeProperties {
  return {
    displayName: 'Strategy',
    name: 'strategy',
    type: 'string',
    default: 'grid',
    displayOptions: { show: { operation: [...operations] } },
    description:
      'Name under which plans and orders are kept. Use the same name in every node of a loop; lower-case letters, digits, "-" and "_", at most 24.',
  };
}

/** Reads the strategy for an item. Throws ConfigurationError when the name is not usable. */
export function readStrategy(context: ParameterSource, itemIndex: number): string {
  const value = readText(context, 'strategy', itemIndex);
  const parsed = scopeSchema.shape.strategy.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    `The parameter "Strategy" of item ${itemIndex} is "${value}".`,
    'Use 1 to 24 lower-case letters, digits, "-" and "_", starting with a letter or digit.',
  );
}
