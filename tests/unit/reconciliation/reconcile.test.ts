import { executePlans } from '../../../lib/execution/executePlans';
import { TransientError } from '../../../lib/model/errors';
import type { Intent } from '../../../lib/model/plan';
import { takeLease } from '../../../lib/supervision/leases';
import { temporaryJournal } from '../../support/journals';
import { passOver, type TestPass } from '../../support/reconciling';
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

const OUR_ID = 'dgabc123-1-1';
let world: ReturnType<typeof temporaryJournal>;
let exchange: ScriptedExchange;
let now: number;

beforeEach(async () => {
  world = temporaryJournal();
  exchange = new ScriptedExchange();
  now = 1;
  world.journal.bind('simulator', '7', 1);
  await carryOut(SPOT_SCOPE, entry());
});
afterEach(() => world.dispose());

function leaseNow() {
  const lease = takeLease(world.journal, 'BTC', 'loop', () => now);
  if (!lease) throw new Error('no lease');
  return lease;
}

async function carryOut(scope: typeof SPOT_SCOPE, intent: Intent): Promise<void> {
  const plan = {
    version: 1 as const,
    scope,
    baseAsset: 'BTC',
    madeAt: 1,
    journalRevision: world.journal.revision('BTC'),
    disposition: 'active' as const,
    reason: 'test',
    warnings: [],
    intents: [intent],
  };
  await executePlans([plan], 'approval', {
    exchange,
    journal: world.journal,
    hostNow: () => now,
    lease: leaseNow(),
    instruments: { spot: SPOT, usdm: FUTURES },
    leverage: 2,
    accountVerdict: { denials: [], warnings: [] },
    refreshInstrument: async (market) => (market === 'spot' ? SPOT : FUTURES),
  });
}

const findings = (change: Partial<TestPass> = {}) =>
  passOver({ exchange, journal: world.journal, hostNow: () => now, ...change });
const pass = async (change: Partial<TestPass> = {}) =>
  (await findings(change)).map(({ code }) => code);
const inventory = () => world.journal.ownQuantity('spot', 'BTC');
const position = () => world.journal.ownQuantity('usdm', 'BTC');

/** A short hedge of 0.01, filled at the exchange and in the journal. */
async function hedged(): Promise<void> {
  exchange.fillResting(OUR_ID, '0.01');
  await pass();
  await carryOut(FUTURES_SCOPE, hedge());
  expect(position()).toBe('-0.01');
}

