import { executePlans } from '../../../lib/execution/executePlans';
import { ABSENCE_HORIZON_MS } from '../../../lib/execution/settle';
import { TransientError } from '../../../lib/model/errors';
import type { Intent, Plan } from '../../../lib/model/plan';
import { executionDeps, plannedNow } from '../../support/execution';
import { temporaryJournal } from '../../support/journals';
import { entry, FUTURES_SCOPE, SPOT_SCOPE } from '../../support/samples';
import { ScriptedExchange } from '../../support/scriptedExchange';

let world: ReturnType<typeof temporaryJournal>;
let exchange: ScriptedExchange;
let now: number;
beforeEach(() => {
  world = temporaryJournal();
  exchange = new ScriptedExchange();
  now = 1_000_000;
});
afterEach(() => world.dispose());

const limit = (price: string) => ({ type: 'LIMIT', price, timeInForce: 'GTC' }) as const;
function plan(intents: Intent[], change: Partial<Plan> = {}): Plan {
  return plannedNow(world.journal, SPOT_SCOPE, intents, change);
}
const run = (...plans: Plan[]) =>
  executePlans(
    plans,
    'approval',
    executionDeps({ exchange, journal: world.journal, hostNow: () => now }),
  );
const onFutures = (intents: Intent[]) => plan(intents, { scope: FUTURES_SCOPE });
const live = () => world.journal.allUnfinishedOrders();
const openAt = () =>
  live().map(({ instruction }) => (instruction.type === 'LIMIT' ? instruction.price : null));

describe('a changed price', () => {
  it('on spot is one request that cancels and places', async () => {
    await run(plan([entry()]));
    expect(await run(plan([entry({ instruction: limit('78000') })]))).toMatchObject({
      status: 'done',
      cancelled: 1,
      placed: 1,
    });
    expect(openAt()).toEqual(['78000']);
    expect(exchange.submitted).toHaveLength(2);
  });

  it('places nothing when the old order has filled on the way', async () => {
    await run(plan([entry()]));
    const [old] = live();
    exchange.onCancel = (id) => {
      exchange.fillResting(id, '0.01');
      return { kind: 'notOpen' };
    };
    await run(plan([entry({ instruction: limit('78000') })]));
    expect(exchange.submitted).toHaveLength(1);
    expect(world.journal.order(old?.clientOrderId ?? '')?.state).toBe('filled');
    expect(world.journal.committedQuantity(entry().id)).toBe('0.01');
  });

  it('cancels first where the old order has filled in part', async () => {
    await run(plan([entry()]));
    const [old] = live();
    exchange.fillResting(old?.clientOrderId ?? '', '0.004');
    const report = exchange.orders.get(old?.clientOrderId ?? '');
    if (report) world.journal.applyReport(report.clientOrderId, report, 'seen', now);
    await run(plan([entry({ instruction: limit('78000') })]));
    expect(exchange.submitted.at(-1)).toMatchObject({ quantity: '0.006' });
  });

  it('never sends the successor again while the old order may live', async () => {
    await run(plan([entry()]));
    exchange.replaceOrder = async () => ({ kind: 'unknown', message: 'time-out' });
    const moved = plan([entry({ instruction: limit('78000') })]);
    await run(moved);
    // Neither the old order's cancel nor anything else can be confirmed from here on.
    exchange.onCancel = () => ({ kind: 'unknown', message: 'time-out' });
    now += ABSENCE_HORIZON_MS + 1;
    await run(moved);
    await run(moved);
    expect(exchange.submitted).toHaveLength(1);
  });

  it('on futures changes the order in place while it is unfilled', async () => {
    const want = entry({ quantity: '0.01' });
    await run(onFutures([want]));
    await run(onFutures([{ ...want, instruction: limit('78000') }]));
    expect(exchange.submitted).toHaveLength(1);
    expect(exchange.cancelled).toEqual([]);
    expect(openAt()).toEqual(['78000']);
  });

  it('waits for the answer when a change in place times out', async () => {
    const want = entry({ quantity: '0.01' });
    await run(onFutures([want]));
    exchange.amendOrder = async () => ({ kind: 'unknown', message: 'time-out' });
    exchange.onFind = () => ({ kind: 'absent' });
    const moved = onFutures([{ ...want, instruction: limit('78000') }]);
    expect(await run(moved)).toMatchObject({ placed: 0, cancelled: 0 });
    await run(moved);
    expect(live()).toMatchObject([{ state: 'unknown' }]);
    expect(exchange.submitted).toHaveLength(1);
    expect(exchange.cancelled).toEqual([]);
  });
});

