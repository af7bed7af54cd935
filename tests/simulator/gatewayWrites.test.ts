import type { OrderInstruction, OrderReport } from '../../lib/model/order';
import { filled, type PaperGateway, startPaperGateway } from '../support/paperGateway';

/** Conditional, batched, replaced and amended orders against the paper exchange, over real HTTP. */

const SYMBOL = 'BTCUSDT';
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
const stop = (factor: string): OrderInstruction => ({
  type: 'STOP_MARKET',
  triggerPrice: paper.price(factor),
});

async function reportOf(order: ReturnType<PaperGateway['order']>): Promise<OrderReport> {
  const outcome = await paper.exchange.submit(order);
  if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
  return outcome.report;
}

describe('conditional orders', () => {
  it('rest in a list of their own, are found and cancelled there', async () => {
    const { exchange } = paper;
    await exchange.submit(paper.order({ side: 'BUY' }));
    const wanted = paper.order({ side: 'SELL', reduceOnly: true, instruction: stop('0.98') });
    const report = await reportOf(wanted);
    expect(report).toMatchObject({ state: 'open', quantity: '0.01', filledQuantity: '0' });
    expect(report.exchangeOrderId).toMatch(/^algo-\d+$/);
    const id = wanted.clientOrderId;
    expect(await exchange.openOrders('usdm', SYMBOL)).toEqual([]);
    expect(await exchange.openConditionalOrders(SYMBOL)).toMatchObject([{ clientOrderId: id }]);
    // B06: the ordinary list does not know it, which must not be taken for the end of it.
    expect(await exchange.findOrder('usdm', SYMBOL, id)).toEqual({ kind: 'absent' });
    const found = { kind: 'found', report: { clientOrderId: id, state: 'open' } };
    expect(await exchange.findOrder('usdm', SYMBOL, id, 'conditional')).toMatchObject(found);
    expect(await exchange.findOrderById('usdm', SYMBOL, report.exchangeOrderId)).toMatchObject(
      found,
    );
    expect(await exchange.submit(wanted)).toMatchObject({ kind: 'unknown' });
    expect(await exchange.cancel('usdm', SYMBOL, id, 'conditional')).toMatchObject({
      kind: 'cancelled',
      report: { state: 'cancelled', filledQuantity: '0' },
    });
    expect(await exchange.cancel('usdm', SYMBOL, id, 'conditional')).toEqual({ kind: 'notOpen' });
    expect(await exchange.openConditionalOrders(SYMBOL)).toEqual([]);
  });

  it('report what they became, and its fills', async () => {
    const { exchange } = paper;
    await exchange.submit(paper.order({ side: 'BUY' }));
    const wanted = paper.order({ side: 'SELL', reduceOnly: true, instruction: stop('0.9999') });
    const { exchangeOrderId } = await reportOf(wanted);
    const find = () => exchange.findOrder('usdm', SYMBOL, wanted.clientOrderId, 'conditional');
    let found = await find();
    for (let hour = 0; hour < 200 && found.kind === 'found' && found.report.state === 'open'; ) {
      await paper.control('/sim/advance', { ms: 3_600_000 });
      hour += 1;
      found = await find();
    }
    if (found.kind !== 'found') throw new Error('the stop is gone');
    expect(found.report).toMatchObject({ state: 'filled', filledQuantity: '0.01' });
    const child = found.report.childOrderId ?? '';
    expect(child).toMatch(/^\d+$/);
    const fills = await exchange.fillsOfOrder('usdm', SYMBOL, exchangeOrderId);
    expect(filled(fills)).toBe('0.01');
    expect(new Set(fills.map((fill) => fill.exchangeOrderId))).toEqual(new Set([child]));
    expect((await exchange.futuresAccount()).positions).toEqual([]);
  });

  it('keep the code of a trigger that the price has passed', async () => {
    await paper.exchange.submit(paper.order({ side: 'BUY' }));
    const late = paper.order({ side: 'SELL', reduceOnly: true, instruction: stop('1.02') });
    expect(await paper.exchange.submit(late)).toMatchObject({ kind: 'rejected', code: -2021 });
  });
});

