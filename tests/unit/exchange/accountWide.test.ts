import { spotOrder, usdmOrder } from './samples';
import { answers, gatewayTo, startStubServer, type StubServer } from './stubServer';

const ORDINARY = 'DELETE /fapi/v1/allOpenOrders';
const CONDITIONAL = 'DELETE /fapi/v1/algoOpenOrders';
const COUNTDOWN = 'POST /fapi/v1/countdownCancelAll';
const done = answers(200, { code: 200, msg: 'The operation of cancel all open order is done.' });
const isOurs = (id: string): boolean => id.startsWith('dg-');

let stub: StubServer;
beforeEach(async () => {
  stub = await startStubServer();
  stub.on('GET /fapi/v1/openOrders', answers(200, [{ ...usdmOrder, status: 'NEW' }]));
  stub.on('GET /fapi/v1/openAlgoOrders', answers(200, []));
});
afterEach(() => stub.close());

const allowed = () => gatewayTo(stub, { allowAccountWideCancels: true });
const writes = () => stub.seen.filter(({ route }) => !route.startsWith('GET'));

it('does not claim that nothing happened when only one list was cancelled', async () => {
  stub.on(ORDINARY, done);
  stub.on(CONDITIONAL, answers(503, { code: -1008, msg: 'overloaded' }));
  expect(await allowed().cancelAllOrders('usdm', 'BTCUSDT', isOurs)).toMatchObject({
    kind: 'unknown',
    message: expect.stringContaining('the ordinary orders are cancelled'),
  });
});

it('leaves the conditional list alone when the first request failed', async () => {
  stub.on(ORDINARY, answers(503, { code: -1008, msg: 'overloaded' }));
  expect(await allowed().cancelAllOrders('usdm', 'BTCUSDT', isOurs)).toMatchObject({
    kind: 'notSent',
  });
  expect(stub.seenOn(CONDITIONAL)).toHaveLength(0);
});

it('sends nothing when it cannot see what rests', async () => {
  stub.on('GET /fapi/v1/openAlgoOrders', answers(400, { code: -1102, msg: 'no' }));
  expect(await allowed().cancelAllOrders('usdm', 'BTCUSDT', isOurs)).toMatchObject({
    kind: 'notSent',
  });
  expect(await allowed().setCountdown('BTCUSDT', 60_000, isOurs)).toMatchObject({
    kind: 'notSent',
  });
  expect(writes()).toEqual([]);
});

it('looks at the market that it is about', async () => {
  stub.on('GET /api/v3/openOrders', answers(200, [{ ...spotOrder, clientOrderId: 'by-hand' }]));
  expect(await allowed().cancelAllOrders('spot', 'BTCUSDT', isOurs)).toMatchObject({
    kind: 'denied',
    foreign: [{ clientOrderId: 'by-hand' }],
  });
  expect(writes()).toEqual([]);
});

it('switches a countdown off without any leave, for that cancels nothing', async () => {
  stub.on(COUNTDOWN, answers(200, { symbol: 'BTCUSDT', countdownTime: '0' }));
  const gateway = gatewayTo(stub);
  expect(await gateway.setCountdown('BTCUSDT', 0, isOurs)).toEqual({ kind: 'done' });
  expect(await gateway.setCountdown('BTCUSDT', 60_000, isOurs)).toMatchObject({ kind: 'denied' });
  expect(stub.seenOn(COUNTDOWN)).toHaveLength(1);
});
