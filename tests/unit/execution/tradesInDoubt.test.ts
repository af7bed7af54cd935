import { executePlans } from '../../../lib/execution/executePlans';
import { protectTrade } from '../../../lib/execution/protect';
import { TransientError } from '../../../lib/model/errors';
import { type Intent, intentId, type Plan, type Scope } from '../../../lib/model/plan';
import { executionDeps, plannedNow } from '../../support/execution';
import { temporaryJournal } from '../../support/journals';
import { entry, FUTURES, FUTURES_SCOPE, newOrder, SPOT_SCOPE } from '../../support/samples';
import { ScriptedExchange } from '../../support/scriptedExchange';

const SCOPE: Scope = { ...FUTURES_SCOPE, strategy: 'trend' };
const PROTECTION = { stopPrice: '78000', targetPrice: '84000' };
const MOVED = { ...PROTECTION, stopPrice: '79000' };

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
  leg: 'entry',
  purpose: 'tradeEntry',
  quantity: '0.01',
  instruction: { type: 'MARKET' },
});
function plan(protection = PROTECTION): Plan {
  return plannedNow(world.journal, SCOPE, [enter], {
    protection,
  });
}
const run = (...plans: Plan[]) => executePlans(plans, 'approval', deps());
const protect = (protection = PROTECTION) =>
  protectTrade(SCOPE, protection, 'close', { ...deps(), instrument: FUTURES });
const position = () => world.journal.tradePosition('trend', 'BTCUSDT');
const resting = async () =>
  (await exchange.openConditionalOrders()).map(
    ({ clientOrderId }) => world.journal.order(clientOrderId)?.purpose,
  );
async function stop() {
  const orders = await exchange.openConditionalOrders();
  const found = orders.find(
    (order) => world.journal.order(order.clientOrderId)?.purpose === 'stop',
  );
  if (!found) throw new Error('there is no stop');
  return found;
}
/** USD-M replies carry no fills, and the trade list does not show them yet. */
function withoutTradeList(read: () => never[] = () => []): void {
  exchange.onSubmit = (order) => {
    const outcome = exchange.accepts(order);
    return outcome.kind === 'accepted' ? { ...outcome, fills: [] } : outcome;
  };
  exchange.fillsOfOrder = async () => read();
}
/** Refuses every stop; exits at the market are answered as given. */
function refuseStops(exits: typeof exchange.onSubmit, reason: 'other' | 'wouldTrigger'): void {
  exchange.onSubmit = (order) => {
    if (order.instruction.type === 'MARKET') return exits(order);
    return order.instruction.type === 'STOP_MARKET'
      ? { kind: 'rejected', code: -2021, message: 'no', reason }
      : exchange.accepts(order);
  };
}

describe('a trade whose fills are not listed yet', () => {
  it('rests with its stop in the run that enters it', async () => {
    withoutTradeList();
    await run(plan());
    expect(await resting()).toEqual(['stop', 'target']);
  });

  it('rests with its stop although the trade list cannot be read', async () => {
    withoutTradeList(() => {
      throw new TransientError('service unavailable', 'wait');
    });
    await run(plan());
    expect(await resting()).toEqual(['stop', 'target']);
  });

  it('gets its stop back although the spot trade list cannot be read', async () => {
    await run(plan());
    withoutTradeList(() => {
      throw new TransientError('service unavailable', 'wait');
    });
    const { protection: _, ...rest } = plan();
    const spot = { ...rest, scope: SPOT_SCOPE };
    const buy = entry({ instruction: { type: 'LIMIT', price: '80400', timeInForce: 'IOC' } });
    await run({ ...spot, intents: [buy] });
    const gone = { ...(await stop()), state: 'cancelled' as const };
    world.journal.applyReport(gone.clientOrderId, gone, 'test', now);
    exchange.orders.set(gone.clientOrderId, gone);
    await run({ ...spot, intents: [] }, plan());
    expect(await resting()).toEqual(['target', 'stop']);
  });

  it('is closed once, and whole, when its stop is refused', async () => {
    withoutTradeList();
    refuseStops(exchange.onSubmit, 'other');
    await run(plan());
    await run(plan());
    const exits = exchange.submitted.filter(
      ({ side, instruction }) => side === 'SELL' && instruction.type === 'MARKET',
    );
    expect(exits.map(({ quantity }) => quantity)).toEqual(['0.01']);
  });
});