describe('orders', () => {
  it('finds nothing when nothing happened', async () => {
    expect(await pass()).toEqual([]);
  });

  it('books what filled meanwhile; the second pass changes nothing', async () => {
    exchange.fillResting(OUR_ID, '0.004');
    expect(await pass()).toEqual(['FILLS_BOOKED']);
    expect(inventory()).toBe('0.004');
    expect(world.journal.order(OUR_ID)).toMatchObject({ state: 'partiallyFilled' });
    expect(await pass()).toEqual([]);
    expect(inventory()).toBe('0.004');
  });

  it('asks what became of an order that no longer rests', async () => {
    exchange.fillResting(OUR_ID, '0.01');
    expect(await pass()).toEqual(['ORDER_CLOSED', 'FILLS_BOOKED']);
    expect(world.journal.order(OUR_ID)).toMatchObject({ state: 'filled', bookedQuantity: '0.01' });
  });

  it('does not take a short list for a cancel: the order is asked for (B05)', async () => {
    exchange.openOrders = async () => [];
    expect(await pass()).toEqual([]);
    expect(world.journal.order(OUR_ID)?.state).toBe('open');
  });

  it('says nothing of a young order that list and query lack, and calls an old one lost (B05)', async () => {
    exchange.orders.delete(OUR_ID);
    expect(await pass()).toEqual([]);
    expect(world.journal.order(OUR_ID)?.state).toBe('open');
    now += 60_000;
    expect(await pass()).toEqual(['ORDER_LOST']);
    expect(world.journal.order(OUR_ID)?.state).toBe('lost');
  });

  it('keeps a lost order polled, and books it when it fills after all (B08, B09)', async () => {
    const resting = exchange.orders.get(OUR_ID);
    exchange.orders.delete(OUR_ID);
    now += 3_600_000;
    await pass();
    now += 1_200_000;
    expect(await findings()).toMatchObject([{ code: 'ORDER_LOST', isNew: false }]);
    if (resting) exchange.orders.set(OUR_ID, resting);
    exchange.fillResting(OUR_ID, '0.01');
    expect(await pass()).toEqual(['UNKNOWN_SETTLED', 'FILLS_BOOKED']);
    expect(inventory()).toBe('0.01');
  });

  it('leaves everything as it was when a query fails (D07), and tells it once', async () => {
    exchange.openOrders = async () => {
      throw new TransientError('HTTP 502', '');
    };
    expect(await findings()).toMatchObject([
      { code: 'QUERY_FAILED', isNew: true },
      { code: 'QUERY_FAILED', isNew: true },
    ]);
    now += 1;
    expect((await findings()).map(({ isNew }) => isNew)).toEqual([false, false]);
    expect(world.journal.order(OUR_ID)?.state).toBe('open');
  });

  it('throws where the account cannot be read: unknown is not flat (D07)', async () => {
    exchange.futuresAccount = async () => {
      throw new TransientError('HTTP 502', '');
    };
    await expect(pass()).rejects.toThrow('HTTP 502');
  });

  it('takes a fill of an unknown order for its own, by asking for the order', async () => {
    const [order] = world.journal.intendOrders([newOrder(entry({ id: 'b2' }))], {
      approvalId: null,
      planReason: 'test',
      at: now,
    });
    const id = order?.clientOrderId ?? '';
    world.journal.markSent(
      id,
      {
        lease: { name: 'asset/BTC', token: leaseNow().token, ttlMs: 1 },
        isIncrease: false,
        baseAsset: 'BTC',
        planRevision: 0,
        ownIntentIds: [],
      },
      now,
    );
    exchange.trades.push(fill({ exchangeOrderId: '777' }));
    expect(await pass({ change: { isFull: true } })).toEqual(['UNKNOWN_PENDING']);
    expect(world.journal.revision('BTC')).toBe(0);
    exchange.orders.set(
      id,
      report(id, { exchangeOrderId: '777', state: 'filled', filledQuantity: '0.01' }),
    );
    expect(await pass({ change: { isFull: true } })).toEqual(['UNKNOWN_SETTLED', 'FILLS_BOOKED']);
    expect(inventory()).toBe('0.00999');
  });
});

describe('orders with our prefix that nothing stands behind', () => {
  const rest = (clientOrderId: string, change = {}) =>
    exchange.orders.set(
      clientOrderId,
      report(clientOrderId, { exchangeOrderId: clientOrderId, ...change }),
    );

  it('are left at the first sighting and cancelled at the second, foreign ones never (B03, B04)', async () => {
    rest('dgabc123-zz-1');
    rest('by-hand');
    expect(await pass()).toEqual(['ORPHAN_ORDER', 'FOREIGN_ORDER']);
    now += 29_999;
    expect(await pass()).toEqual(['ORPHAN_ORDER', 'FOREIGN_ORDER']);
    expect(exchange.cancelled).toEqual([]);
    now += 1;
    expect(await pass()).toEqual(['ORPHAN_REMOVED', 'FOREIGN_ORDER']);
    expect(exchange.cancelled).toEqual(['dgabc123-zz-1']);
    now += 1;
    expect(await pass()).toEqual(['FOREIGN_ORDER']);
  });

  it('are taken over when the journal holds their intent with quantity left (B04)', async () => {
    const gone = report(OUR_ID, { state: 'cancelled', exchangeOrderId: '100' });
    world.journal.applyReport(OUR_ID, gone, 'test', now);
    exchange.orders.set(OUR_ID, gone);
    rest('dgabc123-1-2', { quantity: '0.01' });
    await pass();
    now += 30_000;
    expect(await pass()).toEqual(['ORDER_ADOPTED']);
    expect(world.journal.order('dgabc123-1-2')).toMatchObject({ state: 'open', attempt: 2 });
    expect(world.journal.committedQuantity(entry().id)).toBe('0.01');
    expect(exchange.cancelled).toEqual([]);
  });

  it('are cancelled when their intent has no quantity left', async () => {
    rest('dgabc123-1-2', { quantity: '0.01' });
    await pass();
    now += 30_000;
    expect(await pass()).toEqual(['ORPHAN_REMOVED']);
    expect(world.journal.committedQuantity(entry().id)).toBe('0.01');
  });

  it('are forgotten when the list was only old', async () => {
    rest('dgabc123-zz-1');
    await pass();
    exchange.orders.delete('dgabc123-zz-1');
    now += 40_000;
    expect(await pass()).toEqual([]);
    rest('dgabc123-zz-1');
    expect(await pass()).toEqual(['ORPHAN_ORDER']);
    expect(exchange.cancelled).toEqual([]);
  });
});

