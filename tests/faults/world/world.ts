import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Item } from '../../../lib/model/item';
import type { Session } from '../../../lib/session/openSession';
import { DEFAULT_GRID_SETTINGS, type GridSettings } from '../../../lib/strategy/settings';
import { Invariants, type Violation } from '../invariants';
import { type Foreign } from '../bookRows';
import { type FaultRule, FaultyExchange } from './exchange';
import { fileSystem, FullDisk } from './fullDisk';
import { journalDriver, type JournalWatch } from './journalDriver';
import { loadProduct, type Product } from './loadProduct';
import { byHand, paramsOf, placingOf, type SeenRequest } from './requests';
import { Tape, type Writing } from './tape';
import { inProcess, WireError, type WireReply, type WireRequest } from './transport';
import { VirtualTime } from './virtualTime';

export const MINUTE_MS = 60_000;

/** A small grid, so that a cycle is a few dozen requests. */
export const SMALL_GRID: GridSettings = {
  ...DEFAULT_GRID_SETTINGS,
  spacingMode: 'fixed',
  levelsPerSide: 3,
  bandLevels: 2,
};

export interface WorldOptions {
  /** Bundle of the product to run. */
  productFile: string;
  /** Folder for this world's files; it is emptied at the end. */
  folder: string;
  symbols?: readonly string[];
  /** Draws latencies and the product's own random numbers. */
  seed?: number;
  /** Continues the files in the folder at this exchange time. */
  resumeAt?: number;
  /** What the market did before. */
  writings?: readonly Writing[];
}

/** Moments of a request at which a test may step in. */
export type Phase = 'leaving' | 'executed' | 'replied';

/** What a test does at a moment of a request; `die` ends the process there. */
export type Intervention = (
  phase: Phase,
  request: SeenRequest,
) => { die: true } | { wire: string } | void;

/** Nobody listens there: the requests never leave this process. */
const ORIGIN = 'http://127.0.0.1:10000';

/** One account, one exchange, one machine: all of it in this process, on one virtual clock. */
export class World {
  readonly time: VirtualTime;
  readonly tape: Tape;
  readonly exchange: FaultyExchange;
  readonly invariants: Invariants;
  readonly symbols: readonly string[];
  readonly seen: SeenRequest[] = [];
  readonly journalFile: string;
  /** What is held that is not ours, units of 1e-8. */
  foreign: Foreign = { spot: 0n, usdm: 0n };
  intervene: Intervention | null = null;
  /** Headers that replace the exchange's own, by route. */
  headers: ((route: string, status: number) => Record<string, string>) | null = null;
  /** Sees the journal's writes, and may fail them. */
  watchJournal: JournalWatch | null = null;
  grid: GridSettings = SMALL_GRID;
  /** Latencies of a request there and back, ms, drawn between 1 and this. */
  longestLatencyMs = 20;

  /** Time between runs in which a trade stood without its whole stop. */
  unprotectedMs = 0;

  product: Product;
  readonly folder: string;
  private readonly random: () => number;
  private readonly jitter: () => number;
  private opened: Session | null = null;
  private isDiskFull = false;
  private underWay = 0;
  private tellDeath: (() => void) | null = null;

  constructor(private readonly options: WorldOptions) {
    this.folder = options.folder;
    mkdirSync(this.folder, { recursive: true });
    this.symbols = options.symbols ?? ['BTCUSDT'];
    this.tape = new Tape(this.symbols);
    for (const { now, prices, symbol, jump } of options.writings ?? []) {
      this.tape.write(now, prices, symbol, jump);
    }
    this.random = seededFraction(options.seed ?? 1);
    this.jitter = seededFraction((options.seed ?? 1) + 2_000_003);
    // Streams of their own: what packages draw while they load must not change the latencies.
    const others = seededFraction((options.seed ?? 1) + 1_000_003);
    this.time = new VirtualTime(options.resumeAt ?? this.tape.startAt, others);
    this.exchange = new FaultyExchange(
      join(this.folder, 'exchange.sqlite'),
      this.tape,
      this.time.now,
    );
    this.journalFile = join(this.folder, 'deltagrid', 'simulator-faults.sqlite');
    this.invariants = new Invariants(this.journalFile, this.exchange);
    this.time.onPass = (ms) => {
      if (this.underWay === 0 && this.invariants.isUnprotected()) this.unprotectedMs += ms;
    };
    this.time.install();
    this.product = this.load();
  }

  /** The open session of the running process. */
  async session(): Promise<Session> {
    this.opened ??= await this.openSession();
    return this.opened;
  }

  openSession(): Promise<Session> {
    return this.product.openSession(
      {
        environment: 'simulator',
        apiKey: '',
        apiSecret: '',
        simulatorUrl: ORIGIN,
        journalName: 'faults',
      },
      {
        n8nFolder: this.folder,
        hostNow: this.time.hostNow,
        seams: {
          adapter: inProcess((request) => this.serve(request)),
          sleep: this.time.sleep,
          monotonicNow: this.time.now,
          random: this.jitter,
        },
      },
    );
  }

  /** One cycle of the loop; as in a workflow, one that fails decides nothing and the next goes on. */
  async cycle(symbol = 'BTCUSDT'): Promise<Item> {
    const session = await this.session();
    return this.product.loop.cycle(session, symbol, this.grid);
  }

