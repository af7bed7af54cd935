import { executePlans, type ExecutionDeps } from '../../../lib/execution/executePlans';
import type { RejectionReason } from '../../../lib/exchange/port';
import { TransientError } from '../../../lib/model/errors';
import type { Instrument } from '../../../lib/model/instrument';
import type { Intent, Plan } from '../../../lib/model/plan';
import { executionDeps, plannedNow } from '../../support/execution';
import { temporaryJournal } from '../../support/journals';
import { entry, FUTURES_SCOPE, hedge, SPOT, SPOT_SCOPE } from '../../support/samples';
import { ScriptedExchange } from '../../support/scriptedExchange';

let world: ReturnType<typeof temporaryJournal>;
let exchange: ScriptedExchange;
let now: number;
let refreshed: Instrument;
let refreshing: ExecutionDeps['refreshInstrument'];
beforeEach(() => {
  world = temporaryJournal();
  exchange = new ScriptedExchange();
  now = 1_000_000;
  refreshed = SPOT;
  refreshing = async () => refreshed;
});
afterEach(() => world.dispose());

function plan(intents: Intent[], change: Partial<Plan> = {}): Plan {
  return plannedNow(world.journal, SPOT_SCOPE, intents, change);
}
const run = (...plans: Plan[]) =>
  executePlans(
    plans,
    'approval',
    executionDeps(
      { exchange, journal: world.journal, hostNow: () => now },
      { refreshInstrument: (market) => refreshing(market) },
    ),
  );
const refuse = (code: number, reason: RejectionReason) => {
  exchange.onSubmit = () => ({ kind: 'rejected', code, message: 'no', reason });
};

describe('a circuit (A16)', () => {
  it('opens after three refusals in a row, lets one probe a minute through and closes again', async () => {
    refuse(-4131, 'other');
    const notes: string[] = [];
    for (let cycle = 0; cycle < 6; cycle += 1) {
      notes.push(...(await run(plan([entry()]))).notes);
      now += 5_000;
    }
    expect(exchange.submitted).toHaveLength(3);
    expect(notes.filter((note) => note.includes('once a minute'))).toHaveLength(1);
    now += 60_000;
    expect(await run(plan([entry()]))).toMatchObject({ rejected: 1 });
    expect(await run(plan([entry()]))).toMatchObject({ denials: [{ code: 'CIRCUIT_OPEN' }] });
    now += 60_000;
    exchange.onSubmit = (order) => exchange.accepts(order);
    expect(await run(plan([entry()]))).toMatchObject({ status: 'done', placed: 1 });
    expect(exchange.submitted).toHaveLength(5);
  });
});

describe('a filter refusal (E03)', () => {
  it('reads the rules once, cuts the order to them once and sends that', async () => {
    refreshed = { ...SPOT, price: { ...SPOT.price, step: '100' } };
    exchange.onSubmit = (order) =>
      order.instruction.type === 'LIMIT' && Number(order.instruction.price) % 100 === 0
        ? exchange.accepts(order)
        : {
            kind: 'rejected',
            code: -1013,
            message: 'Filter failure: PRICE_FILTER',
            reason: 'filter',
          };
    const odd = entry({ instruction: { type: 'LIMIT', price: '78951', timeInForce: 'GTC' } });
    expect(await run(plan([odd]))).toMatchObject({ placed: 1, rejected: 1 });
    expect(exchange.submitted.at(-1)?.instruction).toMatchObject({ price: '78900' });
  });

  it('is not repeated when the fresh rules change nothing', async () => {
    refuse(-1013, 'filter');
    await run(plan([entry(), entry({ id: 'b2', leg: 'B02' })]));
    expect(exchange.submitted.length).toBeLessThanOrEqual(3);
  });
});

