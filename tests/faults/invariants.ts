import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { formatFixed } from '../../lib/simulator/engine/decimal';
import { Agreement, OPEN_STATUSES, WAITING_STATUSES } from './agreement';
import { type Foreign, type MarketName, type OrderRow, units } from './bookRows';
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

/** States in which the journal must be before a request may leave. */
const STATES_OF_LEAVING = new Set(['sent', 'open', 'partiallyFilled', 'cancelling', 'unknown']);

/** Watches one journal and one exchange for as long as a world lives. */
export class Invariants {
  readonly violations: Violation[] = [];
  private database: Database.Database | undefined;
  /** Largest quantity that the journal ever held for an intent, units of 1e-8. */
  private readonly intended = new Map<string, bigint>();
  private readonly intentOf = new Map<string, { intent: string; market: MarketName }>();

  private readonly agreement: Agreement;

  constructor(
    private readonly journalFile: string,
    private readonly exchange: FaultyExchange,
  ) {
    this.agreement = new Agreement(
      (query, ...parameters) => this.read(query, ...parameters),
      exchange,
      (why) => this.fail('G2', why),
    );
  }

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
    this.agreement.compare(rows, symbols, foreign);
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
      const child = algo && algo.childOrderId > 0 ? this.agreement.child(algo) : undefined;
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
}
