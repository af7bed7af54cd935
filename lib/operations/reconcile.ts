import { note as remark } from '../execution/note';
import type { AccountSnapshot, Finding, Item } from '../model/item';
import { type AccountSource, observeAccount } from '../observation/account';
import type { Instrument } from '../model/instrument';
import type { InstrumentPair } from '../observation/instruments';
import {
  type AccountReads,
  DEFAULT_POLICY,
  type PassDeps,
  type ReconcilePolicy,
  type SymbolPass,
} from '../reconciliation/pass';
import { readAccount, readMark, reconcile, tellBusy } from '../reconciliation/reconcile';
import { Sightings } from '../reconciliation/sightings';
import type { Session } from '../session/openSession';
import { giveBackLease, type Lease, prolongLease, takeLease } from '../supervision/leases';
import { earlierContract, instrumentsOf } from './gather';
import { keepJournal } from './keepJournal';
import { protectorOf } from './protector';
import { tellFindings } from './tellFindings';

export interface ReconcileSettings {
  /** Names this execution; it never repeats. */
  holder: string;
  policy?: ReconcilePolicy;
}

/** When this process last read everything of a symbol, by journal and symbol; host time. */
export type FullPasses = Map<string, number>;
const fullPasses: FullPasses = new Map();
/** Once an hour everything is read, whether there is a reason or not. */
const FULL_PASS_EVERY_MS = 3_600_000;

/** An item after the pass; with `problem` its symbol is left alone by all that follows. */
export type ReconciledItem = Item & { problem?: string };

/** One symbol of the run, as far as it got. */
interface SymbolRun {
  symbol: string;
  sightings: Sightings;
  instruments: InstrumentPair | null;
  earlierContracts: Instrument[];
  lease: Lease | null;
  account: AccountSnapshot | null;
}

/** The same for one item. */
export async function reconcileItem(
  session: Session,
  item: Item,
  settings: ReconcileSettings,
): Promise<ReconciledItem> {
  const [reconciled] = await reconcileItems(session, [item], settings);
  if (!reconciled) throw new Error('no item came out of the pass');
  return reconciled;
}

/**
 * Makes the journal agree with the exchange for all items' symbols in one pass, then adds `account`
 * and `findings` to each. It does not throw once it has begun: a pass that broke off is a finding,
 * and without `account` nothing is planned. While another execution holds the lease of a base asset
 * nothing of it is repaired; its account is still read.
 */
export async function reconcileItems(
  session: Session,
  items: readonly Item[],
  settings: ReconcileSettings,
  lastFullPasses: FullPasses = fullPasses,
): Promise<ReconciledItem[]> {
  const runs = new Map<string, SymbolRun>();
  const leases = new Map<string, Lease>();
  for (const { symbol } of items) {
    if (!runs.has(symbol)) runs.set(symbol, await begin(session, symbol, settings.holder, leases));
  }
  const all = [...runs.values()];
  try {
    const reads = await passOver(session, all, settings, lastFullPasses);
    const source = markingOnce(session);
    if (reads) for (const run of all) await observe(session, run, reads, source);
  } finally {
    for (const lease of leases.values()) giveBackLease(session.journal, lease);
  }
  const [first] = all;
  if (first) keepJournal(session.journal, first.sightings, session.clocks.hostNow());
  const findings = new Map(all.map((run) => [run.symbol, note(session, run)]));
  return items.map(({ account: _before, ...item }) => {
    const run = runs.get(item.symbol);
    const problem = run?.sightings.broken ?? null;
    return {
      ...item,
      ...(run?.account && problem === null ? { account: run.account } : {}),
      findings: findings.get(item.symbol) ?? [],
      ...(problem === null ? {} : { problem }),
    };
  });
}

/** `leases` are those of this run by base asset: its symbols share them, and it gives them back. */
async function begin(
  session: Session,
  symbol: string,
  holder: string,
  leases: Map<string, Lease>,
): Promise<SymbolRun> {
  const { journal, clocks } = session;
  const sightings = new Sightings();
  const run: SymbolRun = {
    symbol,
    sightings,
    instruments: null,
    earlierContracts: [],
    lease: null,
    account: null,
  };
  await sightings.guarded(`${symbol}/instruments`, async () => {
    run.instruments = await instrumentsOf(session, symbol);
  });
  for (const contract of journal.contractsOf(symbol).slice(1)) {
    await sightings.guarded(`${contract}/instruments`, async () => {
      run.earlierContracts.push(await earlierContract(session, contract));
    });
  }
  await sightings.guarded(`${symbol}/lease`, () => {
    if (run.instruments === null) return;
    const { baseAsset } = run.instruments.spot;
    run.lease = leases.get(baseAsset) ?? takeLease(journal, baseAsset, holder, clocks.hostNow);
    if (run.lease) leases.set(baseAsset, run.lease);
    else tellBusy(symbol, sightings);
  });
  return run;
}

