import { spotLimit, spotOrder, spotPlaced, usdmMarket, usdmOrder } from './samples';
import {
  answers,
  gatewayTo,
  type Handler,
  startStubServer,
  type StubServer,
  text,
} from './stubServer';

let stub: StubServer;
beforeEach(async () => {
  stub = await startStubServer();
});
afterEach(() => stub.close());

describe('cancel', () => {
  const SPOT = 'DELETE /api/v3/order';
  const USDM = 'DELETE /fapi/v1/order';
  const id = spotLimit.clientOrderId;

  it('reports the order under its own id, not under the id of the cancel', async () => {
    const { fills: _none, ...placed } = spotPlaced;
    stub.on(
      SPOT,
      answers(200, { ...placed, status: 'CANCELED', clientOrderId: 'c1', origClientOrderId: id }),
    );
    expect(await gatewayTo(stub).cancel('spot', 'BTCUSDT', id)).toMatchObject({
      kind: 'cancelled',
      report: { clientOrderId: id, state: 'cancelled' },
    });
    expect(stub.seenOn(SPOT)[0]?.params).toMatchObject({ origClientOrderId: id });
  });

  it('reports a USD-M order', async () => {
    stub.on(USDM, answers(200, { ...usdmOrder, status: 'CANCELED' }));
    const outcome = await gatewayTo(stub).cancel('usdm', 'BTCUSDT', usdmMarket.clientOrderId);
    expect(outcome).toMatchObject({ kind: 'cancelled', report: { filledQuantity: '0.002' } });
  });

  it.each<[string, Handler, string]>([
    ['-2011', answers(400, { code: -2011, msg: 'Unknown order sent.' }), 'notOpen'],
    ['-2013', answers(400, { code: -2013, msg: 'Order does not exist.' }), 'notOpen'],
    ['-1022', answers(400, { code: -1022, msg: 'Signature is not valid.' }), 'notSent'],
    ['-1008', answers(503, { code: -1008, msg: 'overloaded' }), 'notSent'],
    ['-1007', answers(503, { code: -1007, msg: 'status unknown' }), 'unknown'],
    ['another order', answers(200, { ...usdmOrder, clientOrderId: 'other' }), 'unknown'],
    ['HTML', (_request, response) => text(response, 403, '<html/>'), 'unknown'],
    ['no reply', () => undefined, 'unknown'],
  ])('%s', async (_name, handler, kind) => {
    stub.on(SPOT, handler);
    expect((await gatewayTo(stub).cancel('spot', 'BTCUSDT', id)).kind).toBe(kind);
    expect(stub.seenOn(SPOT)).toHaveLength(1);
  });
});

describe('findOrder', () => {
  const SPOT = 'GET /api/v3/order';
  const find = (): Promise<unknown> =>
    gatewayTo(stub).findOrder('spot', 'BTCUSDT', spotLimit.clientOrderId);

  it('finds', async () => {
    stub.on(SPOT, answers(200, spotOrder));
    expect(await find()).toMatchObject({
      kind: 'found',
      report: { state: 'partiallyFilled', filledQuantity: '0.0004' },
    });
  });

  it('answers absent for -2013 alone', async () => {
    stub.on(SPOT, answers(400, { code: -2013, msg: 'Order does not exist.' }));
    expect(await find()).toEqual({ kind: 'absent' });
  });

  it.each<[string, Handler, string]>([
    ['-2011', answers(400, { code: -2011, msg: 'Unknown order sent.' }), 'RejectedError'],
    ['-2015', answers(401, { code: -2015, msg: 'Invalid API-key' }), 'HaltError'],
    ['-1007', answers(503, { code: -1007, msg: 'Timeout' }), 'TransientError'],
    ['502', (_request, response) => text(response, 502, ''), 'TransientError'],
    ['403', (_request, response) => text(response, 403, '<html/>'), 'HaltError'],
    ['404 page', (_request, response) => text(response, 404, '<html/>'), 'ConfigurationError'],
    ['other shape', answers(200, { orderId: 1 }), 'ConfigurationError'],
    ['other order', answers(200, { ...spotOrder, clientOrderId: 'x' }), 'ConfigurationError'],
    ['empty object', answers(200, {}), 'ConfigurationError'],
  ])('throws for %s', async (_name, handler, name) => {
    stub.on(SPOT, handler);
    await expect(find()).rejects.toMatchObject({ name });
  });
});
