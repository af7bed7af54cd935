import type { IDataObject } from 'n8n-workflow';
import { itemSchema } from '../../lib/model/item';
import { chain, Harness, shippedWorkflow } from './harness/Harness';
import { PACKAGE } from './harness/nodeTypes';

const LOOP = shippedWorkflow('01-strategy-loop.json');
const FLATTEN = shippedWorkflow('02-manual-flatten.json');
const MINUTE_MS = 60_000;

/** A workflow of Place Order alone, under some workflow's id. */
function placeOrderAlone(id: string) {
  return chain(id, { name: 'Place Order', type: `${PACKAGE}.placeOrder` });
}

function killSwitch(position: 'engage' | 'release') {
  return chain('switch', {
    name: 'Switch',
    type: `${PACKAGE}.riskCheck`,
    parameters: { operation: 'setKillSwitch', killSwitchPosition: position, reason: 'a test' },
  });
}

/** The loop without the node that plans the hedge. */
function loopWithoutHedge() {
  return {
    ...LOOP,
    connections: {
      ...LOOP.connections,
      'Plan Grid': LOOP.connections['Plan Hedge'] ?? {},
    },
  };
}

/** The loop up to Risk Check: approved and not carried out. */
function loopWithoutOrders() {
  return { ...LOOP, connections: { ...LOOP.connections, 'Risk Check': {} } };
}

function codes(item: IDataObject): string[] {
  return (itemSchema.parse(item).risk?.denials ?? []).map(({ code }) => code);
}

describe('approvals', () => {
  let harness: Harness;
  let approved: IDataObject;
  beforeAll(async () => {
    harness = await Harness.start();
    approved = (await harness.run(LOOP, 'Run Once')).item('Risk Check');
  });
  afterAll(() => harness.stop());

  it('answers an approval that comes back with its earlier result, and sends nothing', async () => {
    const before = await harness.report();
    const again = await harness.run(placeOrderAlone('deltagridLoop01'), 'Place Order', {
      items: [approved],
    });
    expect(again.item('Place Order')['execution']).toMatchObject({
      status: 'done',
      alreadyDone: true,
    });
    expect((await harness.report()).ordersPlaced).toBe(before.ordersPlaced);
  });

  it.each([
    ['of another workflow', 'APPROVAL_MISSING', 'other', {}],
    ['that nobody gave', 'APPROVAL_MISSING', 'deltagridLoop01', { risk: undefined }],
    ['for other plans', 'PLAN_CHANGED', 'deltagridLoop01', { plans: [] }],
  ])('denies an approval %s', async (_what, code, workflow, change) => {
    const before = await harness.report();
    const outcome = await harness.run(placeOrderAlone(workflow), 'Place Order', {
      items: [{ ...approved, ...change }],
    });
    expect(outcome.status).toBe('success');
    const { execution } = itemSchema.parse(outcome.item('Place Order'));
    expect(execution).toMatchObject({ status: 'denied', placed: 0, denials: [{ code }] });
    expect((await harness.report()).ordersPlaced).toBe(before.ordersPlaced);
  });

  it('denies an item without plans', async () => {
    const { symbol, at, environment } = approved;
    const outcome = await harness.run(placeOrderAlone('deltagridLoop01'), 'Place Order', {
      items: [{ symbol, at, environment }],
    });
    expect(outcome.item('Place Order')['execution']).toMatchObject({ status: 'denied' });
  });
});

describe('an approval that has expired', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  it('stops everything that increases, and still hedges what is held', async () => {
    await harness.run(loopWithoutHedge(), 'Run Once');
    await harness.advance(MINUTE_MS);
    const planned = (await harness.run(loopWithoutOrders(), 'Run Once')).item('Risk Check');
    const before = (await harness.report()).symbols[0];
    expect(Number(before?.futuresPosition)).toBe(0);
    const later = async (ms: number) => {
      const now = Date.now;
      const ahead = jest.spyOn(Date, 'now').mockImplementation(() => now() + ms);
      const items = [planned];
      const outcome = await harness
        .run(placeOrderAlone('deltagridLoop01'), 'Place Order', { items })
        .finally(() => ahead.mockRestore());
      return itemSchema.parse(outcome.item('Place Order')).execution;
    };
    const denials = [{ code: 'APPROVAL_EXPIRED' }];
    // Leverage and margin were looked at too long ago.
    expect(await later(601_000)).toMatchObject({ status: 'denied', placed: 0, denials });
    expect(await later(125_000)).toMatchObject({ status: 'partly', placed: 1, denials });
    const after = (await harness.report()).symbols[0];
    expect(Number(after?.futuresPosition)).toBeLessThan(-0.008);
    expect(after?.spotBase).toBe(before?.spotBase);
  });
});

