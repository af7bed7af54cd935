import { Decimal, decimal } from '../../../lib/model/decimal';
import { at, type Client, type Json, list } from '../../simulator/support';

/** How our own orders are named (DESIGN: `dg<journal tag>-...`). */
const OUR_PREFIX = 'dg';
/** The exchange keeps so many messages; more between two looks would be missed. */
const MOST_EVENTS = 10_000;

/** What one fill of ours did, as the exchange told it. */
export interface TapeFill {
  readonly clientOrderId: string;
  readonly price: Decimal;
  /** What all our fills so far have made of both legs, net of fees in base. */
  readonly inventory: Decimal;
  readonly position: Decimal;
}

/** What became of one order of ours. */
export interface TapeOrder {
  readonly quantity: Decimal;
  readonly filled: Decimal;
  readonly status: string;
}

/** The account's user streams, read as a book of our own fills and orders in one base asset. */
export class ExchangeTape {
  readonly fills: TapeFill[] = [];
  readonly orders = new Map<string, TapeOrder>();
  /** Client order ids of orders that are not ours and were filled. */
  readonly foreignFills: string[] = [];
  private lastEvent = 0;

  constructor(
    private readonly client: Client,
    private readonly base: string,
  ) {}

  /** Reads on from where the last look ended. Throws when something in between is not kept any more. */
  async readOn(): Promise<void> {
    const wanted = { after: this.lastEvent, limit: MOST_EVENTS };
    const reply = await this.client.get('/sim/events', wanted);
    const events = list(at(reply.body, 'events'));
    if (events.length >= MOST_EVENTS) throw new Error('The tape may lack something.');
    for (const event of events) {
      this.lastEvent = Number(at(event, 'id'));
      this.take(at(event, 'payload'));
    }
  }

  private take(payload: Json): void {
    const name = String(at(payload, 'e'));
    if (name === 'executionReport') this.takeOrder('spot', payload);
    if (name === 'ORDER_TRADE_UPDATE') this.takeOrder('usdm', at(payload, 'o'));
  }

  private takeOrder(market: 'spot' | 'usdm', row: Json): void {
    const text = (name: string): string => String(at(row, name));
    const clientOrderId = text('c');
    const isFill = text('x') === 'TRADE';
    // A cancel's message carries an id of its own.
    if (text('x') === 'CANCELED') return;
    if (!clientOrderId.startsWith(OUR_PREFIX)) {
      if (isFill) this.foreignFills.push(clientOrderId);
      return;
    }
    this.orders.set(clientOrderId, {
      quantity: decimal(text('q')),
      filled: decimal(text('z')),
      status: text('X'),
    });
    if (!isFill) return;
    const last = this.fills.at(-1);
    const inventory = last?.inventory ?? Decimal.zero;
    const position = last?.position ?? Decimal.zero;
    const quantity = decimal(text('l'));
    const change = text('S') === 'BUY' ? quantity : quantity.negated();
    const fee = text('N') === this.base ? decimal(text('n')) : Decimal.zero;
    this.fills.push({
      clientOrderId,
      price: decimal(text('L')),
      inventory: market === 'spot' ? inventory.plus(change).minus(fee) : inventory,
      position: market === 'usdm' ? position.plus(change) : position,
    });
  }
}
