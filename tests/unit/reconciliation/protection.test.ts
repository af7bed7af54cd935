import { executePlans } from '../../../lib/execution/executePlans';
import type { Plan, Scope } from '../../../lib/model/plan';
import { protectorOf } from '../../../lib/operations/protector';
import { isWhole } from '../../../lib/reconciliation/protection';
import type { ReconcilePolicy } from '../../../lib/reconciliation/pass';
import { takeLease } from '../../../lib/supervision/leases';
import { temporaryJournal } from '../../support/journals';
import { passOver } from '../../support/reconciling';
import { entry, FUTURES, FUTURES_SCOPE, SPOT } from '../../support/samples';
import { ScriptedExchange } from '../../support/scriptedExchange';

const SCOPE: Scope = { ...FUTURES_SCOPE, strategy: 'trend' };
const instruments = { spot: SPOT, usdm: FUTURES };
let world: ReturnType<typeof temporaryJournal>;
let exchange: ScriptedExchange;
let now: number;

beforeEach(async () => {
  world = temporaryJournal();
  exchange = new ScriptedExchange();
  now = 1_000_000;
  world.journal.bind('simulator', '7', 1);
  const plan: Plan = {
    version: 1,
    scope: SCOPE,
    baseAsset: 'BTC',
    madeAt: 1,
    journalRevision: 0,
    disposition: 'active',
    reason: 'test',
    warnings: [],
    intents: [entry({ id: 'in', purpose: 'tradeEntry', instruction: { type: 'MARKET' } })],
    protection: { stopPrice: '78000', targetPrice: '84000' },
  };
  await executePlans([plan], 'approval', {
    exchange,
    journal: world.journal,
    hostNow: () => now,
    lease: leaseNow(),
    instruments,
    refreshInstrument: async () => FUTURES,
    leverage: 2,
    accountVerdict: { denials: [], warnings: [] },
  });
});
afterEach(() => world.dispose());

function leaseNow() {
  const lease = takeLease(world.journal, 'BTC', 'test', () => now);
  if (!lease) throw new Error('no lease');
  return lease;
}

async function pass(
  unprotectable: ReconcilePolicy['unprotectable'] = 'close',
  { isFull = false, halt = false } = {},
) {
  const { journal } = world;
  const hostNow = () => now;
  const session = {
    account: '7',
    exchange,
    journal,
    clocks: { hostNow, exchangeNow: hostNow },
  };
  const findings = await passOver({
    exchange,
    journal,
    hostNow,
    policy: { foreignFills: halt ? 'halt' : 'ignore', unprotectable },
    change: { isFull, protector: protectorOf(session, instruments, leaseNow()) },
  });
  return findings.map(({ code }) => code);
}

const position = () => world.journal.tradePosition('trend', 'BTCUSDT');
const stops = async () =>
  (await exchange.openConditionalOrders()).map(({ price, quantity }) => `${quantity} at ${price}`);

async function stopIsGone(): Promise<void> {
  const [stop] = await exchange.openConditionalOrders();
  if (!stop) throw new Error('no stop rests');
  exchange.orders.set(stop.clientOrderId, { ...stop, state: 'cancelled' });
}
function refuseStops(): void {
  const submit = exchange.onSubmit;
  exchange.onSubmit = (order) =>
    order.instruction.type === 'STOP_MARKET'
      ? { kind: 'rejected', code: -4120, message: 'not here', reason: 'other' }
      : submit(order);
}