describe('a post-only order that would take (A14)', () => {
  const postOnly = entry({ instruction: { type: 'LIMIT', price: '80500', timeInForce: 'GTX' } });

  it('is repriced behind the best price, and never taken at the market', async () => {
    exchange.onSubmit = (order) =>
      order.instruction.type === 'LIMIT' && Number(order.instruction.price) > 80000
        ? { kind: 'rejected', code: -5022, message: 'would take', reason: 'wouldTake' }
        : exchange.accepts({ ...order, instruction: { ...order.instruction } });
    expect(await run(plan([postOnly]))).toMatchObject({ placed: 1 });
    expect(exchange.submitted.every(({ instruction }) => instruction.type === 'LIMIT')).toBe(true);
    expect(exchange.submitted).toHaveLength(2);
  });

  it('keeps the others from nothing when the book cannot be read', async () => {
    exchange.book = async () => {
      throw new TransientError('service unavailable', 'wait');
    };
    exchange.onSubmit = (order) =>
      order.instruction.type === 'LIMIT' && Number(order.instruction.price) > 80000
        ? { kind: 'rejected', code: -5022, message: 'would take', reason: 'wouldTake' }
        : exchange.accepts(order);
    await run(plan([postOnly, entry({ id: 'b2', leg: 'B02' })]));
    expect(world.journal.allUnfinishedOrders()).toMatchObject([{ state: 'open' }]);
  });

  it('rests its level after three repricings', async () => {
    refuse(-5022, 'wouldTake');
    await run(plan([postOnly]));
    expect(exchange.submitted).toHaveLength(4);
    expect(await run(plan([postOnly]))).toMatchObject({ denials: [{ code: 'LEVEL_PAUSED' }] });
    expect(exchange.submitted).toHaveLength(4);
  });
});

describe('a batch (A12, A13)', () => {
  const ladder = ['0', '1', '2', '3', '4'].map((name) =>
    entry({
      id: `f${name}`,
      leg: `F${name}`,
      instruction: { type: 'LIMIT', price: `7${name}000`, timeInForce: 'GTC' },
    }),
  );
  const futures = () => plan(ladder, { scope: FUTURES_SCOPE });

  it('is resolved element by element', async () => {
    const sizes: number[] = [];
    exchange.submitBatch = async (orders) => {
      sizes.push(orders.length);
      return orders.map((order, index) =>
        index === 2
          ? { kind: 'rejected', code: -4164, message: 'notional', reason: 'filter' }
          : exchange.accepts(order),
      );
    };
    refuse(-4164, 'filter');
    const result = await run(futures());
    expect(sizes).toEqual([5]);
    expect(result.placed).toBe(4);
    expect(world.journal.allUnfinishedOrders()).toHaveLength(4);
  });

  it('that is lost has every element asked for', async () => {
    exchange.submitBatch = async (orders) => {
      for (const order of orders.slice(0, 3)) exchange.accepts(order);
      return orders.map(() => ({ kind: 'unknown', message: 'time-out' }));
    };
    await run(futures());
    const states = world.journal.allUnfinishedOrders().map(({ state }) => state);
    expect(states).toEqual(['open', 'open', 'open', 'unknown', 'unknown']);
    await run(futures());
    expect(exchange.submitted).toHaveLength(0);
  });
});

