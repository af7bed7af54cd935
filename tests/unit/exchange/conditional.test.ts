import type { OrderRequest } from '../../../lib/model/order';
import { usdmMarket, usdmOrder } from './samples';
import {
  ACCOUNT_CONFIG,
  accountConfig,
  answers,
  gatewayTo,
  type Handler,
  json,
  startStubServer,
  type StubServer,
  text,
} from './stubServer';

const PLACE = 'POST /fapi/v1/algoOrder';
const CANCEL = 'DELETE /fapi/v1/algoOrder';
const QUERY = 'GET /fapi/v1/algoOrder';
const CHILD = 'GET /fapi/v1/order';

const stop: OrderRequest = {
  ...usdmMarket,
  instruction: { type: 'STOP_MARKET', triggerPrice: '78000' },
  clientOrderId: 'dg-main-9-1',
  reduceOnly: true,
  positionSide: 'LONG',
};
const id = stop.clientOrderId;

/** A placed conditional order (reference E). */
const placed = {
  algoId: 2146760,
  clientAlgoId: id,
  algoType: 'CONDITIONAL',
  orderType: 'STOP_MARKET',
  symbol: 'BTCUSDT',
  side: 'SELL',
  quantity: '0.002',
  algoStatus: 'NEW',
  triggerPrice: '78000.00',
  price: '0.00',
  updateTime: 1_767_571_200_100,
};
const row = { ...placed, actualOrderId: '', actualQty: '0.000' };
const triggered = { ...row, algoStatus: 'TRIGGERED', actualOrderId: '283194212' };
const finished = { ...triggered, algoStatus: 'FINISHED' };
const child = { ...usdmOrder, clientOrderId: 'algo_1' };

let stub: StubServer;
beforeEach(async () => {
  stub = await startStubServer();
});
afterEach(() => stub.close());

describe('submit', () => {
  it('sends trigger, working price and self-trade prevention, and never closePosition', async () => {
    stub.on(PLACE, answers(200, placed));
    expect(await gatewayTo(stub).submit(stop)).toEqual({
      kind: 'accepted',
      report: {
        market: 'usdm',
        symbol: 'BTCUSDT',
        exchangeOrderId: 'algo-2146760',
        clientOrderId: id,
        side: 'SELL',
        state: 'open',
        quantity: '0.002',
        filledQuantity: '0',
        price: '0',
        updatedAt: 1_767_571_200_100,
      },
      fills: [],
    });
    const params = stub.seenOn(PLACE)[0]?.params ?? {};
    expect(params).toMatchObject({
      algoType: 'CONDITIONAL',
      type: 'STOP_MARKET',
      triggerPrice: '78000',
      workingType: 'MARK_PRICE',
      clientAlgoId: id,
      selfTradePreventionMode: 'EXPIRE_MAKER',
      reduceOnly: 'true',
      quantity: '0.002',
    });
    for (const name of ['closePosition', 'priceProtect', 'positionSide', 'price', 'stopPrice']) {
      expect(params).not.toHaveProperty(name);
    }
  });

  it('names the position in hedge mode, without reduceOnly', async () => {
    stub.on(ACCOUNT_CONFIG, answers(200, { ...accountConfig, dualSidePosition: true }));
    stub.on(PLACE, answers(200, placed));
    await gatewayTo(stub).submit(stop);
    const params = stub.seenOn(PLACE)[0]?.params ?? {};
    expect(params).toMatchObject({ positionSide: 'LONG' });
    expect(params).not.toHaveProperty('reduceOnly');
  });

  it.each<[string, Handler, string]>([
    ['trigger passed', answers(400, { code: -2021, msg: 'would trigger' }), 'rejected'],
    ['too many', answers(400, { code: -4045, msg: 'Reach max stop order limit.' }), 'rejected'],
    ['duplicate', answers(400, { code: -4116, msg: 'duplicated' }), 'unknown'],
    ['status unknown', answers(503, { code: -1007, msg: 'unknown' }), 'unknown'],
    ['another order', answers(200, { ...placed, clientAlgoId: 'other' }), 'unknown'],
    ['new status', answers(200, { ...placed, algoStatus: 'DOUBTFUL' }), 'unknown'],
    ['no reply', () => undefined, 'unknown'],
  ])('%s', async (_name, handler, kind) => {
    stub.on(PLACE, handler);
    expect((await gatewayTo(stub).submit(stop)).kind).toBe(kind);
    expect(stub.seenOn(PLACE)).toHaveLength(1);
  });

  it('sends nothing on spot', async () => {
    expect(await gatewayTo(stub).submit({ ...stop, market: 'spot' })).toMatchObject({
      kind: 'notSent',
    });
    expect(stub.seenOn(PLACE)).toHaveLength(0);
  });
});

