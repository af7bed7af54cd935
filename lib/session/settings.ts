import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { LIMIT_PRESETS, type Venue } from '../exchange/binance';
import { ConfigurationError } from '../model/errors';
import { type Environment, environmentSchema } from '../model/terms';

/** What the credential "Binance API" says. */
export const credentialSchema = z.object({
  environment: environmentSchema,
  apiKey: z.string().trim(),
  apiSecret: z.string().trim(),
  /** Simulator only: origin of a paper exchange of its own process; empty for the built-in one. */
  simulatorUrl: z.string().trim(),
  journalName: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'lower-case letters, digits, "-" and "_"'),
  /** Quote on spot that the strategy works with; empty or absent: all that is free at the start. */
  allocatedQuote: z
    .string()
    .trim()
    .regex(/^(\d{1,15}(\.\d{1,8})?)?$/, 'an amount such as 5000')
    .optional(),
  /** Mainnet only: trade although the key may withdraw. Default false. */
  allowWithdrawals: z.boolean().optional(),
  /** Which table of rate limits is kept; default reported. */
  limitPreset: z.enum(LIMIT_PRESETS).optional(),
  /** The share of every limit of the exchange that is used; default 0.7. */
  safetyShare: z.number().gt(0).lte(1).optional(),
});
export type Credential = z.infer<typeof credentialSchema>;

/** Checks a credential's values. Throws ConfigurationError naming the field, never its value. */
export function parseCredential(values: unknown): Credential {
  const parsed = credentialSchema.safeParse(values);
  if (parsed.success) {
    requireKeys(parsed.data);
    return parsed.data;
  }
  const issue = parsed.error.issues[0];
  throw new ConfigurationError(
    `The Binance credential's field "${issue?.path.join('.') ?? '?'}" is not usable: ${issue?.message ?? 'unknown'}.`,
    'Open the credential and correct the field.',
  );
}

/** The paper exchange has keys of its own; at the exchange nothing is done without the user's. */
function requireKeys({ environment, apiKey, apiSecret }: Credential): void {
  if (environment === 'simulator') return;
  const name = environment === 'mainnet' ? 'Mainnet' : 'Testnet';
  const empty = [
    ...(apiKey === '' ? ['"apiKey" (API Key)'] : []),
    ...(apiSecret === '' ? ['"apiSecret" (API Secret)'] : []),
  ];
  if (empty.length > 0) {
    throw new ConfigurationError(
      `The environment ${name} needs the Binance credential's ${empty.join(' and ')}, which ${empty.length > 1 ? 'are' : 'is'} empty.`,
      `Enter a key of ${WHERE_KEYS_ARE_MADE[environment]}, or choose the environment Simulator, which needs none.`,
    );
  }
  if (apiSecret.includes('-----BEGIN')) {
    throw new ConfigurationError(
      'The Binance credential\'s field "apiSecret" holds a private key; requests are signed with HMAC here.',
      'Make a system-generated (HMAC) key at the exchange and enter its secret.',
    );
  }
}

const WHERE_KEYS_ARE_MADE: Readonly<Record<Venue, string>> = {
  testnet: 'demo trading (demo.binance.com, API Management)',
  mainnet: 'your account (binance.com, API Management)',
};

/** The file of a credential's journal, inside the n8n folder. */
export function journalFile(n8nFolder: string, credential: Credential): string {
  return join(n8nFolder, 'deltagrid', `${credential.environment}-${credential.journalName}.sqlite`);
}

/** The file of the rate limits and bans of this machine, shared by every credential. */
export function machineFile(n8nFolder: string): string {
  return join(n8nFolder, 'deltagrid', 'machine.sqlite');
}

/** The file of the built-in paper exchange that belongs to a journal. */
export function paperExchangeFile(n8nFolder: string, credential: Credential): string {
  return join(n8nFolder, 'deltagrid', `paper-exchange-${credential.journalName}.sqlite`);
}

/** Names a key of an environment without telling it; a simulator's address is part of the name. */
export function keyFingerprint(environment: Environment, address: string, apiKey: string): string {
  return createHash('sha256').update(`${environment}\n${address}\n${apiKey}`).digest('hex');
}
