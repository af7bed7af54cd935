import type { OrderInstruction } from '../../lib/model/order';
import { type PaperGateway, startPaperGateway } from '../support/paperGateway';

/** Position modes, permissions, contract settings, bookings and account-wide cancels, over HTTP. */

const SYMBOL = 'BTCUSDT';
const HOUR_MS = 3_600_000;
jest.setTimeout(30_000);

let paper: PaperGateway;
beforeEach(async () => {
  paper = await startPaperGateway();
});
afterEach(() => paper.close());

const limit = (factor: string): OrderInstruction => ({
  type: 'LIMIT',
  price: paper.price(factor),
  timeInForce: 'GTC',
});
const hedgeMode = () =>
  paper.stranger('POST', '/fapi/v1/positionSide/dual', { dualSidePosition: 'true' });

describe('position mode', () => {
  it('places by side in hedge mode, and reads both positions', async () => {
    await hedgeMode();
    const { exchange } = paper;
    for (const [side, positionSide] of [
      ['BUY', 'LONG'],
      ['SELL', 'SHORT'],
    ] as const) {
      const opened = paper.order({ side, positionSide });
      expect(await exchange.submit(opened)).toMatchObject({ kind: 'accepted' });
    }
    const account = await exchange.futuresAccount();
    expect(account).toMatchObject({ oneWayMode: false, canTrade: true });
    expect(account.positions).toMatchObject([
      { side: 'LONG', quantity: '0.01' },
      { side: 'SHORT', quantity: '-0.01' },
    ]);
    const stop = paper.order({
      side: 'SELL',
      positionSide: 'LONG',
      reduceOnly: true,
      instruction: { type: 'STOP_MARKET', triggerPrice: paper.price('0.98') },
    });
    expect(await exchange.submit(stop)).toMatchObject({ kind: 'accepted' });
    const close = paper.order({ side: 'SELL', positionSide: 'LONG', reduceOnly: true });
    expect(await exchange.submit(close)).toMatchObject({ kind: 'accepted' });
    expect((await exchange.futuresAccount()).positions).toMatchObject([{ side: 'SHORT' }]);
  });

  it('sends nothing that would open where it may only reduce, or that names no side', async () => {
    await hedgeMode();
    const opening = paper.order({ side: 'BUY', positionSide: 'LONG', reduceOnly: true });
    expect(await paper.exchange.submit(opening)).toMatchObject({ kind: 'notSent' });
    expect(await paper.exchange.submit(paper.order({}))).toMatchObject({ kind: 'notSent' });
    expect(await paper.exchange.openOrders('usdm', SYMBOL)).toEqual([]);
  });

  it('asks for the mode anew after -4061, once', async () => {
    const order = { positionSide: 'LONG' as const, instruction: limit('0.97') };
    expect(await paper.exchange.submit(paper.order(order))).toMatchObject({ kind: 'accepted' });
    await paper.stranger('DELETE', '/fapi/v1/allOpenOrders', { symbol: SYMBOL });
    await hedgeMode();
    expect(await paper.exchange.submit(paper.order(order))).toMatchObject({
      kind: 'rejected',
      code: -4061,
    });
    expect(await paper.exchange.submit(paper.order(order))).toMatchObject({ kind: 'accepted' });
  });
});

const crossed = () =>
  paper.stranger('POST', '/fapi/v1/marginType', { symbol: SYMBOL, marginType: 'CROSSED' });

