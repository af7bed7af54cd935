import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { DeltagridError } from '../../lib/model/errors';
import { probeCredential } from '../../lib/session/probeCredential';
import { messageOf } from './errors';
import { checkedCredential, sessionDeps } from './session';

/**
 * Reaches both markets with the key and answers the account's number; what would keep every order
 * back is an error here already.
 */
export async function binanceApiTest(
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  try {
    const checked = checkedCredential(credential.data);
    const { account, verdict } = await probeCredential(checked, sessionDeps(this.logger));
    const answer = `Account ${account} on ${checked.environment} answers`;
    const [denial] = verdict.denials;
    if (denial) {
      return { status: 'Error', message: `${answer}, but ${denial.message} (${denial.code})` };
    }
    return { status: 'OK', message: [answer, ...verdict.warnings].join('. ') };
  } catch (error) {
    const wayOut = error instanceof DeltagridError ? ` ${error.wayOut}` : '';
    return { status: 'Error', message: `${messageOf(error)}${wayOut}` };
  }
}
