import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { balanceDifferences } from '../../lib/accounting/books';
import { decimal } from '../../lib/model/decimal';
import type { Session } from '../../lib/session/openSession';
import type { Credential } from '../../lib/session/settings';
import { type Simulator, startSimulator } from '../../lib/simulator';
import { runCycle, withSession } from '../../tests/support/loop';
import { paperReportSchema, type PaperReport } from '../demo/PaperExchange';
import type { Progress } from '../support/progress';
import { makeTemporaryFolder } from '../support/temporaryFolder';
import { KEY, readExchangeBalances, SECRET } from './books';
import { EQUITY_START, EQUITY_STEP_MS, RECORDED_DATA } from './sizes';

const START_QUOTE = '10000';
const UNITS_PER_QUOTE = 10n ** 8n;
const SHOWN_FAULTS = 20;

/** What a run of cycles on recorded data came to. */
export interface EquityRun {
  readonly cycles: number;
  /** Cycles after which a figure differed from the exchange's. */
  readonly differing: number;
  readonly fills: number;
  readonly fundings: number;
  readonly roundTrips: number;
  readonly startEquityQuote: string;
  readonly endEquityQuote: string;
  /** In words; the first ones only. */
  readonly faults: readonly string[];
  /** Why nothing was run; absent where something was. */
  readonly skipped?: string;
}

type Report = Awaited<ReturnType<typeof runCycle>>;

/** Every figure of the journal after a cycle that is not the exchange's, in words. */
async function differencesAfter(
  session: Session,
  { account, report }: Report,
  exchange: PaperReport,
  url: string,
): Promise<string[]> {
  const found: string[] = [];
  const compare = (what: string, ours: string | undefined, theirs: string): void => {
    if (ours === undefined || !decimal(ours).equals(decimal(theirs))) {
      found.push(`${what}: journal ${ours ?? 'nothing'}, exchange ${theirs}`);
    }
  };
  compare('equity', account?.equityQuote, exchange.endEquityQuote);
  compare('funding', report.fundingQuote, exchange.fundingPaymentsQuote);
  compare('fundings', String(report.fundings), String(exchange.fundings));
  compare('fills', String(report.fills), String(exchange.fills));
  const gained = decimal(exchange.endEquityQuote).minus(decimal(exchange.startEquityQuote));
  compare('profit less fees', report.netQuote, gained.toString());
  for (const { amountQuote, expectedQuote } of report.fundingDifferences) {
    found.push(`a payment of ${amountQuote} should have been ${expectedQuote}`);
  }
  const books = session.journal.books();
  if (books === null) return [...found, 'the books are not open'];
  const balances = await readExchangeBalances(url);
  for (const { wallet, asset, expected, actual } of balanceDifferences(books, balances)) {
    found.push(`${asset} in ${wallet}: journal ${expected}, exchange ${actual}`);
  }
  return found;
}

async function call(url: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

async function runOn(
  simulator: Simulator,
  folder: string,
  cycles: number,
  progress: Progress | null,
): Promise<EquityRun> {
  const { url } = simulator;
  const credential: Credential = {
    environment: 'simulator',
    apiKey: KEY,
    apiSecret: SECRET,
    simulatorUrl: url,
    journalName: 'equity',
  };
  const faults: string[] = [];
  let differing = 0;
  let last: PaperReport | undefined;
  let roundTrips = 0;
  for (let cycle = 1; cycle <= cycles; cycle += 1) {
    if (cycle > 1) await call(url, '/sim/advance', { ms: EQUITY_STEP_MS });
    // No time passes in a cycle: what the journal lacks at its end, it lacks for good.
    const { exchange, found } = await withSession(credential, folder, async (session) => {
      const item = await runCycle(session);
      roundTrips = item.report.roundTrips;
      const report = paperReportSchema.parse(await call(url, '/sim/report'));
      return { exchange: report, found: await differencesAfter(session, item, report, url) };
    });
    last = exchange;
    if (found.length > 0) differing += 1;
    for (const fault of found) if (faults.length < SHOWN_FAULTS) faults.push(`${cycle}: ${fault}`);
    if (progress && cycle % 100 === 0) progress.say(`  ${cycle} cycles, ${differing} differ`);
  }
  return {
    cycles,
    differing,
    fills: last?.fills ?? 0,
    fundings: last?.fundings ?? 0,
    roundTrips,
    startEquityQuote: last?.startEquityQuote ?? '0',
    endEquityQuote: last?.endEquityQuote ?? '0',
    faults,
  };
}

/**
 * Runs the loop on the recorded market, all in this process, and compares the journal's figures
 * with the exchange's own after every cycle, to the last unit.
 */
export async function checkEquity(
  cycles: number,
  progress: Progress | null = null,
): Promise<EquityRun> {
  if (!existsSync(RECORDED_DATA)) {
    const skipped = `there is no recorded data in ${RECORDED_DATA}`;
    progress?.say(`  skipped: ${skipped}`);
    return {
      cycles: 0,
      differing: 0,
      fills: 0,
      fundings: 0,
      roundTrips: 0,
      startEquityQuote: '0',
      endEquityQuote: '0',
      faults: [],
      skipped,
    };
  }
  const folder = makeTemporaryFolder('deltagrid-equity-');
  const balance = BigInt(START_QUOTE) * UNITS_PER_QUOTE;
  const simulator = await startSimulator({
    file: join(folder, 'exchange.sqlite'),
    feed: { name: 'recorded', folder: RECORDED_DATA, symbols: ['BTCUSDT'] },
    startAt: Date.parse(EQUITY_START),
    clock: 'stepped',
    balances: { spotQuote: balance, usdmQuote: balance },
    key: KEY,
    secret: SECRET,
    now: Date.now,
    unref: true,
  });
  try {
    return await runOn(simulator, folder, cycles, progress);
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
