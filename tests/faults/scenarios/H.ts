import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { MIGRATIONS } from '../../../lib/journal/sqlite/migrations';
import { databaseError } from '../world/journalDriver';
import type { Phase } from '../world/world';
import { handCycle, type HandIntent } from './hand';
import type { Scenario } from './scenario';
import {
  resting,
  findings,
  HORIZON_MS,
  journalMemory,
  opened,
  rowOf,
  settle,
  SPOT_CANCEL,
  SPOT_ORDER,
  USDM_ORDER,
} from './steps';

function quoted(parameters: readonly unknown[]): string {
  return parameters.map((each) => `'${String(each)}'`).join();
}

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
        const isMark = /update "?orders/i.test(text) && /'sent'/.test(text + quoted(parameters));
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
        const isReport = /update "?orders/i.test(text) && parameters.includes('open');
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
      find: 'if (known.intent_id !== null || intentId === null) return null;',
      replace: 'if (intentId === null) return null;',
    },
  },
  {
    id: 'H04',
    title: 'the disk is full: no new orders, hedges and cancels from the reserve, an alert',
    run: async (world) => {
      await opened(world);
      await world.cycles(1);
      world.fillDisk();
      const journaled = (): number =>
        world.invariants.read("select 1 from orders where side = 'BUY' and market = 'spot'").length;
      const before = journaled();
      world.move(80_350, 80_650);
      const from = world.seen.length;
      const result = await world.tryCycle();
      const second = await world.tryCycle();
      const told = [result, second].some((each) =>
        'item' in each
          ? findings(each.item).includes('JOURNAL_FULL')
          : each.error.message.includes('no room'),
      );
      assert.ok(told, 'it is told');
      const buys = world.sentTo(SPOT_ORDER, from).filter(({ params }) => params['side'] === 'BUY');
      assert.equal(buys.length, 0, 'nothing increases');
      assert.equal(journaled(), before, 'nor is it written');
      assert.equal(world.sentTo(USDM_ORDER, from).length, 1, 'the hedge is sent all the same');
      await settle(world);
      assert.ok(journaled() > before, 'with room again it is');
    },
    guard: {
      file: 'lib/journal/sqlite/orders.ts',
      find: "return database.write(intend, isIncrease ? 'increase' : 'protection');",
      replace: "return database.write(intend, isIncrease ? 'protection' : 'outcome');",
    },
  },
  {
    id: 'H05',
    title: 'the journal is cut off, empty or gone: refused with the way back, never started flat',
    run: async (world) => {
      await opened(world);
      await world.cycles(1);
      // The last one to close it leaves all of it in the one file.
      world.invariants.close();
      world.closeSession();
      const whole = readFileSync(world.journalFile);
      const from = world.seen.length;
      const harms = [
        () => writeFileSync(world.journalFile, whole.subarray(0, 5_000)),
        () => writeFileSync(world.journalFile, ''),
        () => rmSync(world.journalFile),
      ];
      for (const harm of harms) {
        for (const suffix of ['-wal', '-shm'])
          rmSync(`${world.journalFile}${suffix}`, { force: true });
        world.invariants.close();
        harm();
        world.restart();
        const result = await world.tryCycle();
        assert.ok('error' in result && result.error.name === 'HaltError', 'it is refused');
      }
      assert.equal(world.sentTo(SPOT_ORDER, from).length, 0);
      writeFileSync(world.journalFile, whole);
      world.invariants.close();
      world.restart();
      await settle(world);
    },
    guard: {
      file: 'lib/journal/sqlite/presence.ts',
      find: 'if (size === null && trace !== null) throw refusal(',
      replace: 'if (size === 0 && trace !== null) throw refusal(',
    },
  },
  {
    id: 'H11',
    title: 'a journal of an older version: migrated once after a backup; a newer one is refused',
    run: async (world) => {
      mkdirSync(dirname(world.journalFile), { recursive: true });
      const old = new Database(world.journalFile);
      old.exec(MIGRATIONS[0] ?? '');
      old.pragma('user_version = 1');
      old.close();
      await opened(world);
      const backups = (): string[] =>
        readdirSync(dirname(world.journalFile), { recursive: true })
          .map(String)
          .filter((name) => name.includes('before-schema'));
      assert.equal(backups().length, 1, 'backed up');
      world.restart();
      await world.cycles(1);
      assert.equal(backups().length, 1, 'migrated once');
      world.closeSession();
      const newer = new Database(world.journalFile);
      newer.pragma('user_version = 9999');
      newer.close();
      world.restart();
      const from = world.seen.length;
      const result = await world.tryCycle();
      assert.ok('error' in result && result.error.name === 'ConfigurationError', 'refused');
      assert.equal(world.sentTo(SPOT_ORDER, from).length, 0);
      const back = new Database(world.journalFile);
      back.pragma(`user_version = ${MIGRATIONS.length}`);
      back.close();
    },
    guard: {
      file: 'lib/journal/sqlite/integrity.ts',
      find: 'takeBackup(connection, files, `before-schema-${migrations.length}.sqlite`, 0);',
      replace: 'void takeBackup;',
    },
  },
  {
    id: 'H13',
    title: 'the session is closed under a run (shutdown): it ends, nothing leaves unjournaled',
    run: async (world) => {
      const session = await world.session();
      let isClosed = false;
      world.watchJournal = ({ moment, text, parameters }) => {
        if (isClosed || moment !== 'after') return;
        if (!/update "?orders/i.test(text) || !parameters.includes('open')) return;
        isClosed = true;
        queueMicrotask(() => session.close());
      };
      const result = await world.tryCycle();
      assert.ok(isClosed);
      const status = 'item' in result ? result.item.execution?.status : 'failed';
      assert.notEqual(status, 'done', 'it says that it did not end well');
      const sent = world.sentTo(SPOT_ORDER).length;
      assert.equal(sent, 2, 'the opening and one buy');
      world.calm();
      world.restart();
      await settle(world);
    },
    guard: {
      file: 'lib/journal/sqlite/database.ts',
      find: `  close(): void {
    this.connection.close();`,
      replace: `  close(): void {
    void this.connection;`,
    },
  },
  {
    id: 'H14',
    title: 'the rows of one symbol are broken: that one stops, the other trades on',
    options: { symbols: ['BTCUSDT', 'ETHUSDT'] },
    unsettled: 'the broken symbol is for a person to repair; the other one is compared here',
    run: async (world) => {
      await opened(world);
      await world.cycle('ETHUSDT');
      const rows = world.invariants.orders().filter(({ symbol }) => symbol === 'ETHUSDT');
      assert.ok(rows.length > 3);
      const broken = new Database(world.journalFile);
      broken.exec("update orders set state = '?' where symbol = 'ETHUSDT' and state = 'open'");
      broken.close();
      world.restart();
      const from = world.seen.length;
      world.move(79_700);
      const first = await world.tryCycle('ETHUSDT');
      const status = 'item' in first ? first.item.execution?.status : first.error.name;
      assert.notEqual(status, 'done', 'the broken one stops');
      const ofEth = world
        .sentTo(SPOT_ORDER, from)
        .filter(({ params }) => params['symbol'] === 'ETHUSDT');
      assert.equal(ofEth.length, 0);
      const item = await world.cycle();
      assert.equal(item.execution?.status, 'done', JSON.stringify(item.execution));
      assert.ok((item.findings ?? []).some(({ code }) => code === 'FILLS_BOOKED'));
      world.invariants.settled(['BTCUSDT']);
    },
    guard: {
      file: 'lib/journal/sqlite/orderStatements.ts',
      find: 'orders.symbol = ? and ${NOT_ENDED}',
      replace: `orders.symbol = ? and orders.state in ('intended', 'sent', 'open')`,
    },
  },
  {
    id: 'H12',
    title: 'the range is changed while orders rest: common levels stay, the old go before the new',
    run: async (world) => {
      const ladder = (grid: number, prices: readonly number[]): HandIntent[] =>
        prices.map((price) => ({
          leg: `g${grid}-${price}`,
          instruction: { type: 'LIMIT', price: String(price), timeInForce: 'GTC' },
        }));
      const first = [79_000, 79_200, 79_400, 79_600];
      const second = [78_600, 78_800, 79_000, 79_200];
      await handCycle(world, ...ladder(1, first));
      const kept = resting(world)
        .filter(({ price }) => second.includes(Number(price) / 1e8))
        .map(({ clientOrderId }) => clientOrderId);
      assert.equal(kept.length, 2);
      const mixed: number[] = [];
      world.intervene = (phase, { route }) => {
        if (phase !== 'leaving' || route !== SPOT_ORDER) return;
        mixed.push(resting(world).filter(({ price }) => Number(price) / 1e8 > 79_200).length);
      };
      await handCycle(world, ...ladder(2, second));
      assert.deepEqual(mixed, [0, 0], 'no moment with both grids');
      const now = resting(world);
      assert.equal(now.length, 4);
      for (const id of kept) {
        assert.ok(
          now.some(({ clientOrderId }) => clientOrderId === id),
          `${id} stays`,
        );
      }
      world.calm();
      const from = world.seen.length;
      await handCycle(world, ...ladder(2, second));
      assert.equal(world.sentTo(SPOT_ORDER, from).length, 0);
    },
    guard: {
      file: 'lib/execution/decideChanges.ts',
      find: "if (taken) return [{ kind: 'keep', order, plan, intent: taken }];",
      replace: 'void taken;',
    },
  },
  {
    id: 'H07',
    title: 'restart, and the trade list is empty of what filled: it starts, nothing is entered',
    run: async (world) => {
      await opened(world);
      world.restart();
      world.fault({ route: 'GET /api/v3/myTrades', kind: 'stale', times: 0 });
      world.move(79_700);
      const from = world.seen.length;
      const told = [...findings(await world.cycles(1)), ...findings(await world.cycles(1))];
      assert.ok(told.includes('HISTORY_MISSING'), told.join());
      const entries = (): number =>
        world.sentTo(SPOT_ORDER, from).filter(({ params }) => params['side'] === 'BUY').length;
      // A level that would be entered again: its order was taken off by hand.
      const lowest = resting(world)
        .filter(({ side }) => side === 'BUY')
        .sort((a, b) => Number(a.price - b.price))[0];
      assert.ok(lowest);
      world.byHand(SPOT_CANCEL, { symbol: 'BTCUSDT', origClientOrderId: lowest.clientOrderId });
      const before = entries();
      await world.cycles(2);
      assert.equal(entries(), before, 'nothing is entered while fills are missing');
      await settle(world);
      assert.ok(entries() > before, 'with the history it is');
    },
    guard: {
      file: 'lib/operations/reconcile.ts',
      find: 'run.account = { ...run.account, missing };',
      replace: 'run.account = { ...run.account };',
    },
  },
  {
    id: 'H09',
    title: "a position older than any listed fill: its average price is the exchange's own, not 0",
    run: async (world) => {
      world.byHand(USDM_ORDER, {
        symbol: 'BTCUSDT',
        side: 'BUY',
        type: 'MARKET',
        quantity: '0.01',
        newClientOrderId: 'by-hand',
      });
      world.foreign = { ...world.foreign, usdm: 1_000_000n };
      world.time.pass(100 * 24 * 3_600_000);
      world.fault({ route: 'GET /fapi/v1/userTrades', kind: 'truncated', times: 0 });
      await world.tryCycle();
      const [row] = world.invariants.read<{ quantity: string; entry_price: string }>(
        "select * from positions where symbol = 'BTCUSDT'",
      );
      const price = Number(row?.entry_price ?? '0');
      assert.ok(Math.abs(price - 80_000) < 500, `${price}`);
      world.calm();
    },
    unsettled: 'nothing of ours is traded in it',
    guard: {
      file: 'lib/reconciliation/holdings.ts',
      find: "const entryPrice = positions[0]?.entryPrice ?? '0';",
      replace: "const entryPrice = '0';",
    },
  },
  {
    id: 'H10',
    title: 'a fill on an instrument that no workflow names: not dropped, told until it is gone',
    options: { symbols: ['BTCUSDT', 'ETHUSDT'] },
    run: async (world) => {
      await opened(world);
      const trade = (side: 'BUY' | 'SELL'): unknown =>
        world.byHand(USDM_ORDER, {
          symbol: 'ETHUSDT',
          side,
          type: 'MARKET',
          quantity: '0.1',
          newClientOrderId: `by-hand-${side}`,
        });
      trade('BUY');
      const told = [...findings(await world.cycles(1)), ...findings(await world.cycles(1))];
      assert.ok(told.includes('INSTRUMENT_UNKNOWN'), told.join());
      trade('SELL');
      await world.cycles(1);
      assert.ok(!findings(await world.cycles(1)).includes('INSTRUMENT_UNKNOWN'));
    },
    guard: {
      file: 'lib/reconciliation/holdings.ts',
      find: "if (known.has(symbol) || journal.instrument('usdm', symbol)) continue;",
      replace: "if (known.has(symbol) || symbol !== '') continue;",
    },
  },
];