describe('an exit whose outcome is not known', () => {
  it('has closed nothing: the stops stay, and the trade is not called closed', async () => {
    await run(plan());
    refuseStops(() => ({ kind: 'unknown', message: 'time-out' }), 'wouldTrigger');
    const known = exchange.onFind;
    exchange.onFind = (id) => (exchange.orders.has(id) ? known(id) : { kind: 'absent' });
    await run(plan(MOVED));
    const second = await run(plan(MOVED));
    expect(await resting()).toEqual(['stop', 'target']);
    expect(second.status).toBe('unknown');
    expect(await protect(MOVED)).toMatchObject({ kind: 'closed', left: '0.01' });
  });

  it('that a crash kept from leaving does not keep the trade from being closed', async () => {
    await run(plan());
    const intent: Intent = {
      ...enter,
      id: intentId(SCOPE, 'close', 'SELL', 0),
      leg: 'close',
      purpose: 'tradeExit',
      effect: 'reduce',
      side: 'SELL',
    };
    const context = { approvalId: null, planReason: 'test', at: now };
    world.journal.intendOrders([newOrder(intent, SCOPE)], context);
    refuseStops((order) => exchange.accepts(order), 'wouldTrigger');
    expect(await protect(MOVED)).toMatchObject({ kind: 'closed', left: '0' });
    expect(position()).toBe('0');
    expect(await resting()).toEqual([]);
  });
});

describe('a stop in doubt', () => {
  const unknownStops = (): void => {
    exchange.onSubmit = (order) =>
      order.instruction.type === 'STOP_MARKET'
        ? { kind: 'unknown', message: 'time-out' }
        : exchange.accepts(order);
    const known = exchange.onFind;
    exchange.onFind = (id) => (exchange.orders.has(id) ? known(id) : { kind: 'absent' });
  };

  it('that is lost protects nothing: another one is placed, once', async () => {
    await run(plan());
    const gone = await stop();
    const { clientOrderId } = gone;
    exchange.orders.set(clientOrderId, { ...gone, state: 'cancelled' });
    world.journal.transition(clientOrderId, 'lost', 'absent after the horizon', now);
    expect(await protect()).toMatchObject({ kind: 'protected', placed: 1 });
    expect(await protect()).toMatchObject({ kind: 'protected', placed: 0 });
  });

  it('that is unknown is not called protection, in no run', async () => {
    unknownStops();
    expect((await run(plan())).status).toBe('unknown');
    expect((await run(plan())).status).toBe('unknown');
    expect(exchange.submitted.map(({ instruction }) => instruction.type)).toEqual([
      'MARKET',
      'STOP_MARKET',
      'TAKE_PROFIT_MARKET',
    ]);
  });

  it('does not cost the old one its place before it is confirmed (C03)', async () => {
    await run(plan());
    const { clientOrderId } = await stop();
    unknownStops();
    for (let cycle = 0; cycle < 3; cycle += 1) await run(plan(MOVED));
    expect((await stop()).clientOrderId).toBe(clientOrderId);
    expect(exchange.cancelled).toEqual([]);
  });

  it('that is being cancelled is not counted on', async () => {
    await run(plan());
    const cancel = exchange.onCancel;
    exchange.onCancel = () => ({ kind: 'unknown', message: 'time-out' });
    const known = exchange.onFind;
    const old = await stop();
    const { clientOrderId } = old;
    exchange.onFind = (id) => {
      if (id === clientOrderId) throw new TransientError('service unavailable', 'wait');
      return known(id);
    };
    await run(plan(MOVED));
    exchange.onCancel = cancel;
    exchange.orders.set(clientOrderId, { ...old, state: 'cancelled' });
    await run(plan());
    expect((await resting()).filter((purpose) => purpose === 'stop')).toHaveLength(1);
  });

  it('that is refused beside a whole stop closes nothing', async () => {
    await run(plan());
    refuseStops((order) => exchange.accepts(order), 'other');
    const result = await run(plan(MOVED));
    expect(position()).toBe('0.01');
    expect(await resting()).toEqual(['stop', 'target']);
    expect(result.notes.join()).toMatch(/-2021/);
  });
});