describe('batches', () => {
  it('answer each order for itself', async () => {
    const orders = [
      paper.order({ instruction: limit('0.97') }),
      paper.order({ instruction: limit('0.97'), quantity: '0.0001' }),
      paper.order({ side: 'SELL' }),
      paper.order({ instruction: stop('1.02') }),
    ];
    const outcomes = await paper.exchange.submitBatch(orders);
    expect(outcomes).toMatchObject([
      { kind: 'accepted', report: { state: 'open' }, fills: [] },
      { kind: 'rejected' },
      { kind: 'accepted', report: { state: 'filled' } },
      { kind: 'notSent' },
    ]);
    const filledOne = outcomes[2];
    if (filledOne?.kind !== 'accepted') throw new Error('not accepted');
    expect(filled(filledOne.fills)).toBe('0.01');
    expect(await paper.exchange.openOrders('usdm', SYMBOL)).toHaveLength(1);
  });

  it('are unknown in every order when the reply is lost after execution', async () => {
    await paper.control('/sim/faults', {
      rules: [{ route: 'POST /fapi/v1/batchOrders', kind: 'reset', phase: 'after' }],
    });
    const orders = [1, 2].map(() => paper.order({ instruction: limit('0.97') }));
    const outcomes = await paper.exchange.submitBatch(orders);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['unknown', 'unknown']);
    for (const { clientOrderId } of orders) {
      expect(await paper.exchange.findOrder('usdm', SYMBOL, clientOrderId)).toMatchObject({
        kind: 'found',
      });
    }
  });
});

describe('replaceOrder', () => {
  const spot = (factor: string, quantity = '0.01') =>
    paper.order({ market: 'spot', instruction: limit(factor), quantity });

  it('puts the new order in the place of the old one', async () => {
    const [old, next] = [spot('0.97'), spot('0.96')];
    await reportOf(old);
    const outcome = await paper.exchange.replaceOrder('spot', SYMBOL, old.clientOrderId, next);
    expect(outcome).toMatchObject({
      kind: 'replaced',
      cancelled: { clientOrderId: old.clientOrderId, state: 'cancelled' },
      placed: { report: { clientOrderId: next.clientOrderId, state: 'open' }, fills: [] },
    });
    expect(await paper.exchange.openOrders('spot', SYMBOL)).toHaveLength(1);
  });

  it('places nothing when the old order is gone', async () => {
    const next = spot('0.96');
    const outcome = await paper.exchange.replaceOrder('spot', SYMBOL, 'dg-gone', next);
    expect(outcome).toMatchObject({ kind: 'notCancelled' });
    expect(await paper.exchange.openOrders('spot', SYMBOL)).toEqual([]);
  });

  it('leaves the old order alone when the new one breaks a rule', async () => {
    const old = spot('0.97');
    await reportOf(old);
    const small = spot('0.96', '0.00001');
    const outcome = await paper.exchange.replaceOrder('spot', SYMBOL, old.clientOrderId, small);
    expect(outcome).toMatchObject({ kind: 'notCancelled' });
    expect(await paper.exchange.openOrders('spot', SYMBOL)).toMatchObject([
      { clientOrderId: old.clientOrderId },
    ]);
  });

  it('tells when only the cancel worked', async () => {
    const old = spot('0.97');
    await reportOf(old);
    const dear = spot('0.96', '5');
    const outcome = await paper.exchange.replaceOrder('spot', SYMBOL, old.clientOrderId, dear);
    expect(outcome).toMatchObject({
      kind: 'cancelledOnly',
      code: -2010,
      cancelled: { clientOrderId: old.clientOrderId, state: 'cancelled' },
    });
    expect(await paper.exchange.openOrders('spot', SYMBOL)).toEqual([]);
  });

  it('is unknown when the reply is lost, and both orders can be asked for', async () => {
    const [old, next] = [spot('0.97'), spot('0.96')];
    await reportOf(old);
    await paper.control('/sim/faults', {
      rules: [{ route: 'POST /api/v3/order/cancelReplace', kind: 'reset', phase: 'after' }],
    });
    const outcome = await paper.exchange.replaceOrder('spot', SYMBOL, old.clientOrderId, next);
    expect(outcome.kind).toBe('unknown');
    expect(await paper.exchange.findOrder('spot', SYMBOL, old.clientOrderId)).toMatchObject({
      report: { state: 'cancelled' },
    });
    expect(await paper.exchange.findOrder('spot', SYMBOL, next.clientOrderId)).toMatchObject({
      report: { state: 'open' },
    });
  });
});

