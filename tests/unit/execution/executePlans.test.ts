import { executePlans } from '../../../lib/execution/executePlans';
import { ABSENCE_HORIZON_MS } from '../../../lib/execution/settle';
import { HaltError, RejectedError, TransientError } from '../../../lib/model/errors';
import { type Intent, intentSchema, type Plan } from '../../../lib/model/plan';
import { denied } from '../../../lib/model/verdict';
import { executionDeps, plannedNow } from '../../support/execution';
import { temporaryJournal } from '../../support/journals';
import { passOver } from '../../support/reconciling';
import { entry, FUTURES_SCOPE, hedge, SPOT_SCOPE } from '../../support/samples';
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

const deps = () => executionDeps({ exchange, journal: world.journal, hostNow: () => now });

function gridPlan(...intents: Intent[]): Plan {
  return plannedNow(world.journal, SPOT_SCOPE, intents);
}
const hedgePlan = (...intents: Intent[]): Plan => ({
  ...gridPlan(...intents),
  scope: FUTURES_SCOPE,
});
const run = (...plans: Plan[]) => executePlans(plans, 'approval', deps());
const reconcileNow = () => passOver({ exchange, journal: world.journal, hostNow: () => now });
const opening = entry({
  id: 'opening',
  leg: 'opening',
  purpose: 'openingInventory',
  instruction: { type: 'LIMIT', price: '80400', timeInForce: 'IOC' },
});
const only = () => world.journal.allUnfinishedOrders();

describe('carrying plans out', () => {
  it('converges: the same plan again changes nothing', async () => {
    const plan = gridPlan(entry(), entry({ id: 'b2' }));
    expect(await run(plan)).toMatchObject({ status: 'done', placed: 2 });
    expect(await run(plan)).toMatchObject({ status: 'done', placed: 0, cancelled: 0 });
    expect(exchange.submitted).toHaveLength(2);
  });

  it('never places a filled intent again, however old the plan', async () => {
    const plan = gridPlan(entry());
    await run(plan);
    exchange.fillResting(exchange.submitted[0]?.clientOrderId ?? '', '0.01');
    await reconcileNow();
    expect(await run(plan)).toMatchObject({ placed: 0 });
    expect(exchange.submitted).toHaveLength(1);
  });

  it('cancels what is no longer planned, only in its own scope', async () => {
    const other: Plan = {
      ...gridPlan(entry({ id: 'other' })),
      scope: { ...SPOT_SCOPE, strategy: 'other' },
    };
    await run(gridPlan(entry()));
    await run(other);
    expect(await run(gridPlan())).toMatchObject({ cancelled: 1, placed: 0 });
    expect(only()).toMatchObject([{ strategy: 'other', state: 'open' }]);
  });

  it('replaces an order whose price changed, cancelling first', async () => {
    await run(gridPlan(entry()));
    const moved = entry({ instruction: { type: 'LIMIT', price: '78000', timeInForce: 'GTC' } });
    expect(await run(gridPlan(moved))).toMatchObject({ cancelled: 1, placed: 1 });
    expect(exchange.submitted.map(({ clientOrderId }) => clientOrderId)).toEqual([
      'dgabc123-1-1',
      'dgabc123-1-2',
    ]);
  });

  it('hedges only what really filled', async () => {
    exchange.onSubmit = (order) => {
      if (order.market === 'usdm') return exchange.accepts(order);
      const outcome = exchange.accepts({ ...order, quantity: '0.004' });
      if (outcome.kind !== 'accepted') return outcome;
      return { ...outcome, report: { ...outcome.report, quantity: '0.01', state: 'expired' } };
    };
    await run(gridPlan(opening), hedgePlan(hedge()));
    expect(exchange.submitted.map(({ market, quantity }) => `${market} ${quantity}`)).toEqual([
      'spot 0.01',
      'usdm 0.004',
    ]);
    expect(world.journal.ownQuantity('spot', 'BTC')).toBe('0.004');
    expect(world.journal.ownQuantity('usdm', 'BTC')).toBe('-0.004');
  });

  it('sends no hedge at all when the opening was rejected', async () => {
    exchange.onSubmit = (order) =>
      order.market === 'spot'
        ? { kind: 'rejected', code: -2010, message: 'insufficient balance', reason: 'other' }
        : exchange.accepts(order);
    expect(await run(gridPlan(opening), hedgePlan(hedge()))).toMatchObject({
      status: 'partly',
      rejected: 1,
      placed: 0,
    });
    expect(exchange.submitted).toHaveLength(1);
  });

  it('writes every order down before it leaves (G3)', async () => {
    exchange.onSubmit = (order) => {
      expect(world.journal.order(order.clientOrderId)?.state).toBe('sent');
      return exchange.accepts(order);
    };
    await run(gridPlan(entry(), entry({ id: 'b2' })), hedgePlan());
    expect(exchange.submitted).toHaveLength(2);
  });

  it('does not send increases once a latch is engaged in the middle of a run', async () => {
    exchange.onSubmit = (order) => {
      world.journal.engageLatch('killSwitch', 'mid-run', now);
      return exchange.accepts(order);
    };
    const result = await run(gridPlan(entry(), entry({ id: 'b2' })));
    expect(result).toMatchObject({ placed: 1, denials: [{ code: 'KILL_SWITCH' }] });
  });

  it('takes resting buys off when a latch was engaged since the approval', async () => {
    const sale = entry({
      id: 's1',
      leg: 'A01',
      purpose: 'gridExit',
      effect: 'reduce',
      side: 'SELL',
    });
    const above = { ...sale, instruction: { type: 'LIMIT', price: '81000', timeInForce: 'GTC' } };
    await run(gridPlan(opening));
    const plan = gridPlan(entry(), intentSchema.parse(above));
    await run(plan);
    world.journal.engageLatch('killSwitch', 'test', now);
    expect(await run(plan)).toMatchObject({ cancelled: 1, placed: 0 });
    expect(only()).toMatchObject([{ purpose: 'gridExit', state: 'open' }]);
  });

  it('stops sending when another execution took the lease over', async () => {
    exchange.onSubmit = (order) => {
      world.journal.seizeLease('asset/BTC', 'flatten', now, 1_000);
      return exchange.accepts(order);
    };
    const result = await run(gridPlan(entry(), entry({ id: 'b2' })));
    expect(result).toMatchObject({ placed: 1, denials: [{ code: 'LEASE_LOST' }] });
    expect(exchange.submitted).toHaveLength(1);
  });

  it('answers with a result when a query fails in the middle, and halts on a ban', async () => {
    await run(gridPlan(entry()));
    exchange.onCancel = () => {
      throw new HaltError('banned', 'wait');
    };
    expect(await run(gridPlan())).toMatchObject({ status: 'halted', notes: ['banned'] });
  });
});

