import { z } from 'zod';

export interface TelegramTarget {
  botToken: string;
  chatId: string;
  /** Origin of the Bot API, such as https://api.telegram.org. */
  baseUrl: string;
}

export type Delivery =
  | { delivery: 'delivered'; messageId: number }
  | { delivery: 'failed'; reason: string }
  | { delivery: 'notConfigured' }
  /** Only news were wanted, and there are none. */
  | { delivery: 'nothingNew' };

/** An alert may never hold up the loop longer than this. */
export const TELEGRAM_DEADLINE_MS = 5_000;
/** Telegram refuses longer messages. */
const MAXIMUM_LENGTH = 4_096;

const replySchema = z.object({
  ok: z.boolean(),
  description: z.string().optional(),
  result: z.object({ message_id: z.number() }).optional(),
});

/**
 * Sends one plain-text message. Never throws: a failing Telegram must not stop the loop, so a
 * failure is an answer. The token is part of the address and never of a message or reason.
 */
export async function deliverToTelegram(
  target: TelegramTarget | null,
  text: string,
  deadlineMs: number = TELEGRAM_DEADLINE_MS,
): Promise<Delivery> {
  if (!target) return { delivery: 'notConfigured' };
  const address = `${target.baseUrl.replace(/\/+$/, '')}/bot${target.botToken}/sendMessage`;
  const signal = AbortSignal.timeout(deadlineMs);
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ chat_id: target.chatId, text: text.slice(0, MAXIMUM_LENGTH) }),
      signal,
    });
    const reply = replySchema.safeParse(parsed(await response.text()));
    if (!reply.success) return failed(`HTTP ${response.status} with an unexpected answer`);
    if (!reply.data.ok || !reply.data.result) {
      return failed(`HTTP ${response.status}: ${reply.data.description ?? 'no description'}`);
    }
    return { delivery: 'delivered', messageId: reply.data.result.message_id };
  } catch {
    // The error itself may carry the address, and with it the token: only its kind is told.
    return failed(
      signal.aborted ? `no answer within ${deadlineMs} ms` : 'the address cannot be reached',
    );
  }
}

/** The JSON of a text, or undefined for anything else. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failed(reason: string): Delivery {
  return { delivery: 'failed', reason };
}