describe('a hedge that is refused (D01)', () => {
  it('keeps buys off, and after five times what it leaves uncovered is sold', async () => {
    const opening = entry({
      id: 'opening',
      leg: 'opening',
      purpose: 'openingInventory',
      quantity: '0.02',
      instruction: { type: 'LIMIT', price: '80400', timeInForce: 'IOC' },
    });
    exchange.onSubmit = (order) =>
      order.market === 'usdm'
        ? { kind: 'rejected', code: -2019, message: 'Margin is insufficient.', reason: 'margin' }
        : exchange.accepts(order);
    let generation = 0;
    const cycle = () =>
      run(
        plan([opening, entry()]),
        plan([hedge({ id: `h${generation++}`, generation, quantity: '0.02' })], {
          scope: FUTURES_SCOPE,
        }),
      );
    await cycle();
    expect(world.journal.ownQuantity('spot', 'BTC')).toBe('0.02');
    for (let count = 0; count < 12; count += 1) {
      now += 61_000;
      await cycle();
    }
    expect(world.journal.ownQuantity('spot', 'BTC')).toBe('0');
    const buys = exchange.submitted.filter(
      ({ market, side }) => market === 'spot' && side === 'BUY',
    );
    expect(buys).toHaveLength(1);
  });

  const opening = entry({
    id: 'opening',
    leg: 'opening',
    purpose: 'openingInventory',
    instruction: { type: 'LIMIT', price: '80400', timeInForce: 'IOC' },
  });
  const sale = entry({
    id: 'sale',
    leg: 'A01',
    purpose: 'gridExit',
    effect: 'reduce',
    side: 'SELL',
    instruction: { type: 'LIMIT', price: '81000', timeInForce: 'GTC' },
  });
  const futures = (...intents: Intent[]) => plan(intents, { scope: FUTURES_SCOPE });
  const refuseHedges = (): void => {
    exchange.onSubmit = (order) =>
      order.market === 'usdm'
        ? { kind: 'rejected', code: -2019, message: 'Margin is insufficient.', reason: 'margin' }
        : exchange.accepts(order);
  };

  it('has the resting sales of what is sold taken off first: foreign coins stay', async () => {
    await run(plan([opening]));
    await run(plan([sale]));
    refuseHedges();
    for (let count = 0; count < 6; count += 1) {
      await run(plan([sale]), futures(hedge()));
      now += 61_000;
    }
    const sold = [...exchange.orders.values()].filter(
      ({ market, side, state }) => market === 'spot' && side === 'SELL' && state !== 'cancelled',
    );
    expect(sold.map(({ quantity, state }) => [quantity, state])).toEqual([['0.01', 'filled']]);
    expect(world.journal.ownQuantity('spot', 'BTC')).toBe('0');
  });

  it('does not keep the next grid from opening once it is long ago', async () => {
    await run(plan([opening]));
    refuseHedges();
    for (let count = 0; count < 6; count += 1) {
      await run(plan([]), futures(hedge()));
      now += 61_000;
    }
    expect(world.journal.ownQuantity('spot', 'BTC')).toBe('0');
    exchange.onSubmit = (order) => exchange.accepts(order);
    now += 86_400_000;
    const again = { ...opening, id: 'opening-again' };
    await run(plan([again]), futures(hedge({ id: 'hedge-again', generation: 1 })));
    expect(world.journal.ownQuantity('spot', 'BTC')).toBe('0.01');
    expect(world.journal.ownQuantity('usdm', 'BTC')).toBe('-0.01');
  });

  it('has nothing sold while the next try may have filled', async () => {
    await run(plan([opening]));
    exchange.onSubmit = (order) =>
      order.market === 'usdm'
        ? { kind: 'rejected', code: -2019, message: 'Margin is insufficient.', reason: 'margin' }
        : { kind: 'notSent', message: 'no connection', retryAt: null };
    for (let count = 0; count < 6; count += 1) {
      await run(plan([]), futures(hedge()));
      now += 61_000;
    }
    exchange.onSubmit = (order) => {
      const outcome = exchange.accepts(order);
      return order.market === 'usdm' ? { kind: 'unknown', message: 'time-out' } : outcome;
    };
    const known = exchange.onFind;
    exchange.onFind = () => ({ kind: 'absent' });
    await run(plan([]), futures(hedge()));
    exchange.onFind = known;
    await run(plan([]), futures());
    expect(world.journal.ownQuantity('spot', 'BTC')).toBe('0.01');
    expect(world.journal.ownQuantity('usdm', 'BTC')).toBe('-0.01');
  });

  it('keeps no sale from resting when the rules cannot be read anew', async () => {
    await run(plan([opening]));
    refreshing = async () => {
      throw new TransientError('service unavailable', 'wait');
    };
    exchange.onSubmit = (order) =>
      order.market === 'usdm'
        ? { kind: 'rejected', code: -1111, message: 'precision', reason: 'filter' }
        : exchange.accepts(order);
    await run(plan([sale]), futures(hedge()));
    expect(world.journal.allUnfinishedOrders()).toMatchObject([{ purpose: 'gridExit' }]);
  });

  it('is tried again at once when the clock goes back', async () => {
    await run(plan([opening]));
    refuseHedges();
    now += 86_400_000;
    for (let count = 0; count < 3; count += 1) await run(plan([]), futures(hedge()));
    now -= 86_400_000;
    exchange.onSubmit = (order) => exchange.accepts(order);
    expect(await run(plan([]), futures(hedge()))).toMatchObject({ placed: 1 });
  });
});

it('stops everything when the exchange bans us (I15)', async () => {
  exchange.onSubmit = () => ({ kind: 'notSent', message: 'banned', retryAt: null, halt: true });
  const result = await run(plan([entry(), entry({ id: 'b2', leg: 'B02' })]));
  expect(result.status).toBe('halted');
  expect(exchange.submitted).toHaveLength(1);
});