describe('fills of orders that the journal lost (a backup was put in place)', () => {
  it('are ours: what a lost hedge filled is not hedged again', async () => {
    const lost = report('dgabc123-z9-1', {
      market: 'usdm',
      side: 'SELL',
      exchangeOrderId: '901',
      state: 'filled',
      price: '0',
      filledQuantity: '0.01',
    });
    exchange.orders.set('dgabc123-z9-1', lost);
    exchange.trades.push(
      fill({
        market: 'usdm',
        side: 'SELL',
        tradeId: '77',
        exchangeOrderId: '901',
        feeAmount: '0',
        feeAsset: 'USDT',
        filledAt: now,
      }),
    );
    const codes = await pass({ change: { isFull: true } });
    expect(codes).not.toContain('FOREIGN_FILL');
    expect(world.journal.ownQuantity('usdm', 'BTC')).toBe('-0.01');
    await pass({ change: { isFull: true } });
    expect(world.journal.ownQuantity('usdm', 'BTC')).toBe('-0.01');
  });
});

describe('fills that are not ours', () => {
  const byHand = (change = {}) => {
    exchange.orders.set(
      'by-hand',
      report('by-hand', { market: 'usdm', exchangeOrderId: '900', state: 'filled' }),
    );
    exchange.trades.push(
      fill({
        market: 'usdm',
        tradeId: '50',
        exchangeOrderId: '900',
        feeAsset: 'USDT',
        quantity: '0.02',
        ...change,
      }),
    );
  };

  it('are told once and never taken back (D13)', async () => {
    await pass();
    byHand();
    expect(await pass()).toEqual(['FOREIGN_FILL']);
    now += 10_000;
    expect(await findings()).toMatchObject([{ code: 'POSITION_DIFFERS', isNew: true }]);
    now += 10_000;
    expect(await findings()).toMatchObject([{ code: 'POSITION_DIFFERS', isNew: false }]);
    expect(position()).toBe('0');
    expect(exchange.submitted).toHaveLength(1);
    expect(world.journal.latches()).toEqual([]);
  });

  it('pause the account where the node says so (D13)', async () => {
    await pass();
    byHand();
    await pass({ policy: { foreignFills: 'halt', unprotectable: 'close' } });
    expect(world.journal.latches()).toMatchObject([{ name: 'pause' }]);
  });

  it.each([
    ['adl_autoclose', 'DELEVERAGED', []],
    ['autoclose-123', 'LIQUIDATED', ['killSwitch']],
    ['settlement_autoclose-123', 'LIQUIDATED', ['killSwitch']],
  ])('of %s take our own position down, once (D08, D09, H08)', async (id, code, latches) => {
    await hedged();
    exchange.orders.set(
      id,
      report(id, { market: 'usdm', exchangeOrderId: '900', state: 'filled' }),
    );
    exchange.trades.push(
      fill({
        market: 'usdm',
        tradeId: '50',
        exchangeOrderId: '900',
        feeAsset: 'USDT',
        quantity: '0.004',
      }),
    );
    expect(await pass()).toEqual([code, 'FILLS_BOOKED']);
    expect(position()).toBe('-0.006');
    expect(world.journal.latches().map(({ name }) => name)).toEqual(latches);
    const [booked] = world.journal.ownFills('usdm', 'BTCUSDT', 0, 10).slice(-1);
    expect(booked?.intentId).toBe('forced/usdm/BTCUSDT/50');
    now += 10_000;
    expect(await pass({ change: { isFull: true } })).toEqual([]);
    expect(position()).toBe('-0.006');
  });

  it('of a liquidation engage the kill switch although the run was killed at its booking', async () => {
    await hedged();
    exchange.orders.set(
      'autoclose-1',
      report('autoclose-1', { market: 'usdm', exchangeOrderId: '900', state: 'filled' }),
    );
    exchange.trades.push(
      fill({ market: 'usdm', tradeId: '50', exchangeOrderId: '900', quantity: '0.004' }),
    );
    const killed = jest.spyOn(world.journal, 'moveTradeCursor').mockImplementationOnce(() => {
      throw new Error('killed');
    });
    await pass();
    expect(killed).toHaveBeenCalledTimes(1);
    expect(position()).toBe('-0.006');
    now += 10_000;
    await pass({ change: { isFull: true } });
    expect(world.journal.latches()).toMatchObject([{ name: 'killSwitch' }]);
    expect(position()).toBe('-0.006');
  });

  it('pause the account although the run was killed at their booking (D13)', async () => {
    await pass();
    byHand();
    const policy = { foreignFills: 'halt', unprotectable: 'close' } as const;
    const bookFills = world.journal.bookFills.bind(world.journal);
    const engage = jest.spyOn(world.journal, 'engageLatch');
    const booking = jest.spyOn(world.journal, 'bookFills').mockImplementation((...args) => {
      const booked = bookFills(...args);
      // From here on the killed run changes nothing any more.
      if (booked.foreign > 0) engage.mockImplementation(() => undefined);
      return booked;
    });
    await pass({ policy });
    engage.mockRestore();
    booking.mockRestore();
    now += 10_000;
    await pass({ policy, change: { isFull: true } });
    expect(world.journal.latches()).toMatchObject([{ name: 'pause' }]);
  });

  it('of a liquidation beyond our position are foreign in the rest', async () => {
    await hedged();
    const id = 'autoclose-1';
    exchange.heldElsewhere.position = '-0.02';
    exchange.orders.set(
      id,
      report(id, { market: 'usdm', exchangeOrderId: '900', state: 'filled' }),
    );
    exchange.trades.push(
      fill({
        market: 'usdm',
        tradeId: '50',
        exchangeOrderId: '900',
        feeAsset: 'USDT',
        feeAmount: '0.03',
        quantity: '0.03',
        quoteQuantity: '2400',
      }),
    );
    expect(await pass()).toEqual(['LIQUIDATED', 'FILLS_BOOKED']);
    expect(position()).toBe('0');
    const [booked] = world.journal.ownFills('usdm', 'BTCUSDT', 0, 10).slice(-1);
    expect(booked).toMatchObject({ quantity: '0.01', quoteQuantity: '800', feeAmount: '0.01' });
  });

  it('of a liquidation that took nothing of ours are foreign, and nothing is latched', async () => {
    await pass();
    const id = 'autoclose-1';
    exchange.orders.set(
      id,
      report(id, { market: 'usdm', exchangeOrderId: '900', state: 'filled' }),
    );
    exchange.trades.push(
      fill({ market: 'usdm', tradeId: '50', exchangeOrderId: '900', feeAsset: 'USDT' }),
    );
    expect(await pass()).toEqual(['FOREIGN_FILL']);
    expect(world.journal.latches()).toEqual([]);
    expect(await pass({ change: { isFull: true } })).toEqual([]);
  });

  it('are no news when they are older than the journal', async () => {
    world.dispose();
    world = temporaryJournal();
    world.journal.bind('simulator', '7', 1_000);
    exchange = new ScriptedExchange();
    byHand({ filledAt: 999 });
    expect(await pass({ change: { isFull: true } })).toEqual([]);
  });
});

