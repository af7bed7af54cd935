import { statSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { executePlans } from '../../../lib/execution/executePlans';
import type { Journal, OrderRecord, SendGuard } from '../../../lib/journal/port';
import { DeniedError } from '../../../lib/model/errors';
import type { Intent, Plan } from '../../../lib/model/plan';
import { keepJournal } from '../../../lib/operations/keepJournal';
import { Sightings } from '../../../lib/reconciliation/sightings';
import { leaseName, takeLease } from '../../../lib/supervision/leases';
import {
  cappedDisk,
  type FullDisk,
  mountedDisk,
  TEST_RESERVE_BYTES,
  whyNoMount,
} from '../../support/fullDisks';
import {
  entry,
  fill,
  FUTURES,
  FUTURES_SCOPE,
  hedge,
  newOrder,
  report,
  SPOT,
  SPOT_SCOPE,
} from '../../support/samples';
import { ScriptedExchange } from '../../support/scriptedExchange';

const CONTEXT = { approvalId: null, planReason: 'test', at: 1 };
const whyNot = whyNoMount();
const disks: [string, () => FullDisk][] = [['with a cap on the file', cappedDisk]];
if (whyNot === null) disks.push(['on a full tmpfs', mountedDisk]);
else it.skip(`H04 on a full tmpfs (skipped: ${whyNot})`, () => undefined);

describe.each(disks)('a full disk (H04), %s', (_where, makeDisk) => {
  let disk: FullDisk;
  let journal: Journal;
  let number = 0;
  beforeEach(() => {
    disk = makeDisk();
    journal = disk.open();
  });
  afterEach(() => {
    journal.close();
    disk.dispose();
  });

  function reopen(): void {
    journal.close();
    journal = disk.open();
  }
  const increase = (): OrderRecord[] =>
    journal.intendOrders([newOrder(entry({ id: `entry-${(number += 1)}` }))], CONTEXT);
  const protect = (): OrderRecord => {
    const intent = hedge({ id: `hedge-${(number += 1)}` });
    const [order] = journal.intendOrders([newOrder(intent, FUTURES_SCOPE)], CONTEXT);
    if (!order) throw new Error('no order');
    return order;
  };
  const guard = (isIncrease: boolean): SendGuard => ({
    lease: {
      name: leaseName('BTC'),
      token: journal.acquireLease(leaseName('BTC'), 'me', 1, 1_000)?.token ?? 0,
      ttlMs: 1_000,
    },
    isIncrease,
    baseAsset: 'BTC',
    planRevision: 0,
    ownIntentIds: [],
  });
  /** Does it until it is refused for want of room; answers how often it worked. */
  function untilFull(work: () => unknown): number {
    for (let times = 0; times < 20_000; times += 1) {
      try {
        work();
      } catch (error) {
        if (error instanceof DeniedError && error.code === 'JOURNAL_FULL') return times;
        throw error;
      }
    }
    throw new Error('the disk never became full');
  }
  function fillUp(): void {
    disk.fillUp();
    reopen();
    untilFull(increase);
  }

  it('refuses what adds exposure, whole, and says so to every process', () => {
    const waiting = increase()[0]?.clientOrderId ?? '';
    fillUp();
    expect(journal.capacity()).toBe('reserve');
    const rows = journal.allUnfinishedOrders().length;
    expect(() => increase()).toThrow(DeniedError);
    expect(journal.allUnfinishedOrders()).toHaveLength(rows);
    expect(journal.markSent(waiting, guard(true), 1)).toMatchObject({ code: 'JOURNAL_FULL' });
    expect(journal.order(waiting)?.state).toBe('intended');
    const other = disk.open();
    expect(other.capacity()).toBe('reserve');
    other.close();
  });

  it('still writes protection before it is sent, and what came of it', () => {
    fillUp();
    for (let times = 0; times < 40; times += 1) {
      const { clientOrderId } = protect();
      expect(journal.markSent(clientOrderId, guard(false), 1)).toBeNull();
      journal.applyReport(
        clientOrderId,
        report(clientOrderId, {
          market: 'usdm',
          state: 'filled',
          filledQuantity: '0.01',
          exchangeOrderId: clientOrderId,
        }),
        'accepted',
        1,
      );
      const booked = fill({ market: 'usdm', tradeId: clientOrderId, feeAsset: 'USDT' });
      journal.bookFills([{ ...booked, exchangeOrderId: clientOrderId }], {
        baseAsset: 'BTC',
        quoteAsset: 'USDT',
        cursor: null,
        at: 1,
      });
    }
    journal.engageLatch('killSwitch', 'full', 1);
    reopen();
    expect(journal.ownQuantity('usdm', 'BTC')).toBe('0.4');
    expect(journal.latches()).toHaveLength(1);
  });

  it('leaves cancels and outcomes the last part of the reserve', () => {
    const resting = protect().clientOrderId;
    journal.markSent(resting, guard(false), 1);
    journal.applyReport(resting, report(resting, { market: 'usdm' }), 'accepted', 1);
    fillUp();
    const written = untilFull(protect);
    expect(written).toBeGreaterThan(100);
    expect(journal.capacity()).toBe('exhausted');
    expect(statSync(`${disk.file}.reserve`).size).toBe(TEST_RESERVE_BYTES / 8 - 4096);
    reopen();
    journal.transition(resting, 'cancelling', 'not wanted', 2);
    const cancelled = report(resting, { market: 'usdm', state: 'cancelled' });
    expect(journal.applyReport(resting, cancelled, 'cancelled', 2).state).toBe('cancelled');
    expect(takeLease(journal, 'ETH', 'me', () => 1)).not.toBeNull();
  });

  it('leaves records out, but not the candles that plans are made of', () => {
    fillUp();
    const at = 1;
    const snapshot = { at, equityQuote: '1', spotQuote: '1', inventory: '0', position: '0' };
    journal.saveEquity({ ...snapshot, markPrice: '1' });
    const reader = new BetterSqlite3(disk.file, { readonly: true });
    expect(reader.prepare('select count(*) from equity_snapshots').pluck().get()).toBe(0);
    reader.close();
    const candle = { openAt: 0, closeAt: 59_999, open: 1, high: 1, low: 1, close: 1, volume: 1 };
    journal.saveCandles('spot', 'BTCUSDT', '1m', [candle]);
    expect(journal.candles('spot', 'BTCUSDT', '1m', 0, 1)).toEqual([candle]);
    expect(journal.upkeep(1)).toMatchObject({ capacity: 'reserve', removedRows: 0 });
  });

  it('is found by every pass of Reconcile', () => {
    const found = () => {
      const sightings = new Sightings();
      keepJournal(journal, sightings, 1);
      return sightings.list();
    };
    fillUp();
    expect(found()).toContainEqual(
      expect.objectContaining({ code: 'JOURNAL_FULL', message: expect.stringMatching(/hedges/) }),
    );
    untilFull(protect);
    expect(found()).toContainEqual(
      expect.objectContaining({ message: expect.stringMatching(/only cancels/) }),
    );
    disk.makeRoom();
    reopen();
    expect(found().map(({ code }) => code)).not.toContain('JOURNAL_FULL');
  });

  it('keeps its reserve from findings', () => {
    fillUp();
    const sightings = new Sightings();
    sightings.event('FILLS_BOOKED', { subject: 'BTCUSDT', message: 'x', repair: 'y' });
    expect(() => journal.noteSightings(sightings.list(), [], 1)).toThrow(/no room/);
  });

  it('is over once there is room: the reserve is whole again and orders are written', () => {
    fillUp();
    untilFull(protect);
    disk.makeRoom();
    reopen();
    expect(journal.upkeep(1)).toMatchObject({ capacity: 'ample' });
    expect(statSync(`${disk.file}.reserve`).size).toBe(TEST_RESERVE_BYTES);
    expect(increase()).toHaveLength(1);
  });

  it('stops new orders of a run but not its hedges and sales', async () => {
    const exchange = new ScriptedExchange();
    exchange.onSubmit = (order) => {
      expect(journal.order(order.clientOrderId)?.state).toBe('sent');
      return exchange.accepts(order);
    };
    const execute = (...plans: Plan[]) => {
      const lease = takeLease(journal, 'BTC', 'me', () => 1);
      if (!lease) throw new Error('no lease');
      const instruments = { spot: SPOT, usdm: FUTURES };
      const deps = {
        exchange,
        journal,
        hostNow: () => 1,
        lease,
        instruments,
        leverage: 2,
        accountVerdict: { denials: [], warnings: [] },
        refreshInstrument: async () => SPOT,
      };
      return executePlans(plans, 'approval', deps);
    };
    const plan = (...intents: Intent[]): Plan => ({
      version: 1,
      scope: SPOT_SCOPE,
      baseAsset: 'BTC',
      madeAt: 1,
      journalRevision: journal.revision('BTC'),
      disposition: 'active',
      reason: 'test',
      warnings: [],
      intents,
    });
    const opening = entry({
      id: 'opening',
      purpose: 'openingInventory',
      instruction: { type: 'LIMIT', price: '80400', timeInForce: 'IOC' },
    });
    const resting = entry({ id: 'resting', quantity: '0.02' });
    await execute(plan(opening, resting));
    fillUp();
    const sale = entry({
      id: 'sale',
      purpose: 'gridExit',
      effect: 'reduce',
      side: 'SELL',
      instruction: { type: 'LIMIT', price: '80500', timeInForce: 'GTC' },
    });
    const hedges = { ...plan(hedge()), scope: FUTURES_SCOPE };
    const moved = entry({
      ...resting,
      instruction: { type: 'LIMIT', price: '78000', timeInForce: 'GTC' },
    });
    const result = await execute(plan(entry({ id: 'buy' }), moved, sale), hedges);
    // The order with the old price is taken off; neither its successor nor the new buy is sent.
    expect(result).toMatchObject({ placed: 2, cancelled: 1 });
    expect(new Set(result.denials.map(({ code }) => code))).toEqual(new Set(['JOURNAL_FULL']));
    expect(exchange.submitted.map(({ market, side }) => `${market} ${side}`)).toEqual([
      'spot BUY',
      'spot BUY',
      'usdm SELL',
      'spot SELL',
    ]);
  });
});
