import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { World } from '../world/world';
import { handCycle, RESTING } from './hand';
import type { Scenario } from './scenario';
import {
  after,
  HORIZON_MS,
  idOf,
  only,
  opened,
  resting,
  rowOf,
  sendingsOf,
  settle,
  SPOT_ORDER,
  SPOT_QUERY,
  SPOT_TRADES,
} from './steps';
import { BATCH, entered, entry, exit, tradeCycle } from './trade';

const SETTLE = 'lib/execution/settle.ts';

/** A LIMIT that the exchange takes while its reply is lost. */
async function acceptedAndLost(world: World, fault: Record<string, unknown>): Promise<void> {
  world.fault({ route: SPOT_ORDER, kind: 'timeout', phase: 'after', ...fault });
  await handCycle(world, RESTING);
  const sent = only(world.sentTo(SPOT_ORDER), 'orders sent');
  const next = after(world, sent)[0];
  assert.equal(next?.route, SPOT_QUERY, 'the next request asks for the order');
  assert.equal(next?.params['origClientOrderId'], idOf(sent));
  assert.equal(rowOf(world, idOf(sent)).state, 'open');
  world.calm();
  world.time.pass(2 * HORIZON_MS);
  await handCycle(world, RESTING);
  assert.equal(world.sentTo(SPOT_ORDER).length, 1, 'no second order');
}

const FIVE = ['81000', '81200', '81400', '81600', '81800'].map((price, index) =>
  exit(`part${index}`, price),
);

function restingExits(world: World) {
  return resting(world, 'usdm').filter(({ side }) => side === 'SELL');
}