describe('the comparison of holdings', () => {
  it('accepts foreign coins on top of managed inventory', async () => {
    exchange.heldElsewhere.BTC = '5';
    expect(await pass()).toEqual([]);
    now += 10_000;
    expect(await pass()).toEqual([]);
  });

  it('tells inventory that is gone and positions that are not ours, in the second pass (D06)', async () => {
    await hedged();
    exchange.heldElsewhere = { BTC: '-0.005', position: '-0.5' };
    expect(await pass()).toEqual([]);
    now += 4_999;
    expect(await pass()).toEqual([]);
    now += 1;
    expect(await pass()).toEqual(['BALANCE_SHORT', 'POSITION_DIFFERS']);
    exchange.heldElsewhere = { BTC: '0', position: '0' };
    expect(await pass()).toEqual([]);
    expect(world.journal.openFindings('POSITION_DIFFERS', 'BTCUSDT/')).toEqual([]);
  });

  it('says nothing of a position that was read late (D06)', async () => {
    await hedged();
    const late = await exchange.futuresAccount();
    exchange.futuresAccount = async () => ({ ...late, positions: [] });
    expect(await pass()).toEqual([]);
    exchange.futuresAccount = async () => late;
    now += 5_000;
    expect(await pass()).toEqual([]);
    expect(position()).toBe('-0.01');
  });

  it('compares each side by itself in hedge mode', async () => {
    await hedged();
    const oneWay = await exchange.futuresAccount();
    const [short] = oneWay.positions;
    if (!short) throw new Error('no position');
    const sides = [
      { ...short, side: 'LONG' as const, quantity: '0.3' },
      { ...short, side: 'SHORT' as const, quantity: '-0.01' },
    ];
    exchange.futuresAccount = async () => ({ ...oneWay, oneWayMode: false, positions: sides });
    await pass();
    now += 5_000;
    expect(await findings()).toMatchObject([
      { code: 'POSITION_DIFFERS', message: 'position 0.3, own fills say 0' },
    ]);
  });

  it('tells of positions on contracts that nothing names (H10)', async () => {
    const account = await exchange.futuresAccount();
    const [known] = account.positions;
    if (!known) throw new Error('no position');
    const odd = { ...known, symbol: 'ODDUSDT', quantity: '3' };
    exchange.futuresAccount = async () => ({ ...account, positions: [known, odd] });
    await pass();
    now += 5_000;
    expect(await pass()).toEqual(['INSTRUMENT_UNKNOWN']);
  });

  it('misses the fills of an order that filled by its own report (H07)', async () => {
    exchange.fillResting(OUR_ID, '0.01');
    exchange.trades.length = 0;
    expect(await pass()).toEqual(['ORDER_CLOSED']);
    now += 5_000;
    expect(await findings()).toMatchObject([{ code: 'HISTORY_MISSING', isNew: true }]);
    expect(inventory()).toBe('0');
  });
});

