import type { INodeProperties } from 'n8n-workflow';
import { ConfigurationError } from '../../lib/model/errors';
import { symbolSchema } from '../../lib/model/terms';
import { type ParameterSource, readText } from './parameters';

type Named = Pick<INodeProperties, 'name' | 'displayName'>;

/**
 * Reads trading pairs that stand in one text, parted by commas or spaces; each once. Throws
 * ConfigurationError naming what is none, or that there are too many.
 */
export function readSymbols(
  context: ParameterSource,
  { name, displayName }: Named,
  itemIndex: number,
  most: number,
): string[] {
  const symbols = [...new Set(words(readText(context, name, itemIndex)))];
  const wrong = symbols.find((symbol) => !symbolSchema.safeParse(symbol).success);
  if (wrong === undefined && symbols.length <= most) return symbols;
  throw new ConfigurationError(
    wrong === undefined
      ? `The parameter "${displayName}" of item ${itemIndex} names ${symbols.length} symbols.`
      : `The parameter "${displayName}" of item ${itemIndex} names "${wrong}".`,
    `Write at most ${most} trading pairs in capital letters, with commas, such as BTCUSDT, ETHUSDT.`,
  );
}

/** Reads positive numbers that stand in one text, as many as `count`. Throws ConfigurationError. */
export function readPositiveNumbers(
  context: ParameterSource,
  { name, displayName }: Named,
  itemIndex: number,
  count: number,
): number[] {
  const text = readText(context, name, itemIndex);
  const numbers = words(text).map(Number);
  const isUsable = numbers.every((value) => Number.isFinite(value) && value > 0);
  if (isUsable && numbers.length === count) return numbers;
  throw new ConfigurationError(
    `The parameter "${displayName}" of item ${itemIndex} is "${text}".`,
    `Write ${count} numbers above zero with commas, such as 0.5, 0.3, 0.2: one for each symbol, in their order.`,
  );
}

function words(text: string): string[] {
  return text.split(/[\s,;]+/).filter((word) => word !== '');
}
