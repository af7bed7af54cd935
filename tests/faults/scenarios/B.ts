import assert from 'node:assert/strict';
import { flatten } from './flattening';
import { handCycle, RESTING } from './hand';
import type { Scenario } from './scenario';
import {
  findings,
  HORIZON_MS,
  idOf,
  only,
  opened,
  resting,
  rowOf,
  settle,
  SPOT_CANCEL,
  SPOT_OPEN,
  SPOT_ORDER,
  SPOT_QUERY,
  USDM_ORDER,
} from './steps';
import { ALGO_ORDER, ALGO_QUERY, entered, entry, position, stops, tradeCycle } from './trade';

export const B: Scenario[] = [
  {
    id: 'B01',
    title:
      'cancel answers -2011 because the order just filled: asked for, booked, no second cancel',
    run: async (world) => {
      await handCycle(world, RESTING);
      const sent = only(world.sentTo(SPOT_ORDER), 'orders sent');
      // Down to the price a moment before the cancel, and through it while that is on its way.
      world.tape.write(world.time.now(), [78_900]);
      world.time.pass(60_000 - (world.time.now() % 60_000) + 35_000);
      world.intervene = (phase, { route }) => {
        if (phase === 'leaving' && route === SPOT_CANCEL) world.time.pass(4_000);
      };
      const item = await handCycle(world);
      assert.equal(rowOf(world, idOf(sent)).state, 'filled', JSON.stringify(item.execution));
      only(world.sentTo(SPOT_CANCEL), 'cancels');
      assert.ok(world.sentTo(SPOT_QUERY).length > 0, 'the order was asked for');
      assert.equal(rowOf(world, idOf(sent)).booked_quantity, '0.001');
    },
    guard: {
      file: 'lib/execution/cancel.ts',
      find: `    case 'notOpen':
    case 'unknown': {`,
      replace: `    case 'notOpen':
      journal.transition(order.clientOrderId, 'cancelled', 'not open', hostNow());
      return 'ended';
    case 'unknown': {`,
    },
  },
  {
    id: 'B02',
    title: 'cancel times out: cancelling until a query says so, its quantity is not sent again',
    run: async (world) => {
      await handCycle(world, RESTING);
      const sent = only(world.sentTo(SPOT_ORDER), 'orders sent');
      world.fault(
        { route: SPOT_CANCEL, kind: 'timeout', phase: 'before', times: 0 },
        { route: SPOT_QUERY, kind: 'status', status: 503, times: 0 },
      );
      const item = await handCycle(world);
      assert.notEqual(item.execution?.status, 'done');
      assert.equal(rowOf(world, idOf(sent)).state, 'cancelling');
      await handCycle(world, RESTING);
      assert.equal(world.sentTo(SPOT_ORDER).length, 1, 'its place is not taken');
      world.calm();
      world.time.pass(HORIZON_MS);
      await handCycle(world);
      assert.equal(resting(world).length, 0);
      assert.equal(rowOf(world, idOf(sent)).state, 'cancelled');
    },
    guard: {
      file: 'lib/execution/cancel.ts',
      find: `    case 'notOpen':
    case 'unknown': {`,
      replace: `    case 'unknown':
      journal.transition(order.clientOrderId, 'cancelled', 'taken for cancelled', hostNow());
      return 'cancelled';
    case 'notOpen': {`,
    },
  },
  {
    id: 'B03',
    title: 'flatten with an order by hand on the same symbol: that one is untouched',
    run: async (world) => {
      await opened(world);
      world.byHand(SPOT_ORDER, {
        symbol: 'BTCUSDT',
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: '0.001',
        price: '70000',
        newClientOrderId: 'by-hand',
      });
      const execution = await flatten(world);
      assert.equal(only(resting(world), 'orders resting').clientOrderId, 'by-hand');
      assert.equal(execution.residual.position, '0');
    },
    guard: {
      file: 'lib/exchange/binance/orders.ts',
      find: `const request = this.request('DELETE', this.dialect.orderPath, params);`,
      replace: `const request = this.request('DELETE', this.dialect.openOrdersPath, { symbol });`,
    },
  },
  {
    id: 'B05',
    title: 'the list of open orders lags: each order is asked for before anything ends',
    run: async (world) => {
      world.fault({ route: SPOT_OPEN, kind: 'stale', times: 0 });
      await world.cycle();
      const live = resting(world).length;
      assert.ok(live > 0);
      const from = world.seen.length;
      await world.cycles(2);
      assert.ok(world.sentTo(SPOT_QUERY, from).length >= live, 'each was asked for');
      assert.equal(
        world.sentTo(SPOT_ORDER, from).filter(({ params }) => params['side'] === 'BUY').length,
        0,
      );
      assert.equal(world.sentTo(SPOT_CANCEL).length, 0);
      await settle(world);
    },
    guard: {
      file: 'lib/execution/settle.ts',
      find: `const found = await exchange.findOrder(market, symbol, clientOrderId, kind);`,
      replace: `if (order.acknowledged) {
      journal.transition(order.clientOrderId, 'cancelled', 'not listed', hostNow());
      return { kind: 'settled', order };
    }
    const found = await exchange.findOrder(market, symbol, clientOrderId, kind);`,
    },
  },
  {
    id: 'B08',
    title: 'an acknowledged order is not found an hour later: lost, polled, and it may still fill',
    run: async (world) => {
      world.fault({ route: SPOT_OPEN, kind: 'stale', times: 0 });
      await handCycle(world, RESTING);
      const sent = only(world.sentTo(SPOT_ORDER), 'orders sent');
      assert.equal(rowOf(world, idOf(sent)).state, 'open');
      world.fault({ route: SPOT_QUERY, kind: 'notFound', times: 0 });
      world.restart();
      world.time.pass(3_600_000);
      const item = await handCycle(world, RESTING);
      assert.equal(rowOf(world, idOf(sent)).state, 'lost');
      assert.ok(findings(item).includes('ORDER_LOST'));
      const from = world.seen.length;
      await handCycle(world, RESTING);
      assert.ok(world.sentTo(SPOT_QUERY, from).length > 0, 'polled');
      assert.equal(world.sentTo(SPOT_ORDER).length, 1, 'it counts as possibly live');
      world.calm();
      await handCycle(world, RESTING);
      assert.equal(rowOf(world, idOf(sent)).state, 'open');
    },
    guard: {
      file: 'lib/execution/settle.ts',
      find: `journal.transition(id, 'lost', 'absent after the horizon', at)`,
      replace: `journal.transition(id, 'expired', 'absent after the horizon', at)`,
    },
  },
  {
    id: 'B09',
    title: 'an order declared lost fills 20 minutes later: booked, and the hedge follows',
    run: async (world) => {
      world.fault({ route: SPOT_OPEN, kind: 'stale', times: 0 });
      await world.cycle();
      world.fault({ route: SPOT_QUERY, kind: 'notFound', times: 0 });
      world.time.pass(2 * HORIZON_MS);
      await world.cycle();
      const lost = world.invariants.orders().filter(({ state }) => state === 'lost');
      assert.ok(lost.length >= 3, 'the buys are lost');
      const hedges = world.sentTo(USDM_ORDER).length;
      world.calm();
      world.time.pass(20 * 60_000);
      world.move(79_400, 79_100);
      await settle(world);
      for (const { client_order_id: id } of lost) {
        assert.equal(rowOf(world, id).state, 'filled');
      }
      assert.ok(world.sentTo(USDM_ORDER).length > hedges, 'the hedge followed');
    },
    guard: {
      file: 'lib/model/order.ts',
      find: `  'cancelling',
  'lost',
];`,
      replace: `  'cancelling',
];`,
    },
  },
  {
    id: 'B10',
    title:
      'a fill arrives while flatten runs: no counter-order afterwards, what is left is reported',
    run: async (world) => {
      await opened(world);
      const sales = world.sentTo(SPOT_ORDER).length;
      let isFirst = true;
      world.intervene = (phase, { route }) => {
        if (!isFirst || phase !== 'leaving' || route !== SPOT_CANCEL) return;
        isFirst = false;
        world.move(79_650);
      };
      // The spot leg cannot be sold, so that something is left.
      world.fault({ route: SPOT_ORDER, kind: 'status', code: -2010, msg: 'no', times: 0 });
      const execution = await flatten(world);
      assert.notEqual(execution.status, 'done');
      assert.notEqual(execution.residual.inventory, '0');
      world.calm();
      const from = world.seen.length;
      for (let cycle = 0; cycle < 2; cycle += 1) {
        world.time.pass(60_000);
        await world.tryCycle();
      }
      assert.ok(sales > 0);
      assert.equal(world.sentTo(SPOT_ORDER, from).length, 0, 'no counter-order');
      assert.equal(resting(world).length, 0);
    },
    guard: {
      file: 'lib/execution/flattenLegs.ts',
      find: 'journal.closeGrids(instruments.spot.symbol, hostNow());',
      replace: 'journal.latches();',
    },
  },
  {
    id: 'B06',
    title: 'a stop with a lost reply: asked for in the list of conditional orders, one stop',
    run: async (world) => {
      world.fault({ route: ALGO_ORDER, kind: 'timeout', phase: 'after' });
      await tradeCycle(world, [entry()]);
      world.calm();
      await tradeCycle(world, [entry()]);
      assert.ok(world.sentTo(ALGO_QUERY).length > 0, 'asked where it rests');
      only(stops(world), 'stops');
      assert.ok(!world.invariants.isUnprotected());
    },
    guard: {
      file: 'lib/execution/settle.ts',
      find: 'const kind = kindOf(order.instruction);',
      replace: "const kind = kindOf({ type: 'MARKET' });",
    },
  },
  {
    id: 'B07',
    title: 'flatten with conditional orders: cancelled in their own list too, and verified',
    run: async (world) => {
      await entered(world);
      const execution = await flatten(world);
      const waiting = world.exchange.algos('BTCUSDT').filter(({ status }) => status === 'NEW');
      assert.equal(waiting.length, 0, execution.notes.join());
      assert.equal(position(world), 0n);
    },
    guard: {
      file: 'lib/execution/cancel.ts',
      find: 'const kind = kindOf(order.instruction);',
      replace: "const kind = kindOf({ type: 'MARKET' });",
    },
  },
  {
    id: 'B04',
    title: 'an order with our prefix that the journal lacks: seen twice, then cancelled, told',
    run: async (world) => {
      await opened(world);
      const [tag] = world.invariants.read<{ value: string }>(
        "select value from app_state where key = 'binding/tag'",
      );
      const orphan = `dg${tag?.value}-zzz-1`;
      world.byHand(SPOT_ORDER, {
        symbol: 'BTCUSDT',
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: '0.001',
        price: '70000',
        newClientOrderId: orphan,
      });
      world.restart();
      const rests = (): boolean =>
        resting(world).some(({ clientOrderId }) => clientOrderId === orphan);
      const first = await world.cycle();
      assert.ok(findings(first).includes('ORPHAN_ORDER'), findings(first).join());
      assert.ok(rests(), 'nothing is done at the first sighting');
      const second = await world.cycles(1);
      assert.ok(findings(second).includes('ORPHAN_REMOVED'), findings(second).join());
      assert.ok(!rests());
      const third = await world.cycles(1);
      assert.ok(!findings(third).includes('ORPHAN_ORDER'));
    },
    guard: {
      file: 'lib/reconciliation/orphans.ts',
      find: 'known !== undefined && now - known.firstSeenAt >= ORPHAN_CONFIRM_MS',
      replace: 'now - (known?.firstSeenAt ?? 0) >= ORPHAN_CONFIRM_MS',
    },
  },
];
