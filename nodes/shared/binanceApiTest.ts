import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { DeltagridError } from '../../lib/model/errors';
import { probeCredential } from '../../lib/session/openSession';
import { messageOf } from './errors';
import { checkedCredential, sessionDeps } from './session';

/** Reaches the exchange with the key and answers the account's number. */
export async function binanceApiTest(
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  try {
    const checked = checkedCredential(credential.data);
    const account = await probeCredential(checked, sessionDeps(this.logger));
    return { status: 'OK', message: `Account ${account} on ${checked.environment} answers` };
  } catch (error) {
    const wayOut = error instanceof DeltagridError ? ` ${error.wayOut}` : '';
    return { status: 'Error', message: `${messageOf(error)}${wayOut}` };
  }
}
