import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { TelegramTarget } from '../../lib/alerts/telegram';
import { ConfigurationError } from '../../lib/model/errors';

const credentialSchema = z.object({
  botToken: z.string().trim().min(1),
  chatId: z.union([z.string(), z.number()]).transform((value) => String(value).trim()),
  baseUrl: z.string().trim(),
});

/** The values of a "Telegram Bot API" credential. Throws ConfigurationError naming the field. */
export function checkedTarget(values: object | undefined): TelegramTarget {
  const parsed = credentialSchema.safeParse({ baseUrl: 'https://api.telegram.org', ...values });
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '?';
  throw new ConfigurationError(
    `The Telegram credential's field "${field}" is not usable.`,
    'Open the credential and correct the field.',
  );
}

/** Where the node's alerts go, or null when no credential is chosen. */
export async function telegramTarget(
  context: IExecuteFunctions,
  itemIndex: number,
): Promise<TelegramTarget | null> {
  if (!context.getNode().credentials?.['telegramBotApi']) return null;
  return checkedTarget(await context.getCredentials('telegramBotApi', itemIndex));
}
