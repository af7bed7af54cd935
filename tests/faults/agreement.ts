import { formatFixed } from '../../lib/simulator/engine/decimal';
import type { Order } from '../../lib/simulator/engine/model';
import type { AlgoOrder } from '../../lib/simulator/engine/usdm-model';
import { type Foreign, type MarketName, type OrderRow, units } from './bookRows';
import type { FaultyExchange } from './world/exchange';

const LIVE_STATES = ['sent', 'unknown', 'open', 'partiallyFilled', 'cancelling', 'lost'];
/** How the exchange names the orders with which it closes a position itself (reference G4). */
const FORCED = /^(adl_|settlement_|delivery_)?autoclose/;
/** A conditional order in these may still become an order. */
export const WAITING_STATUSES: ReadonlySet<string> = new Set(['NEW', 'TRIGGERING']);
export const OPEN_STATUSES: ReadonlySet<string> = new Set(['NEW', 'PARTIALLY_FILLED']);

const STATE_OF_STATUS: Readonly<Record<Order['status'], string>> = {
  NEW: 'open',
  PARTIALLY_FILLED: 'partiallyFilled',
  FILLED: 'filled',
  CANCELED: 'cancelled',
  EXPIRED: 'expired',
  EXPIRED_IN_MATCH: 'expired',
};

/** Rows of a query on the journal. */
export type ReadRows = <Row>(query: string, ...parameters: unknown[]) => Row[];

/** G2: whether journal and exchange agree on orders, fills and positions. */
export class Agreement {
  /** @param differ is told each difference in words */
  constructor(
    private readonly read: ReadRows,
    private readonly exchange: FaultyExchange,
    private readonly differ: (why: string) => void,
  ) {}

  /** Compares everything of these symbols; `foreign` is held of the first one and not ours. */
  compare(rows: readonly OrderRow[], symbols: readonly string[], foreign: Foreign): void {
    const byId = new Map(rows.map((row) => [row.client_order_id, row]));
    for (const market of ['spot', 'usdm'] as const) {
      for (const symbol of symbols) this.compareOrders(market, symbol, byId);
    }
    this.compareTrades(symbols);
    this.compareHoldings(symbols, foreign);
  }

  /** The ordinary order that a conditional one became. */
  child(algo: AlgoOrder): Order | undefined {
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
        this.differ(`conditional order ${id} is at the exchange and not in the journal`);
        continue;
      }
      const waits = WAITING_STATUSES.has(algo.status);
      if (waits !== LIVE_STATES.includes(row.state)) {
        this.differ(`${id} is ${algo.status} at the exchange and ${row.state} in the journal`);
      }
      const filled = this.child(algo)?.executedQty ?? 0n;
      if (units(row.booked_quantity) !== filled) {
        this.differ(`${id} filled ${formatFixed(filled)}, booked ${row.booked_quantity}`);
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
        this.differ(`${market} order ${id} is at the exchange and not in the journal`);
        continue;
      }
      const state = STATE_OF_STATUS[order.status];
      if (row.state !== state) {
        this.differ(`${id} is ${state} at the exchange and ${row.state} in the journal`);
      }
      for (const column of ['filled_quantity', 'booked_quantity'] as const) {
        if (units(row[column]) === order.executedQty) continue;
        const there = formatFixed(order.executedQty);
        this.differ(`${id} filled ${there} at the exchange, ${column} is ${row[column]}`);
      }
    }
    for (const row of byId.values()) {
      if (row.market !== market || row.symbol !== symbol || seen.has(row.client_order_id)) continue;
      if (row.state !== 'lost' && LIVE_STATES.includes(row.state)) {
        this.differ(`${row.client_order_id} is ${row.state} and not at the exchange`);
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
        const booked = this.read<{ trade_id: string }>(
          'select trade_id from fills where market = ? and symbol = ? and intent_id is not null',
          market,
          symbol,
        ).map((row) => row.trade_id);
        if (booked.length !== new Set(booked).size) {
          this.differ(`${market} fills of ${symbol} are booked twice`);
        }
        const lacking = there.filter((id) => !booked.includes(id));
        const invented = booked.filter((id) => !there.includes(id) && !ofForced.includes(id));
        if (lacking.length + invented.length === 0) continue;
        this.differ(`${market} fills: not booked ${lacking.join()}, invented ${invented.join()}`);
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
        const [row] = this.read<{ quantity: string }>(
          'select quantity from own_quantities where market = ? and base_asset = ?',
          market,
          base,
        );
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
        this.differ(`${market} ${base}: ${figures}`);
      }
    }
  }

  private tag(): string {
    const [row] = this.read<{ value: string }>(
      "select value from app_state where key = 'binding/tag'",
    );
    return row?.value ?? '';
  }
}
