import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { formatFixed, parseDecimal } from '../../lib/simulator/engine/decimal';
import type { Order } from '../../lib/simulator/engine/model';
import type { AlgoOrder } from '../../lib/simulator/engine/usdm-model';
import type { FaultyExchange } from './world/exchange';

/**
 * The three rules that hold whatever goes wrong, checked from outside: by a connection of its own
 * to the journal's file, and in the exchange's own books.
 */

export type Rule = 'G1' | 'G2' | 'G3' | 'duplicate';

export interface Violation {
  rule: Rule;
  why: string;
}

export type MarketName = 'spot' | 'usdm';

/** States in which the journal must be before a request may leave. */
const STATES_OF_LEAVING = new Set(['sent', 'open', 'partiallyFilled', 'cancelling', 'unknown']);
const LIVE_STATES = ['sent', 'unknown', 'open', 'partiallyFilled', 'cancelling', 'lost'];
/** How the exchange names the orders with which it closes a position itself (reference G4). */
const FORCED = /^(adl_|settlement_|delivery_)?autoclose/;
/** A conditional order in these may still become an order. */
const WAITING_STATUSES = new Set<string>(['NEW', 'TRIGGERING']);
const OPEN_STATUSES = new Set(['NEW', 'PARTIALLY_FILLED']);

const STATE_OF_STATUS: Readonly<Record<Order['status'], string>> = {
  NEW: 'open',
  PARTIALLY_FILLED: 'partiallyFilled',
  FILLED: 'filled',
  CANCELED: 'cancelled',
  EXPIRED: 'expired',
  EXPIRED_IN_MATCH: 'expired',
};

export interface OrderRow {
  client_order_id: string;
  intent_id: string;
  market: MarketName;
  symbol: string;
  side: string;
  instruction: string;
  attempt: number;
  resends: number;
  exchange_order_id: string | null;
  state: string;
  quantity: string;
  filled_quantity: string;
  booked_quantity: string;
}

/** What is there that is not ours, by market, in units of 1e-8. */
export interface Foreign {
  spot: bigint;
  usdm: bigint;
}

/** Watches one journal and one exchange for as long as a world lives. */
export class Invariants {
  readonly violations: Violation[] = [];
  private database: Database.Database | undefined;
  /** Largest quantity that the journal ever held for an intent, units of 1e-8. */
  private readonly intended = new Map<string, bigint>();
  private readonly intentOf = new Map<string, { intent: string; market: MarketName }>();

  constructor(
    private readonly journalFile: string,
    private readonly exchange: FaultyExchange,
  ) {}

  /** G3, in the moment a placing request leaves. */
  leaving(market: MarketName, clientOrderIds: readonly string[]): void {
    for (const id of clientOrderIds) {
      const row = this.row(id);
      if (row === undefined) {
        this.fail('G3', `${id} leaves without a row in the journal`);
      } else if (!STATES_OF_LEAVING.has(row.state)) {
        this.fail('G3', `${id} leaves while the journal holds it as ${row.state}`);
      } else {
        this.intentOf.set(id, { intent: row.intent_id, market });
        this.noteIntended(row.intent_id);
      }
      const resting = this.exchange.order(market, id);
      if (resting !== undefined && OPEN_STATUSES.has(resting.status)) {
        this.fail('duplicate', `${id} is sent again while it rests`);
      }
    }
  }

  /** G1, after the exchange has carried a placing request out. */
  placed(clientOrderIds: readonly string[]): void {
    const intents = new Set(
      clientOrderIds.flatMap((id) => {
        const known = this.intentOf.get(id);
        return known === undefined ? [] : [known.intent];
      }),
    );
    for (const intent of intents) this.checkIntent(intent);
  }

  /** G1 of every intent, and G2: to be called when nothing is under way any more. */
  settled(symbols: readonly string[], foreign: Foreign = { spot: 0n, usdm: 0n }): void {
    const rows = this.orders();
    for (const row of rows) {
      this.intentOf.set(row.client_order_id, { intent: row.intent_id, market: row.market });
      this.noteIntended(row.intent_id);
    }
    for (const intent of this.intended.keys()) this.checkIntent(intent);
    const byId = new Map(rows.map((row) => [row.client_order_id, row]));
    for (const market of ['spot', 'usdm'] as const) {
      for (const symbol of symbols) this.compareOrders(market, symbol, byId);
    }
    this.compareTrades(symbols);
    this.compareHoldings(symbols, foreign);
  }