describe('the protection of trades', () => {
  it('finds nothing to do where the whole stop rests', async () => {
    expect(await stops()).toHaveLength(2);
    expect(await pass()).toEqual([]);
    now += 60_000;
    expect(await pass()).toEqual([]);
    expect(exchange.submitted).toHaveLength(3);
  });

  it('places a stop again that somebody cancelled', async () => {
    await stopIsGone();
    expect(await pass()).toEqual(['ORDER_CLOSED', 'STOP_RESTORED']);
    expect(await stops()).toHaveLength(2);
    expect(await pass()).toEqual([]);
  });

  it('places a stop beside one that the exchange no longer knows', async () => {
    const [stop] = await exchange.openConditionalOrders();
    await stopIsGone();
    // Cancelled without a fill: after three days the exchange answers -2013 for it.
    const { onFind } = exchange;
    exchange.onFind = (id) => (id === stop?.clientOrderId ? { kind: 'absent' } : onFind(id));
    now += 60_000;
    expect(await pass()).toEqual(['ORDER_LOST', 'STOP_RESTORED']);
    expect(await stops()).toHaveLength(2);
    expect(await pass()).toEqual(['ORDER_LOST']);
    expect(exchange.submitted).toHaveLength(4);
  });

  it('asks the list of conditional orders, not the ordinary one (B06)', async () => {
    const find = jest.spyOn(exchange, 'findOrder');
    await stopIsGone();
    await pass();
    expect(find.mock.calls).toEqual([['usdm', 'BTCUSDT', 'dgabc123-2-1', 'conditional']]);
  });

  it('closes the trade, once, when its stop cannot rest', async () => {
    await stopIsGone();
    refuseStops();
    expect(await pass()).toContain('TRADE_CLOSED');
    expect(position()).toBe('0');
    now += 60_000;
    await pass();
    expect(position()).toBe('0');
    expect(await stops()).toEqual([]);
  });

  it('only tells it where the node says so', async () => {
    await stopIsGone();
    refuseStops();
    expect(await pass('alert')).toContain('STOP_MISSING');
    expect(position()).toBe('0.01');
  });

  it('removes what rests behind a trade whose stop filled (C04)', async () => {
    const [stop] = await exchange.openConditionalOrders();
    exchange.trigger(stop?.clientOrderId ?? '');
    expect(await pass()).toEqual(['ORDER_CLOSED', 'FILLS_BOOKED', 'STOP_SURPLUS']);
    expect(position()).toBe('0');
    expect(await stops()).toEqual([]);
    expect(await pass()).toEqual([]);
  });
});

it('knows a stop of ours that triggers between two reads of a pass', async () => {
  const list = exchange.openConditionalOrders.bind(exchange);
  exchange.openConditionalOrders = async () => {
    const resting = await list();
    const [stop] = resting;
    if (stop) {
      exchange.trigger(stop.clientOrderId);
      const childOrderId = `child-${stop.exchangeOrderId}`;
      // The order that it became has an id of the exchange's own making.
      exchange.orders.set('algo_1', {
        ...stop,
        clientOrderId: 'algo_1',
        exchangeOrderId: childOrderId,
        state: 'filled',
        filledQuantity: stop.quantity,
      });
    }
    exchange.openConditionalOrders = list;
    return resting;
  };
  const codes = await pass('close', { isFull: true, halt: true });
  expect(codes).not.toContain('FOREIGN_FILL');
  expect(world.journal.latches()).toEqual([]);
  expect(position()).toBe('0');
});

describe('a trade whose last plan names no stop', () => {
  const workOff = () =>
    world.journal.savePlan(
      {
        version: 1,
        scope: SCOPE,
        baseAsset: 'BTC',
        madeAt: 2,
        journalRevision: 1,
        disposition: 'exitsOnly',
        reason: 'works the trade off',
        warnings: [],
        intents: [],
      },
      now,
    );

  it('is left as it is while its whole stop rests', async () => {
    workOff();
    expect(await pass()).toEqual([]);
    expect(position()).toBe('0.01');
  });

  it('is closed when the stop is gone', async () => {
    workOff();
    await stopIsGone();
    expect(await pass()).toContain('TRADE_CLOSED');
    expect(position()).toBe('0');
  });
});

describe('a whole stop', () => {
  it.each([
    ['0.01', [{ quantity: '0.01', filledQuantity: '0' }], true],
    ['-0.01', [{ quantity: '0.01', filledQuantity: '0' }], true],
    ['0.01', [{ quantity: '0.009', filledQuantity: '0' }], false],
    ['0.01', [{ quantity: '0.01', filledQuantity: '0.001' }], false],
    ['0.01', [], false],
  ])('of %s with %j is %s', (quantity, resting, whole) => {
    expect(isWhole({ quantity }, resting)).toBe(whole);
  });
});