describe('the hedge', () => {
  const planned = (band: string, strategy = 'grid', setting: 'on' | 'off' = 'on') =>
    world.journal.savePlan(
      {
        version: 1,
        scope: { ...FUTURES_SCOPE, strategy },
        baseAsset: 'BTC',
        madeAt: 1,
        journalRevision: 0,
        disposition: 'active',
        reason: 'test',
        warnings: [],
        intents: [],
        hedge: {
          inventory: '0',
          position: '0',
          delta: '0',
          band,
          bandFraction: 0.1,
          switch: setting,
        },
      },
      now,
    );

  it('is told missing beyond the band of the last plan, whatever a strategy of old allowed', async () => {
    planned('5', 'old');
    planned('0.005');
    exchange.fillResting(OUR_ID, '0.01');
    await pass();
    now += 30_000;
    expect(await pass()).toEqual(['HEDGE_MISSING']);
  });

  it('is not missed with Hedge Off', async () => {
    planned('0.005', 'grid', 'off');
    exchange.fillResting(OUR_ID, '0.01');
    await pass();
    now += 30_000;
    expect(await pass()).toEqual([]);
  });

  it('is told missing on a contract just chosen that nothing was planned on yet', async () => {
    planned('0.005');
    exchange.fillResting(OUR_ID, '0.01');
    const usdm = { ...FUTURES, symbol: 'BTCUSDC', quoteAsset: 'USDC' };
    const change = { instruments: { spot: SPOT, usdm }, earlierContracts: [FUTURES] };
    await pass({ change });
    now += 30_000;
    expect(await pass({ change })).toEqual(['HEDGE_MISSING']);
    expect(world.journal.openFindings('HEDGE_MISSING', 'BTCUSDC/')).toHaveLength(1);
  });

  it('is not told missing for ever on the contract before', async () => {
    planned('0.005');
    exchange.fillResting(OUR_ID, '0.01');
    await pass();
    now += 30_000;
    expect(await pass()).toEqual(['HEDGE_MISSING']);
    const usdm = { ...FUTURES, symbol: 'BTCUSDC', quoteAsset: 'USDC' };
    await pass({ change: { instruments: { spot: SPOT, usdm }, earlierContracts: [FUTURES] } });
    expect(world.journal.openFindings('HEDGE_MISSING', 'BTCUSDT/')).toEqual([]);
  });

  it('is told missing when delta stays beyond the band of its last plan', async () => {
    exchange.fillResting(OUR_ID, '0.01');
    planned('0.005');
    expect(await pass()).toEqual(['ORDER_CLOSED', 'FILLS_BOOKED']);
    now += 30_000;
    expect(await pass()).toEqual(['HEDGE_MISSING']);
    await carryOut(FUTURES_SCOPE, hedge());
    now += 30_000;
    expect(await pass()).toEqual([]);
  });
});