  /** True while a trade of the journal has more position than its resting stops cover. */
  isUnprotected(): boolean {
    if (this.journal === undefined) return false;
    return this.read<{ symbol: string; quantity: string }>('select * from trade_positions').some(
      ({ symbol, quantity }) => {
        const position = units(quantity);
        const covered = this.exchange
          .algos(symbol)
          .filter((algo) => algo.type === 'STOP_MARKET' && WAITING_STATUSES.has(algo.status))
          .reduce((sum, algo) => sum + algo.quantity, 0n);
        return covered < (position < 0n ? -position : position);
      },
    );
  }

  close(): void {
    this.database?.close();
    this.database = undefined;
  }

  private fail(rule: Rule, why: string): void {
    if (!this.violations.some((known) => known.why === why)) this.violations.push({ rule, why });
  }

  private get journal(): Database.Database | undefined {
    if (this.database === undefined && existsSync(this.journalFile)) {
      this.database = new Database(this.journalFile, { readonly: true });
    }
    return this.database;
  }

  /** Rows of a query on the journal's file, as another process would read them. */
  read<Row>(query: string, ...parameters: unknown[]): Row[] {
    return this.journal?.prepare<unknown[], Row>(query).all(...parameters) ?? [];
  }

  /** Every order of the journal, in the order of writing. */
  orders(): OrderRow[] {
    return this.read<OrderRow>(
      'select orders.* from orders join intents on intents.id = intent_id order by number, attempt',
    );
  }

  private row(clientOrderId: string): OrderRow | undefined {
    return this.journal
      ?.prepare<[string], OrderRow>('select * from orders where client_order_id = ?')
      .get(clientOrderId);
  }

  private noteIntended(intent: string): void {
    const row = this.journal
      ?.prepare<[string], { quantity: string }>('select quantity from intents where id = ?')
      .get(intent);
    const quantity = units(row?.quantity ?? '0');
    const known = this.intended.get(intent) ?? 0n;
    if (quantity > known) this.intended.set(intent, quantity);
  }

  private checkIntent(intent: string): void {
    let sum = 0n;
    const parts: string[] = [];
    const add = (id: string, status: string, reach: bigint): void => {
      sum += reach;
      parts.push(`${id} ${status} ${formatFixed(reach)}`);
    };
    for (const [id, owner] of this.intentOf) {
      if (owner.intent !== intent) continue;
      const algo = this.exchange.algo(id);
      const child = algo && algo.childOrderId > 0 ? this.child(algo) : undefined;
      const order = child ?? this.exchange.order(owner.market, id);
      if (order !== undefined) {
        add(id, order.status, OPEN_STATUSES.has(order.status) ? order.origQty : order.executedQty);
      } else if (algo !== undefined && WAITING_STATUSES.has(algo.status)) {
        add(id, algo.status, algo.quantity);
      }
    }
    const intended = this.intended.get(intent) ?? 0n;
    if (sum <= intended) return;
    this.fail('G1', `${intent}: ${parts.join(' + ')} exceeds ${formatFixed(intended)}`);
  }

  /** The ordinary order that a conditional one became. */
  private child(algo: AlgoOrder): Order | undefined {
    return this.exchange
      .orders('usdm', algo.symbol)
      .find(({ orderId }) => orderId === algo.childOrderId);
  }

  private compareConditional(symbol: string, byId: ReadonlyMap<string, OrderRow>): Set<string> {
    const seen = new Set<string>();
    for (const algo of this.exchange.algos(symbol)) {
      const id = algo.clientAlgoId;
      if (!id.startsWith(`dg${this.tag()}-`)) continue;
      seen.add(id);
      const row = byId.get(id);
      if (row === undefined) {
        this.fail('G2', `conditional order ${id} is at the exchange and not in the journal`);
        continue;
      }
      const waits = WAITING_STATUSES.has(algo.status);
      if (waits !== LIVE_STATES.includes(row.state)) {
        this.fail('G2', `${id} is ${algo.status} at the exchange and ${row.state} in the journal`);
      }
      const filled = this.child(algo)?.executedQty ?? 0n;
      if (units(row.booked_quantity) !== filled) {
        this.fail('G2', `${id} filled ${formatFixed(filled)}, booked ${row.booked_quantity}`);
      }
    }
    return seen;
  }

