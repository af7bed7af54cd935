import { z } from 'zod';
import type { OrderRequest } from '../../model/order';
import type { SubmitOutcome } from '../port';
import type { RestRequest } from './client';
import type { BinanceConnection } from './connection';
import { isUrgentOrder } from './dialect';
import type { Orders, PlacementContext } from './orders';
import { outcomeOfSubmit } from './outcome';
import { attempt, refusalInside, signed, unexpected } from './reply';
import { refusedHalfSchema } from './schemas/order';
import { usdmDialect } from './usdm';

/** Most orders in one request (reference D2); the exchange works on them in no certain order. */
export const MOST_IN_BATCH = 5;

interface Element {
  order: OrderRequest;
  params: Record<string, string>;
}

/** Several USD-M LIMIT and MARKET orders in one request. */
export class Batches {
  constructor(
    private readonly connection: BinanceConnection,
    private readonly orders: Orders,
    private readonly context: PlacementContext,
    private readonly redact: (text: string) => string,
  ) {}

  /**
   * See `TradingAccount.submitBatch`. Never throws. Orders that cannot be part of it are `notSent`
   * and do not hinder the others; what is said of the whole request holds for each order in it.
   */
  async submit(orders: readonly OrderRequest[]): Promise<SubmitOutcome[]> {
    if (orders.length > MOST_IN_BATCH) {
      return orders.map(() => notSent(`a batch holds at most ${MOST_IN_BATCH} orders`));
    }
    const mode = await this.context.positionMode(orders.every(isUrgentOrder));
    if (typeof mode !== 'string') return orders.map(() => mode);
    const outcomes = new Map<OrderRequest, SubmitOutcome>();
    const elements: Element[] = [];
    for (const order of orders) {
      const placement =
        order.market === 'usdm'
          ? usdmDialect.placement(order, mode)
          : { possible: false as const, reason: 'batches are for USD-M' };
      if (placement.possible) elements.push({ order, params: placement.params });
      else outcomes.set(order, notSent(placement.reason));
    }
    const sent = await this.send(elements);
    elements.forEach(({ order }, index) => {
      outcomes.set(order, sent[index] ?? { kind: 'unknown', message: 'the reply names it not' });
    });
    return orders.map((order) => outcomes.get(order) ?? notSent('it was not part of the batch'));
  }

  private async send(elements: readonly Element[]): Promise<SubmitOutcome[]> {
    if (elements.length === 0) return [];
    const batchOrders = JSON.stringify(elements.map(({ params }) => params));
    const urgent = elements.every(({ order }) => isUrgentOrder(order));
    const request: RestRequest = {
      ...signed('POST', 'usdm', 'fapi/v1/batchOrders', { batchOrders }),
      ...(urgent ? { priority: 'urgent' } : {}),
    };
    const reply = await this.connection.write(request, 'order');
    if (!reply.ok) {
      const outcome = this.orders.noting(outcomeOfSubmit(reply.failure));
      return elements.map(() => outcome);
    }
    const rows = attempt(() => z.array(z.unknown()).parse(reply.body));
    if (!rows.ok || rows.value.length !== elements.length) {
      const fault = rows.ok ? 'another number of orders' : rows.fault;
      return elements.map(() => ({ kind: 'unknown', message: unexpected(request, fault) }));
    }
    const { value } = rows;
    return Promise.all(
      elements.map(({ order }, index) => {
        const refused = refusedHalfSchema.safeParse(value[index]);
        if (!refused.success) return this.orders.placed(order, value[index], request);
        const failure = refusalInside('usdm', refused.data, this.redact);
        return this.orders.noting(outcomeOfSubmit(failure));
      }),
    );
  }
}

function notSent(message: string): SubmitOutcome {
  return { kind: 'notSent', message, retryAt: null };
}
