import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { MainClient } from 'binance';
import { createBinanceExchange } from '../../lib/exchange/binance';
import { openJournalBudgets } from '../../lib/journal/sqlite/budgets';
import { openMachineBudgets } from '../../lib/journal/sqlite/machineStore';
import { openSqliteJournal } from '../../lib/journal/sqlite/sqliteJournal';
import type { OrderRequest } from '../../lib/model/order';
import { entry, newOrder } from '../support/samples';

const KEY = 'bench-key';
const SECRET = 'bench-secret';
const ORDERS = 1_000;
const ROUNDS = 7;
const LADDER = 40;
const LADDERS = 60;
const SHARED = join(__dirname, '../../../shared/bench');

/** Of one way to send orders, one after the other: the medians of all rounds. */
interface SendFigures {
  cpuUsPerOrder: number;
  p50Us: number;
  perSecond: number;
}

export interface OrderFigures {
  orders: number;
  rounds: number;
  bareHttp: SendFigures;
  binanceClient: SendFigures;
  gateway: SendFigures;
  /** CPU per order of the gateway against the bare `binance` client: at most 1.5. */
  gatewayToClient: number;
  gatewayToBareHttp: number;
  ladderOf: number;
  bareLadderUs: number;
  /** Intents and orders of one ladder in the journal, one durable transaction. */
  journalLadderUs: number;
  /** At most 2. */
  ladderRatio: number;
  /** The same, each order also marked as sent in a durable transaction of its own. */
  journalLadderWithMarksUs: number;
  /** One order's charges taken and settled, in the files of machine and account. */
  budgetUsPerOrder: number;
}

type Measured = { perSecond: number; p50Us: number; p99Us: number; cpuUs: number };
type Send = (index: number) => Promise<unknown>;

interface OrdersModule {
  bareClient(
    base: string,
    key: string,
    secret: string,
  ): (method: string, path: string, params: Record<string, string>) => Promise<{ status: number }>;
  measure(send: Send, count: number): Promise<Measured>;
}
interface LadderModule {
  bareLadder(driver: typeof Database, file: string): () => void;
}

/** Measures what one order costs through the gateway, and a ladder through the journal. */
export async function benchOrders(): Promise<OrderFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'deltagrid-orders-'));
  const server = fork(join(__dirname, 'orderServer.mjs'), { execArgv: [] });
  try {
    const port = await new Promise<number>((resolve) => server.once('message', resolve));
    const sends = await measureSends(`http://127.0.0.1:${String(port)}`, folder);
    return { ...sends, ...(await measureLadders(folder)) };
  } finally {
    server.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureSends(url: string, folder: string) {
  const { bareClient, measure } = await load<OrdersModule>('orders.mjs');
  const bare = bareClient(url, KEY, SECRET);
  const client = new MainClient({ api_key: KEY, api_secret: SECRET, baseUrl: url });
  const journal = openSqliteJournal(join(folder, 'journal.sqlite'), () => 'bench1');
  const accountBudgets = openJournalBudgets(join(folder, 'journal.sqlite'));
  if (accountBudgets === null) throw new Error('the journal has no budgets');
  const machineBudgets = openMachineBudgets(join(folder, 'machine.sqlite'), Date.now());
  const exchange = createBinanceExchange({
    environment: 'simulator',
    baseUrl: url,
    apiKey: KEY,
    apiSecret: SECRET,
    hostNow: Date.now,
    machineBudgets,
    accountBudgets,
  });
  const ways: Record<'bareHttp' | 'binanceClient' | 'gateway', Send> = {
    bareHttp: (index) => bare('POST', '/api/v3/order', { ...PARAMS, newClientOrderId: id(index) }),
    binanceClient: (index) =>
      client.submitNewOrder({ ...PARAMS, ...NUMBERS, newClientOrderId: id(index) }),
    gateway: async (index) => {
      const outcome = await exchange.submit({ ...ORDER, clientOrderId: id(index) });
      if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    },
  };
  try {
    const rounds = { bareHttp: [], binanceClient: [], gateway: [] } as Record<
      keyof typeof ways,
      Measured[]
    >;
    for (const send of Object.values(ways)) await measure(send, ORDERS);
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.bareHttp.push(await measure(ways.bareHttp, ORDERS));
      rounds.binanceClient.push(await measure(ways.binanceClient, ORDERS));
      rounds.gateway.push(await measure(ways.gateway, ORDERS));
    }
    const bareHttp = figuresOf(rounds.bareHttp);
    const binanceClient = figuresOf(rounds.binanceClient);
    const gateway = figuresOf(rounds.gateway);
    return {
      orders: ORDERS,
      rounds: ROUNDS,
      bareHttp,
      binanceClient,
      gateway,
      gatewayToClient: ratio(gateway.cpuUsPerOrder, binanceClient.cpuUsPerOrder),
      gatewayToBareHttp: ratio(gateway.cpuUsPerOrder, bareHttp.cpuUsPerOrder),
      budgetUsPerOrder: measureBudgets(accountBudgets, machineBudgets),
    };
  } finally {
    accountBudgets.close();
    machineBudgets.close();
    journal.close();
  }
}