describe('an unknown outcome', () => {
  const lose = () => {
    exchange.onSubmit = () => ({ kind: 'unknown', message: 'time-out' });
  };

  it('is settled at once by asking when the order did arrive (A01)', async () => {
    exchange.onSubmit = (order) => {
      exchange.accepts(order);
      return { kind: 'unknown', message: 'time-out' };
    };
    expect(await run(gridPlan(entry()))).toMatchObject({ status: 'done', placed: 1, unknown: 0 });
    expect(await run(gridPlan(entry()))).toMatchObject({ placed: 0 });
    expect(exchange.submitted).toHaveLength(1);
  });

  it('counts as possibly live: nothing is sent in its place (A02)', async () => {
    lose();
    expect(await run(gridPlan(entry()))).toMatchObject({ status: 'unknown', unknown: 1 });
    expect(await run(gridPlan(entry()))).toMatchObject({
      placed: 0,
      notes: [expect.stringMatching(/no known outcome yet/)],
    });
    expect(exchange.submitted).toHaveLength(1);
  });

  it('written by a clock that was an hour ahead waits for the horizon only, from now on', async () => {
    lose();
    now += 3_600_000;
    await run(gridPlan(entry()));
    now -= 3_600_000;
    await run(gridPlan(entry()));
    now += ABSENCE_HORIZON_MS - 1;
    await run(gridPlan(entry()));
    expect(exchange.submitted).toHaveLength(1);
    now += 1;
    await run(gridPlan(entry()));
    expect(exchange.submitted).toHaveLength(2);
  });

  it('of a LIMIT that never arrived is sent once more under the same id, then a new attempt begins', async () => {
    lose();
    await run(gridPlan(entry()));
    for (let round = 0; round < 2; round += 1) {
      now += ABSENCE_HORIZON_MS;
      await run(gridPlan(entry()));
      await run(gridPlan(entry()));
    }
    expect(exchange.submitted.map(({ clientOrderId }) => clientOrderId)).toEqual([
      'dgabc123-1-1',
      'dgabc123-1-1',
      'dgabc123-1-2',
    ]);
  });

  it('of an order that was acknowledged is lost, and still found when it fills later (B08, B09)', async () => {
    await run(gridPlan(entry()));
    const known = exchange.orders.get('dgabc123-1-1');
    exchange.orders.delete('dgabc123-1-1');
    now += ABSENCE_HORIZON_MS;
    await reconcileNow();
    expect(only()).toMatchObject([{ state: 'lost' }]);
    await run(gridPlan(entry()));
    expect(exchange.submitted).toHaveLength(1);
    if (known) exchange.orders.set('dgabc123-1-1', known);
    exchange.fillResting('dgabc123-1-1', '0.01');
    await reconcileNow();
    expect(world.journal.ownQuantity('spot', 'BTC')).toBe('0.01');
  });

  it('of an IOC that never arrived ends: it cannot rest, and the plan makes a new one', async () => {
    lose();
    await run(gridPlan(opening));
    now += ABSENCE_HORIZON_MS;
    exchange.onSubmit = (order) => exchange.accepts(order);
    await run(gridPlan(opening));
    expect(exchange.submitted.map(({ clientOrderId }) => clientOrderId)).toEqual([
      'dgabc123-1-1',
      'dgabc123-1-2',
    ]);
    expect(only()).toEqual([]);
  });

  it('is not taken for absent while a trade of unknown origin may be its own', async () => {
    lose();
    await run(gridPlan(entry()));
    now += ABSENCE_HORIZON_MS;
    exchange.trades.push({
      market: 'spot',
      symbol: 'BTCUSDT',
      tradeId: '1',
      exchangeOrderId: '999',
      side: 'BUY',
      price: '79000',
      quantity: '0.01',
      quoteQuantity: '790',
      feeAmount: '0',
      feeAsset: 'BTC',
      maker: true,
      filledAt: now,
    });
    await run(gridPlan(entry()));
    expect(only()).toMatchObject([{ state: 'unknown', resends: 0 }]);
    expect(exchange.submitted).toHaveLength(1);
  });

  it('of a MARKET order is never sent again: it becomes lost (A03)', async () => {
    lose();
    const market = entry({ instruction: { type: 'MARKET' } });
    await run(gridPlan(market));
    now += ABSENCE_HORIZON_MS;
    await run(gridPlan(market));
    expect(exchange.submitted).toHaveLength(1);
    expect(only()).toMatchObject([{ state: 'lost' }]);
  });

  it('is not concluded from a query that failed', async () => {
    lose();
    await run(gridPlan(entry()));
    now += ABSENCE_HORIZON_MS;
    exchange.onFind = () => {
      throw new TransientError('HTTP 502', '');
    };
    await run(gridPlan(entry()));
    expect(only()).toMatchObject([{ state: 'unknown', resends: 0 }]);
  });

  it('of a run that was killed before sending leads to no second order', async () => {
    world.journal.intendOrders(
      [
        {
          intent: entry(),
          scope: SPOT_SCOPE,
          baseAsset: 'BTC',
          gridNumber: 1,
          quantity: '0.01',
          instruction: entry().instruction,
          reduceOnly: false,
          positionSide: null,
        },
      ],
      { approvalId: null, planReason: 'killed run', at: now },
    );
    expect(await run(gridPlan(entry()))).toMatchObject({ placed: 1 });
    expect(only().map(({ clientOrderId }) => clientOrderId)).toEqual(['dgabc123-1-2']);
  });
});

