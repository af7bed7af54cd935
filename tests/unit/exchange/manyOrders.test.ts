import type { OrderRequest } from '../../../lib/model/order';
import { spotLimit, spotPlaced, usdmMarket, usdmOrder } from './samples';
import { answers, gatewayTo, type Handler, startStubServer, type StubServer } from './stubServer';

let stub: StubServer;
beforeEach(async () => {
  stub = await startStubServer();
});
afterEach(() => stub.close());

describe('submitBatch', () => {
  const BATCH = 'POST /fapi/v1/batchOrders';
  const instruction = { type: 'LIMIT', price: '79000', timeInForce: 'GTC' } as const;
  const orders = ['a', 'b', 'c'].map(
    (name): OrderRequest => ({ ...usdmMarket, instruction, clientOrderId: `dg-${name}-1` }),
  );
  const rowOf = (order: OrderRequest | undefined) => ({
    ...usdmOrder,
    clientOrderId: order?.clientOrderId,
    status: 'NEW',
    executedQty: '0',
  });
  const submit = (batch: readonly OrderRequest[] = orders) => gatewayTo(stub).submitBatch(batch);

  it('sends every order with an id and self-trade prevention of its own', async () => {
    stub.on(BATCH, answers(200, orders.map(rowOf)));
    const outcomes = await submit();
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);
    const sent: unknown = JSON.parse(stub.seenOn(BATCH)[0]?.params['batchOrders'] ?? '');
    expect(sent).toMatchObject(
      orders.map(({ clientOrderId }) => ({
        newClientOrderId: clientOrderId,
        selfTradePreventionMode: 'EXPIRE_MAKER',
        price: '79000',
        type: 'LIMIT',
      })),
    );
  });

  it('takes each answer for itself (A12)', async () => {
    const refused = { code: -4164, msg: "Order's notional must be no smaller than 50" };
    const inDoubt = { code: -1007, msg: 'Timeout waiting for response from backend server.' };
    stub.on(BATCH, answers(200, [rowOf(orders[0]), refused, inDoubt]));
    expect(await submit()).toMatchObject([
      { kind: 'accepted' },
      { kind: 'rejected', code: -4164 },
      { kind: 'unknown' },
    ]);
  });

  it('knows that an order beyond the limit was not placed', async () => {
    const limited = { code: -1015, msg: 'Too many new orders.' };
    stub.on(BATCH, answers(200, [rowOf(orders[0]), limited, limited]));
    expect((await submit()).map(({ kind }) => kind)).toEqual(['accepted', 'notSent', 'notSent']);
  });

  it('doubts an answer that is about another order', async () => {
    stub.on(BATCH, answers(200, [rowOf(orders[1]), rowOf(orders[0]), rowOf(orders[2])]));
    expect((await submit()).map(({ kind }) => kind)).toEqual(['unknown', 'unknown', 'accepted']);
  });

  it.each<[string, Handler, string]>([
    ['no reply (A13)', () => undefined, 'unknown'],
    ['fewer answers', answers(200, [rowOf(orders[0])]), 'unknown'],
    ['no list', answers(200, {}), 'unknown'],
    ['-4083', answers(400, { code: -4083, msg: 'Fail to place batch orders.' }), 'unknown'],
    ['-4082', answers(400, { code: -4082, msg: 'Invalid number of batch orders.' }), 'rejected'],
    ['-1008', answers(503, { code: -1008, msg: 'overloaded' }), 'notSent'],
  ])('%s holds for every order', async (_name, handler, kind) => {
    stub.on(BATCH, handler);
    expect((await submit()).map((one) => one.kind)).toEqual([kind, kind, kind]);
    expect(stub.seenOn(BATCH)).toHaveLength(1);
  });

  it('leaves out what cannot be part of it, and sends nothing of six', async () => {
    stub.on(BATCH, answers(200, [rowOf(orders[0])]));
    const [first = usdmMarket] = orders;
    expect(await submit([spotLimit, first])).toMatchObject([
      { kind: 'notSent' },
      { kind: 'accepted' },
    ]);
    expect(await submit([spotLimit])).toMatchObject([{ kind: 'notSent' }]);
    expect((await submit([...orders, ...orders])).map(({ kind }) => kind)).toEqual(
      Array<string>(6).fill('notSent'),
    );
    expect(stub.seenOn(BATCH)).toHaveLength(1);
  });
});

