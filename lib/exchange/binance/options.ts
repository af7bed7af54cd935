import type { Clock } from '../../model/clock';
import { ConfigurationError } from '../../model/errors';
import type { Environment, Market } from '../../model/terms';

/** One line of what the gateway did. It never carries parameters, headers, keys or signatures. */
export interface BinanceLogEvent {
  at: number;
  market: Market;
  method: string;
  path: string;
  tookMs: number;
  /** "ok", or the kind of the failure. */
  result: string;
  status: number | null;
  code: number | null;
}

export interface BinanceExchangeOptions {
  environment: Environment;
  /** Origin of the exchange, such as http://127.0.0.1:4010; spot and USD-M share it. */
  baseUrl: string;
  /** Empty for public data only: signed calls are then refused before anything is sent. */
  apiKey: string;
  apiSecret: string;
  /** The host's clock, epoch ms. */
  hostNow: Clock;
  /** Longest wait for the reply of one request. Default 10,000 ms. */
  requestDeadlineMs?: number;
  /** How long the exchange may accept a signed request after its timestamp. Default 5,000 ms. */
  recvWindowMs?: number;
  log?: (event: BinanceLogEvent) => void;
}

/** The options with defaults filled in and the address in its plain form. */
export interface BinanceSettings {
  baseUrl: string;
  apiKey: string;
  apiSecret: string;
  hostNow: Clock;
  requestDeadlineMs: number;
  recvWindowMs: number;
  log: (event: BinanceLogEvent) => void;
}

/** Hosts on which real or testnet money moves; the simulator's address may never be one of them. */
const VENUE_DOMAINS = ['binance.com', 'binance.us', 'binance.vision', 'binancefuture.com'];

/** Longest recvWindow that the exchange accepts (reference D1), in ms. */
const LONGEST_RECV_WINDOW_MS = 60_000;

/**
 * Checks the options and fills in the defaults. Throws ConfigurationError for an environment that
 * is not available, an unusable address, half a key pair or a time limit out of range.
 */
export function checkOptions(options: BinanceExchangeOptions): BinanceSettings {
  if (options.environment !== 'simulator') {
    throw new ConfigurationError(
      `The environment "${options.environment}" is not available yet in this version.`,
      'Choose the environment Simulator in the credential.',
    );
  }
  if ((options.apiKey === '') !== (options.apiSecret === '')) {
    throw new ConfigurationError(
      'The credential has only one half of the API key pair.',
      'Enter both the API key and the API secret, or neither for public data.',
    );
  }
  return {
    baseUrl: checkAddress(options.baseUrl),
    apiKey: options.apiKey,
    apiSecret: options.apiSecret,
    hostNow: options.hostNow,
    requestDeadlineMs: checkLimit(
      'requestDeadlineMs',
      options.requestDeadlineMs ?? 10_000,
      300_000,
    ),
    recvWindowMs: checkLimit('recvWindowMs', options.recvWindowMs ?? 5_000, LONGEST_RECV_WINDOW_MS),
    log: options.log ?? (() => undefined),
  };
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
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  if (VENUE_DOMAINS.some((domain) => host === domain || host.endsWith(`.${domain}`))) {
    throw new ConfigurationError(
      `The address of the simulator points to ${host}, where real orders would be placed.`,
      wayOut,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function checkLimit(name: string, valueMs: number, highestMs: number): number {
  if (Number.isInteger(valueMs) && valueMs >= 1 && valueMs <= highestMs) return valueMs;
  throw new ConfigurationError(
    `${name} is ${valueMs}, which is not a whole number of milliseconds from 1 to ${highestMs}.`,
    `Choose a value within the limits.`,
  );
}
