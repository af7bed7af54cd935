import type { Clock } from '../model/clock';
import { PAPER_KEY, PAPER_SECRET, paperExchangeUrl } from './paperExchange';
import { type Credential, keyFingerprint, paperExchangeFile } from './settings';

/** Where a credential's requests go, as what, and by which name its key is known in this process. */
export interface Place {
  /** Options of the exchange; an address and its name only for a paper exchange. */
  options: { apiKey: string; apiSecret: string; baseUrl?: string; hostName?: string };
  fingerprint: string;
}

/**
 * The place of a credential. At the exchange itself the environment alone decides: what the field of
 * the simulator's address still holds is not looked at. Starts the built-in paper exchange where it
 * is wanted.
 */
export async function placeOf(
  credential: Credential,
  deps: { n8nFolder: string; hostNow: Clock },
): Promise<Place> {
  const { environment, apiKey, apiSecret, simulatorUrl } = credential;
  if (environment !== 'simulator') {
    const fingerprint = keyFingerprint(environment, '', apiKey);
    return { options: { apiKey, apiSecret }, fingerprint };
  }
  const isBuiltIn = simulatorUrl === '';
  const file = paperExchangeFile(deps.n8nFolder, credential);
  // A built-in exchange gets a new port in every process: its file is its address.
  const hostName = isBuiltIn ? file : simulatorUrl;
  const options = {
    baseUrl: isBuiltIn ? await paperExchangeUrl(file, deps.hostNow) : simulatorUrl,
    hostName,
    apiKey: apiKey === '' ? PAPER_KEY : apiKey,
    apiSecret: apiSecret === '' ? PAPER_SECRET : apiSecret,
  };
  return { options, fingerprint: keyFingerprint(environment, hostName, options.apiKey) };
}