  /** A cycle that may fail as a whole, with the error as a value. */
  async tryCycle(symbol = 'BTCUSDT'): Promise<{ item: Item } | { error: Error }> {
    try {
      return { item: await this.cycle(symbol) };
    } catch (error) {
      if (error instanceof Error) return { error };
      throw error;
    }
  }

  /** Cycles a minute apart, without faults. */
  async cycles(count: number): Promise<Item | null> {
    let last: Item | null = null;
    for (let cycle = 0; cycle < count; cycle += 1) {
      this.time.pass(MINUTE_MS);
      last = await this.cycle();
    }
    return last;
  }

  /** Moves the price in straight lines from minute to minute, and lets that time pass. */
  move(...prices: number[]): void {
    this.tape.write(this.time.now(), prices);
    this.time.pass((prices.length + 1) * MINUTE_MS);
  }

  /** The next minute opens at another price: nobody traded between. */
  gap(price: number): void {
    this.tape.write(this.time.now(), [price], 'BTCUSDT', price);
    this.time.pass(2 * MINUTE_MS);
  }

  /** A process ended without another word; the next session is a new process on the same files. */
  restart(): void {
    this.time.forget();
    this.opened = null;
    this.product = this.load();
  }

  /** Closes the session as a node does at its end. */
  closeSession(): void {
    this.opened?.close();
    this.opened = null;
  }

  /** Runs `work` until an intervention ends the process in it; answers false when none did. */
  async untilDeath(work: () => Promise<unknown>): Promise<boolean> {
    const death = new Promise<true>((resolve) => {
      this.tellDeath = () => resolve(true);
    });
    const ended = await Promise.race([death, work().then(() => false as const)]);
    this.tellDeath = null;
    return ended;
  }

  fault(...rules: FaultRule[]): void {
    this.exchange.addFaults(...rules);
  }

  /** Ends all faults. */
  calm(): void {
    this.exchange.clearFaults();
    this.intervene = null;
    this.watchJournal = null;
    this.headers = null;
    this.isDiskFull = false;
  }

  /** From now on there is no room beside the journal. */
  fillDisk(): void {
    this.isDiskFull = true;
    this.watchJournal = new FullDisk(`${this.journalFile}.reserve`).watch;
  }

  /** A signed request by the account's owner; answers the body. Throws when it is refused. */
  byHand(route: string, params: Readonly<Record<string, string>>): unknown {
    const answer = this.exchange.handle(byHand(route, params, this.time.now()));
    if (answer.status !== 200) throw new Error(`by hand: ${route}: ${answer.body}`);
    return JSON.parse(answer.body);
  }

  /** Requests to a route since the world began, or since `from` of them. */
  sentTo(route: string, from = 0): SeenRequest[] {
    return this.seen.slice(from).filter((request) => request.route === route);
  }

  /** Rules broken so far, G2 among them: to be asked when nothing is under way. */
  check(): Violation[] {
    this.invariants.settled(this.symbols, this.foreign);
    return this.invariants.violations;
  }

  /** Leaves the files as they are. */
  leave(): void {
    this.closeSession();
    this.time.uninstall();
    this.invariants.close();
    this.exchange.close();
  }

  dispose(): void {
    this.leave();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private load(): Product {
    const driver = journalDriver(() => this.watchJournal);
    const files = fileSystem(() => this.isDiskFull);
    return loadProduct(this.options.productFile, {
      'better-sqlite3': driver,
      'node:fs': files,
    });
  }

  private async serve(request: WireRequest): Promise<WireReply> {
    this.underWay += 1;
    try {
      return await this.carry(request);
    } finally {
      this.underWay -= 1;
    }
  }

  private async carry(request: WireRequest): Promise<WireReply> {
    const params = paramsOf(request);
    const route = `${request.method} ${request.path}`;
    const seen: SeenRequest = { route, params, at: this.time.now(), status: null };
    this.seen.push(seen);
    await this.time.sleep(this.latency());
    await this.stepIn('leaving', seen);
    const placing = placingOf(route, params);
    if (placing) this.invariants.leaving(placing.market, placing.ids);
    const answer = this.exchange.handle(request);
    if (placing) this.invariants.placed(placing.ids);
    await this.stepIn('executed', seen);
    const { delivery } = answer;
    if (delivery?.kind === 'reset') throw new WireError('ECONNRESET');
    if (delivery?.kind === 'silence') {
      await this.time.sleep(Math.min(delivery.ms, request.silenceLimitMs));
      throw new WireError(delivery.ms < request.silenceLimitMs ? 'ECONNRESET' : 'ECONNABORTED');
    }
    await this.time.sleep(delivery?.kind === 'slow' ? delivery.ms : this.latency());
    await this.stepIn('replied', seen);
    seen.status = answer.status;
    const headers = { ...answer.headers, ...this.headers?.(seen.route, answer.status) };
    return { ...answer, headers };
  }

  private async stepIn(phase: Phase, seen: SeenRequest): Promise<void> {
    const wanted = this.meet(phase, seen);
    if (wanted === 'die') await never();
  }

  private meet(phase: Phase, seen: SeenRequest): 'die' | null {
    const wanted = this.intervene?.(phase, seen);
    if (!wanted) return null;
    if ('wire' in wanted) throw new WireError(wanted.wire);
    this.time.forget();
    this.underWay = 0;
    this.tellDeath?.();
    return 'die';
  }

  private latency(): number {
    return 1 + Math.floor(this.random() * this.longestLatencyMs);
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}

/** Fractions in [0, 1), the same for the same seed (mulberry32). */
export function seededFraction(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
