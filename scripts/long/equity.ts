import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hedgeContractOf } from '../../lib/operations/hedgeContract';
import type { Credential } from '../../lib/session/settings';
import { type Simulator, startSimulator } from '../../lib/simulator';
import { runCycle, withSession } from '../../tests/support/loop';
import type { PaperReport } from '../demo/PaperExchange';
import type { Progress } from '../support/progress';
import { makeTemporaryFolder } from '../support/temporaryFolder';
import { KEY, SECRET } from './books';
import { figureDifferences } from './figureDifferences';
import { simulatorCalls } from './simulatorCalls';
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

async function runOn(
  simulator: Simulator,
  folder: string,
  cycles: number,
  progress: Progress | null,
  contract: string,
): Promise<EquityRun> {
  const { url } = simulator;
  const calls = simulatorCalls(url);
  const credential: Credential = {
    environment: 'simulator',
    apiKey: KEY,
    apiSecret: SECRET,
    simulatorUrl: url,
    journalName: 'equity',
  };
  await withSession(credential, folder, (session) =>
    hedgeContractOf(session, 'BTCUSDT', { contract, holder: 'equity' }),
  );
  const faults: string[] = [];
  let differing = 0;
  let last: PaperReport | undefined;
  let roundTrips = 0;
  for (let cycle = 1; cycle <= cycles; cycle += 1) {
    if (cycle > 1) await calls.advance(EQUITY_STEP_MS);
    // No time passes in a cycle: what the journal lacks at its end, it lacks for good.
    const { exchange, found } = await withSession(credential, folder, async (session) => {
      const item = await runCycle(session);
      roundTrips = item.report.roundTrips;
      const report = await calls.report();
      const found = await figureDifferences(session.journal.books(), item, { url, report });
      return { exchange: report, found };
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
 * with the exchange's own after every cycle, to the last unit. `contract` hedges.
 */
export async function checkEquity(
  cycles: number,
  progress: Progress | null = null,
  contract = 'BTCUSDT',
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
    balances: {
      spotQuote: balance,
      usdmQuote: balance,
      usdmUsdc: contract.endsWith('USDC') ? balance : 0n,
    },
    key: KEY,
    secret: SECRET,
    now: Date.now,
    unref: true,
  });
  try {
    return await runOn(simulator, folder, cycles, progress, contract);
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