describe('replaceOrder', () => {
  const REPLACE = 'POST /api/v3/order/cancelReplace';
  const old = 'dg-main-1-0';
  const { fills: _fills, ...row } = spotPlaced;
  const cancelled = { ...row, status: 'CANCELED', clientOrderId: 'c1', origClientOrderId: old };
  const done = { cancelResponse: cancelled, cancelResult: 'SUCCESS' };
  const halves = { ...done, newOrderResult: 'SUCCESS', newOrderResponse: spotPlaced };
  const replace = () => gatewayTo(stub).replaceOrder('spot', 'BTCUSDT', old, spotLimit);

  it('sends both ids and stops on failure', async () => {
    stub.on(REPLACE, answers(200, halves));
    expect(await replace()).toMatchObject({
      kind: 'replaced',
      cancelled: { clientOrderId: old, state: 'cancelled' },
      placed: { report: { clientOrderId: spotLimit.clientOrderId } },
    });
    expect(stub.seenOn(REPLACE)[0]?.params).toMatchObject({
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelOrigClientOrderId: old,
      cancelRestrictions: 'ONLY_NEW',
      newClientOrderId: spotLimit.clientOrderId,
      selfTradePreventionMode: 'EXPIRE_MAKER',
    });
  });

  const notDone = (code: number, msg: string) => ({
    code: -2022,
    msg: 'Order cancel-replace failed.',
    data: {
      cancelResult: 'FAILURE',
      newOrderResult: 'NOT_ATTEMPTED',
      cancelResponse: { code, msg },
      newOrderResponse: null,
    },
  });
  const halfDone = (newOrderResponse: object, cancelResponse: object = cancelled) => ({
    code: -2021,
    msg: 'Order cancel-replace partially failed.',
    data: { ...done, cancelResponse, newOrderResult: 'FAILURE', newOrderResponse },
  });
  const poor = { code: -2010, msg: 'Account has insufficient balance.' };

  it.each<[string, Handler, object]>([
    ['gone', answers(400, notDone(-2011, 'Unknown order sent.')), { kind: 'notCancelled' }],
    ['cancel in doubt', answers(400, notDone(-1006, 'status unknown.')), { kind: 'unknown' }],
    ['filter', answers(400, { code: -1013, msg: 'Filter failure' }), { kind: 'notCancelled' }],
    ['half', answers(409, halfDone(poor)), { kind: 'cancelledOnly', code: -2010 }],
    ['half in doubt', answers(409, halfDone({ code: -1007, msg: '?' })), { kind: 'unknown' }],
    [
      'half of another order',
      answers(409, halfDone(poor, { ...cancelled, origClientOrderId: 'x' })),
      { kind: 'unknown' },
    ],
    ['half without data', answers(409, { code: -2021, msg: 'partially' }), { kind: 'unknown' }],
    ['failure without data', answers(400, { code: -2022, msg: 'failed' }), { kind: 'unknown' }],
    ['orders used up', answers(429, { code: -1015, msg: 'Too many' }), { kind: 'notSent' }],
    ['no reply', () => undefined, { kind: 'unknown' }],
    ['other shape', answers(200, { cancelResult: 'SUCCESS' }), { kind: 'unknown' }],
    [
      'another new order',
      answers(200, { ...halves, newOrderResponse: { ...spotPlaced, clientOrderId: 'x' } }),
      { kind: 'unknown' },
    ],
  ])('%s', async (_name, handler, outcome) => {
    stub.on(REPLACE, handler);
    expect(await replace()).toMatchObject(outcome);
    expect(stub.seenOn(REPLACE)).toHaveLength(1);
  });
});

