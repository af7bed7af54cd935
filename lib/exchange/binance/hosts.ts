import { ConfigurationError } from '../../model/errors';
import type { Environment, Market } from '../../model/terms';

/** The origin of each market, without a slash at the end. */
export type Addresses = Readonly<Record<Market, string>>;

/** An environment at the exchange itself. */
export type Venue = Exclude<Environment, 'simulator'>;

/**
 * The hosts of the environments at the exchange (reference A1). They are fixed: no setting changes
 * them. Testnet is demo trading, where one key serves both markets, as on Mainnet.
 */
export const VENUE_ADDRESSES: Readonly<Record<Venue, Addresses>> = {
  testnet: { spot: 'https://demo-api.binance.com', usdm: 'https://demo-fapi.binance.com' },
  mainnet: { spot: 'https://api.binance.com', usdm: 'https://fapi.binance.com' },
};

/** Hosts on which real or testnet money moves; the simulator's address may never be one of them. */
const VENUE_DOMAINS = ['binance.com', 'binance.us', 'binance.vision', 'binancefuture.com'];

/**
 * Where an environment's requests go. Only the simulator has an address of its own, for both markets
 * or for each. Throws ConfigurationError for one that is missing, unusable or the real exchange's,
 * and for one that is given where the address is fixed.
 */
export function addressesOf(
  environment: Environment,
  baseUrl: string | Addresses | undefined,
): Addresses {
  if (environment !== 'simulator') {
    if (baseUrl === undefined) return VENUE_ADDRESSES[environment];
    throw new ConfigurationError(
      `An address was given for ${environment}, whose address is fixed.`,
      'Leave the address away, or choose the environment Simulator.',
    );
  }
  if (typeof baseUrl === 'object') {
    return { spot: checkAddress(baseUrl.spot), usdm: checkAddress(baseUrl.usdm) };
  }
  const address = checkAddress(baseUrl ?? '');
  return { spot: address, usdm: address };
}

function checkAddress(baseUrl: string): string {
  const wayOut = 'Enter an address such as http://127.0.0.1:4010.';
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new ConfigurationError('The address of the simulator is not an http address.', wayOut);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ConfigurationError(
      'The address of the simulator carries a user name, a query or a fragment.',
      wayOut,
    );
  }
  const host = url.hostname.toLowerCase().replace(/\.+$/, '');
  if (VENUE_DOMAINS.some((domain) => host === domain || host.endsWith(`.${domain}`))) {
    throw new ConfigurationError(
      `The address of the simulator points to ${host}, where real orders would be placed.`,
      wayOut,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
