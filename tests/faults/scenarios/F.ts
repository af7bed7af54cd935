import assert from 'node:assert/strict';
import { flatten } from './flattening';
import { handCycle, RESTING } from './hand';
import type { Scenario } from './scenario';
import {
  HORIZON_MS,
  idOf,
  only,
  opened,
  resting,
  rowOf,
  settle,
  SPOT_ORDER,
  USDM_ORDER,
} from './steps';

const TIME = 'GET /api/v3/time';

export const F: Scenario[] = [
  {
    id: 'F01',
    title: 'the host clock is 3 s off (-1021): one coalesced resync, one retry a call, then fatal',
    run: async (world) => {
      const session = await world.session();
      for (const ms of [-3_000, 8_000]) {
        world.fault({ route: 'GET /api/v3/account', kind: 'clockShift', ms, times: 5 });
        const from = world.seen.length;
        await Promise.all(Array.from({ length: 5 }, () => session.exchange.spotAccount()));
        assert.equal(world.sentTo(TIME, from).length, 1, 'one resync for all');
        const asked = world.sentTo('GET /api/v3/account', from);
        const refused = asked.filter(({ status }) => status === 400).length;
        assert.equal(asked.length, 5 + refused, 'one retry each');
        assert.ok(refused > 0);
      }
      world.calm();
      await world.cycle();
      world.fault({ route: SPOT_ORDER, kind: 'status', code: -1021, times: 0 });
      const from = world.seen.length;
      await handCycle(world, RESTING);
      assert.equal(
        world.sentTo(SPOT_ORDER, from).length,
        2,
        'a second -1021 is fatal for the call',
      );
      await settle(world);
    },
    guard: {
      file: 'lib/exchange/binance/clock.ts',
      find: 'if (this.measurements > version) return;',
      replace: '',
    },
  },
  {
    id: 'F02',
    title:
      'the clock jumps by an hour or minutes in a run, forth and back: learned anew, orders go on',
    run: async (world) => {
      await world.cycle();
      for (const [count, aheadMs] of [3_600_000, 0, 300_000, 0].entries()) {
        let isFirst = true;
        let from = 0;
        world.intervene = (phase, { route }) => {
          if (!isFirst || phase !== 'replied' || route !== 'GET /fapi/v1/premiumIndex') return;
          isFirst = false;
          from = world.seen.length;
          world.time.hostAheadMs = aheadMs;
        };
        world.move(79_900 - 100 * count);
        await world.tryCycle();
        assert.ok(!isFirst, 'the clock jumped');
        world.intervene = null;
        const item = await world.cycles(2);
        const late = world.seen.slice(from).filter(({ status }) => status === 400);
        assert.deepEqual(late, [], 'it was noticed before a timestamp was refused');
        assert.equal(item?.execution?.status, 'done', JSON.stringify(item?.execution));
      }
      await settle(world);
    },
    guard: {
      file: 'lib/exchange/binance/clock.ts',
      find: 'const JUMP_MS = 500;',
      replace: 'const JUMP_MS = 1e12;',
    },
  },
  {
    id: 'F08',
    title:
      'DNS failure, reset mid-body, truncated JSON, a firewall page: never taken for a refusal',
    run: async (world) => {
      const faults = [
        { kind: 'reset', phase: 'after' },
        { kind: 'truncated', phase: 'after' },
        { kind: 'html', status: 502, phase: 'after' },
        { kind: 'html', status: 403, phase: 'after' },
      ];
      for (const [generation, fault] of faults.entries()) {
        const intent = { ...RESTING, generation, leg: `leg${generation}` };
        world.fault({ route: SPOT_ORDER, ...fault });
        await handCycle(world, intent);
        const sent = world.sentTo(SPOT_ORDER).at(-1);
        assert.notEqual(rowOf(world, idOf(sent)).state, 'rejected', fault.kind);
        world.calm();
        // The firewall's refusal is waited out.
        world.time.pass(400_000);
        const before = world.sentTo(SPOT_ORDER).length;
        await handCycle(world, intent);
        assert.equal(rowOf(world, idOf(sent)).state, 'open', fault.kind);
        assert.equal(world.sentTo(SPOT_ORDER).length, before, `${fault.kind}: no second order`);
        assert.equal(before, generation + 1);
        await handCycle(world);
      }
      world.intervene = (phase, { route }) =>
        phase === 'leaving' && route === SPOT_ORDER ? { wire: 'ENOTFOUND' } : undefined;
      const item = await handCycle(world, { ...RESTING, leg: 'unreached' });
      assert.ok(
        item.execution?.notes.some((note) => note.includes('not sent')),
        JSON.stringify(item.execution),
      );
      world.calm();
      world.time.pass(HORIZON_MS);
      await handCycle(world, { ...RESTING, leg: 'unreached' });
      assert.equal(resting(world).length, 1);
    },
    guard: {
      file: 'lib/exchange/binance/outcome.ts',
      find: ": { kind: 'unknown', message: `HTTP ${failure.status} without an answer` };",
      replace:
        ": { kind: 'notSent', message: `HTTP ${failure.status} without an answer`, retryAt: null };",
    },
  },
  {
    id: 'F09',
    title: 'an answer drips in for ten minutes: the deadline of the whole request holds',
    run: async (world) => {
      await opened(world);
      world.fault({ route: SPOT_ORDER, kind: 'slow', ms: 600_000 });
      const startedAt = world.time.now();
      await handCycle(world, RESTING);
      assert.ok(world.time.now() - startedAt < 30_000, 'the tick is not stuck');
      const sent = world.sentTo(SPOT_ORDER).at(-1);
      assert.equal(rowOf(world, idOf(sent)).state, 'open');
      world.calm();
      world.fault({ route: 'GET /api/v3/openOrders', kind: 'slow', ms: 600_000, times: 0 });
      const again = world.time.now();
      await world.tryCycle();
      assert.ok(world.time.now() - again < 120_000);
      await settle(world);
    },
    guard: {
      file: 'lib/exchange/binance/client.ts',
      find: `cancel = after(deadlineMs, `,
      replace: `cancel = after(deadlineMs * 1000, `,
    },
  },
  {
    id: 'F10',
    title: 'maintenance: the loop pauses, and goes on with a whole reconcile',
    run: async (world) => {
      await opened(world);
      world.move(79_700);
      world.fault({ route: '* /*', kind: 'maintenance' });
      const from = world.seen.length;
      for (let cycle = 0; cycle < 3; cycle += 1) {
        const result = await world.tryCycle();
        assert.ok('error' in result, 'nothing is decided');
        world.time.pass(60_000);
      }
      assert.equal(world.sentTo(SPOT_ORDER, from).length, 0);
      assert.equal(
        world.invariants.orders().filter(({ state }) => state === 'cancelled').length,
        0,
      );
      world.calm();
      const item = await world.cycle();
      assert.ok((item.findings ?? []).some(({ code }) => code === 'FILLS_BOOKED'));
      await settle(world);
    },
    guard: {
      file: 'lib/reconciliation/orders.ts',
      find: 'const listed = await exchange.openOrders(market, symbol);',
      replace: `const listed = await exchange.openOrders(market, symbol).catch(() => []);
  for (const order of listed.length > 0 ? [] : journal.unfinishedOrders(market, symbol)) {
    journal.transition(order.clientOrderId, 'cancelled', 'not listed', deps.hostNow());
  }`,
    },
  },
  {
    id: 'F03',
    title:
      '429 with Retry-After 5 while six callers want something: silence, then the cancel first',
    run: async (world) => {
      await opened(world);
      const session = await world.session();
      const { exchange } = session;
      const [buy] = resting(world);
      assert.ok(buy);
      world.headers = (_route, status) => (status === 429 ? { 'Retry-After': '5' } : {});
      world.fault({ route: 'GET /api/v3/account', kind: 'status', status: 429 });
      await assert.rejects(exchange.spotAccount());
      const startedAt = world.time.now();
      const from = world.seen.length;
      await Promise.all([
        ...Array.from({ length: 5 }, () => exchange.openOrders('spot', 'BTCUSDT')),
        exchange.cancel('spot', 'BTCUSDT', buy.clientOrderId, 'ordinary'),
      ]);
      const sent = world.seen.slice(from);
      assert.ok(
        sent.every(({ at }) => at - startedAt >= 4_900),
        'no request at all for 5 s',
      );
      assert.equal(sent[0]?.route, 'DELETE /api/v3/order', 'the cancel goes first');
      world.calm();
      await settle(world);
    },
    guard: {
      file: 'lib/exchange/binance/limits/holds.ts',
      find: `    this.ownHolds.addHold(key, hold);
    try {
      this.book.storeOf(owner).addHold(key, hold);`,
      replace: `    try {
      void [key, hold];`,
    },
  },
  {
    id: 'F04',
    title: '418 with Retry-After 600, and a restart in the ban: no request until it ends',
    run: async (world) => {
      await opened(world);
      world.headers = (_route, status) => (status === 418 ? { 'Retry-After': '600' } : {});
      world.fault({ route: 'GET /api/v3/account', kind: 'status', status: 418 });
      await world.tryCycle();
      const from = world.seen.length;
      world.restart();
      for (let minute = 0; minute < 9; minute += 1) {
        const result = await world.tryCycle();
        assert.ok('error' in result && /banned/.test(result.error.message), 'it is told');
        world.time.pass(60_000);
      }
      assert.equal(world.seen.length, from, 'no request');
      world.calm();
      world.time.pass(120_000);
      await settle(world);
    },
    guard: {
      file: 'lib/session/openSession.ts',
      find: 'machineBudgets: budgetsOnFullDisk(machine, () => machineBudgets(machine, deps.hostNow())),',
      replace: 'machineBudgets: undefined,',
    },
  },
  {
    id: 'F05',
    title: 'another process uses up the weight: the headers drive the budget, the limit is kept',
    run: async (world) => {
      await opened(world);
      const { exchange } = await world.session();
      world.time.pass(60_000 - (world.time.now() % 60_000) + 1_000);
      world.headers = (route) =>
        route.includes('/api/v3/') ? { 'X-MBX-USED-WEIGHT-1M': '5900' } : {};
      await exchange.spotAccount();
      world.headers = null;
      const from = world.seen.length;
      await assert.rejects(exchange.spotAccount(), /budget|limit/);
      assert.equal(world.seen.length, from, 'nothing is sent in this minute');
      world.time.pass(60_000 - (world.time.now() % 60_000) - 3_000);
      const asked = exchange.spotAccount();
      await asked;
      const sent = only(world.seen.slice(from), 'requests');
      assert.ok(sent.at % 60_000 < 2_000, 'the next minute is waited for');
      await settle(world);
    },
    guard: {
      file: 'lib/exchange/binance/limits/receipts.ts',
      find: 'if (used > known) store.raise(window, used, exchangeNow);',
      replace: 'void [used, known];',
    },
  },
  {
    id: 'F06',
    title: '-1015 too many orders: orders wait, cancels go on',
    run: async (world) => {
      await opened(world);
      const { exchange } = await world.session();
      const [first] = resting(world);
      assert.ok(first);
      world.fault({ route: SPOT_ORDER, kind: 'status', status: 429, code: -1015 });
      await handCycle(world, RESTING);
      const from = world.seen.length;
      await exchange.cancel('spot', 'BTCUSDT', first.clientOrderId, 'ordinary');
      only(world.sentTo('DELETE /api/v3/order', from), 'cancels');
      await handCycle(world, RESTING);
      assert.equal(world.sentTo(SPOT_ORDER, from).length, 0, 'no order within the hold');
      world.calm();
      world.time.pass(120_000);
      await handCycle(world, RESTING);
      assert.equal(world.sentTo(SPOT_ORDER, from).length, 1);
      await settle(world);
    },
    guard: {
      file: 'lib/exchange/binance/limits/announced.ts',
      find: "holds: orders ? 'orders' : 'host',",
      replace: "holds: orders ? null : 'host',",
    },
  },
  {
    id: 'F07',
    title: '-1008 overload: an order waits for the next run, a close is tried again',
    run: async (world) => {
      world.fault({ route: SPOT_ORDER, kind: 'status', status: 503, code: -1008, times: 0 });
      await handCycle(world, RESTING);
      const sent = only(world.sentTo(SPOT_ORDER), 'orders, without hammering');
      assert.equal(rowOf(world, idOf(sent)).state, 'expired', 'surely not executed');
      world.calm();
      await opened(world);
      world.fault({ route: USDM_ORDER, kind: 'status', status: 503, code: -1008 });
      const from = world.seen.length;
      let execution = await flatten(world);
      if (execution.status !== 'done') execution = await flatten(world);
      assert.ok(world.sentTo(USDM_ORDER, from).length >= 2, 'the close was tried again');
      assert.equal(execution.residual.position, '0');
    },
    guard: {
      file: 'lib/exchange/binance/outcome.ts',
      find: "  transient: 'notSent',",
      replace: "  transient: 'unknown',",
    },
  },
];
