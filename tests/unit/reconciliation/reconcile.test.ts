import { executePlans } from '../../../lib/execution/executePlans';
import { TransientError } from '../../../lib/model/errors';
import type { Fill } from '../../../lib/model/order';
import { compareHoldings, reconcile } from '../../../lib/reconciliation/reconcile';
import { takeLease } from '../../../lib/supervision/leases';
import { temporaryJournal } from '../../support/journals';
import { entry, fill, FUTURES, report, SPOT, SPOT_SCOPE } from '../../support/samples';
import { ScriptedExchange } from '../../support/scriptedExchange';

const instruments = { spot: SPOT, usdm: FUTURES };
const OUR_ID = 'dgabc123-1-1';
let world: ReturnType<typeof temporaryJournal>;
let exchange: ScriptedExchange;
beforeEach(async () => {
  world = temporaryJournal();
  exchange = new ScriptedExchange();
  world.journal.bind('simulator', '7', 1);
  const lease = takeLease(world.journal, 'BTC', 'loop', () => 1);
  if (!lease) throw new Error('no lease');
  const plan = {
    version: 1 as const,
    scope: SPOT_SCOPE,
    baseAsset: 'BTC',
    madeAt: 1,
    journalRevision: 0,
    disposition: 'active' as const,
    reason: 'test',
    warnings: [],
    intents: [entry()],
  };
  await executePlans([plan], 'approval', {
    exchange,
    journal: world.journal,
    hostNow: () => 1,
    lease,
    instruments,
    leverage: 2,
    accountVerdict: { denials: [], warnings: [] },
    refreshInstrument: async (market) => (market === 'spot' ? SPOT : FUTURES),
  });
});
afterEach(() => world.dispose());

const pass = async () =>
  (
    await reconcile({
      exchange,
      journal: world.journal,
      hostNow: () => 2,
      exchangeNow: () => 2,
      instruments,
    })
  ).map(({ code }) => code);
const inventory = () => world.journal.ownQuantity('spot', 'BTC');

describe('a pass of reconciliation', () => {
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

  it('leaves everything as it was when a query fails (D07)', async () => {
    exchange.openOrders = async () => {
      throw new TransientError('HTTP 502', '');
    };
    expect(await pass()).toEqual(['QUERY_FAILED', 'QUERY_FAILED']);
    expect(world.journal.order(OUR_ID)?.state).toBe('open');
  });

  it('tells orphans with our prefix from foreign orders and touches neither (B03, B04)', async () => {
    const rest = (clientOrderId: string) =>
      exchange.orders.set(clientOrderId, report(clientOrderId, { exchangeOrderId: clientOrderId }));
    rest('dgabc123-zz-1');
    rest('by-hand');
    expect(await pass()).toEqual(['ORPHAN_ORDER', 'FOREIGN_ORDER']);
    expect(exchange.cancelled).toEqual([]);
  });

  it('does not book the trade list while an outcome is unknown: its fills would look foreign', async () => {
    const gone = report(OUR_ID, { state: 'cancelled', exchangeOrderId: '100' });
    world.journal.applyReport(OUR_ID, gone, 'test', 2);
    exchange.orders.set(OUR_ID, gone);
    const lease = takeLease(world.journal, 'BTC', 'loop', () => 2);
    const [order] = world.journal.intendOrders(
      [
        {
          intent: entry({ id: 'b2' }),
          scope: SPOT_SCOPE,
          baseAsset: 'BTC',
          gridNumber: 1,
          quantity: '0.01',
          instruction: entry().instruction,
          reduceOnly: false,
          positionSide: null,
        },
      ],
      { approvalId: null, planReason: 'test', at: 2 },
    );
    const id = order?.clientOrderId ?? '';
    world.journal.markSent(
      id,
      {
        lease: { name: 'asset/BTC', token: lease?.token ?? 0, ttlMs: 1 },
        isIncrease: false,
        baseAsset: 'BTC',
        planRevision: 0,
        ownIntentIds: [],
      },
      2,
    );
    exchange.trades.push(fill({ exchangeOrderId: '777' }));
    expect(await pass()).toEqual(['UNKNOWN_PENDING']);
    expect(world.journal.revision('BTC')).toBe(0);
    exchange.orders.set(
      id,
      report(id, { exchangeOrderId: '777', state: 'filled', filledQuantity: '0.01' }),
    );
    expect(await pass()).toEqual(['UNKNOWN_SETTLED', 'FILLS_BOOKED']);
    expect(inventory()).toBe('0.00999');
  });

  it('books funding once, from the binding of the journal on', async () => {
    const asked: number[] = [];
    exchange.fundingPayments = async (_symbol: string, since: number) => {
      asked.push(since);
      return [
        { transactionId: '5', symbol: 'BTCUSDT', amountQuote: '0.3', asset: 'USDT', paidAt: 8 },
      ];
    };
    expect(await pass()).toEqual(['FUNDING_BOOKED']);
    expect(await pass()).toEqual([]);
    expect(asked).toEqual([1, 8]);
  });
});

describe('the comparison of holdings', () => {
  const spotAccount = (free: string) => ({
    uid: '7',
    canTrade: true,
    balances: [{ asset: 'BTC', free, locked: '0.004' }],
  });
  const futuresAccount = (quantity: string) => ({
    walletBalanceQuote: '0',
    marginBalanceQuote: '0',
    availableBalanceQuote: '0',
    unrealizedPnlQuote: '0',
    canTrade: true,
    oneWayMode: true,
    positions: [
      {
        symbol: 'BTCUSDT',
        side: 'BOTH' as const,
        quantity,
        entryPrice: '80000',
        markPrice: '80000',
        unrealizedPnlQuote: '0',
        liquidationPrice: null,
      },
    ],
  });
  const compare = (free: string, quantity: string) =>
    compareHoldings(
      { journal: world.journal, instruments, hostNow: () => 2 },
      spotAccount(free),
      futuresAccount(quantity),
    ).map(({ code }) => code);

  beforeEach(() => {
    const own: Fill = fill({ exchangeOrderId: '100', feeAmount: '0' });
    world.journal.bookFills([own], {
      baseAsset: 'BTC',
      quoteAsset: 'USDT',
      cursor: null,
      at: 2,
    });
  });

  it('accepts foreign coins on top of managed inventory', () => {
    expect(compare('5', '0')).toEqual([]);
  });

  it('reports inventory that is gone and positions that are not ours', () => {
    expect(compare('0.005', '0')).toEqual(['BALANCE_SHORT']);
    expect(compare('0.006', '-0.5')).toEqual(['POSITION_DIFFERS']);
  });
});
