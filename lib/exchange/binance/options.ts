import type { MainClient } from 'binance';
import type { BudgetStore } from '../../model/budget';
import type { Clock } from '../../model/clock';
import { ConfigurationError } from '../../model/errors';
import type { Environment, Market } from '../../model/terms';
import { type Addresses, addressesOf } from './hosts';
import { MemoryBudgets } from './limits/memoryStore';
import { type LimitPreset, SAFETY_SHARE } from './limits/tables';

/** Carries requests in place of sockets: the `adapter` of the axios that the package brings. */
export type HttpAdapter = NonNullable<
  NonNullable<ConstructorParameters<typeof MainClient>[1]>['adapter']
>;

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
  /**
   * Simulator only, and required there: origin of the paper exchange, such as
   * http://127.0.0.1:4010, or one for each market. Testnet and Mainnet have fixed hosts.
   */
  baseUrl?: string | Addresses;
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
  /** A clock that never jumps, in ms from any origin. Default: performance.now. */
  monotonicNow?: Clock;
  /** Runs `work` in `ms`, unless the function answered is called before. Default: setTimeout. */
  after?: (ms: number, work: () => void) => () => void;
  /** Waits for a budget and between the repeats of a read. Default: by `after`. */
  sleep?: (ms: number) => Promise<void>;
  /** A number in [0, 1) for the jitter of the back-off. Default: Math.random. */
  random?: () => number;
  /** For tests. Default: sockets. */
  adapter?: HttpAdapter;
  /** What belongs to this machine. Default: counted in this process alone. */
  machineBudgets?: BudgetStore;
  /** What belongs to the account. Default: counted in this exchange alone. */
  accountBudgets?: BudgetStore;
  /** Simulator only: names it in the machine's budgets where its address changes. */
  hostName?: string;
  /** Default: reported. */
  limitPreset?: LimitPreset;
  /** The share of every limit of the exchange that is used, above 0 and at most 1. Default 0.7. */
  safetyShare?: number;
}

/** The options with defaults filled in and the addresses in their plain form. */
export interface BinanceSettings {
  baseUrls: Addresses;
  hostNames: Readonly<Record<Market, string>>;
  apiKey: string;
  apiSecret: string;
  hostNow: Clock;
  requestDeadlineMs: number;
  recvWindowMs: number;
  log: (event: BinanceLogEvent) => void;
  monotonicNow: Clock;
  after: (ms: number, work: () => void) => () => void;
  sleep: (ms: number) => Promise<void>;
  random: () => number;
  adapter: HttpAdapter | undefined;
  machineBudgets: BudgetStore;
  accountBudgets: BudgetStore;
  limitPreset: LimitPreset;
  safetyShare: number;
}

/** Budgets of exchanges that were given none, shared by this process. */
const processBudgets = new MemoryBudgets();

/** Longest recvWindow that the exchange accepts (reference D1), in ms. */
const LONGEST_RECV_WINDOW_MS = 60_000;

/**
 * Checks the options and fills in the defaults. Throws ConfigurationError for an address that is
 * unusable or not the environment's to choose, half a key pair or a time limit out of range.
 */
export function checkOptions(options: BinanceExchangeOptions): BinanceSettings {
  if ((options.apiKey === '') !== (options.apiSecret === '')) {
    throw new ConfigurationError(
      'The credential has only one half of the API key pair.',
      'Enter both the API key and the API secret, or neither for public data.',
    );
  }
  const baseUrls = addressesOf(options.environment, options.baseUrl);
  const after = options.after ?? runAfter;
  return {
    baseUrls,
    hostNames: hostNamesOf(options, baseUrls),
    apiKey: options.apiKey,
    apiSecret: options.apiSecret,
    hostNow: options.hostNow,
    requestDeadlineMs: checkTimeLimit(
      'requestDeadlineMs',
      options.requestDeadlineMs ?? 10_000,
      300_000,
    ),
    recvWindowMs: checkTimeLimit(
      'recvWindowMs',
      options.recvWindowMs ?? 5_000,
      LONGEST_RECV_WINDOW_MS,
    ),
    log: options.log ?? (() => undefined),
    monotonicNow: options.monotonicNow ?? (() => performance.now()),
    after,
    sleep: options.sleep ?? ((ms) => new Promise((resolve) => void after(ms, resolve))),
    random: options.random ?? Math.random,
    adapter: options.adapter,
    machineBudgets: options.machineBudgets ?? processBudgets,
    accountBudgets: options.accountBudgets ?? new MemoryBudgets(),
    limitPreset: options.limitPreset ?? 'reported',
    safetyShare: checkShare(options.safetyShare ?? SAFETY_SHARE),
  };
}

/** The exchange's own hosts are named by their addresses, whatever else is wished. */
function hostNamesOf(
  { environment, hostName }: BinanceExchangeOptions,
  baseUrls: Addresses,
): Readonly<Record<Market, string>> {
  if (environment !== 'simulator' || hostName === undefined) return baseUrls;
  return { spot: hostName, usdm: hostName };
}

function runAfter(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
}

function checkShare(share: number): number {
  if (share > 0 && share <= 1) return share;
  throw new ConfigurationError(
    `The safety share is ${share}, which is not above 0 and at most 1.`,
    'Choose a share such as 0.7.',
  );
}

function checkTimeLimit(name: string, valueMs: number, highestMs: number): number {
  if (Number.isInteger(valueMs) && valueMs >= 1 && valueMs <= highestMs) return valueMs;
  throw new ConfigurationError(
    `${name} is ${valueMs}, which is not a whole number of milliseconds from 1 to ${highestMs}.`,
    `Choose a value within the limits.`,
  );
}