describe('a sale', () => {
  const sale = entry({
    id: 'sale',
    purpose: 'gridExit',
    effect: 'reduce',
    side: 'SELL',
    quantity: '0.02',
    instruction: { type: 'LIMIT', price: '80280', timeInForce: 'GTC' },
  });

  it('is cut to managed inventory that no other sale was promised (foreign coins stay)', async () => {
    await run(gridPlan(opening));
    await run(gridPlan(opening, { ...sale, quantity: '0.006' }, { ...sale, id: 'sale2' }));
    expect(exchange.submitted.slice(1).map(({ quantity }) => quantity)).toEqual(['0.006', '0.004']);
    const first = { ...sale, quantity: '0.006' };
    const more = gridPlan(opening, first, { ...sale, id: 'sale2' }, { ...sale, id: 'sale3' });
    expect(await run(more)).toMatchObject({ placed: 0 });
  });

  it('does not send a piece that is too little for an order', async () => {
    await run(gridPlan(opening));
    await run(gridPlan(opening, { ...sale, quantity: '0.00997' }));
    await run(gridPlan(opening, { ...sale, quantity: '0.01' }));
    expect(exchange.submitted).toHaveLength(2);
  });
});

describe('without a working hedge', () => {
  it('nothing is bought when the contract cannot be prepared', async () => {
    exchange.prepareContract = async () => {
      throw new RejectedError(-4047, 'margin type cannot change', '');
    };
    const result = await run(gridPlan(opening, entry()), hedgePlan(hedge()));
    expect(result).toMatchObject({ status: 'partly', placed: 0 });
    expect(exchange.submitted).toEqual([]);
  });

  it('a contract prepared before goes on when a new leverage is refused', async () => {
    world.journal.savePreparedLeverage('BTCUSDT', 5, now);
    exchange.prepareContract = async () => {
      throw new RejectedError(-4161, 'leverage reduction is not supported', '');
    };
    const result = await run(gridPlan(opening, entry()), hedgePlan(hedge()));
    expect(result).toMatchObject({ placed: 3 });
  });

  it('a lower leverage waits until the position is closed, and is not asked for meanwhile', async () => {
    let asked = 0;
    exchange.prepareContract = async (_symbol, leverage) => {
      asked += 1;
      return leverage;
    };
    await run(gridPlan(opening), hedgePlan(hedge()));
    expect(Number(world.journal.ownQuantity('usdm', 'BTC'))).toBeLessThan(0);
    world.journal.savePreparedLeverage('BTCUSDT', 5, now);
    asked = 0;
    expect(await run(gridPlan(opening), hedgePlan(hedge()))).toMatchObject({ status: 'done' });
    expect(asked).toBe(0);
  });

  it('no buys are added when the hedge is refused', async () => {
    exchange.onSubmit = (order) =>
      order.market === 'usdm'
        ? { kind: 'rejected', code: -2019, message: 'Margin is insufficient.', reason: 'other' }
        : exchange.accepts(order);
    const result = await run(gridPlan(opening, entry()), hedgePlan(hedge()));
    expect(exchange.submitted.map(({ market }) => market)).toEqual(['spot', 'usdm']);
    expect(result.notes).toContainEqual(expect.stringMatching(/hedge does not work/));
  });

  it('an opening whose reply was lost is hedged in the same run', async () => {
    exchange.onSubmit = (order) => {
      const outcome = exchange.accepts(order);
      return order.market === 'spot' ? { kind: 'unknown', message: 'reset' } : outcome;
    };
    await run(gridPlan(opening), hedgePlan(hedge()));
    expect(world.journal.ownQuantity('spot', 'BTC')).toBe('0.01');
    expect(world.journal.ownQuantity('usdm', 'BTC')).toBe('-0.01');
  });
});

