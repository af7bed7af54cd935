import { type AccountVerdict, checkAccount } from '../risk/accountChecks';
import { connect, type SessionDeps } from './openSession';
import type { Credential } from './settings';

/** What the credential's test learns of key and account. */
export interface Probe {
  account: string;
  verdict: AccountVerdict;
}

/**
 * Reaches both markets with the credential's key and judges key and account as before an order, for
 * the credential's test. Opens no journal. Throws as `openSession`.
 */
export async function probeCredential(credential: Credential, deps: SessionDeps): Promise<Probe> {
  const { exchange, budgets } = await connect(credential, deps);
  try {
    const spot = await exchange.spotAccount();
    const [futures, key] = await Promise.all([
      exchange.futuresAccount(),
      exchange.keyPermissions(),
    ]);
    const facts = {
      environment: credential.environment,
      key,
      spotCanTrade: spot.canTrade,
      futuresCanTrade: futures.canTrade,
      oneWayMode: futures.oneWayMode,
    };
    const verdict = checkAccount(facts, {
      markets: ['spot', 'usdm'],
      positionMode: 'account',
      allowWithdrawals: credential.allowWithdrawals ?? false,
    });
    return { account: spot.uid, verdict };
  } finally {
    budgets.close();
  }
}
