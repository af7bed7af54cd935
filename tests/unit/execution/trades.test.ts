import { executePlans } from '../../../lib/execution/executePlans';
import { flatten } from '../../../lib/execution/flatten';
import { protectTrade } from '../../../lib/execution/protect';
import type { Intent, Plan, Scope } from '../../../lib/model/plan';
import { executionDeps, plannedNow } from '../../support/execution';
import { temporaryJournal } from '../../support/journals';
import { passOver } from '../../support/reconciling';
import { entry, FUTURES, FUTURES_SCOPE } from '../../support/samples';
import { ScriptedExchange } from '../../support/scriptedExchange';

const SCOPE: Scope = { ...FUTURES_SCOPE, strategy: 'trend' };
const PROTECTION = { stopPrice: '78000', targetPrice: '84000' };

let world: ReturnType<typeof temporaryJournal>;
let exchange: ScriptedExchange;
let now: number;
beforeEach(() => {
  world = temporaryJournal();
  exchange = new ScriptedExchange();
  now = 1_000_000;
});
afterEach(() => world.dispose());

const deps = () => executionDeps({ exchange, journal: world.journal, hostNow: () => now });
const enter = entry({
  id: 'trend-entry',
  purpose: 'tradeEntry',
  quantity: '0.01',
  instruction: { type: 'MARKET' },
});
function plan(change: Partial<Plan> = {}, intents: Intent[] = [enter]): Plan {
  return plannedNow(world.journal, SCOPE, intents, {
    protection: PROTECTION,
    ...change,
  });
}
const run = (...plans: Plan[]) => executePlans(plans, 'approval', deps());
const position = () => world.journal.tradePosition('trend', 'BTCUSDT');
const resting = async () =>
  (await exchange.openConditionalOrders()).map(({ clientOrderId }) => {
    const order = world.journal.order(clientOrderId);
    return [order?.purpose, order?.quantity, order?.reduceOnly, order?.positionSide];
  });
/** Refuses conditional orders of one purpose as the exchange would. */
function refuse(code: number, reason: 'other' | 'wouldTrigger', type = 'STOP_MARKET'): void {
  exchange.onSubmit = (order) =>
    order.instruction.type === type
      ? { kind: 'rejected', code, message: 'no', reason }
      : exchange.accepts(order);
}