export const A: Scenario[] = [
  {
    id: 'A01',
    title: 'LIMIT times out, the exchange took it: asked by id first, no second order, open',
    run: (world) => acceptedAndLost(world, {}),
    guard: {
      file: 'lib/exchange/binance/outcome.ts',
      find: `    case 'lost':
    case 'malformed':
      return { kind: 'unknown', message: failure.message };`,
      replace: `    case 'lost':
    case 'malformed':
      return { kind: 'notSent', message: failure.message, retryAt: null };`,
    },
  },
  {
    id: 'A02',
    title: 'LIMIT times out and never arrived: waited for, asked again, sent once more with its id',
    run: async (world) => {
      world.fault({ route: SPOT_ORDER, kind: 'timeout', phase: 'before' });
      await handCycle(world, RESTING);
      const sent = only(world.sentTo(SPOT_ORDER), 'orders sent');
      world.calm();
      await handCycle(world, RESTING);
      assert.equal(world.sentTo(SPOT_ORDER).length, 1, 'not sent again within the grace');
      world.time.pass(2 * HORIZON_MS);
      await handCycle(world, RESTING);
      const sendings = sendingsOf(world, idOf(sent));
      assert.equal(sendings.length, 2, 'sent once more under the same id');
      assert.equal(world.sentTo(SPOT_ORDER).length, 2, 'and no other');
      assert.ok((sendings[1]?.at ?? 0) - sent.at >= HORIZON_MS, 'after the grace');
      assert.equal(rowOf(world, idOf(sent)).state, 'open');
    },
    guard: {
      file: SETTLE,
      find: 'ageMs < ABSENCE_HORIZON_MS',
      replace: 'ageMs < 0',
    },
  },
  {
    id: 'A03',
    title: 'MARKET times out and filled at once: found by asking, never sent again, one fill',
    run: async (world) => {
      const market = { instruction: { type: 'MARKET' } } as const;
      // The query side lags behind for minutes: neither the order nor its trade is listed.
      world.fault(
        { route: SPOT_ORDER, kind: 'timeout', phase: 'after' },
        { route: SPOT_QUERY, kind: 'stale', times: 0 },
        { route: SPOT_TRADES, kind: 'stale', times: 0 },
      );
      await handCycle(world, market);
      const sent = only(world.sentTo(SPOT_ORDER), 'orders sent');
      for (let cycle = 0; cycle < 3; cycle += 1) {
        world.time.pass(2 * HORIZON_MS);
        await handCycle(world, market);
      }
      assert.equal(rowOf(world, idOf(sent)).state, 'lost');
      world.calm();
      // The trade list comes back before the query does.
      world.fault({ route: SPOT_QUERY, kind: 'notFound', times: 0 });
      world.time.pass(2 * HORIZON_MS);
      await handCycle(world, market);
      world.calm();
      world.time.pass(2 * HORIZON_MS);
      await handCycle(world, market);
      assert.equal(world.sentTo(SPOT_ORDER).length, 1, 'never sent again');
      assert.equal(rowOf(world, idOf(sent)).state, 'filled');
      assert.equal(world.exchange.trades('spot', 'BTCUSDT').length, 1, 'one fill');
    },
    guard: {
      file: SETTLE,
      find: `const neverArrived = !order.acknowledged && instruction.type !== 'MARKET';`,
      replace: `const neverArrived = !order.acknowledged;`,
    },
  },
  {
    id: 'A04',
    title: '-1007 and 503 "execution status unknown": unknown, not failed; asked, no second order',
    run: async (world) => {
      await acceptedAndLost(world, { kind: 'status', code: -1007, status: 408 });
    },
    guard: {
      file: 'lib/exchange/binance/outcome.ts',
      find: `if (status === 451) return 'halt';`,
      replace: `if (status === 408 || status === 503) return 'rejected';`,
    },
  },
  {
    id: 'A06',
    title: '-4116 duplicate id on a submit: asked for and adopted, neither an error nor a new id',
    run: async (world) => {
      world.fault({
        route: SPOT_ORDER,
        kind: 'status',
        status: 400,
        code: -2010,
        msg: 'Duplicate order sent.',
        phase: 'after',
      });
      await handCycle(world, RESTING);
      const sent = only(world.sentTo(SPOT_ORDER), 'orders sent');
      assert.equal(rowOf(world, idOf(sent)).state, 'open');
      world.calm();
      await opened(world);
      world.fault({ route: 'POST /fapi/v1/order', kind: 'status', code: -4116, phase: 'after' });
      const before = world.sentTo('POST /fapi/v1/order').length;
      world.move(79_600, 79_200, 78_900);
      await world.cycle();
      const hedge = only(world.sentTo('POST /fapi/v1/order').slice(before), 'hedges sent');
      assert.equal(rowOf(world, idOf(hedge)).state, 'filled');
      await settle(world);
    },
    guard: {
      file: 'lib/exchange/binance/outcome.ts',
      find: `  verify: 'unknown',`,
      replace: `  verify: 'rejected',`,
    },
  },
  {
    id: 'A07',
    title: 'killed after the journal write, before the request: sent at most once after restart',
    run: async (world) => {
      world.intervene = (phase, { route }) =>
        phase === 'leaving' && route === SPOT_ORDER ? { die: true } : undefined;
      assert.ok(await world.untilDeath(() => handCycle(world, RESTING)), 'it was killed');
      world.calm();
      world.restart();
      world.seen.length = 0;
      world.time.pass(2 * HORIZON_MS);
      await handCycle(world, RESTING);
      world.time.pass(2 * HORIZON_MS);
      await handCycle(world, RESTING);
      only(world.sentTo(SPOT_ORDER), 'orders sent after the restart');
      assert.equal(world.exchange.orders('spot', 'BTCUSDT').length, 1);
    },
    guard: {
      file: SETTLE,
      find: `const neverArrived = !order.acknowledged && instruction.type !== 'MARKET';`,
      replace: `const neverArrived = order.acknowledged && instruction.type !== 'MARKET';`,
    },
  },
  {
    id: 'A08',
    title: 'killed after the request, before its reply is journaled: adopted by its id, no second',
    run: async (world) => {
      world.intervene = (phase, { route }) =>
        phase === 'executed' && route === SPOT_ORDER ? { die: true } : undefined;
      assert.ok(await world.untilDeath(() => handCycle(world, RESTING)), 'it was killed');
      const sent = only(world.sentTo(SPOT_ORDER), 'orders sent');
      world.calm();
      world.restart();
      world.time.pass(2 * HORIZON_MS);
      await handCycle(world, RESTING);
      assert.equal(rowOf(world, idOf(sent)).state, 'open');
      assert.equal(world.sentTo(SPOT_ORDER).length, 1, 'no second order');
    },
    guard: {
      file: SETTLE,
      find: `if (found.kind === 'found') {`,
      replace: `if (found.kind === 'found' && order.acknowledged) {`,
    },
  },
  {
    id: 'A09',
    title: 'trades listed twice: one counter-order, booked once (key: trade id)',
    run: async (world) => {
      await opened(world);
      world.fault({ route: SPOT_TRADES, kind: 'duplicate', times: 0 });
      world.move(79_700);
      const item = await world.cycle();
      await world.cycles(1);
      const fills = world.invariants.read<{ side: string }>(
        `select side from fills where market = 'spot' and side = 'BUY'`,
      );
      assert.equal(fills.length, world.exchange.trades('spot', 'BTCUSDT').length);
      assert.ok((item.findings ?? []).some(({ code }) => code === 'FILLS_BOOKED'));
      const counters = world.sentTo(SPOT_ORDER).filter(({ params }) => params['side'] === 'SELL');
      const intents = counters.map((sent) => rowOf(world, idOf(sent)).intent_id);
      assert.equal(new Set(intents).size, intents.length, 'each counter-order once');
      await settle(world);
    },
    guard: {
      file: 'lib/journal/sqlite/fills.ts',
      find: 'if (known.intent_id !== null || intentId === null) return null;',
      replace: 'if (intentId === null) return null;',
    },
  },
  {
    id: 'A10',
    title: 'two executions at the same tick: one works, the other is busy, no doubled orders',
    run: async (world) => {
      await world.cycle();
      world.move(79_700);
      const [first, second] = await Promise.all([world.cycle(), world.cycle()]);
      const statuses = [first, second].map(({ execution }) => execution?.status);
      assert.ok(statuses.includes('busy') || statuses.includes('denied'), statuses.join());
      const intents = world.sentTo(SPOT_ORDER).map((sent) => rowOf(world, idOf(sent)).intent_id);
      assert.equal(new Set(intents).size, intents.length, 'no intent was sent twice');
      await settle(world);
    },
    guard: {
      file: 'lib/journal/sqlite/supervision.ts',
      find: 'if (held !== undefined && isInForce && held.holder !== holder) return null;',
      replace: 'if (held !== undefined && isInForce && held.token < 0) return null;',
    },
  },
  {
    id: 'A11',
    title: 'a lease holder stalls beyond its term and wakes: its orders are refused by the token',
    run: async (world) => {
      const session = await world.session();
      const { loop, takeLease, giveBackLease } = world.product;
      const holder = randomUUID();
      const planned = await loop.plan(
        session,
        await loop.observe(session, 'BTCUSDT', holder),
        world.grid,
      );
      const approved = await loop.approve(session, planned);
      assert.ok(approved);
      let tookOver = false;
      world.intervene = (phase, { route }) => {
        if (tookOver || phase !== 'replied' || route !== SPOT_ORDER) return;
        // The holder stalls with its reply in hand; its lease runs out and another takes over.
        tookOver = true;
        world.time.pass(60_000);
        const lease = takeLease(session.journal, 'BTC', 'another', world.time.hostNow);
        assert.ok(lease, 'the lease had run out');
      };
      const { execution } = await loop.execute(session, approved, holder);
      assert.ok(tookOver);
      assert.equal(world.sentTo(SPOT_ORDER).length, 1, 'nothing was sent after the take-over');
      assert.equal(world.sentTo('POST /fapi/v1/order').length, 0);
      assert.ok((execution?.denials ?? []).some(({ code }) => code === 'LEASE_LOST'));
      world.intervene = null;
      const own = takeLease(session.journal, 'BTC', 'another', world.time.hostNow);
      if (own) giveBackLease(session.journal, own);
      await settle(world);
    },
    guard: {
      file: 'lib/journal/sqlite/sendGuard.ts',
      find: 'if (lease?.token !== guard.lease.token) {',
      replace: 'if (lease === undefined) {',
    },
  },
  {
    id: 'A12',
    title: 'of a batch of five the third is refused (-4164): each for itself, four are tracked',
    run: async (world) => {
      await entered(world);
      world.fault({ route: BATCH, kind: 'batchElement', index: 2, code: -4164 });
      world.fault({ route: 'POST /fapi/v1/order', kind: 'status', code: -4164, times: 0 });
      const item = await tradeCycle(world, [entry(), ...FIVE]);
      const batch = only(world.sentTo(BATCH), 'batches');
      assert.equal(restingExits(world).length, 4, JSON.stringify(item.execution));
      const ids: string[] = JSON.parse(batch.params['batchOrders'] ?? '[]').map(
        (element: { newClientOrderId: string }) => element.newClientOrderId,
      );
      const states = ids.map((id) => rowOf(world, id).state);
      assert.deepEqual(states, ['open', 'open', 'rejected', 'open', 'open']);
      world.calm();
      await tradeCycle(world, [entry(), ...FIVE]);
      assert.equal(restingExits(world).length, 5, 'the fifth is placed anew');
    },
    guard: {
      file: 'lib/exchange/binance/batch.ts',
      find: 'if (!refused.success) return this.orders.placed(order, value[index], request);',
      replace:
        'if (!refused.success && value.every((each) => !refusedHalfSchema.safeParse(each).success)) return this.orders.placed(order, value[index], request);\n        if (!refused.success) return notSent("another element was refused");',
    },
  },
  {
    id: 'A13',
    title: 'a batch times out as a whole: each of the five ids is asked for, none is sent again',
    run: async (world) => {
      await entered(world);
      world.fault({ route: BATCH, kind: 'timeout', phase: 'after' });
      await tradeCycle(world, [entry(), ...FIVE]);
      const asked = after(world, only(world.sentTo(BATCH), 'batches'))
        .filter(({ route }) => route === 'GET /fapi/v1/order')
        .map(({ params }) => params['origClientOrderId']);
      assert.equal(new Set(asked).size, 5);
      world.calm();
      await tradeCycle(world, [entry(), ...FIVE]);
      assert.equal(restingExits(world).length, 5);
      only(world.sentTo(BATCH), 'batches');
      assert.equal(world.sentTo('POST /fapi/v1/order').length, 1, 'the entry alone');
    },
    guard: {
      file: 'lib/exchange/binance/batch.ts',
      find: 'return elements.map(() => outcome);',
      replace:
        "return elements.map((_element, index) => (index === 0 ? outcome : notSent('lost')));",
    },
  },
  {
    id: 'A14',
    title: 'a post-only order would cross (-5022): repriced three times, then paused; never MARKET',
    run: async (world) => {
      await entered(world);
      const post = exit('post', '80500', {
        instruction: { type: 'LIMIT', price: '80500', timeInForce: 'GTX' },
      });
      world.fault({ route: 'POST /fapi/v1/order', kind: 'status', code: -5022, times: 0 });
      const from = world.seen.length;
      await tradeCycle(world, [entry(), post]);
      const sent = world.sentTo('POST /fapi/v1/order', from);
      assert.equal(sent.length, 4, 'once and three times');
      assert.ok(sent.every(({ params }) => params['timeInForce'] === 'GTX'));
      world.time.pass(60_000);
      await tradeCycle(world, [entry(), post]);
      assert.equal(world.sentTo('POST /fapi/v1/order', from).length, 4, 'the level is paused');
      world.calm();
      world.time.pass(300_000);
      await tradeCycle(world, [entry(), post]);
      assert.equal(restingExits(world).length, 1);
    },
    guard: {
      file: 'lib/execution/placeAll.ts',
      find: '  pauseLevel(placement, run);\n',
      replace: '  void pauseLevel;\n',
    },
  },
  {
    id: 'A15',
    title: 'a change in place times out: unknown, neither cancelled nor placed anew until asked',
    run: async (world) => {
      await entered(world);
      await tradeCycle(world, [entry(), exit('part', '81000')]);
      assert.equal(restingExits(world).length, 1);
      world.fault(
        { route: 'PUT /fapi/v1/order', kind: 'timeout', phase: 'after' },
        { route: 'GET /fapi/v1/order', kind: 'status', status: 503, times: 0 },
      );
      const from = world.seen.length;
      for (let cycle = 0; cycle < 2; cycle += 1) {
        await tradeCycle(world, [entry(), exit('part', '81500')]);
      }
      assert.equal(world.sentTo('PUT /fapi/v1/order', from).length, 1);
      assert.equal(world.sentTo('DELETE /fapi/v1/order', from).length, 0, 'not cancelled');
      assert.equal(world.sentTo('POST /fapi/v1/order', from).length, 0, 'not placed anew');
      world.calm();
      await tradeCycle(world, [entry(), exit('part', '81500')]);
      const changed = only(restingExits(world), 'exits');
      assert.equal(changed.price, 8_150_000_000_000n);
      assert.equal(rowOf(world, changed.clientOrderId).state, 'open');
    },
    guard: {
      file: 'lib/execution/change.ts',
      find: `    case 'notOpen':
    case 'unknown':
      await settleInRun(journal.order(clientOrderId) ?? order, run);`,
      replace: `    case 'unknown':
      journal.transition(clientOrderId, order.state, 'no answer', at);
      return cancelInRun(order, 'no answer', run);
    case 'notOpen':
      await settleInRun(journal.order(clientOrderId) ?? order, run);`,
    },
  },
  {
    id: 'A16',
    title: 'the same structural refusal three times in a row: one probe a minute, told once',
    run: async (world) => {
      world.fault({ route: SPOT_ORDER, kind: 'status', code: -2010, msg: 'no', times: 0 });
      let told = 0;
      for (let cycle = 0; cycle < 20; cycle += 1) {
        const item = await handCycle(world, RESTING);
        const notes = item.execution?.notes ?? [];
        told += notes.filter((note) => note.includes('once a minute')).length;
        world.time.pass(10_000);
      }
      const tries = world.sentTo(SPOT_ORDER).length;
      assert.ok(tries >= 5 && tries <= 7, `${tries} tries in 200 s`);
      assert.equal(told, 1, 'told once');
      world.calm();
      world.time.pass(60_000);
      await handCycle(world, RESTING);
      assert.equal(resting(world).length, 1);
    },
    guard: {
      file: 'lib/execution/circuit.ts',
      find: 'if (sinceMs >= PROBE_EVERY_MS) return null;',
      replace: 'if (sinceMs >= 0) return null;',
    },
  },
];