  private compareOrders(
    market: MarketName,
    symbol: string,
    byId: ReadonlyMap<string, OrderRow>,
  ): void {
    const tag = this.tag();
    const seen = market === 'usdm' ? this.compareConditional(symbol, byId) : new Set<string>();
    for (const order of this.exchange.orders(market, symbol)) {
      const id = order.clientOrderId;
      if (!id.startsWith(`dg${tag}-`)) continue;
      seen.add(id);
      const row = byId.get(id);
      if (row === undefined) {
        // One that ended without a fill leaves nothing behind: an orphan that was cancelled.
        if (!OPEN_STATUSES.has(order.status) && order.executedQty === 0n) continue;
        this.fail('G2', `${market} order ${id} is at the exchange and not in the journal`);
        continue;
      }
      const state = STATE_OF_STATUS[order.status];
      if (row.state !== state) {
        this.fail('G2', `${id} is ${state} at the exchange and ${row.state} in the journal`);
      }
      for (const column of ['filled_quantity', 'booked_quantity'] as const) {
        if (units(row[column]) === order.executedQty) continue;
        const there = formatFixed(order.executedQty);
        this.fail('G2', `${id} filled ${there} at the exchange, ${column} is ${row[column]}`);
      }
    }
    for (const row of byId.values()) {
      if (row.market !== market || row.symbol !== symbol || seen.has(row.client_order_id)) continue;
      if (row.state !== 'lost' && LIVE_STATES.includes(row.state)) {
        this.fail('G2', `${row.client_order_id} is ${row.state} and not at the exchange`);
      }
    }
  }

  private compareTrades(symbols: readonly string[]): void {
    for (const market of ['spot', 'usdm'] as const) {
      for (const symbol of symbols) {
        const ours = new Set(
          this.exchange
            .orders(market, symbol)
            .filter((order) => order.clientOrderId.startsWith(`dg${this.tag()}-`))
            .map((order) => order.orderId),
        );
        for (const algo of market === 'usdm' ? this.exchange.algos(symbol) : []) {
          if (algo.clientAlgoId.startsWith(`dg${this.tag()}-`)) ours.add(algo.childOrderId);
        }
        const there = this.exchange
          .trades(market, symbol)
          .filter((trade) => ours.has(trade.orderId))
          .map((trade) => String(trade.id));
        // What the exchange itself closed of our position may be booked as ours too.
        const forced = new Set(
          this.exchange
            .orders(market, symbol)
            .filter((order) => FORCED.test(order.clientOrderId))
            .map((order) => order.orderId),
        );
        const ofForced = this.exchange
          .trades(market, symbol)
          .filter((trade) => forced.has(trade.orderId))
          .map((trade) => String(trade.id));
        const booked =
          this.journal
            ?.prepare<[string, string], { trade_id: string }>(
              `select trade_id from fills where market = ? and symbol = ? and intent_id is not null`,
            )
            .all(market, symbol)
            .map((row) => row.trade_id) ?? [];
        if (booked.length !== new Set(booked).size) {
          this.fail('G2', `${market} fills of ${symbol} are booked twice`);
        }
        const lacking = there.filter((id) => !booked.includes(id));
        const invented = booked.filter((id) => !there.includes(id) && !ofForced.includes(id));
        if (lacking.length + invented.length === 0) continue;
        this.fail(
          'G2',
          `${market} fills: not booked ${lacking.join()}, invented ${invented.join()}`,
        );
      }
    }
  }

  private compareHoldings(symbols: readonly string[], foreign: Foreign): void {
    for (const symbol of symbols) {
      const base = symbol.replace(/USDT$/, '');
      const there = this.exchange.account(({ account }) => {
        const balance = account.spot[base] ?? { free: 0n, locked: 0n };
        const legs = [symbol, `${symbol}:LONG`, `${symbol}:SHORT`];
        return {
          spot: balance.free + balance.locked,
          usdm: legs.reduce((sum, leg) => sum + (account.positions[leg]?.amount ?? 0n), 0n),
        };
      });
      for (const market of ['spot', 'usdm'] as const) {
        const row = this.journal
          ?.prepare<
            [string, string],
            { quantity: string }
          >('select quantity from own_quantities where market = ? and base_asset = ?')
          .get(market, base);
        const trades =
          market === 'spot'
            ? []
            : this.read<{ quantity: string }>(
                'select quantity from trade_positions where symbol = ?',
                symbol,
              );
        const own = trades.reduce(
          (sum, trade) => sum + units(trade.quantity),
          units(row?.quantity ?? '0'),
        );
        const expected = there[market] - (symbol === symbols[0] ? foreign[market] : 0n);
        if (own === expected) continue;
        const figures = `${formatFixed(expected)} at the exchange, ${formatFixed(own)} in the journal`;
        this.fail('G2', `${market} ${base}: ${figures}`);
      }
    }
  }

  private tag(): string {
    const row = this.journal
      ?.prepare<[], { value: string }>("select value from app_state where key = 'binding/tag'")
      .get();
    return row?.value ?? '';
  }
}

/** Decimal text in units of 1e-8. */
export function units(text: string): bigint {
  const isNegative = text.startsWith('-');
  const absolute = parseDecimal(isNegative ? text.slice(1) : text);
  const value = absolute === undefined || !isNegative ? absolute : -absolute;
  if (value === undefined) throw new Error(`"${text}" is no decimal number`);
  return value;
}
