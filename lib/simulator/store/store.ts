import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Account, AccountState, Counter, Income, Market, Order, Trade } from '../engine/model';
import { emptyChanges, orderKey } from '../engine/model';
import type { AlgoOrder } from '../engine/usdm-model';
import type { StoredEvent } from './events';
import { addEvents, eventsAfter, lastEventId } from './events';
import { decode, encode } from './json';
import type { FaultState } from '../faults/model';
import { noFaults } from '../faults/model';
import type { FeedSettings } from '../feeds/settings';
import { SCHEMA_STEPS, SCHEMA_VERSION } from './schema';

/** Fixed at creation. */
export interface Settings {
  feed: FeedSettings;
  startAt: number;
  clock: 'wall' | 'stepped';
  /** How far an advance moves that names no time; absent: it has to name one. */
  stepMs?: number;
}

/** Exchange time = `exchangeAt` + host time since `hostAt`; the market has been lived through up to `marketAt`. */
export interface ClockState {
  exchangeAt: number;
  hostAt: number;
  marketAt: number;
}

/** Request windows that belong to the address, not to an account. */
export interface Limits {
  spotWeight: Counter;
  spotRaw: Counter;
  usdmWeight: Counter;
  funding: Counter;
  /** Requests for /futures/data; none counted yet when absent. */
  futuresData?: Counter;
  violations: number;
  /** Bans of the address (reference B2); none when absent. */
  bans?: Partial<Record<'spot' | 'usdm', Ban>>;
}

/** A ban of the address: until when, the how manieth, and the refusals of the running window that lead to the next. */
export interface Ban {
  until: number;
  count: number;
  strikes: Counter;
}

/** All of the exchange that is held in memory. */
export interface World {
  settings: Settings;
  clock: ClockState;
  limits: Limits;
  faults: FaultState;
  accounts: AccountState[];
}

/** Which closed or open orders, trades and incomes a query wants. */
export interface Range {
  symbol?: string | undefined;
  fromId?: number | undefined;
  startTime?: number | undefined;
  endTime?: number | undefined;
  orderId?: number | undefined;
  limit: number;
}

interface ExchangeRow {
  settings: string;
  clock: string;
  limits: string;
  faults: string;
  revision: number;
}

interface BodyRow {
  body: string;
}

/**
 * The paper exchange's file. `transaction` gives the world as it is now, whichever process wrote it last, and stores what
 * the block changed in it; several processes may serve one file.
 */
export class Store {
  private readonly database: Database.Database;
  private cached: { world: World; revision: number } | undefined;
  private readonly statements = new Map<string, Database.Statement<unknown[], unknown>>();