describe('amendOrder', () => {
  it('lowers a spot quantity under the same id', async () => {
    const order = paper.order({ market: 'spot', instruction: limit('0.97') });
    await reportOf(order);
    const amend = (quantity: string) =>
      paper.exchange.amendOrder('spot', SYMBOL, order.clientOrderId, 'BUY', {
        quantity,
        price: paper.price('0.97'),
      });
    expect(await amend('0.004')).toMatchObject({
      kind: 'amended',
      report: { clientOrderId: order.clientOrderId, quantity: '0.004', state: 'open' },
    });
    expect(await amend('0.004')).toMatchObject({ kind: 'amended', report: { quantity: '0.004' } });
    expect(await amend('0.02')).toMatchObject({ kind: 'rejected', code: -2038 });
    await paper.exchange.cancel('spot', SYMBOL, order.clientOrderId);
    expect(await amend('0.002')).toEqual({ kind: 'notOpen' });
  });

  it('changes quantity and price of a USD-M order', async () => {
    const order = paper.order({ instruction: limit('0.97') });
    await reportOf(order);
    const amend = (quantity: string, factor: string) =>
      paper.exchange.amendOrder('usdm', SYMBOL, order.clientOrderId, 'BUY', {
        quantity,
        price: paper.price(factor),
      });
    expect(await amend('0.02', '0.96')).toMatchObject({
      kind: 'amended',
      report: { quantity: '0.02', price: paper.price('0.96') },
    });
    expect(await amend('0.02', '0.96')).toMatchObject({ kind: 'amended' });
    expect(await amend('0.0001', '0.96')).toMatchObject({ kind: 'rejected' });
    await paper.exchange.cancel('usdm', SYMBOL, order.clientOrderId);
    expect(await amend('0.01', '0.96')).toEqual({ kind: 'notOpen' });
  });

  it('says that a post-only order ended when its new price would take', async () => {
    const instruction = { ...limit('0.97'), timeInForce: 'GTX' as const, type: 'LIMIT' as const };
    const order = paper.order({ instruction: { ...instruction, price: paper.price('0.97') } });
    await reportOf(order);
    const outcome = await paper.exchange.amendOrder('usdm', SYMBOL, order.clientOrderId, 'BUY', {
      quantity: '0.01',
      price: paper.price('1.02'),
    });
    expect(outcome).toEqual({ kind: 'notOpen' });
  });

  it('is unknown when the reply is lost', async () => {
    const order = paper.order({ instruction: limit('0.97') });
    await reportOf(order);
    await paper.control('/sim/faults', {
      rules: [{ route: 'PUT /fapi/v1/order', kind: 'reset', phase: 'after' }],
    });
    const change = { quantity: '0.02', price: paper.price('0.97') };
    expect(
      await paper.exchange.amendOrder('usdm', SYMBOL, order.clientOrderId, 'BUY', change),
    ).toMatchObject({ kind: 'unknown' });
  });
});

it('carries ids beyond 2^53 through every list', async () => {
  await paper.control('/sim/faults', { largeOrderIds: true });
  const { exchange } = paper;
  const [filledOne] = await exchange.submitBatch([paper.order({ side: 'BUY' })]);
  if (filledOne?.kind !== 'accepted') throw new Error('not accepted');
  const { exchangeOrderId } = filledOne.report;
  expect(BigInt(exchangeOrderId) > BigInt(Number.MAX_SAFE_INTEGER)).toBe(true);
  expect(await exchange.findOrderById('usdm', SYMBOL, exchangeOrderId)).toMatchObject({
    kind: 'found',
    report: { exchangeOrderId },
  });
  expect(filled(await exchange.fillsOfOrder('usdm', SYMBOL, exchangeOrderId))).toBe('0.01');

  const wanted = paper.order({ side: 'SELL', reduceOnly: true, instruction: stop('0.9999') });
  const placed = await reportOf(wanted);
  const find = () => exchange.findOrderById('usdm', SYMBOL, placed.exchangeOrderId);
  let found = await find();
  for (let hour = 0; hour < 200 && found.kind === 'found' && found.report.state === 'open'; ) {
    await paper.control('/sim/advance', { ms: 3_600_000 });
    hour += 1;
    found = await find();
  }
  expect(found).toMatchObject({ report: { state: 'filled', filledQuantity: '0.01' } });
  const fills = await exchange.fillsOfOrder('usdm', SYMBOL, placed.exchangeOrderId);
  expect(filled(fills)).toBe('0.01');
});