async function measureLadders(folder: string) {
  const { bareLadder } = await load<LadderModule>('ladder.mjs');
  const bare = bareLadder(Database, join(folder, 'bare.sqlite'));
  const journal = openSqliteJournal(join(folder, 'ladder.sqlite'), () => 'bench2');
  journal.bind('simulator', '1', Date.now());
  const lease = journal.acquireLease('bench', 'bench', Date.now(), 3_600_000);
  if (lease === null) throw new Error('no lease');
  const times: Record<'bare' | 'ladder' | 'marks', number[]> = { bare: [], ladder: [], marks: [] };
  let count = 0;
  try {
    for (let round = 0; round < LADDERS; round += 1) {
      times.bare.push(timed(bare));
      const orders = Array.from({ length: LADDER }, () =>
        newOrder(entry({ id: `i${(count += 1)}` })),
      );
      const context = { approvalId: 'bench', planReason: 'bench', at: Date.now() };
      let written: { clientOrderId: string }[] = [];
      const ladderUs = timed(() => {
        written = journal.intendOrders(orders, context);
      });
      times.ladder.push(ladderUs);
      const guard = {
        lease: { name: 'bench', token: lease.token, ttlMs: 3_600_000 },
        isIncrease: false,
        baseAsset: 'BTC',
        planRevision: 0,
        ownIntentIds: [],
      };
      const marksUs = timed(() => {
        for (const { clientOrderId } of written) journal.markSent(clientOrderId, guard, Date.now());
      });
      times.marks.push(ladderUs + marksUs);
    }
  } finally {
    journal.close();
  }
  const bareLadderUs = median(times.bare);
  const journalLadderUs = median(times.ladder);
  return {
    ladderOf: LADDER,
    bareLadderUs,
    journalLadderUs,
    ladderRatio: ratio(journalLadderUs, bareLadderUs),
    journalLadderWithMarksUs: median(times.marks),
  };
}

function measureBudgets(
  account: NonNullable<ReturnType<typeof openJournalBudgets>>,
  machine: ReturnType<typeof openMachineBudgets>,
): number {
  const charge = (key: string, windowMs: number) => ({ key, windowMs, amount: 1, ceiling: 1e9 });
  const orders = [charge('o1', 1_000), charge('o10', 10_000), charge('od', 86_400_000)];
  const host = [charge('w', 60_000), charge('r', 300_000)];
  const startedAt = performance.now();
  for (let index = 0; index < ORDERS; index += 1) {
    const now = Date.now();
    account.takeAll(orders, now);
    machine.takeAll(host, now);
    machine.giveBack(host.slice(0, 1), now, now);
  }
  return round(((performance.now() - startedAt) * 1_000) / ORDERS);
}

const PARAMS = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '60000.01',
  newOrderRespType: 'FULL',
  selfTradePreventionMode: 'EXPIRE_MAKER',
} as const;

/** The package's types ask for numbers. */
const NUMBERS = { quantity: 0.001, price: 60_000.01 };

const ORDER: OrderRequest = {
  market: 'spot',
  symbol: 'BTCUSDT',
  side: 'BUY',
  quantity: '0.001',
  instruction: { type: 'LIMIT', price: '60000.01', timeInForce: 'GTC' },
  clientOrderId: '',
  reduceOnly: false,
  positionSide: null,
};

/** With the prefix of the `binance` package, which else prints a warning at every order. */
function id(index: number): string {
  return `x-U5D79M5B${String(index).padStart(12, '0')}`;
}

async function load<T>(name: string): Promise<T> {
  return import(pathToFileURL(join(SHARED, name)).href);
}

function timed(work: () => void): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) * 1_000;
}

function figuresOf(rounds: readonly Measured[]): SendFigures {
  return {
    cpuUsPerOrder: median(rounds.map(({ cpuUs }) => cpuUs)),
    p50Us: median(rounds.map(({ p50Us }) => p50Us)),
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return round(sorted[sorted.length >> 1] ?? 0);
}

function ratio(value: number, denominator: number): number {
  return Number((value / denominator).toFixed(2));
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
