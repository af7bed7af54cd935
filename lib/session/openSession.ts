import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  type BinanceExchangeOptions,
  type BinanceLogEvent,
  type BudgetUse,
  createBinanceExchange,
} from '../exchange/binance';
import type { ForeignSources } from '../exchange/foreignPort';
import type { Exchange } from '../exchange/port';
import type { Journal } from '../journal/port';
import { machineBudgets } from '../journal/sqlite/machineStore';
import { openSqliteJournal } from '../journal/sqlite/sqliteJournal';
import type { Clock, Clocks } from '../model/clock';
import type { Environment } from '../model/terms';
import { accountBudgets } from './accountBudgets';
import { budgetsOnFullDisk } from './budgetsOnFullDisk';
import { openForeignSources } from './foreignSources';
import { placeOf } from './place';
import { type Credential, journalFile, machineFile } from './settings';

/** One credential opened: everything that a node's work needs, and nothing else. */
export interface Session {
  environment: Environment;
  /** Number of the account that the journal is bound to. */
  account: string;
  exchange: Exchange;
  /** Other venues' public data, for operations that the user allows to ask there. */
  foreign: ForeignSources;
  journal: Journal;
  clocks: Clocks;
  /** The user lets the key withdraw, which trading never needs. */
  allowWithdrawals: boolean;
  /** Waits so many milliseconds of host time. */
  sleep(ms: number): Promise<void>;
  /** Every rate limit that is kept, with what is taken of its running window. */
  usage(): BudgetUse[];
  close(): void;
}

/** Time and transport of the exchange, for tests that hold them still. */
export type ExchangeSeams = Pick<
  BinanceExchangeOptions,
  'adapter' | 'after' | 'sleep' | 'random' | 'monotonicNow'
>;

export interface SessionDeps {
  /** Folder in which n8n keeps its own files. */
  n8nFolder: string;
  hostNow: Clock;
  log?: (event: BinanceLogEvent) => void;
  seams?: ExchangeSeams;
}

/** Accounts by key, so that a loop does not ask for the account's number at every step. */
const accounts = new Map<string, string>();

/**
 * Opens the journal and the exchange of a credential and makes sure that they belong together.
 * Throws ConfigurationError, TransientError or HaltError (journal of another account). The caller
 * closes the session; closing releases the journal's file.
 */
export async function openSession(credential: Credential, deps: SessionDeps): Promise<Session> {
  const { exchange, fingerprint, budgets } = await connect(credential, deps);
  let journal: Journal | null = null;
  try {
    const clocks: Clocks = { hostNow: deps.hostNow, exchangeNow: await exchange.exchangeClock() };
    const account = accounts.get(fingerprint) ?? (await exchange.spotAccount()).uid;
    const opened = openSqliteJournal(journalFile(deps.n8nFolder, credential), newTag);
    journal = opened;
    opened.bind(credential.environment, account, clocks.exchangeNow());
    const allocated = credential.allocatedQuote ?? '';
    opened.wantAllocation(allocated === '' ? null : allocated, clocks.exchangeNow());
    accounts.set(fingerprint, account);
    return {
      environment: credential.environment,
      account,
      exchange,
      foreign: openForeignSources(machineFile(deps.n8nFolder), deps.hostNow),
      journal: opened,
      clocks,
      allowWithdrawals: credential.allowWithdrawals ?? false,
      sleep: deps.seams?.sleep ?? ((ms) => setTimeout(ms, undefined)),
      usage: () => exchange.usage(),
      close: () => {
        budgets.close();
        opened.close();
      },
    };
  } catch (error) {
    budgets.close();
    journal?.close();
    throw error;
  }
}

/** The exchange of a credential, before anything is asked of it; the caller closes the budgets. */
export async function connect(credential: Credential, deps: SessionDeps) {
  const { options, fingerprint } = await placeOf(credential, deps);
  const machine = machineFile(deps.n8nFolder);
  const journal = journalFile(deps.n8nFolder, credential);
  const budgets = accountBudgets(journal);
  const exchange = createBinanceExchange({
    environment: credential.environment,
    ...options,
    hostNow: deps.hostNow,
    machineBudgets: budgetsOnFullDisk(machine, () => machineBudgets(machine, deps.hostNow())),
    accountBudgets: budgetsOnFullDisk(journal, () => budgets),
    ...(credential.limitPreset ? { limitPreset: credential.limitPreset } : {}),
    ...(credential.safetyShare ? { safetyShare: credential.safetyShare } : {}),
    ...deps.seams,
    ...(deps.log ? { log: deps.log } : {}),
  });
  return { exchange, fingerprint, budgets };
}

/** Six random characters for a fresh journal. */
export function newTag(): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('');
}