describe('funding', () => {
  const HOUR = 3_600_000;
  let asked: number[];
  let marks: number;
  beforeEach(async () => {
    await hedged();
    asked = [];
    marks = 0;
    exchange.fundingPayments = async (_symbol: string, since: number) => {
      asked.push(since);
      const paid = { transactionId: '5', symbol: 'BTCUSDT', amountQuote: '0.3', asset: 'USDT' };
      return now < 8 * HOUR ? [] : [{ ...paid, paidAt: 8 * HOUR }];
    };
    exchange.mark = async () => {
      marks += 1;
      const next = (Math.floor(now / (8 * HOUR)) + 1) * 8 * HOUR;
      return {
        markPrice: '80000',
        indexPrice: '80000',
        fundingRate: '0',
        nextFundingAt: next,
        at: now,
      };
    };
  });

  it('is read when a funding time passed, not before, and booked once (I07)', async () => {
    await pass();
    now += 60_000;
    await pass();
    expect(asked).toEqual([]);
    now = HOUR;
    await pass();
    expect([asked.length, marks]).toEqual([1, 1]);
    now = HOUR + 600_000;
    await pass();
    now = 2 * HOUR + 600_000;
    await pass();
    expect([asked.length, marks]).toEqual([2, 3]);
    now = 8 * HOUR + 1;
    expect(await pass()).toEqual(['FUNDING_BOOKED']);
    now += 60_000;
    expect(await pass()).toEqual([]);
    expect(world.journal.fundingBetween('BTCUSDT', 0, now)).toHaveLength(1);
  });
});
