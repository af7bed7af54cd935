import { homedir } from 'node:os';
import { join } from 'node:path';
import type { IExecuteFunctions } from 'n8n-workflow';
import { TransientError } from '../../lib/model/errors';
import { latchWithoutExchange } from '../../lib/session/latchWithoutExchange';
import { openSession, type Session, type SessionDeps } from '../../lib/session/openSession';
import { type Credential, parseCredential } from '../../lib/session/settings';
import { messageOf, nodeError } from './errors';

type Logger = IExecuteFunctions['logger'];

/** What a field holds that n8n left out, because it is hidden for the chosen environment. */
const DEFAULTS = {
  environment: 'simulator',
  apiKey: '',
  apiSecret: '',
  simulatorUrl: '',
  journalName: 'default',
};

/** The values of a "Binance API" credential, checked. Throws ConfigurationError naming the field. */
export function checkedCredential(values: object | undefined): Credential {
  return parseCredential({ ...DEFAULTS, ...values });
}

/** The node's credential. Throws NodeOperationError when there is none or a field is unusable. */
export async function readCredential(context: IExecuteFunctions): Promise<Credential> {
  const values = await context.getCredentials('binanceApi');
  try {
    return checkedCredential(values);
  } catch (error) {
    throw nodeError(context, error);
  }
}

/** What a session needs from the machine: n8n's folder, the clock and the log. */
export function sessionDeps(logger: Logger): SessionDeps {
  return {
    n8nFolder: join(process.env['N8N_USER_FOLDER'] ?? homedir(), '.n8n'),
    hostNow: Date.now,
    log: (event) => logger.debug('Request to the exchange', { ...event }),
  };
}

/**
 * Opens the credential once, does the work and closes it again, whatever happens. With a
 * `latchReason` the kill switch is engaged even if the exchange cannot be reached.
 */
export async function withSession<Result>(
  context: IExecuteFunctions,
  credential: Credential,
  work: (session: Session) => Promise<Result>,
  latchReason: string | null = null,
): Promise<Result> {
  const deps = sessionDeps(context.logger);
  let session: Session;
  try {
    session = await openSession(credential, deps);
  } catch (error) {
    const isLatched = latchReason !== null && latchWithoutExchange(credential, deps, latchReason);
    if (isLatched) context.logger.warn('The kill switch was engaged without the exchange');
    throw nodeError(context, isLatched ? latchedAllTheSame(error) : error);
  }
  try {
    return await work(session);
  } finally {
    session.close();
  }
}

function latchedAllTheSame(error: unknown): TransientError {
  return new TransientError(
    `The kill switch is engaged, but nothing else could be done: ${messageOf(error)}`,
    'Orders and positions still stand at the exchange. Run this again as soon as it can be reached.',
  );
}
