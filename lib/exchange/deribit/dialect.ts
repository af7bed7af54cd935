import { z } from 'zod';
import type { ForeignDialect } from '../foreignClient';
import type { ForeignRefusal } from '../foreignErrors';

const refusalSchema = z.object({
  error: z.object({ code: z.number().int(), message: z.string() }),
});
/** Deribit's code for an address that asks too often. */
const TOO_MANY_REQUESTS = 10028;

function refusalIn(body: unknown): ForeignRefusal | null {
  const parsed = refusalSchema.safeParse(body);
  if (!parsed.success) return null;
  const { code, message } = parsed.data.error;
  return { code, message, limited: code === TOO_MANY_REQUESTS };
}

/** Deribit's JSON-RPC around a result. */
export function deribitDialect<Result>(
  result: z.ZodType<Result>,
): ForeignDialect<{ result: Result }> {
  return { schema: z.object({ result }), refusalIn };
}
