import * as fc from 'fast-check';
import type { RestRequest } from '../../../../lib/exchange/binance/client';
import type { Reply } from '../../../../lib/exchange/binance/failure';
import { LimitBook } from '../../../../lib/exchange/binance/limits/book';
import { type Admission, Governor } from '../../../../lib/exchange/binance/limits/governor';
import { Holds } from '../../../../lib/exchange/binance/limits/holds';
import { MemoryBudgets } from '../../../../lib/exchange/binance/limits/memoryStore';
import { type Receipt, settleReceipt } from '../../../../lib/exchange/binance/limits/receipts';
import { LIMITS_AS_OF_2026 } from '../../../../lib/exchange/binance/limits/tables';
import type { BudgetStore } from '../../../../lib/model/budget';
import { VirtualTime } from '../../../support/virtualTime';

const START_AT = Date.UTC(2026, 0, 5, 12, 0, 0);
const HOST = 'http://host';

interface World {
  time: VirtualTime;
  machine: BudgetStore;
  account: BudgetStore;
  admit(request: RestRequest, deadlineMs?: number): Promise<Admission>;
  settle(receipt: Receipt, reply: Reply): void;
}

function world(at = START_AT, account: BudgetStore = new MemoryBudgets()): World {
  const time = new VirtualTime(at);
  const machine = new MemoryBudgets();
  for (const market of ['spot', 'usdm'] as const) {
    machine.remember(`${market} ${HOST} limits`, JSON.stringify(LIMITS_AS_OF_2026[market]), at);
  }
  const settings = {
    machineBudgets: machine,
    accountBudgets: account,
    hostNames: { spot: HOST, usdm: HOST },
    hostNow: time.now,
    monotonicNow: time.now,
    sleep: time.sleep,
    limitPreset: 'reported' as const,
    safetyShare: 0.7,
  };
  const book = new LimitBook(settings);
  const governor = new Governor(book, new Holds(book, settings), settings, time.now);
  return {
    time,
    machine,
    account,
    settle: (receipt, reply) => settleReceipt(receipt, reply, book, time.now()),
    admit: (request, deadlineMs = 100_000) => {
      const endsAt = time.now() + deadlineMs;
      const urgent = request.priority === 'urgent';
      return governor.admit(request, urgent, () => endsAt - time.now());
    },
  };
}

const order = (priority: 'urgent' | 'normal' = 'normal'): RestRequest => ({
  market: 'usdm',
  method: 'POST',
  path: 'fapi/v1/order',
  params: {},
  signed: true,
  priority,
});
const read = (path: string, priority: 'urgent' | 'normal' = 'normal'): RestRequest => ({
  market: 'usdm',
  method: 'GET',
  path,
  params: {},
  signed: true,
  priority,
});
const income = read('fapi/v1/income');

/** Takes orders until none goes at once; answers how many went. */
async function saturate(here: World): Promise<number> {
  for (let count = 0; ; count += 1) {
    if ('failure' in (await here.admit(order(), 0))) return count;
  }
}

it('lets normal requests up to the reserve, urgent ones up to the ceiling, and no further', async () => {
  const here = world();
  expect(await saturate(here)).toBe(210 - 21);
  for (let count = 0; count < 21; count += 1) {
    expect(await here.admit(order('urgent'), 0)).toHaveProperty('receipt');
  }
  expect(await here.admit(order('urgent'), 0)).toMatchObject({ failure: { kind: 'notSent' } });
});

it('refuses what cannot fit before the deadline, and says when to come back', async () => {
  const here = world();
  await saturate(here);
  expect(await here.admit(order(), 9_000)).toEqual({
    failure: {
      kind: 'notSent',
      message: 'the budget of usdm orders per 10 s is used up',
      wayOut: 'Wait for the window to end.',
      retryAt: START_AT + 10_050,
      final: false,
    },
  });
  expect(here.time.now()).toBe(START_AT);
});

it('lets urgent ones go first when the window ends, then the others in their order', async () => {
  const here = world();
  await saturate(here);
  while ('receipt' in (await here.admit(order('urgent'), 0)));
  const done: string[] = [];
  const wait = (name: string, priority: 'urgent' | 'normal'): Promise<void> =>
    here.admit(order(priority)).then(() => void done.push(name));
  await here.time.run(
    Promise.all([
      wait('entry 1', 'normal'),
      wait('entry 2', 'normal'),
      wait('hedge', 'urgent'),
      here.time.sleep(5_000).then(() => wait('stop', 'urgent')),
    ]),
  );
  expect(done).toEqual(['hedge', 'stop', 'entry 1', 'entry 2']);
  expect(here.time.now()).toBe(START_AT + 10_050);
});

it('does not let a newcomer overtake, nor hold up what needs another budget', async () => {
  const here = world();
  await saturate(here);
  const done: string[] = [];
  await here.time.run(
    Promise.all([
      here.admit(order()).then(() => void done.push('first')),
      // The window has ended, and the one that waits has not woken yet.
      here.time.sleep(10_010).then(async () => {
        const newcomer = here.admit(order()).then(() => void done.push('newcomer'));
        await here.admit(income).then(() => void done.push('read'));
        await newcomer;
      }),
    ]),
  );
  expect(done).toEqual(['read', 'first', 'newcomer']);
});