describe('less of the same', () => {
  it('keeps the order and its place', async () => {
    await run(plan([entry()]));
    await run(plan([entry({ quantity: '0.004' })]));
    expect(live()).toMatchObject([{ state: 'open', quantity: '0.004' }]);
    expect(exchange.cancelled).toEqual([]);
    expect(exchange.submitted).toHaveLength(1);
  });
});

describe('a new grid', () => {
  it('keeps the levels both grids have, cancels the others before it places', async () => {
    const old = [entry({ id: 'old-1' }), entry({ id: 'old-2', instruction: limit('78000') })];
    await run(plan(old));
    const common = entry({ id: 'new-1' });
    const other = entry({ id: 'new-2', instruction: limit('77000') });
    await run(plan([common, other]));
    expect(exchange.submitted).toHaveLength(3);
    expect(exchange.cancelled).toHaveLength(1);
    expect(openAt().sort()).toEqual(['77000', '79000']);
    expect(world.journal.committedQuantity('new-1')).toBe('0.01');
    expect(world.journal.committedQuantity('old-1')).toBe('0');
  });

  it('adds nothing while an order of the old one may still rest', async () => {
    await run(plan([entry({ id: 'old', instruction: limit('78000') })]));
    exchange.onCancel = () => ({ kind: 'unknown', message: 'time-out' });
    await run(plan([entry({ id: 'new', instruction: limit('77000') })]));
    expect(exchange.submitted).toHaveLength(1);
  });
});

describe('a scope in which something that should be gone may be live (H12)', () => {
  const opening = entry({
    id: 'opening',
    leg: 'opening',
    purpose: 'openingInventory',
    instruction: { type: 'LIMIT', price: '80400', timeInForce: 'IOC' },
  });

  it('gets no opening inventory while a cancel is in doubt', async () => {
    await run(plan([entry()]));
    exchange.onCancel = () => ({ kind: 'unknown', message: 'time-out' });
    exchange.onFind = () => {
      throw new TransientError('service unavailable', 'wait');
    };
    await run(plan([opening]));
    expect(exchange.submitted).toHaveLength(1);
  });

  it('gets nothing while an order of a plan that is gone is unknown, and says so', async () => {
    exchange.onSubmit = () => ({ kind: 'unknown', message: 'time-out' });
    exchange.onFind = () => ({ kind: 'absent' });
    await run(plan([entry()]));
    exchange.onSubmit = (order) => exchange.accepts(order);
    const other = entry({ id: 'other', leg: 'B09', instruction: limit('78000') });
    const result = await run(plan([other, opening]));
    expect(exchange.submitted).toHaveLength(1);
    expect(result.notes.join()).toMatch(/no longer planned and may still be live/);
    now += ABSENCE_HORIZON_MS;
    await run(plan([other]));
    expect(openAt()).toEqual(['78000']);
  });
});

it('cancels and protects, and adds nothing, while a trade list cannot be read', async () => {
  await run(plan([entry(), entry({ id: 'b2', leg: 'B02', instruction: limit('78000') })]));
  const [first] = live();
  exchange.fillResting(first?.clientOrderId ?? '', '0.004');
  exchange.onCancel = () => ({ kind: 'notOpen' });
  exchange.fillsOfOrder = async () => {
    throw new TransientError('service unavailable', 'wait');
  };
  await run(plan([]));
  const cancelled = exchange.cancelled.length;
  exchange.onCancel = (id) => {
    const report = exchange.orders.get(id);
    if (!report) return { kind: 'notOpen' };
    exchange.orders.set(id, { ...report, state: 'cancelled' });
    return { kind: 'cancelled', report: { ...report, state: 'cancelled' } };
  };
  const result = await run(plan([entry({ id: 'b3', leg: 'B03', instruction: limit('77000') })]));
  expect(exchange.cancelled.length).toBeGreaterThan(cancelled);
  expect(openAt()).toEqual([]);
  expect(result.notes.join()).toMatch(/fills could not be read/);
});
