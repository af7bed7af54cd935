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
  rowOf,
  sendingsOf,
  settle,
  SPOT_ORDER,
  SPOT_QUERY,
  SPOT_TRADES,
} from './steps';

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
      find: 'if (known.intent_id !== null || !order) return null;',
      replace: 'if (!order) return null;',
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
      find: 'if (isHeld) return null;',
      replace: 'if (isHeld && held.token < 0) return null;',
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
];