it('takes all of what a request costs, or nothing', async () => {
  const here = world();
  const batch: RestRequest = { ...order(), path: 'fapi/v1/batchOrders' };
  // 1,680 of weight: 50 reads of 30, and one of 12 is left to normal requests.
  for (let count = 0; count < 50; count += 1) await here.admit(income, 0);
  const ordersBefore = here.account.used(
    [{ key: 'usdm orders 10000', windowMs: 10_000 }],
    START_AT,
  );
  const weightKey = { key: `usdm ${HOST} weight 60000`, windowMs: 60_000 };
  here.machine.raise(weightKey, 1_510, START_AT);
  expect(await here.admit(batch, 0)).toMatchObject({ failure: { kind: 'notSent' } });
  expect(here.account.used([{ key: 'usdm orders 10000', windowMs: 10_000 }], START_AT)).toEqual(
    ordersBefore,
  );
  expect(here.machine.used([weightKey], START_AT)).toEqual([1_510]);
});

it('counts funding requests in a pool of their own', async () => {
  const here = world();
  let count = 0;
  while (
    'receipt' in
    (await here.admit(read(count % 2 ? 'fapi/v1/fundingRate' : 'fapi/v1/fundingInfo'), 0))
  )
    count += 1;
  expect(count).toBe(350 - 35);
  expect(await here.admit(income, 0)).toHaveProperty('receipt');
});

it('raises a count to what the headers say, in the window of the request only, never lowers it', async () => {
  const here = world();
  const weight = { key: `usdm ${HOST} weight 60000`, windowMs: 60_000 };
  const settle = async (used: number, laterMs = 0): Promise<number> => {
    const admission = await here.admit(income, 0);
    if (!('receipt' in admission)) throw new Error('refused');
    here.time.jump(laterMs);
    here.settle(admission.receipt, {
      ok: true,
      body: {},
      usage: { weight: used, orders: [] },
    });
    return here.machine.used([weight], here.time.now())[0] ?? -1;
  };
  expect(await settle(1_000)).toBe(1_000);
  expect(await settle(500)).toBe(1_030);
  expect(await settle(1_400, 60_000)).toBe(0);
});

it('gives the weight of a spot order back when it succeeded, and keeps it when it failed', async () => {
  const here = world();
  const weight = { key: `spot ${HOST} weight 60000`, windowMs: 60_000 };
  const spot: RestRequest = { ...order(), market: 'spot', path: 'api/v3/order' };
  for (const ok of [true, false]) {
    const admission = await here.admit(spot, 0);
    if (!('receipt' in admission)) throw new Error('refused');
    here.settle(
      admission.receipt,
      ok ? { ok, body: {} } : { ok, failure: { kind: 'lost', message: '' } },
    );
  }
  expect(here.machine.used([weight], START_AT)).toEqual([1]);
});

it('stops what is not urgent when the budgets cannot be written', async () => {
  const broken = new MemoryBudgets();
  broken.takeAll = () => {
    throw new Error('database or disk is full');
  };
  const here = world(START_AT, broken);
  expect(await here.admit(order(), 0)).toMatchObject({
    failure: { kind: 'notSent', message: expect.stringContaining('disk is full') },
  });
  expect(await here.admit(order('urgent'), 0)).toHaveProperty('receipt');
});

it('never lets more into a window than its ceiling, whatever comes when', async () => {
  const step = fc.record({
    afterMs: fc.integer({ min: 0, max: 4_000 }),
    count: fc.integer({ min: 1, max: 60 }),
    urgent: fc.boolean(),
    deadlineMs: fc.constantFrom(0, 500, 15_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const here = world(START_AT + 3_217);
      const sent: number[] = [];
      const normal: number[] = [];
      const waits: Promise<unknown>[] = [];
      await here.time.run(
        (async () => {
          for (const { afterMs, count, urgent, deadlineMs } of steps) {
            await here.time.sleep(afterMs);
            for (let number = 0; number < count; number += 1) {
              const request = order(urgent ? 'urgent' : 'normal');
              const offeredAt = here.time.now();
              waits.push(
                here.admit(request, deadlineMs).then((admission) => {
                  expect(here.time.now() - offeredAt).toBeLessThanOrEqual(deadlineMs);
                  if ('failure' in admission) return;
                  sent.push(here.time.now());
                  if (!urgent) normal.push(here.time.now());
                }),
              );
            }
          }
          await Promise.all(waits);
        })(),
      );
      for (const [times, ceiling] of [
        [sent, 210],
        [normal, 189],
      ] as const) {
        const counts = new Map<number, number>();
        for (const at of times) {
          const window = Math.floor(at / 10_000);
          counts.set(window, (counts.get(window) ?? 0) + 1);
        }
        expect(Math.max(0, ...counts.values())).toBeLessThanOrEqual(ceiling);
      }
    }),
    { numRuns: 60 },
  );
});