describe('what the account may not do', () => {
  const withDenial = (code: 'DATA_MISSING' | 'KEY_MAY_WITHDRAW', ...plans: Plan[]) => {
    const accountVerdict = { denials: [denied(code, 'test')], warnings: [] };
    return executePlans(plans, 'approval', { ...deps(), accountVerdict });
  };

  it('holds back what adds risk, not the hedge of what is there, while it cannot be read', async () => {
    await run(gridPlan(opening));
    const result = await withDenial('DATA_MISSING', gridPlan(entry()), hedgePlan(hedge()));
    expect(world.journal.ownQuantity('usdm', 'BTC')).toBe('-0.01');
    expect(exchange.submitted.map(({ market }) => market)).toEqual(['spot', 'usdm']);
    expect(result).toMatchObject({ status: 'partly', denials: [{ code: 'DATA_MISSING' }] });
    expect(result.notes).toEqual([]);
  });

  it('is not sent once more either', async () => {
    exchange.onSubmit = () => ({ kind: 'unknown', message: 'time-out' });
    exchange.onFind = () => ({ kind: 'absent' });
    await run(gridPlan(entry()));
    now += ABSENCE_HORIZON_MS;
    exchange.onSubmit = (order) => exchange.accepts(order);
    await withDenial('KEY_MAY_WITHDRAW', gridPlan(entry()));
    expect(exchange.submitted).toHaveLength(1);
    await run(gridPlan(entry()));
    expect(exchange.submitted).toHaveLength(2);
  });

  it('holds back a growing hedge when the key must not be used', async () => {
    await run(gridPlan(opening));
    await withDenial('KEY_MAY_WITHDRAW', gridPlan(entry()), hedgePlan(hedge()));
    expect(exchange.submitted).toHaveLength(1);
  });
});

describe('a cancel', () => {
  it('that finds no open order asks what became of it and books the fill (B01)', async () => {
    await run(gridPlan(entry()));
    exchange.fillResting('dgabc123-1-1', '0.01');
    exchange.onCancel = () => ({ kind: 'notOpen' });
    await run(gridPlan());
    expect(exchange.cancelled).toHaveLength(1);
    await reconcileNow();
    expect(world.journal.ownQuantity('spot', 'BTC')).toBe('0.01');
    expect(only()).toEqual([]);
  });

  it('with an unknown outcome keeps its place until asking answers (B02)', async () => {
    await run(gridPlan(entry()));
    exchange.onCancel = () => ({ kind: 'unknown', message: 'time-out' });
    exchange.onFind = () => {
      throw new TransientError('HTTP 502', '');
    };
    const moved = entry({ instruction: { type: 'LIMIT', price: '78000', timeInForce: 'GTC' } });
    expect(await run(gridPlan(moved))).toMatchObject({ placed: 0 });
    expect(only()).toMatchObject([{ state: 'cancelling' }, { state: 'unknown' }]);
  });
});