describe('account', () => {
  it('knows what the key may do', async () => {
    expect(await paper.exchange.keyPermissions()).toEqual({
      spotTrading: 'yes',
      futuresTrading: 'yes',
      withdrawals: 'no',
      addressRestriction: 'yes',
    });
  });

  it('prepares a contract once, and leaves a prepared one alone', async () => {
    await crossed();
    const paths: string[] = [];
    const exchange = paper.another({
      log: ({ method, path }) => void paths.push(`${method} ${path}`),
    });
    expect(await exchange.prepareContract(SYMBOL, 2)).toBe(2);
    const writes = () => paths.filter((one) => one.startsWith('POST')).length;
    expect(writes()).toBe(2);
    // With a position the margin type could not be set any more (-4048); it is not tried.
    await exchange.submit(paper.order({}));
    expect(await exchange.prepareContract(SYMBOL, 2)).toBe(2);
    expect(writes()).toBe(3);
  });

  it('says what to do when a position keeps the margin crossed', async () => {
    await crossed();
    await paper.exchange.submit(paper.order({}));
    await expect(paper.exchange.prepareContract(SYMBOL, 2)).rejects.toMatchObject({
      name: 'RejectedError',
      code: -4048,
      wayOut: expect.stringContaining('Close the position'),
    });
  });

  it('says that a position keeps its leverage', async () => {
    await paper.exchange.submit(paper.order({}));
    await expect(paper.exchange.prepareContract(SYMBOL, 2)).rejects.toMatchObject({
      name: 'RejectedError',
      code: -4161,
    });
  });

  it('reads funding and transfers of a pass with one request', async () => {
    const since = await paper.exchange.serverTime();
    await paper.exchange.submit(paper.order({}));
    await paper.control('/sim/advance', { ms: 9 * HOUR_MS });
    let requests = 0;
    const exchange = paper.another({
      log: ({ path }) => void (requests += path === 'fapi/v1/income' ? 1 : 0),
    });
    const funding = await exchange.fundingPayments(SYMBOL, since);
    expect(funding.length).toBeGreaterThan(0);
    // Commissions and funding are no transfers.
    expect(await exchange.transfers(since)).toEqual([]);
    expect(requests).toBe(1);
    // The same question again wants to know what is new.
    await exchange.transfers(since);
    expect(requests).toBe(2);
  });
});

describe('account-wide cancels', () => {
  const isOurs = (id: string): boolean => id.startsWith('dg-');

  it('are off by default', async () => {
    expect(await paper.exchange.cancelAllOrders('usdm', SYMBOL, isOurs)).toMatchObject({
      kind: 'denied',
    });
    expect(await paper.exchange.setCountdown(SYMBOL, 60_000, isOurs)).toMatchObject({
      kind: 'denied',
    });
  });

  it('cancel ordinary and conditional orders when all of them are ours', async () => {
    const exchange = paper.another({ allowAccountWideCancels: true });
    await exchange.submit(paper.order({ instruction: limit('0.97') }));
    await exchange.submit(
      paper.order({ instruction: { type: 'STOP_MARKET', triggerPrice: paper.price('1.02') } }),
    );
    expect(await exchange.cancelAllOrders('usdm', SYMBOL, isOurs)).toEqual({ kind: 'done' });
    expect(await exchange.openOrders('usdm', SYMBOL)).toEqual([]);
    expect(await exchange.openConditionalOrders(SYMBOL)).toEqual([]);
    expect(await exchange.cancelAllOrders('spot', SYMBOL, isOurs)).toEqual({ kind: 'done' });
  });

  it('are denied while a foreign order rests, ordinary or conditional', async () => {
    const exchange = paper.another({ allowAccountWideCancels: true });
    await exchange.submit(paper.order({ instruction: limit('0.97') }));
    await exchange.submit(
      paper.order({
        clientOrderId: 'by-hand',
        instruction: { type: 'STOP_MARKET', triggerPrice: paper.price('1.02') },
      }),
    );
    for (const outcome of [
      await exchange.cancelAllOrders('usdm', SYMBOL, isOurs),
      await exchange.setCountdown(SYMBOL, 60_000, isOurs),
    ]) {
      expect(outcome).toMatchObject({
        kind: 'denied',
        foreign: [{ clientOrderId: 'by-hand' }],
      });
    }
    expect(await exchange.openOrders('usdm', SYMBOL)).toHaveLength(1);
  });

  it('let the exchange cancel after a silence', async () => {
    const exchange = paper.another({ allowAccountWideCancels: true });
    await exchange.submit(paper.order({ instruction: limit('0.9') }));
    expect(await exchange.setCountdown(SYMBOL, 60_000, isOurs)).toEqual({ kind: 'done' });
    await paper.control('/sim/advance', { ms: 120_000 });
    expect(await exchange.openOrders('usdm', SYMBOL)).toEqual([]);
    expect(await exchange.setCountdown(SYMBOL, 500, isOurs)).toMatchObject({ kind: 'denied' });
  });
});
