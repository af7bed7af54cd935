import fc from 'fast-check';
import { MemoryBudgets } from '../../../lib/exchange/binance';
import { spotLimit, spotPlaced, usdmMarket, usdmOrder } from './samples';
import { answers, API_KEY, gatewayTo, startStubServer, type StubServer } from './stubServer';

/** Whatever a reply says: only what it proves is claimed, and nothing is sent twice. */

let stub: StubServer;
beforeEach(async () => {
  stub = await startStubServer();
});
afterEach(() => stub.close());

const RUNS = { numRuns: 150 };
/** A gateway with budgets of its own: hundreds of orders would not fit into one account's. */
const unlimited = () =>
  gatewayTo(stub, { machineBudgets: new MemoryBudgets(), requestDeadlineMs: 10_000 });
const word = fc.constantFrom('SUCCESS', 'FAILURE', 'NOT_ATTEMPTED', 'MAYBE');
const code = fc.constantFrom(-2011, -2010, -1006, -1007, -1013, -1015, -2013, -9999, 0, 200);
const half = fc.oneof(
  code.map((value) => ({ code: value, msg: 'words' })),
  fc.constantFrom(null, {}, 'text', spotPlaced, { ...spotPlaced, clientOrderId: 'other' }),
  fc.constant({
    ...spotPlaced,
    status: 'CANCELED',
    clientOrderId: 'c1',
    origClientOrderId: 'dg-main-1-0',
  }),
);
const body = fc.record({
  cancelResult: word,
  newOrderResult: word,
  cancelResponse: half,
  newOrderResponse: half,
});

it('replaceOrder', async () => {
  const route = 'POST /api/v3/order/cancelReplace';
  let sent = 0;
  const failure = fc.record({
    status: fc.constantFrom(400, 409),
    code: fc.constantFrom(-2021, -2022),
    data: fc.option(body),
  });
  await fc.assert(
    fc.asyncProperty(fc.oneof(body, failure), async (reply) => {
      const failed = 'status' in reply;
      stub.on(
        route,
        failed
          ? answers(reply.status, { code: reply.code, msg: 'words', data: reply.data })
          : answers(200, reply),
      );
      const halves = failed ? reply.data : reply;
      const outcome = await unlimited().replaceOrder('spot', 'BTCUSDT', 'dg-main-1-0', spotLimit);
      sent += 1;
      expect(stub.seenOn(route)).toHaveLength(sent);
      switch (outcome.kind) {
        case 'replaced':
          expect(failed).toBe(false);
          expect([halves?.cancelResult, halves?.newOrderResult]).toEqual(['SUCCESS', 'SUCCESS']);
          expect(halves?.newOrderResponse).toEqual(spotPlaced);
          break;
        case 'cancelledOnly':
          expect([halves?.cancelResult, halves?.newOrderResult]).toEqual(['SUCCESS', 'FAILURE']);
          expect([-1006, -1007, -9999]).not.toContain(outcome.code);
          break;
        case 'notCancelled':
          expect(halves?.cancelResult).toBe('FAILURE');
          expect(halves?.newOrderResult).not.toBe('SUCCESS');
          break;
        case 'notSent':
          throw new Error('it was sent');
        case 'unknown':
          break;
      }
    }),
    RUNS,
  );
});

it('submitBatch', async () => {
  const orders = ['a', 'b'].map((name) => ({
    ...usdmMarket,
    instruction: { type: 'LIMIT', price: '79000', timeInForce: 'GTC' } as const,
    clientOrderId: name,
  }));
  const row = (name: string) => ({
    ...usdmOrder,
    status: 'NEW',
    executedQty: '0',
    clientOrderId: name,
  });
  const element = fc.oneof(
    fc.constantFrom<unknown>(row('a'), row('b'), { ...row('a'), symbol: 'ETHUSDT' }, null, {}),
    code.map((value) => ({ code: value, msg: 'words' })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(element, { maxLength: 3 }), async (reply) => {
      stub.on('POST /fapi/v1/batchOrders', answers(200, reply));
      const outcomes = await unlimited().submitBatch(orders);
      expect(outcomes).toHaveLength(2);
      outcomes.forEach((outcome, index) => {
        if (reply.length !== 2) expect(outcome.kind).toBe('unknown');
        if (outcome.kind === 'accepted') expect(reply[index]).toEqual(row(index === 0 ? 'a' : 'b'));
        if (outcome.kind === 'rejected') {
          expect(reply[index]).toMatchObject({ code: outcome.code });
          expect([-1006, -1007, -9999, 0, 200]).not.toContain(outcome.code);
        }
      });
    }),
    RUNS,
  );
});

it('never repeats the key that a refusal inside an answer shows', async () => {
  const msg = `no such key ${API_KEY}`;
  stub.on('POST /fapi/v1/batchOrders', answers(200, [{ code: -2019, msg }]));
  stub.on(
    'POST /api/v3/order/cancelReplace',
    answers(400, {
      code: -2022,
      msg,
      data: {
        cancelResult: 'FAILURE',
        newOrderResult: 'NOT_ATTEMPTED',
        cancelResponse: { code: -2011, msg },
        newOrderResponse: null,
      },
    }),
  );
  const gateway = gatewayTo(stub);
  const replies = [
    await gateway.submitBatch([usdmMarket]),
    await gateway.replaceOrder('spot', 'BTCUSDT', 'dg-main-1-0', spotLimit),
  ];
  expect(JSON.stringify(replies)).toContain('no such key');
  expect(JSON.stringify(replies)).not.toContain(API_KEY);
});