describe('findOrder', () => {
  const find = (): Promise<unknown> =>
    gatewayTo(stub).findOrder('usdm', 'BTCUSDT', id, 'conditional');

  it.each<[string, object, object, object]>([
    ['waiting', row, {}, { state: 'open', filledQuantity: '0' }],
    ['triggering', { ...row, algoStatus: 'TRIGGERING' }, {}, { state: 'open' }],
    ['child rests', triggered, { status: 'NEW', executedQty: '0' }, { state: 'open' }],
    [
      'child fills in part',
      triggered,
      { status: 'PARTIALLY_FILLED', executedQty: '0.001' },
      { state: 'partiallyFilled', filledQuantity: '0.001', childOrderId: '283194212' },
    ],
    ['child filled', finished, {}, { state: 'filled', filledQuantity: '0.002' }],
    [
      'child cut to the position',
      finished,
      { origQty: '0.001', executedQty: '0.001' },
      { state: 'cancelled', filledQuantity: '0.001', childOrderId: '283194212' },
    ],
    [
      'child expired by our own order',
      finished,
      { status: 'EXPIRED_IN_MATCH', executedQty: '0' },
      { state: 'cancelled', filledQuantity: '0', selfTradePrevented: true },
    ],
    ['cancelled', { ...row, algoStatus: 'CANCELED' }, {}, { state: 'cancelled' }],
    ['expired', { ...row, algoStatus: 'EXPIRED' }, {}, { state: 'expired' }],
  ])('%s', async (_name, answer, childFields, report) => {
    stub.on(QUERY, answers(200, answer));
    stub.on(CHILD, answers(200, { ...child, ...childFields }));
    expect(await find()).toMatchObject({ kind: 'found', report });
  });

  it('names no child of a trigger that was rejected: its id may become another order', async () => {
    stub.on(QUERY, answers(200, { ...triggered, algoStatus: 'REJECTED' }));
    const found = await gatewayTo(stub).findOrder('usdm', 'BTCUSDT', id, 'conditional');
    if (found.kind !== 'found') throw new Error('absent');
    expect(found.report.state).toBe('rejected');
    expect(found.report.childOrderId).toBeUndefined();
    expect(stub.seenOn(CHILD)).toHaveLength(0);
  });

  it('is open while the child cannot be read yet', async () => {
    stub.on(QUERY, answers(200, finished));
    stub.on(CHILD, answers(400, { code: -2013, msg: 'Order does not exist.' }));
    expect(await find()).toMatchObject({
      report: { state: 'open', childOrderId: '283194212' },
    });
  });

  it('is absent for -2013, and asks nowhere else', async () => {
    stub.on(QUERY, answers(400, { code: -2013, msg: 'Order does not exist.' }));
    expect(await find()).toEqual({ kind: 'absent' });
    expect(stub.seenOn(CHILD)).toHaveLength(0);
  });

  it('throws when it cannot know', async () => {
    stub.on(QUERY, (_request, response) => text(response, 403, '<html/>'));
    await expect(find()).rejects.toMatchObject({ name: 'HaltError' });
  });

  it('finds by the exchange id without its prefix', async () => {
    stub.on(QUERY, answers(200, row));
    const found = await gatewayTo(stub).findOrderById('usdm', 'BTCUSDT', 'algo-2146760');
    expect(found).toMatchObject({ report: { exchangeOrderId: 'algo-2146760' } });
    expect(stub.seenOn(QUERY)[0]?.params).toMatchObject({ algoId: '2146760' });
  });
});

describe('cancel', () => {
  const done = { algoId: 2146760, clientAlgoId: id, code: '200', msg: 'success' };
  const cancel = () => gatewayTo(stub).cancel('usdm', 'BTCUSDT', id, 'conditional');

  it.each<[string, object, string]>([
    ['as cancelled', { ...row, algoStatus: 'CANCELED' }, 'cancelled'],
    ['as it was: the reading lags', row, 'cancelled'],
    ['as triggered: nobody knows', triggered, 'unknown'],
  ])('reads the order back %s', async (_name, answer, kind) => {
    stub.on(CANCEL, answers(200, done));
    stub.on(QUERY, answers(200, answer));
    stub.on(CHILD, answers(200, child));
    const outcome = await cancel();
    expect(outcome.kind).toBe(kind);
    if (outcome.kind === 'cancelled') expect(outcome.report.state).toBe('cancelled');
    expect(stub.seenOn(CANCEL)[0]?.params).toMatchObject({ clientAlgoId: id });
  });

  it('is unknown when it cannot be read back', async () => {
    stub.on(CANCEL, answers(200, done));
    stub.on(QUERY, answers(400, { code: -1102, msg: 'mandatory parameter' }));
    expect(await cancel()).toMatchObject({ kind: 'unknown' });
  });

  it.each<[string, Handler, string]>([
    ['-2011', answers(400, { code: -2011, msg: 'Unknown order sent.' }), 'notOpen'],
    ['-2013', answers(400, { code: -2013, msg: 'Order does not exist.' }), 'notOpen'],
    ['triggering', answers(400, { code: -4117, msg: 'stop order is triggering' }), 'unknown'],
    ['another order', answers(200, { ...done, clientAlgoId: 'other' }), 'unknown'],
    ['no reply', () => undefined, 'unknown'],
  ])('%s', async (_name, handler, kind) => {
    stub.on(CANCEL, handler);
    expect((await cancel()).kind).toBe(kind);
  });
});

it('lists the waiting ones of a symbol', async () => {
  stub.on('GET /fapi/v1/openAlgoOrders', (request, response) => {
    expect(request.params).toMatchObject({ symbol: 'BTCUSDT' });
    json(response, 200, [row, { ...row, algoId: 7, clientAlgoId: 'by-hand' }]);
  });
  const orders = await gatewayTo(stub).openConditionalOrders('BTCUSDT');
  expect(orders.map((order) => order.clientOrderId)).toEqual([id, 'by-hand']);
});

it('asks for the fills of the order it became', async () => {
  stub.on(QUERY, answers(200, triggered));
  stub.on('GET /fapi/v1/userTrades', answers(200, []));
  await gatewayTo(stub).fillsOfOrder('usdm', 'BTCUSDT', 'algo-2146760');
  expect(stub.seenOn('GET /fapi/v1/userTrades')[0]?.params).toMatchObject({ orderId: '283194212' });
});
