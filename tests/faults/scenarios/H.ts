import assert from 'node:assert/strict';
import { databaseError } from '../world/journalDriver';
import type { Phase } from '../world/world';
import type { Scenario } from './scenario';
import {
  HORIZON_MS,
  journalMemory,
  opened,
  rowOf,
  settle,
  SPOT_CANCEL,
  SPOT_ORDER,
  USDM_ORDER,
} from './steps';

const PHASES: readonly Phase[] = ['leaving', 'executed', 'replied'];
const LEASE_MS = 60_000;

export const H: Scenario[] = [
  {
    id: 'H01',
    title:
      'killed at one request after the other: the rules hold, a second restart changes nothing',
    run: async (world) => {
      for (let death = 0; death < 18; death += 1) {
        const phase = PHASES[death % PHASES.length];
        let left = death % 5;
        world.intervene = (now, { route }) => {
          if (now !== phase || !route.startsWith('POST ') || route.includes('/leverage')) return;
          left -= 1;
          return left < 0 ? { die: true } : undefined;
        };
        world.move(world.tape.price() + (death % 4 < 2 ? -280 : 280));
        const died = await world.untilDeath(() => world.tryCycle());
        world.calm();
        if (died) world.restart();
        world.time.pass(LEASE_MS + HORIZON_MS);
        await world.cycle();
      }
      await settle(world);
      world.restart();
      const before = journalMemory(world);
      const from = world.seen.length;
      await world.cycle();
      assert.equal(journalMemory(world), before, 'a second restart changes nothing');
      assert.equal(world.sentTo(SPOT_ORDER, from).length, 0);
    },
    guard: {
      file: 'lib/execution/settle.ts',
      find: `if (found.kind === 'found') {`,
      replace: `if (found.kind === 'found' && order.acknowledged) {`,
    },
  },
  {
    id: 'H02',
    title: 'the journal is locked when an order is to be marked as sent: it is not sent',
    run: async (world) => {
      await world.session();
      world.watchJournal = ({ moment, text, parameters }) => {
        const isMark = /update "orders"/i.test(text) && parameters.includes('sent');
        if (moment === 'before' && isMark) throw databaseError('SQLITE_BUSY');
      };
      const result = await world.tryCycle();
      assert.equal(world.sentTo(SPOT_ORDER).length + world.sentTo(USDM_ORDER).length, 0);
      const status = 'item' in result ? result.item.execution?.status : 'failed';
      assert.notEqual(status, 'done');
      await settle(world);
    },
    guard: {
      file: 'lib/execution/send.ts',
      find: 'const denial = journal.markSent(order.clientOrderId, guard, markedAt);',
      replace: `let denial: Denial | null = null;
  try {
    denial = journal.markSent(order.clientOrderId, guard, markedAt);
  } catch {
    denial = null;
  }`,
    },
  },
  {
    id: 'H03',
    title: 'the journal fails after the acknowledgement: the order is found again by its id',
    run: async (world) => {
      await world.session();
      let hasFailed = false;
      world.watchJournal = ({ moment, text, parameters }) => {
        const isReport = /update "orders"/i.test(text) && parameters.includes('open');
        if (moment !== 'before' || !isReport || hasFailed) return;
        hasFailed = true;
        throw databaseError('SQLITE_IOERR');
      };
      await world.tryCycle();
      assert.ok(hasFailed);
      const forgotten = world.invariants.orders().find(({ state }) => state === 'sent');
      assert.ok(forgotten, 'the journal says at least that it was sent');
      world.calm();
      world.time.pass(HORIZON_MS);
      await world.cycle();
      assert.equal(rowOf(world, forgotten.client_order_id).state, 'open');
      await settle(world);
    },
    guard: {
      file: 'lib/execution/settle.ts',
      find: `if (found.kind === 'found') {`,
      replace: `if (found.kind === 'found' && order.acknowledged) {`,
    },
  },
  {
    id: 'H06',
    title: 'a warm restart with inventory, hedge and resting orders: nothing is traded',
    run: async (world) => {
      await opened(world);
      await world.cycles(1);
      world.restart();
      const from = world.seen.length;
      await world.cycles(2);
      const traded = [SPOT_ORDER, USDM_ORDER, SPOT_CANCEL].flatMap((route) =>
        world.sentTo(route, from),
      );
      assert.equal(traded.length, 0, traded.map(({ route }) => route).join());
    },
    guard: {
      file: 'lib/operations/planGrid.ts',
      find: 'const currentGrid = journal.currentGrid(settings.strategy, item.symbol);',
      replace: 'const currentGrid = null as ReturnType<typeof journal.currentGrid>;',
    },
  },
  {
    id: 'H08',
    title:
      'fills while the process was down, then two restarts: booked once, the profit not doubled',
    run: async (world) => {
      await opened(world);
      world.restart();
      world.move(79_650, 80_100);
      await world.cycle();
      const before = journalMemory(world);
      world.restart();
      world.fault({ route: 'GET /api/v3/myTrades', kind: 'duplicate', times: 0 });
      await world.cycle();
      world.restart();
      await world.cycle();
      assert.equal(
        JSON.stringify(JSON.parse(journalMemory(world))[1]),
        JSON.stringify(JSON.parse(before)[1]),
        'the fills are the same',
      );
      await settle(world);
    },
    guard: {
      file: 'lib/journal/sqlite/fills.ts',
      find: 'if (known.intent_id !== null || !order) return null;',
      replace: 'if (!order) return null;',
    },
  },
];