describe('amendOrder', () => {
  const SPOT = 'PUT /api/v3/order/amend/keepPriority';
  const USDM = 'PUT /fapi/v1/order';
  const id = spotLimit.clientOrderId;
  const amendedOrder = {
    symbol: 'BTCUSDT',
    orderId: 28,
    clientOrderId: id,
    origClientOrderId: id,
    price: '80000.01000000',
    qty: '0.00050000',
    executedQty: '0.00000000',
    status: 'NEW',
    side: 'BUY',
  };
  const change = { quantity: '0.0005', price: '80000.01' };
  const spot = () => gatewayTo(stub).amendOrder('spot', 'BTCUSDT', id, 'BUY', change);
  const usdm = () =>
    gatewayTo(stub).amendOrder('usdm', 'BTCUSDT', usdmMarket.clientOrderId, 'SELL', {
      quantity: '0.002',
      price: '81000',
    });
  const usdmRow = { ...usdmOrder, status: 'NEW', executedQty: '0', price: '81000.00' };

  it('keeps the client order id on spot', async () => {
    stub.on(SPOT, answers(200, { transactTime: 5, executionId: 1, amendedOrder }));
    expect(await spot()).toMatchObject({ kind: 'amended', report: { quantity: '0.0005' } });
    expect(stub.seenOn(SPOT)[0]?.params).toMatchObject({
      origClientOrderId: id,
      newClientOrderId: id,
      newQty: '0.0005',
    });
    expect(stub.seenOn(SPOT)[0]?.params).not.toHaveProperty('price');
  });

  it('names side, quantity and price on USD-M', async () => {
    stub.on(USDM, answers(200, usdmRow));
    expect(await usdm()).toMatchObject({ kind: 'amended', report: { price: '81000' } });
    expect(stub.seenOn(USDM)[0]?.params).toMatchObject({
      side: 'SELL',
      quantity: '0.002',
      price: '81000',
      origClientOrderId: usdmMarket.clientOrderId,
    });
  });

  it.each<[string, Handler, string]>([
    ['cancelled by it', answers(200, { ...usdmRow, status: 'CANCELED' }), 'notOpen'],
    ['-2013', answers(400, { code: -2013, msg: 'Order does not exist.' }), 'notOpen'],
    ['too often', answers(400, { code: -5026, msg: 'Exceed maximum modify' }), 'rejected'],
    ['pending', answers(400, { code: -5043, msg: 'pending modification' }), 'rejected'],
    ['another order', answers(200, { ...usdmRow, clientOrderId: 'x' }), 'unknown'],
    ['-1007', answers(503, { code: -1007, msg: 'status unknown' }), 'unknown'],
    ['no reply (A15)', () => undefined, 'unknown'],
    ['limit', answers(429, { code: -1015, msg: 'Too many' }), 'notSent'],
  ])('%s', async (_name, handler, kind) => {
    stub.on(USDM, handler);
    expect((await usdm()).kind).toBe(kind);
    expect(stub.seenOn(USDM)).toHaveLength(1);
  });

  it.each<[string, object, string]>([
    ['is as wanted', usdmRow, 'amended'],
    ['has another price', { ...usdmRow, price: '80000' }, 'rejected'],
    ['has ended', { ...usdmRow, status: 'CANCELED' }, 'rejected'],
  ])('verifies -5027: the order %s', async (_name, row, kind) => {
    stub.on(USDM, answers(400, { code: -5027, msg: 'No need to modify the order.' }));
    stub.on('GET /fapi/v1/order', answers(200, row));
    expect((await usdm()).kind).toBe(kind);
  });

  it('takes "unknown order" of spot for ended, and an increase for refused', async () => {
    stub.on(SPOT, answers(400, { code: -2038, msg: 'Unknown order sent.' }));
    expect(await spot()).toEqual({ kind: 'notOpen' });
    stub.on(SPOT, answers(400, { code: -2038, msg: 'Order amend (quantity increase) is not' }));
    expect(await spot()).toMatchObject({ kind: 'rejected', code: -2038 });
  });
});