/** The reads of the account, or null when they failed: then nothing is known of it. */
async function passOver(
  session: Session,
  runs: readonly SymbolRun[],
  settings: ReconcileSettings,
  lastFullPasses: FullPasses,
): Promise<AccountReads | null> {
  const { exchange, journal, clocks } = session;
  const deps: PassDeps = {
    exchange,
    journal,
    ...clocks,
    policy: settings.policy ?? DEFAULT_POLICY,
  };
  const now = clocks.hostNow();
  const passes = runs.flatMap((run) => passOf(session, run, lastFullPasses, now) ?? []);
  try {
    const reads = await (passes.length > 0 ? reconcile(passes, deps) : readAccount(deps));
    for (const { symbol, isFull, sightings } of passes) {
      // A full pass with a gap is made again.
      if (isFull && !sightings.hasGaps) lastFullPasses.set(keyOf(session, symbol), now);
    }
    for (const { symbol, sightings } of runs)
      sightings.checked('QUERY_FAILED', `${symbol}/account`);
    return reads;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    remark(journal, () => journal.recordError('reconcile', 'ACCOUNT', message, clocks.hostNow()));
    for (const { symbol, sightings } of runs) {
      sightings.condition('QUERY_FAILED', {
        subject: `${symbol}/account`,
        message,
        repair: 'left for the next pass',
      });
    }
    return null;
  }
}

function passOf(
  session: Session,
  { symbol, sightings, instruments, earlierContracts, lease }: SymbolRun,
  lastFullPasses: FullPasses,
  now: number,
): SymbolPass | null {
  if (!instruments || !lease) return null;
  const { journal, clocks } = session;
  const lastFull = lastFullPasses.get(keyOf(session, symbol));
  return {
    symbol,
    instruments,
    earlierContracts,
    isFull: lastFull === undefined || now - lastFull >= FULL_PASS_EVERY_MS,
    sightings,
    keepLease: () => prolongLease(journal, lease, clocks.hostNow),
    protector: protectorOf(session, instruments, lease),
  };
}

/** The reads of an account, the marks among them asked for once however many symbols want them. */
function markingOnce({ exchange }: Session): AccountSource {
  const marks = new Map<string, ReturnType<AccountSource['mark']>>();
  return {
    spotAccount: () => exchange.spotAccount(),
    futuresAccount: () => exchange.futuresAccount(),
    mark(symbol) {
      const mark = marks.get(symbol) ?? exchange.mark(symbol);
      marks.set(symbol, mark);
      return mark;
    },
    book: (market, symbol, levels) => exchange.book(market, symbol, levels),
  };
}

async function observe(
  session: Session,
  run: SymbolRun,
  reads: AccountReads,
  exchange: AccountSource,
): Promise<void> {
  const { symbol, instruments, sightings } = run;
  if (!instruments) return;
  const { journal, clocks, account } = session;
  await sightings.guarded(`${symbol}/mark`, async () => {
    const markPrice = await readMark({ instruments }, reads, { exchange, journal });
    const deps = { exchange, journal, exchangeNow: clocks.exchangeNow, account };
    const { snapshot } = await observeAccount(instruments, deps, { ...reads, markPrice });
    run.account = snapshot;
  });
}

/** The findings to tell; what the books lack goes with the account, so that nothing is entered. */
function note({ journal, clocks }: Session, run: SymbolRun): Finding[] {
  const findings = tellFindings(journal, run.symbol, run.sightings, clocks.hostNow());
  const missing = findings
    .filter(({ code }) => code === 'HISTORY_MISSING')
    .map(({ message }) => message);
  if (run.account && missing.length > 0) run.account = { ...run.account, missing };
  return findings;
}

function keyOf({ journal }: Session, symbol: string): string {
  return `${journal.tag()}/${symbol}`;
}
