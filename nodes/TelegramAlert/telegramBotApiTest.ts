import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { z } from 'zod';
import { TELEGRAM_DEADLINE_MS } from '../../lib/alerts/telegram';
import { messageOf } from '../shared/errors';
import { checkedTarget } from './target';

const replySchema = z.object({
  ok: z.boolean(),
  description: z.string().optional(),
  result: z.object({ username: z.string() }).optional(),
});

/** Asks Telegram who the bot is. The token is part of the address and of no message. */
export async function telegramBotApiTest(
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  try {
    const target = checkedTarget(credential.data);
    return await askForBot(`${target.baseUrl.replace(/\/+$/, '')}/bot${target.botToken}/getMe`);
  } catch (error) {
    return { status: 'Error', message: messageOf(error) };
  }
}

async function askForBot(address: string): Promise<INodeCredentialTestResult> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(TELEGRAM_DEADLINE_MS) });
    const reply = replySchema.safeParse(await response.json());
    if (reply.success && reply.data.ok && reply.data.result) {
      return { status: 'OK', message: `The bot @${reply.data.result.username} answers` };
    }
    const why = reply.success ? (reply.data.description ?? 'no description') : 'unexpected answer';
    return { status: 'Error', message: `Telegram answered HTTP ${response.status}: ${why}` };
  } catch {
    return { status: 'Error', message: 'Telegram cannot be reached at the base URL' };
  }
}
