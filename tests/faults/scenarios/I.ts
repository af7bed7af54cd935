import assert from 'node:assert/strict';
import { units } from '../bookRows';
import { flatten } from './flattening';
import { MINUTE_MS } from '../world/world';
import type { Scenario } from './scenario';
import { findings, opened, resting, settle, SPOT_ORDER, USDM_ORDER } from './steps';

const HOUR_MS = 3_600_000;
const COIN = 100_000_000n;
const INCOME = 'GET /fapi/v1/income';

export const I: Scenario[] = [
  {
    id: 'I01',
    title: 'the handler of the kill switch throws: it is latched all the same, nothing is entered',
    run: async (world) => {
      await world.session();
      world.fault({ route: '* /*', kind: 'reset', times: 0 });
      await assert.rejects(flatten(world), 'the exchange cannot be reached');
      world.calm();
      const session = await world.session();
      assert.ok(session.journal.latches().some(({ name }) => name === 'killSwitch'));
      await world.cycles(2);
      assert.equal(world.sentTo(SPOT_ORDER).length, 0, 'nothing is entered');
    },
    guard: {
      file: 'lib/operations/flatten.ts',
      find: `  engageLatch(journal, 'killSwitch', settings.reason, clocks.hostNow());
  const instruments = await instrumentsOf(session, item.symbol);`,
      replace: `  const instruments = await instrumentsOf(session, item.symbol);
  engageLatch(journal, 'killSwitch', settings.reason, clocks.hostNow());`,
    },
  },
  {
    id: 'I02',
    title: 'the kill switch survives a restart; only an explicit reset clears it',
    run: async (world) => {
      await opened(world);
      world.product.setKillSwitch(await world.session(), { engaged: true, reason: 'by hand' });
      world.restart();
      const from = world.seen.length;
      await world.cycles(2);
      assert.equal(world.sentTo(SPOT_ORDER, from).length, 0, 'nothing is entered');
      const buys = () => resting(world).filter(({ side }) => side === 'BUY').length;
      assert.equal(buys(), 0, 'the resting buys are gone');
      world.product.setKillSwitch(await world.session(), { engaged: false, reason: '' });
      await world.cycles(2);
      assert.ok(buys() > 0, 'entries are back');
    },
    guard: {
      file: 'lib/session/openSession.ts',
      find: 'opened.bind(credential.environment, account, clocks.exchangeNow());',
      replace: `opened.bind(credential.environment, account, clocks.exchangeNow());
    opened.releaseLatch('killSwitch');`,
    },
  },
  {
    id: 'I03',
    title: 'flatten closes one leg and the other fails: told per leg, never "done", finished again',
    run: async (world) => {
      await opened(world);
      world.fault({ route: SPOT_ORDER, kind: 'status', code: -2010, msg: 'no', times: 0 });
      const first = await flatten(world);
      assert.notEqual(first.status, 'done');
      assert.ok(Number(first.residual.inventory) > 0.01);
      world.calm();
      const second = await flatten(world);
      assert.equal(second.status, 'done', second.notes.join());
      assert.ok(Number(second.residual.inventory) < 0.00001);
      assert.equal(second.residual.position, '0');
    },
    guard: {
      file: 'lib/execution/flatten.ts',
      find: `const status = isHalted ? 'halted' : tally.finalStatus();`,
      replace: `const status = isHalted ? 'halted' : 'done';`,
    },
  },
  {
    id: 'I04',
    title: 'flatten is pressed twice at once: the legs go down once, foreign coins stay',
    run: async (world) => {
      await opened(world);
      world.exchange.deposit({ BTC: 10_000_000n });
      world.foreign = { ...world.foreign, spot: 10_000_000n };
      const before = world.exchange.trades('spot', 'BTCUSDT').length;
      await Promise.all([flatten(world), flatten(world)]);
      await flatten(world);
      const sold = world.exchange
        .trades('spot', 'BTCUSDT')
        .slice(before)
        .reduce((sum, trade) => sum + trade.qty, 0n);
      assert.ok(sold <= 1_856_000n, `${sold} sold`);
      const denied = world.invariants.orders().filter(({ state }) => state === 'denied');
      assert.ok(denied.length > 0, 'one of them was fenced off');
    },
    guard: {
      file: 'lib/journal/sqlite/sendGuard.ts',
      find: 'if (lease?.token !== guard.lease.token) {',
      replace: 'if (lease === undefined) {',
    },
  },
  {
    id: 'I05',
    title: 'money is moved, and another bot loses on the same wallet: no drawdown of ours',
    run: async (world) => {
      await opened(world);
      const drawdown = async (): Promise<number> => {
        await world.cycles(1);
        const { journal } = await world.session();
        return journal.equityWatch()?.brakes.drawdownPct ?? NaN;
      };
      const before = await drawdown();
      assert.ok(before > -1, `${before} %`);
      // Another program loses 3,600 of the wallet's 10,000 on a contract that is none of ours.
      world.byHand('POST /fapi/v1/leverage', { symbol: 'ETHUSDT', leverage: '1' });
      const other = { symbol: 'ETHUSDT', type: 'MARKET', quantity: '3' };
      world.byHand(USDM_ORDER, { ...other, side: 'BUY' });
      world.tape.write(world.time.now(), [1_800], 'ETHUSDT');
      world.time.pass(2 * MINUTE_MS);
      world.byHand(USDM_ORDER, { ...other, side: 'SELL' });
      assert.ok(Math.abs((await drawdown()) - before) < 0.2, 'it is no loss of ours');
      world.time.pass(10 * MINUTE_MS);
      assert.ok(Math.abs((await drawdown()) - before) < 0.2, 'nor when it is booked as foreign');
      // An eighth of the equity leaves the futures wallet.
      world.exchange.moveFutures(-2_000n * COIN, world.time.now());
      assert.ok(Math.abs((await drawdown()) - before) < 0.2, 'a withdrawal is no loss');
      world.exchange.moveFutures(9_000n * COIN, world.time.now());
      assert.ok(Math.abs((await drawdown()) - before) < 0.2, 'a deposit is no gain');
    },
    options: { symbols: ['BTCUSDT', 'ETHUSDT'] },
    guard: {
      file: 'lib/operations/watchEquity.ts',
      find: 'equity = equity.minus(ofOthers.times(decimal(rate)));',
      replace: '',
    },
  },
  {
    id: 'I07',
    title: 'the same funding payment is read twice: booked once by its id, a short receives',
    run: async (world) => {
      await opened(world);
      world.fault({ route: INCOME, kind: 'duplicate', times: 0 });
      world.time.pass(8 * HOUR_MS);
      for (let cycle = 0; cycle < 3; cycle += 1) {
        assert.ok(!findings(await world.cycles(1)).includes('QUERY_FAILED'));
      }
      world.restart();
      assert.ok(!findings(await world.cycles(1)).includes('QUERY_FAILED'));
      const booked = world.invariants.read<{ amount_quote: string }>(
        'select amount_quote from funding_payments',
      );
      const sum = booked.reduce((total, row) => total + units(row.amount_quote), 0n);
      assert.equal(booked.length, 1);
      assert.ok(sum > 0n, 'a short receives at a positive rate');
      assert.equal(sum, units(world.exchange.report().fundingPaymentsQuote));
    },
    guard: {
      file: 'lib/journal/sqlite/moneyMoved.ts',
      find: `.onConflict((conflict) => conflict.doNothing()),
      );
      if (isNew === 0) continue;
      sumFunding`,
      replace: `,
      );
      if (isNew === 0) continue;
      sumFunding`,
    },
  },
  {
    id: 'I08',
    title: 'the position doubles between two fundings: each payment is of the size at its time',
    run: async (world) => {
      await opened(world);
      world.time.pass(8 * HOUR_MS);
      await world.cycles(1);
      world.move(79_650, 79_350, 79_100);
      await world.cycles(2);
      world.time.pass(8 * HOUR_MS);
      await world.cycles(2);
      const booked = world.invariants
        .read<{
          amount_quote: string;
        }>('select amount_quote from funding_payments order by paid_at')
        .map((row) => units(row.amount_quote));
      assert.equal(booked.length, 2);
      const [first = 0n, second = 0n] = booked;
      assert.ok(second > (first * 14n) / 10n, `${first} then ${second}`);
      assert.equal(first + second, units(world.exchange.report().fundingPaymentsQuote));
    },
    guard: {
      file: 'lib/reconciliation/funding.ts',
      find: 'const added = journal.bookFunding(payments);',
      replace: `const size = Number(journal.ownQuantity('usdm', instruments.usdm.baseAsset));
  const added = journal.bookFunding(
    payments.map((each) => ({ ...each, amountQuote: (-size * 80000 * 0.0001).toFixed(8) })),
  );`,
    },
  },
  {
    id: 'I16',
    title: 'Telegram hangs or answers 429: told as a failure in time, the loop trades on',
    run: async (world) => {
      const { deliverToTelegram } = world.product.telegram;
      const target = { botToken: 'token', chatId: '1', baseUrl: 'http://127.0.0.1:9' };
      const original = globalThis.fetch;
      try {
        globalThis.fetch = (_address, options) =>
          new Promise((_resolve, reject) => {
            options?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
          });
        const hung = await deliverToTelegram(target, 'text', 30);
        assert.equal(hung.delivery, 'failed');
        globalThis.fetch = async () =>
          new Response('{"ok":false,"description":"Too Many Requests"}', { status: 429 });
        const limited = await deliverToTelegram(target, 'text', 30);
        assert.equal(limited.delivery, 'failed');
      } finally {
        globalThis.fetch = original;
      }
      await opened(world);
      assert.ok(world.sentTo(USDM_ORDER).length > 0);
      await settle(world);
    },
    guard: {
      file: 'lib/alerts/telegram.ts',
      find: '  } catch {\n    // The error itself may carry',
      replace: '  } catch (error) {\n    throw error;\n    // The error itself may carry',
    },
  },
  {
    id: 'I13',
    title:
      'the symbol stops trading: no entries and no tries; a hedge refused with -4140 is no loop',
    run: async (world) => {
      world.fault({
        route: '* /api/v3/exchangeInfo',
        kind: 'filters',
        market: 'spot',
        symbol: 'BTCUSDT',
        set: { status: 'BREAK' },
      });
      await world.cycles(2);
      assert.equal(world.sentTo(SPOT_ORDER).length + world.sentTo(USDM_ORDER).length, 0);
      world.calm();
      // A day in which the market breathes: one that stands still is no range.
      for (let hour = 0; hour < 25; hour += 1) {
        world.move(hour % 2 === 0 ? 80_060 : 79_940, 80_000);
        world.time.pass(HOUR_MS);
      }
      await opened(world);
      const hedges = world.sentTo(USDM_ORDER).length;
      world.fault({ route: USDM_ORDER, kind: 'status', code: -4140, times: 0 });
      world.move(79_650, 79_350, 79_100);
      const from = world.seen.length;
      for (let cycle = 0; cycle < 6; cycle += 1) {
        await world.cycle();
        world.time.pass(10_000);
      }
      const tries = world.sentTo(USDM_ORDER).length - hedges;
      assert.ok(tries >= 1 && tries <= 4, `${tries} tries in a minute`);
      const buys = world.sentTo(SPOT_ORDER, from).filter(({ params }) => params['side'] === 'BUY');
      assert.equal(buys.length, 0, 'nothing is entered without a hedge');
      await settle(world);
    },
    guard: {
      file: 'lib/instrument/validate.ts',
      find: 'if (!instrument.trading) {',
      replace: 'if (!instrument.trading && instrument.symbol === "") {',
    },
  },
  {
    id: 'I15',
    title: '-2015, the key is revoked in a run: halted after one order, no loop, told',
    run: async (world) => {
      await opened(world);
      world.move(79_700, 80_300);
      world.fault({ route: SPOT_ORDER, kind: 'status', status: 401, code: -2015, times: 0 });
      const from = world.seen.length;
      const item = await world.cycle();
      assert.equal(item.execution?.status, 'halted', JSON.stringify(item.execution));
      assert.equal(world.sentTo(SPOT_ORDER, from).length, 1, 'not one after the other');
      world.fault({ route: '* /*', kind: 'status', status: 401, code: -2015, times: 0 });
      const next = world.seen.length;
      const result = await world.tryCycle();
      assert.ok('error' in result && /-2015/.test(result.error.message), 'it is told');
      assert.ok(world.seen.length - next <= 12, `${world.seen.length - next} requests`);
      assert.equal(world.sentTo(SPOT_ORDER, next).length, 0);
      await settle(world);
    },
    guard: {
      file: 'lib/exchange/binance/outcome.ts',
      find: "  halt: 'halt',",
      replace: "  halt: 'rejected',",
    },
  },
  {
    id: 'I09',
    title: 'funding comes every 4 hours instead of 8: read from the exchange, each with its own',
    run: async (world) => {
      await opened(world);
      world.time.pass(8 * HOUR_MS);
      await world.cycles(1);
      world.fault({
        route: '* /fapi/v1/premiumIndex',
        kind: 'filters',
        market: 'usdm',
        symbol: 'BTCUSDT',
        set: { fundingIntervalHours: 4 },
      });
      await world.cycles(1);
      for (let time = 0; time < 2; time += 1) {
        world.time.pass(4 * HOUR_MS);
        await world.cycles(2);
      }
      const checks = world.invariants.read<{ interval_ms: number; amount_quote: string }>(
        'select * from funding_checks order by paid_at',
      );
      assert.deepEqual(
        checks.map((row) => row.interval_ms / HOUR_MS),
        [8, 4, 4],
      );
      const sum = checks.reduce((total, row) => total + units(row.amount_quote), 0n);
      assert.equal(sum, units(world.exchange.report().fundingPaymentsQuote));
    },
    guard: {
      file: 'lib/accounting/funding.ts',
      find: 'intervalMs: Math.round((settlement.settledAt - before.settledAt) / HOUR_MS) * HOUR_MS,',
      replace: 'intervalMs: 8 * HOUR_MS,',
    },
  },
];
