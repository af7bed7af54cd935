import assert from 'node:assert/strict';
import { units } from '../bookRows';
import type { Scenario } from './scenario';
import { only, USDM_ORDER } from './steps';
import {
  ALGO_CANCEL,
  ALGO_ORDER,
  entered,
  entry,
  exit,
  position,
  PROTECTION,
  stops,
  tradeCycle,
} from './trade';

const PROTECT = 'lib/execution/protect.ts';

export const C: Scenario[] = [
  {
    id: 'C01',
    title: 'the stop is refused (-4120): told within the run, and the trade is closed, once',
    run: async (world) => {
      world.fault({ route: ALGO_ORDER, kind: 'status', code: -4120, times: 0 });
      const item = await tradeCycle(world, [entry()]);
      assert.ok(
        item.execution?.notes.some((note) => note.includes('-4120')),
        'it is told',
      );
      assert.equal(position(world), 0n, 'closed in the same run');
      const closes = world
        .sentTo(USDM_ORDER)
        .filter(({ params }) => params['reduceOnly'] === 'true');
      only(closes, 'closes');
      world.calm();
      await tradeCycle(world, [entry()]);
      only(closes, 'closes');
      assert.equal(world.sentTo(USDM_ORDER).length, 2, 'and not entered again');
    },
    guard: {
      file: PROTECT,
      find: "if (without === 'close') return close(",
      replace: "if (without === 'alert') return close(",
    },
  },
  {
    id: 'C02',
    title: 'the stop rests where it should: 100 runs of the loop change nothing',
    run: async (world) => {
      await entered(world);
      const from = world.seen.length;
      for (let cycle = 0; cycle < 100; cycle += 1) {
        world.time.pass(60_000);
        // Half a tick to and fro: less than is worth a moment with two stops.
        const stopPrice = cycle % 2 === 0 ? '78000.05' : '78000';
        await tradeCycle(world, [entry()], { ...PROTECTION, stopPrice });
      }
      const touched = [ALGO_ORDER, ALGO_CANCEL, USDM_ORDER].flatMap((route) =>
        world.sentTo(route, from),
      );
      assert.equal(touched.length, 0, touched.map(({ route }) => route).join());
    },
    guard: {
      file: 'lib/execution/decideProtection.ts',
      find: 'distance.isBelow(hysteresis)',
      replace: 'distance.isZero()',
    },
  },
  {
    id: 'C04',
    title: 'the stop has filled: no new stop, the position is flat, the target goes',
    run: async (world) => {
      await entered(world);
      world.move(79_000, 77_900);
      const from = world.seen.length;
      await tradeCycle(world, [entry()]);
      await tradeCycle(world, [entry()]);
      assert.equal(position(world), 0n);
      assert.equal(world.sentTo(ALGO_ORDER, from).length, 0, 'no new stop');
      assert.equal(world.sentTo(USDM_ORDER, from).length, 0, 'no new entry');
      const waiting = world.exchange.algos('BTCUSDT').filter(({ status }) => status === 'NEW');
      assert.equal(waiting.length, 0, 'the target is gone');
    },
    guard: {
      file: 'lib/execution/decideProtection.ts',
      find: 'if (position.isZero()) {',
      replace: 'if (position.isZero() && resting.length > 99) {',
    },
  },
  {
    id: 'C05',
    title: 'what has filled is below the least order: covered by the stop all the same, no retries',
    run: async (world) => {
      world.fault({
        route: '* /fapi/v1/exchangeInfo',
        kind: 'filters',
        market: 'usdm',
        symbol: 'BTCUSDT',
        set: { minNotional: '100' },
      });
      await entered(world);
      // All but 0.001 (80 USDT, below the least order of 100) is sold.
      const most = exit('most', '79000', {
        quantity: '0.009',
        instruction: { type: 'LIMIT', price: '79000', timeInForce: 'IOC' },
      });
      await tradeCycle(world, [entry(), most]);
      assert.equal(position(world), 100_000n);
      const from = world.seen.length;
      for (let cycle = 0; cycle < 3; cycle += 1) {
        await tradeCycle(world, [entry(), most]);
        world.time.pass(30_000);
      }
      assert.equal(only(stops(world), 'stops').quantity, 100_000n);
      assert.equal(world.sentTo(ALGO_ORDER, from).length, 0, 'no retries');
    },
    guard: {
      file: 'lib/execution/decideProtection.ts',
      find: 'left.equals(want.quantity) &&',
      replace: '!left.isZero() &&',
    },
  },
  {
    id: 'C06',
    title: 'a stop of zero or below, or an empty one: denied with its figures, never sent',
    run: async (world) => {
      for (const [generation, stopPrice] of ['0', '-5', '81000'].entries()) {
        const protection = { ...PROTECTION, stopPrice };
        const item = await tradeCycle(world, [entry({ generation })], protection);
        assert.ok(
          item.risk?.denials.some(({ code }) => code === 'UNPROTECTED'),
          stopPrice,
        );
      }
      assert.equal(world.sentTo(USDM_ORDER).length, 0);
      assert.equal(world.sentTo(ALGO_ORDER).length, 0);
    },
    guard: {
      file: 'lib/risk/checks/trade.ts',
      find: 'if (!stop.isPositive() || !(isLong ? stop.isBelow(mark) : stop.isAbove(mark))) {',
      replace: 'if (stop.isZero() && !stop.isZero()) {',
    },
  },
  {
    id: 'C08',
    title: 'the trigger is passed when the stop arrives (-2021): taken as triggered, closed once',
    run: async (world) => {
      // Between the entry and its stop the market falls through the trigger.
      world.tape.write(world.time.now(), [77_000]);
      let isFirst = true;
      world.intervene = (phase, { route }) => {
        if (!isFirst || phase !== 'leaving' || route !== ALGO_ORDER) return;
        isFirst = false;
        world.fault({ route: ALGO_ORDER, kind: 'status', code: -2021, times: 1 });
      };
      const item = await tradeCycle(world, [entry()]);
      assert.ok(!isFirst);
      assert.ok(
        item.execution?.notes.some((note) => note.includes('passed')),
        'it is told',
      );
      assert.equal(position(world), 0n);
      await tradeCycle(world, [entry()]);
      const closes = world
        .sentTo(USDM_ORDER)
        .filter(({ params }) => params['reduceOnly'] === 'true');
      only(closes, 'closes');
    },
    guard: {
      file: PROTECT,
      find: "if (isPassed) return close('the stop was passed already');",
      replace: "if (isPassed) return { kind: 'unprotected', why: 'passed', notes };",
    },
  },
  {
    id: 'C09',
    title: 'price jumps past the stop: booked at the fill, and the drawdown is judged after it',
    run: async (world) => {
      const big = entry({ quantity: '0.1' });
      await tradeCycle(world, [big]);
      assert.equal(position(world), 10_000_000n);
      world.gap(48_000);
      const item = await tradeCycle(world, [entry({ generation: 1 })]);
      const [bought, sold] = world.exchange.trades('usdm', 'BTCUSDT');
      assert.ok(bought && sold);
      assert.ok(sold.price < 49_000_00000000n, `filled at ${sold.price}`);
      const row = only(
        world.invariants.read<{ price: string; realized_pnl_quote: string }>(
          "select price, realized_pnl_quote from fills where side = 'SELL'",
        ),
        'sales',
      );
      assert.equal(units(row.price), sold.price);
      assert.equal(units(row.realized_pnl_quote), sold.realizedPnl);
      assert.equal(item.risk?.brakes?.level, 3, JSON.stringify(item.risk));
      assert.ok(
        item.risk.denials.some(({ code }) => code === 'DRAWDOWN'),
        'nothing new is entered',
      );
      assert.equal(position(world), 0n);
    },
    guard: {
      file: 'lib/operations/watchEquity.ts',
      find: 'withBrakes(watchEquity(before, look), settings)',
      replace: 'withBrakes(before ?? watchEquity(before, look), settings)',
    },
  },
];
