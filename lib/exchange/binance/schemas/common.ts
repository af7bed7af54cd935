import { z } from 'zod';
import { ConfigurationError } from '../../../model/errors';
import type { RestRequest } from '../client';

/**
 * A decimal number as the exchange writes it, without trailing zeros and cut behind 16 decimals
 * (only derived figures such as liquidation prices carry more). Numbers are refused: they may have
 * lost digits already.
 */
export const decimalText = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, 'not a plain decimal number')
  .transform(plainDecimal);

function plainDecimal(text: string): string {
  const [whole = '0', fraction = ''] = text.split('.');
  const kept = fraction.slice(0, 16).replace(/0+$/, '');
  const negative = whole.startsWith('-');
  const digits = whole.replace(/^-/, '').replace(/^0+(?=\d)/, '');
  const plain = kept === '' ? digits : `${digits}.${kept}`;
  return negative && plain !== '0' ? `-${plain}` : plain;
}

/** An id: a number, or text where it exceeds 2^53 (see json.ts). Becomes text. */
export const idText = z
  .union([z.string().regex(/^\d+$/, 'not an id'), z.number().int().nonnegative()])
  .transform(String);

export const epochMs = z.number().int().nonnegative();

/**
 * The answer, checked. Throws ConfigurationError with the endpoint and the field that is not as
 * documented: another try would bring the same.
 */
export function parseAnswer<T>(schema: z.ZodType<T>, body: unknown, request: RestRequest): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    `${request.method} ${request.path} answered something unexpected: ${faultOf(parsed.error)}.`,
    'Check the address of the exchange; if it is right, this version does not know its answers.',
  );
}

/** Field and reason of the first fault, without the value. */
export function faultOf(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'unknown field';
  const field = issue.path.length === 0 ? 'the whole answer' : issue.path.map(String).join('.');
  return `${field}: ${issue.message}`;
}