describe('a trade', () => {
  it('rests with stop and target over its whole position in the run that enters it', async () => {
    expect(await run(plan())).toMatchObject({ status: 'done', placed: 3 });
    expect(position()).toBe('0.01');
    expect(await resting()).toEqual([
      ['stop', '0.01', true, 'LONG'],
      ['target', '0.01', true, 'LONG'],
    ]);
    expect(world.journal.ownQuantity('usdm', 'BTC')).toBe('0');
  });

  it('sends nothing more, however often it runs (C02)', async () => {
    await run(plan());
    for (let cycle = 0; cycle < 50; cycle += 1) await run(plan());
    expect(exchange.submitted).toHaveLength(3);
    expect(exchange.cancelled).toEqual([]);
  });

  it('moves a stop by placing the new one first', async () => {
    await run(plan());
    const [old] = await exchange.openConditionalOrders();
    const order: string[] = [];
    exchange.onSubmit = (request) => {
      order.push('place');
      return exchange.accepts(request);
    };
    const cancel = exchange.onCancel;
    exchange.onCancel = (id) => {
      order.push('cancel');
      return cancel(id);
    };
    await run(plan({ protection: { ...PROTECTION, stopPrice: '79000' } }));
    expect(order).toEqual(['place', 'cancel']);
    expect(exchange.orders.get(old?.clientOrderId ?? '')?.state).toBe('cancelled');
    expect(await resting()).toHaveLength(2);
  });

  it('is never without a stop when the old one cannot be cancelled, nor when the new is refused', async () => {
    await run(plan());
    exchange.onCancel = () => ({ kind: 'unknown', message: 'time-out' });
    await run(plan({ protection: { ...PROTECTION, stopPrice: '79000' } }));
    const stops = (await resting()).filter(([purpose]) => purpose === 'stop');
    expect(stops).toHaveLength(2);
  });

  it('keeps stop and target at the position when a part is taken out', async () => {
    await run(plan());
    const exit = entry({
      id: 'exit',
      purpose: 'tradeExit',
      effect: 'reduce',
      side: 'SELL',
      quantity: '0.004',
      instruction: { type: 'MARKET' },
    });
    await run(plan({}, [enter, exit]));
    expect(position()).toBe('0.006');
    expect((await resting()).map(([, quantity]) => quantity)).toEqual(['0.006', '0.006']);
  });

  it.each([
    ['refused', -4120, 'other' as const],
    ['passed already (C08)', -2021, 'wouldTrigger' as const],
  ])('is closed once when its stop is %s', async (_name, code, reason) => {
    refuse(code, reason);
    const result = await run(plan());
    expect(result.notes.join()).toMatch(/was closed/);
    expect(position()).toBe('0');
    await run(plan());
    const exits = exchange.submitted.filter(({ side }) => side === 'SELL');
    expect(exits.filter(({ instruction }) => instruction.type === 'MARKET')).toHaveLength(1);
    expect(exits.every(({ reduceOnly }) => reduceOnly)).toBe(true);
  });

  it('is not closed for one request that could not be sent', async () => {
    let isFirst = true;
    exchange.onSubmit = (order) => {
      if (order.instruction.type !== 'STOP_MARKET' || !isFirst) return exchange.accepts(order);
      isFirst = false;
      return { kind: 'notSent', message: 'no connection', retryAt: null };
    };
    await run(plan());
    expect(position()).toBe('0.01');
    expect(await resting()).toHaveLength(2);
  });

  it('says that it stands bare when neither stop nor closing can be sent', async () => {
    exchange.onSubmit = (order) =>
      order.side === 'SELL'
        ? { kind: 'notSent', message: 'no connection', retryAt: null }
        : exchange.accepts(order);
    expect(await run(plan())).toMatchObject({ status: 'unknown' });
    expect(position()).toBe('0.01');
  });

  it('is not closed twice when the closing order is unknown', async () => {
    refuse(-4120, 'other');
    const refusing = exchange.onSubmit;
    exchange.onSubmit = (order) =>
      order.instruction.type === 'MARKET' && order.side === 'SELL'
        ? { kind: 'unknown', message: 'time-out' }
        : refusing(order);
    exchange.onFind = () => ({ kind: 'absent' });
    await run(plan());
    await run(plan());
    const exits = exchange.submitted.filter(
      ({ side, instruction }) => side === 'SELL' && instruction.type === 'MARKET',
    );
    expect(exits).toHaveLength(1);
  });

  it('ends flat when its stop fills: the target goes and no new stop comes (C04)', async () => {
    await run(plan());
    const [stop] = await exchange.openConditionalOrders();
    exchange.trigger(stop?.clientOrderId ?? '');
    await passOver({ exchange, journal: world.journal, hostNow: () => now });
    expect(position()).toBe('0');
    await run(plan({}, []));
    expect(await resting()).toEqual([]);
    expect(exchange.submitted).toHaveLength(3);
  });

  it('is protected under the kill switch', async () => {
    await run(plan());
    const [stop] = await exchange.openConditionalOrders();
    exchange.orders.set(stop?.clientOrderId ?? '', { ...(stop ?? fail()), state: 'cancelled' });
    await passOver({ exchange, journal: world.journal, hostNow: () => now });
    world.journal.engageLatch('killSwitch', 'test', now);
    const result = await protectTrade(SCOPE, PROTECTION, 'close', {
      ...deps(),
      instrument: FUTURES,
    });
    expect(result).toMatchObject({ kind: 'protected', placed: 1 });
  });

  it('goes down with everything else on Flatten, its stops last', async () => {
    await run(plan());
    const pressed = await flatten(
      { chunkQuote: '400', slippagePct: 0.5, maximumChunks: 9, keepHedgedInventory: false },
      { ...deps(), sleep: async (ms) => void (now += ms), account: '7' },
    );
    expect(pressed).toMatchObject({ status: 'done', residual: { trades: '0' } });
    expect(position()).toBe('0');
    expect(await resting()).toEqual([]);
  });
});

function fail(): never {
  throw new Error('there is no stop');
}