describe('kill switch and flatten', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  it('blocks every increase under the kill switch, and still hedges', async () => {
    await harness.run(loopWithoutHedge(), 'Run Once');
    const unhedged = (await harness.report()).symbols[0];
    expect(Number(unhedged?.spotBase)).toBeGreaterThan(0.008);
    expect(Number(unhedged?.futuresPosition)).toBe(0);

    const engaged = await harness.run(killSwitch('engage'), 'Switch');
    expect(engaged.item('Switch')['killSwitch']).toEqual({ engaged: true, reason: 'a test' });
    await harness.advance(MINUTE_MS);

    const outcome = await harness.run(LOOP, 'Run Once');
    expect(outcome.status).toBe('success');
    expect(codes(outcome.item('Risk Check', 1))).toContain('KILL_SWITCH');
    expect(outcome.item('Denied Alert')['alert']).toEqual({ delivery: 'notConfigured' });
    const hedged = (await harness.report()).symbols[0];
    expect(Number(hedged?.futuresPosition)).toBeLessThan(-0.008);
    expect(Number(hedged?.spotBase)).toBeLessThanOrEqual(Number(unhedged?.spotBase));
  });

  it('takes both legs down, and finds nothing to do when pressed again', async () => {
    const outcome = await harness.run(FLATTEN, 'Flatten Now');
    expect(outcome.problem.message).toBe('');
    const item = outcome.item('Flatten');
    expect(itemSchema.parse(item).execution).toMatchObject({ status: 'done', unknown: 0 });
    const report = await harness.report();
    expect(report.openOrdersExchange).toBe(0);
    expect(Number(report.symbols[0]?.futuresPosition)).toBe(0);
    expect(Number(report.symbols[0]?.spotBase)).toBeLessThan(0.0001);
    expect(item['execution']).toMatchObject({ residual: { position: '0' } });

    const again = await harness.run(FLATTEN, 'Flatten Now');
    expect(again.item('Flatten')['execution']).toMatchObject({ status: 'done', placed: 0 });
    expect((await harness.report()).ordersPlaced).toBe(report.ordersPlaced);
  });

  it('enters nothing while the switch is engaged, and a new grid after its release', async () => {
    const before = await harness.report();
    const blocked = await harness.run(LOOP, 'Run Once');
    expect(blocked.status).toBe('success');
    expect((await harness.report()).ordersPlaced).toBe(before.ordersPlaced);

    const released = await harness.run(killSwitch('release'), 'Switch');
    expect(released.item('Switch')['killSwitch']).toEqual({ engaged: false, reason: null });
    await harness.advance(MINUTE_MS);
    const outcome = await harness.run(LOOP, 'Run Once');
    expect(itemSchema.parse(outcome.item('Place Order')).execution?.placed).toBeGreaterThan(5);
  });
});

describe('what n8n does around the nodes', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  it('runs Place Order once, with "Retry On Fail" too, when its item is denied', async () => {
    const first = (await harness.run(LOOP, 'Run Once')).item('Risk Check');
    const nodes = [
      {
        name: 'Place Order',
        type: `${PACKAGE}.placeOrder`,
        retryOnFail: true,
        maxTries: 3,
        waitBetweenTries: 0,
      },
      { name: 'After', type: `${PACKAGE}.telegramAlert` },
    ];
    const outcome = await harness.run(chain('other', ...nodes), 'Place Order', {
      items: [first],
    });
    expect(outcome.timesRun('Place Order')).toBe(1);
    expect(outcome.timesRun('After')).toBe(1);
  });

  it('lets a read-only node go on with the reason, where it is told to continue', async () => {
    const workflow = chain('continue', {
      name: 'Classify',
      type: `${PACKAGE}.regimeClassifier`,
      onError: 'continueRegularOutput',
    });
    const items = [{ symbol: 'BTCUSDT', at: 1, environment: 'simulator', mine: 'kept' }];
    const outcome = await harness.run(workflow, 'Classify', { items });
    expect(outcome.status).toBe('success');
    expect(outcome.items('Classify')).toEqual([
      { ...items[0], problem: 'The item of BTCUSDT has no "market".' },
    ]);
  });

  it('says in plain words what is missing', async () => {
    const workflow = chain('plain', { name: 'Plan', type: `${PACKAGE}.gridPlanner` });
    const items = [{ symbol: 'BTCUSDT', at: 1, environment: 'simulator' }];
    const outcome = await harness.run(workflow, 'Plan', { items });
    expect(outcome.status).toBe('error');
    expect(outcome.problem).toEqual({
      message: 'The item of BTCUSDT has no "market". [item 0]',
      description: 'Put the node that adds it before this one: Binance Market Data.',
    });
  });

  it('answers an unreachable exchange in Reconcile before anything was done', async () => {
    const workflow = chain('reach', { name: 'Reconcile', type: `${PACKAGE}.reconcile` });
    const binanceApi = {
      ...harness.credentials['binanceApi'],
      simulatorUrl: 'http://127.0.0.1:9',
    };
    const outcome = await harness.run(workflow, 'Reconcile', { credentials: { binanceApi } });
    expect(outcome.status).toBe('error');
    expect(outcome.problem.description).not.toBe('');
  });

  it('engages the kill switch for Flatten and the switch itself, also without the exchange', async () => {
    await harness.run(LOOP, 'Run Once');
    const binanceApi = {
      ...harness.credentials['binanceApi'],
      simulatorUrl: 'http://127.0.0.1:9',
    };
    const pressed = await harness.run(FLATTEN, 'Flatten Now', { credentials: { binanceApi } });
    expect(pressed.status).toBe('error');
    expect(pressed.problem.message).toMatch(/^The kill switch is engaged, but nothing else/);
    await harness.advance(MINUTE_MS);
    const outcome = await harness.run(LOOP, 'Run Once');
    expect(codes(outcome.item('Risk Check', 1))).toContain('KILL_SWITCH');
    await harness.run(killSwitch('release'), 'Switch');
    await harness.run(killSwitch('engage'), 'Switch', { credentials: { binanceApi } });
    const again = await harness.run(LOOP, 'Run Once');
    expect(codes(again.item('Risk Check', 1))).toContain('KILL_SWITCH');
  });
});