  /** Opens or creates the file; `create` supplies a new exchange's world. Refuses a file of a newer version. */
  constructor(
    readonly file: string,
    create: () => World,
  ) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    this.database = new Database(file, { timeout: 15_000 });
    this.database.pragma('journal_mode = WAL');
    this.database.pragma('synchronous = NORMAL');
    this.database
      .transaction(() => {
        const version = Number(this.database.pragma('user_version', { simple: true }));
        if (version > SCHEMA_VERSION) {
          throw new Error(
            `The simulator file has version ${version}; this program knows ${SCHEMA_VERSION}`,
          );
        }
        if (version === SCHEMA_VERSION) return;
        for (const step of SCHEMA_STEPS.slice(version)) this.database.exec(step);
        this.database.pragma(`user_version = ${SCHEMA_VERSION}`);
        if (version > 0) return;
        const world = create();
        this.run(
          'INSERT INTO exchange (id, settings, clock, limits, faults, revision) VALUES (1, ?, ?, ?, ?, 0)',
          encode(world.settings),
          encode(world.clock),
          encode(world.limits),
          encode(world.faults),
        );
        for (const state of world.accounts) this.save(state);
      })
      .immediate();
  }

  /** Runs `work` on the current world inside BEGIN IMMEDIATE and stores its changes; a throw changes nothing. */
  transaction<T>(work: (world: World) => T): T {
    try {
      return this.database
        .transaction(() => {
          const world = this.load();
          const clock = encode(world.clock);
          const limits = encode(world.limits);
          const faults = encode(world.faults);
          const result = work(world);
          let changed = false;
          for (const state of world.accounts) changed = this.save(state) || changed;
          const clockAfter = encode(world.clock);
          const limitsAfter = encode(world.limits);
          const faultsAfter = encode(world.faults);
          const same = clock === clockAfter && limits === limitsAfter && faults === faultsAfter;
          if (changed || !same) {
            this.run(
              'UPDATE exchange SET clock = ?, limits = ?, faults = ?, revision = revision + 1 WHERE id = 1',
              clockAfter,
              limitsAfter,
              faultsAfter,
            );
            if (this.cached !== undefined) this.cached.revision++;
          }
          return result;
        })
        .immediate();
    } catch (error) {
      this.cached = undefined;
      throw error;
    }
  }

  /** Runs `work` as `transaction` does and then undoes everything it changed. */
  rehearse<T>(work: (world: World) => T): T {
    let done: { result: T } | undefined;
    const undo = new Error('undone on purpose');
    try {
      this.transaction((world) => {
        done = { result: work(world) };
        throw undo;
      });
    } catch (error) {
      if (error !== undo || done === undefined) throw error;
      return done.result;
    }
    throw undo;
  }

  /** Writes a copy of the exchange as it is now to another file, which must not exist. */
  copyTo(file: string): void {
    this.run('VACUUM INTO ?', file);
  }

  private load(): World {
    const row = this.one<ExchangeRow>(
      'SELECT settings, clock, limits, faults, revision FROM exchange WHERE id = 1',
    );
    if (row === undefined) throw new Error('The simulator file holds no exchange');
    if (this.cached?.revision === row.revision) return this.cached.world;
    const accounts = this.all<BodyRow>('SELECT body FROM account ORDER BY id').map(({ body }) => {
      const account = decode<Account>(body);
      const open = new Map<string, Order>();
      const resting = this.all<BodyRow>(
        "SELECT body FROM orders WHERE account = ? AND is_open = 1 AND market <> 'algo' ORDER BY market, order_id",
        account.id,
      );
      for (const item of resting) {
        const order = decode<Order>(item.body);
        open.set(orderKey(order.market, order.orderId), order);
      }
      const algos = new Map<number, AlgoOrder>();
      const conditional = this.all<BodyRow>(
        "SELECT body FROM orders WHERE account = ? AND is_open = 1 AND market = 'algo' ORDER BY order_id",
        account.id,
      );
      for (const item of conditional) {
        const algo = decode<AlgoOrder>(item.body);
        algos.set(algo.algoId, algo);
      }
      return { account, open, algos, changes: emptyChanges() };
    });
    const world: World = {
      settings: decode<Settings>(row.settings),
      clock: decode<ClockState>(row.clock),
      limits: decode<Limits>(row.limits),
      faults: { ...noFaults(), ...decode<Partial<FaultState>>(row.faults) },
      accounts,
    };
    this.cached = { world, revision: row.revision };
    return world;
  }

  private save(state: AccountState): boolean {
    const { account, changes } = state;
    const quiet = changes.orders.size === 0 && changes.events.length === 0;
    if (!changes.account && quiet) return false;
    this.run(
      'INSERT INTO account (id, api_key, body) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
      account.id,
      account.key,
      encode(account),
    );
    for (const order of changes.orders) {
      this.run(
        `INSERT INTO orders (account, market, order_id, symbol, client_id, is_open, created_at, body)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (account, market, order_id) DO UPDATE SET is_open = excluded.is_open,
         client_id = excluded.client_id, body = excluded.body`,
        account.id,
        order.market,
        order.orderId,
        order.symbol,
        order.clientOrderId,
        state.open.has(orderKey(order.market, order.orderId)) ? 1 : 0,
        order.createdAt,
        encode(order),
      );
    }
    for (const algo of changes.algos) {
      this.run(
        `INSERT INTO orders (account, market, order_id, symbol, client_id, is_open, created_at, body)
         VALUES (?, 'algo', ?, ?, ?, ?, ?, ?)
         ON CONFLICT (account, market, order_id) DO UPDATE SET is_open = excluded.is_open, body = excluded.body`,
        account.id,
        algo.algoId,
        algo.symbol,
        algo.clientAlgoId,
        state.algos.has(algo.algoId) ? 1 : 0,
        algo.createdAt,
        encode(algo),
      );
    }
    for (const trade of changes.trades) {
      this.run(
        'INSERT INTO trades (account, market, id, symbol, order_id, time, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
        account.id,
        trade.market,
        trade.id,
        trade.symbol,
        trade.orderId,
        trade.time,
        encode(trade),
      );
    }
    for (const income of changes.incomes) {
      this.run(
        'INSERT INTO income (account, tran_id, symbol, type, time, body) VALUES (?, ?, ?, ?, ?, ?)',
        account.id,
        income.tranId,
        income.symbol,
        income.incomeType,
        income.time,
        encode(income),
      );
    }
    addEvents(this.database, account.id, changes.events);
    state.changes = emptyChanges();
    return true;
  }

  /** An order, open or closed, by its id; undefined when there is none. */
  orderById(account: number, market: Market, orderId: number): Order | undefined {
    const row = this.one<BodyRow>(
      'SELECT body FROM orders WHERE account = ? AND market = ? AND order_id = ?',
      account,
      market,
      orderId,
    );
    return row && decode<Order>(row.body);
  }

  /** The newest order that carried this client order id; undefined when none did. */
  orderByClientId(account: number, market: Market, clientId: string): Order | undefined {
    const row = this.one<BodyRow>(
      `SELECT body FROM orders WHERE account = ? AND market = ? AND client_id = ?
       ORDER BY is_open DESC, order_id DESC LIMIT 1`,
      account,
      market,
      clientId,
    );
    return row && decode<Order>(row.body);
  }

  /** A conditional order, waiting or done, by its id or (the newest) by its client id; undefined when there is none. */
  algo(account: number, by: { algoId: number } | { clientAlgoId: string }): AlgoOrder | undefined {
    const row =
      'algoId' in by
        ? this.one<BodyRow>(
            "SELECT body FROM orders WHERE account = ? AND market = 'algo' AND order_id = ?",
            account,
            by.algoId,
          )
        : this.one<BodyRow>(
            `SELECT body FROM orders WHERE account = ? AND market = 'algo' AND client_id = ?
             ORDER BY is_open DESC, order_id DESC LIMIT 1`,
            account,
            by.clientAlgoId,
          );
    return row && decode<AlgoOrder>(row.body);
  }

  /** Conditional orders of a symbol in any status, oldest first; without `fromId` or times the newest ones. */
  algos(account: number, range: Range): AlgoOrder[] {
    const newest = range.fromId === undefined && range.startTime === undefined;
    const rows = this.all<BodyRow>(
      `SELECT body FROM orders WHERE account = ? AND market = 'algo' AND symbol = ?
       AND order_id >= ? AND created_at BETWEEN ? AND ? ORDER BY order_id ${newest ? 'DESC' : 'ASC'} LIMIT ?`,
      account,
      range.symbol ?? '',
      range.fromId ?? 0,
      range.startTime ?? 0,
      range.endTime ?? Number.MAX_SAFE_INTEGER,
      range.limit,
    ).map((row) => decode<AlgoOrder>(row.body));
    return newest ? rows.reverse() : rows;
  }

  /** Orders the exchange closed positions with (`autoclose-...`, `adl_autoclose...`), oldest first. */
  forceOrders(account: number, range: Range, prefixes: readonly string[]): Order[] {
    return this.all<BodyRow>(
      `SELECT body FROM orders WHERE account = ? AND market = 'usdm' AND (? = '' OR symbol = ?)
       AND created_at BETWEEN ? AND ? AND (client_id LIKE 'autoclose-%' OR client_id LIKE 'adl$_autoclose%' ESCAPE '$')
       ORDER BY order_id`,
      account,
      range.symbol ?? '',
      range.symbol ?? '',
      range.startTime ?? 0,
      range.endTime ?? Number.MAX_SAFE_INTEGER,
    )
      .map((row) => decode<Order>(row.body))
      .filter((order) => prefixes.some((prefix) => order.clientOrderId.startsWith(prefix)))
      .slice(0, range.limit);
  }

  /** Orders of a symbol, oldest first; without `fromId` or times the newest ones. */
  orders(account: number, market: Market, range: Range): Order[] {
    const newest = range.fromId === undefined && range.startTime === undefined;
    const rows = this.all<BodyRow>(
      `SELECT body FROM orders WHERE account = ? AND market = ? AND symbol = ?
       AND order_id >= ? AND created_at BETWEEN ? AND ? ORDER BY order_id ${newest ? 'DESC' : 'ASC'} LIMIT ?`,
      account,
      market,
      range.symbol ?? '',
      range.fromId ?? 0,
      range.startTime ?? 0,
      range.endTime ?? Number.MAX_SAFE_INTEGER,
      range.limit,
    ).map((row) => decode<Order>(row.body));
    return newest ? rows.reverse() : rows;
  }

  /** Trades of a symbol, oldest first; without `fromId` or times the newest ones. */
  trades(account: number, market: Market, range: Range): Trade[] {
    const newest = range.fromId === undefined && range.startTime === undefined;
    const rows = this.all<BodyRow>(
      `SELECT body FROM trades WHERE account = ? AND market = ? AND symbol = ? AND id >= ?
       AND time BETWEEN ? AND ? ${range.orderId === undefined ? '' : 'AND order_id = ?'}
       ORDER BY id ${newest ? 'DESC' : 'ASC'} LIMIT ?`,
      account,
      market,
      range.symbol ?? '',
      range.fromId ?? 0,
      range.startTime ?? 0,
      range.endTime ?? Number.MAX_SAFE_INTEGER,
      ...(range.orderId === undefined ? [] : [range.orderId]),
      range.limit,
    ).map((row) => decode<Trade>(row.body));
    return newest ? rows.reverse() : rows;
  }

  /** Income rows, oldest first; `page` counts from 1. */
  incomes(account: number, range: Range, type: string | undefined, page: number): Income[] {
    return this.all<BodyRow>(
      `SELECT body FROM income WHERE account = ? AND time BETWEEN ? AND ?
       AND (? = '' OR symbol = ?) AND (? = '' OR type = ?) ORDER BY tran_id LIMIT ? OFFSET ?`,
      account,
      range.startTime ?? 0,
      range.endTime ?? Number.MAX_SAFE_INTEGER,
      range.symbol ?? '',
      range.symbol ?? '',
      type ?? '',
      type ?? '',
      range.limit,
      range.limit * (page - 1),
    ).map((row) => decode<Income>(row.body));
  }

  /** Up to `limit` events of an account's user streams after the one with id `after`, oldest first. */
  eventsAfter(account: number, after: number, limit: number): StoredEvent[] {
    return eventsAfter(this.database, account, after, limit);
  }

  /** Id of an account's newest event, where a stream that begins now begins; 0 when it has none. */
  lastEventId(account: number): number {
    return lastEventId(this.database, account);
  }

  close(): void {
    this.database.close();
  }

  private statement(sql: string): Database.Statement<unknown[], unknown> {
    let found = this.statements.get(sql);
    if (found === undefined) {
      found = this.database.prepare<unknown[], unknown>(sql);
      this.statements.set(sql, found);
    }
    return found;
  }

  private run(sql: string, ...values: (string | number)[]): void {
    this.statement(sql).run(...values);
  }

  private one<T>(sql: string, ...values: (string | number)[]): T | undefined {
    return this.database.prepare<unknown[], T>(sql).get(...values);
  }

  private all<T>(sql: string, ...values: (string | number)[]): T[] {
    return this.database.prepare<unknown[], T>(sql).all(...values);
  }
}
