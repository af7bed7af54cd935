import Database from 'better-sqlite3';
import { allocationOf, balanceDifferences, managedQuote } from '../../../lib/accounting/books';
import type { Books } from '../../../lib/accounting/books';
import { openSqliteJournal } from '../../../lib/journal/sqlite/sqliteJournal';
import type { Journal } from '../../../lib/journal/port';
import type { Fill } from '../../../lib/model/order';
import { temporaryJournal } from '../../support/journals';
import { entry, fill, FUTURES_SCOPE, hedge, newOrder, report } from '../../support/samples';

const ASSETS = { baseAsset: 'BTC', quoteAsset: 'USDT', cursor: null, at: 1 };
const HOUR_MS = 3_600_000;
const HELD = {
  openedAt: 1,
  spot: [{ asset: 'USDT', free: '10000', locked: '0' }],
  futures: [{ asset: 'USDT', total: '5000' }],
};

describe('the books in the journal', () => {
  let world: ReturnType<typeof temporaryJournal>;
  let journal: Journal;
  beforeEach(() => {
    world = temporaryJournal();
    journal = world.journal;
  });
  afterEach(() => world.dispose());

  const books = (): Books => {
    const read = journal.books();
    if (read === null) throw new Error('the books are not open');
    return read;
  };
  const managed = (): string => managedQuote(books(), 'USDT').toString();

  function place(order = newOrder(), exchangeOrderId = '11'): void {
    const [placed] = journal.intendOrders([order], { approvalId: null, planReason: '', at: 1 });
    if (!placed) throw new Error('nothing was intended');
    const id = placed.clientOrderId;
    const { token } = journal.seizeLease('l', 'test', 1, 1_000_000);
    const guard = {
      lease: { name: 'l', token, ttlMs: 1 },
      isIncrease: false,
      baseAsset: 'BTC',
      planRevision: 0,
      ownIntentIds: [],
    };
    expect(journal.markSent(id, guard, 1)).toBeNull();
    const { market, symbol } = order.scope;
    journal.applyReport(id, report(id, { market, symbol, exchangeOrderId }), 'test', 1);
  }
  const book = (...fills: Fill[]) => journal.bookFills(fills, ASSETS);

  it('keeps managed quote, inventory and lots with a fee taken from base (E04)', () => {
    journal.openBooks(HELD);
    place();
    book(fill({ feeAmount: '0.00001' }));
    expect(managed()).toBe('9210');
    expect(journal.holdings('BTCUSDT')).toEqual([
      {
        holding: 'inventory/BTCUSDT',
        symbol: 'BTCUSDT',
        quantity: '0.00999',
        costQuote: '789.21',
      },
    ]);
    expect(journal.openLots('inventory/BTCUSDT', 5)).toEqual({
      count: 1,
      lots: [{ quantity: '0.00999', price: '79000', openedAt: 5 }],
    });
    const { spot } = journal.sumsSince('BTCUSDT', null);
    expect(spot).toMatchObject({ 'fee/BTC': '0.00001', feesQuote: '0.79', fills: '1' });
  });

  it('books what the exchange says of a futures fill, and the same fill once', () => {
    journal.openBooks(HELD);
    place(newOrder(hedge(), FUTURES_SCOPE));
    const closing = fill({
      market: 'usdm',
      side: 'SELL',
      feeAmount: '0.4',
      feeAsset: 'USDT',
      realizedPnlQuote: '1.25',
    });
    book(closing);
    book(closing);
    expect(managed()).toBe('10000');
    expect(books().own.usdm).toMatchObject({
      'flow/USDT': '0.85',
      exchangeRealized: '1.25',
      feesQuote: '0.4',
    });
  });

  it('takes a forced fill off what its own contract carries', () => {
    const other = { ...FUTURES_SCOPE, symbol: 'BTCUSDC' };
    const trade = { ...FUTURES_SCOPE, strategy: 'trend' };
    const usdm = { market: 'usdm', side: 'SELL', feeAsset: 'USDT' } as const;
    place(newOrder(hedge(), other), '21');
    book(fill({ ...usdm, symbol: 'BTCUSDC', exchangeOrderId: '21' }));
    place(newOrder(hedge({ id: 'in', leg: 'in', purpose: 'tradeEntry' }), trade), '22');
    book(fill({ ...usdm, tradeId: '2', exchangeOrderId: '22' }));
    const forced = fill({ ...usdm, side: 'BUY', tradeId: '3', exchangeOrderId: '900' });
    expect(journal.bookForcedFill(forced, ASSETS, 2)).toBe('0.01');
    expect(journal.tradePosition('trend', 'BTCUSDT')).toBe('0');
    expect(journal.ownQuantity('usdm', 'BTC')).toBe('-0.01');
  });

  it('explains a foreign fill, and takes it over whole when it turns out to be ours', () => {
    journal.openBooks(HELD);
    book(fill());
    expect(managed()).toBe('10000');
    expect(books().foreign.spot).toMatchObject({ 'flow/USDT': '-790', 'flow/BTC': '0.00999' });
    place();
    expect(managed()).toBe('9210');
    expect(books().foreign.spot).toEqual({ 'flow/USDT': '0', 'flow/BTC': '0' });
    expect(books().own.spot).toMatchObject({ 'flow/USDT': '-790', 'flow/BTC': '0.00999' });
  });

  it('books funding once whatever its source, and transfers once, apart from profit (I07)', () => {
    journal.openBooks(HELD);
    const payment = {
      transactionId: '9',
      symbol: 'BTCUSDT',
      amountQuote: '-1.5',
      asset: 'USDT',
      paidAt: 8 * HOUR_MS,
    };
    expect(journal.bookFunding([payment, payment])).toBe(1);
    expect(journal.bookFunding([payment])).toBe(0);
    const transfer = {
      transactionId: '0',
      type: 'TRANSFER',
      amount: '100',
      asset: 'USDT',
      at: 8 * HOUR_MS,
    };
    const second = { ...transfer, at: 9 * HOUR_MS };
    expect(journal.bookTransfers([transfer, second])).toBe(2);
    expect(journal.bookTransfers([second])).toBe(0);
    expect(managed()).toBe('9800');
    expect(
      balanceDifferences(books(), {
        spot: [{ asset: 'USDT', free: '9800', locked: '0' }],
        futures: [{ asset: 'USDT', total: '5198.5' }],
      }),
    ).toEqual([]);
    expect(journal.transfersBetween(0, 8 * HOUR_MS)).toEqual([transfer]);
    const { usdm } = journal.sumsSince('BTCUSDT', null);
    expect(usdm).toEqual({ 'flow/USDT': '-1.5', 'funding/USDT': '-1.5', fundings: '1' });
  });

  it('tells transfers between our wallets from results of the exchange', () => {
    journal.openBooks(HELD);
    const row = { transactionId: '1', amount: '100', asset: 'USDT', at: 5 };
    journal.bookTransfers([
      { ...row, type: 'TRANSFER' },
      { ...row, type: 'INTERNAL_TRANSFER', amount: '7' },
      { ...row, type: 'INSURANCE_CLEAR', amount: '-3' },
    ]);
    expect(journal.sumsSince('', null)).toEqual({
      spot: { 'flow/USDT': '-100', 'transfer/USDT': '-100' },
      usdm: { 'flow/USDT': '104', 'transfer/USDT': '107', transfers: '2', 'other/USDT': '-3' },
    });
  });

  it('books a difference that nothing explains as foreign, or as a transfer', () => {
    journal.openBooks(HELD);
    journal.bookDifference({ wallet: 'spot', asset: 'USDT', own: '-40', foreign: '-60' }, 7);
    expect(managed()).toBe('9960');
    const spot = [{ asset: 'USDT', free: '9900', locked: '0' }];
    const futures = [{ asset: 'USDT', total: '5000' }];
    expect(balanceDifferences(books(), { spot, futures })).toEqual([]);
  });

  it('opens once, and counts nothing twice that happened before it was opened', () => {
    place();
    book(fill({ tradeId: '1', filledAt: 5 }));
    journal.openBooks({
      ...HELD,
      openedAt: 10,
      spot: [
        { asset: 'USDT', free: '8000', locked: '200' },
        { asset: 'BTC', free: '1.01998', locked: '0' },
      ],
    });
    journal.openBooks(HELD);
    // Equity goes on as it was: all quote that is there is managed.
    expect(managed()).toBe('8200');
    // A fill of before, found later: the balance held its effect already.
    book(fill({ tradeId: '2', filledAt: 9 }));
    expect(managed()).toBe('8200');
    book(fill({ tradeId: '3', filledAt: 11 }));
    expect(managed()).toBe('7410');
    expect(
      balanceDifferences(books(), {
        spot: [
          { asset: 'USDT', free: '7410', locked: '0' },
          { asset: 'BTC', free: '1.02997', locked: '0' },
        ],
        futures: [{ asset: 'USDT', total: '5000' }],
      }),
    ).toEqual([]);
  });

  it('never takes a fill for older than the books when no order of ours was there', () => {
    journal.openBooks({ ...HELD, openedAt: 1_000 });
    place();
    // The exchange's clock is behind the one that we measured.
    book(fill({ filledAt: 990 }));
    expect(managed()).toBe('9210');
  });

  it('manages what is allocated, and books a later change as a transfer', () => {
    journal.wantAllocation('4000', 1);
    journal.openBooks(HELD);
    expect(managed()).toBe('4000');
    expect(allocationOf(books(), 'USDT')).toBe('4000');
    expect(journal.sumsSince('', null).spot).not.toHaveProperty('transfers');
    place();
    book(fill());
    journal.wantAllocation('6000', 2);
    expect(managed()).toBe('5210');
    expect(journal.sumsSince('', null).spot).toMatchObject({
      'transfer/USDT': '2000',
      transfers: '1',
    });
    const spot = [
      { asset: 'USDT', free: '9210', locked: '0' },
      { asset: 'BTC', free: '0.00999', locked: '0' },
    ];
    const held = { spot, futures: [{ asset: 'USDT', total: '5000' }] };
    expect(balanceDifferences(books(), held)).toEqual([]);
    // Never more than there is, and never what is tied up.
    journal.wantAllocation('50000', 3);
    expect(managed()).toBe('9210');
    journal.wantAllocation('100', 4);
    expect(managed()).toBe('0');
    expect(allocationOf(books(), 'USDT')).toBe('790');
    journal.wantAllocation(null, 5);
    expect(managed()).toBe('9210');
    expect(balanceDifferences(books(), held)).toEqual([]);
  });

  it('leaves what foreign orders lock, and takes what ours lock, into the allocation', () => {
    const locked = { ...HELD, spot: [{ asset: 'USDT', free: '900', locked: '100' }] };
    journal.openBooks(locked);
    expect(managed()).toBe('900');
    const other = temporaryJournal();
    try {
      other.journal.intendOrders([newOrder()], { approvalId: null, planReason: '', at: 1 });
      other.journal.openBooks(locked);
      const read = other.journal.books();
      expect(read && managedQuote(read, 'USDT').toString()).toBe('1000');
    } finally {
      other.dispose();
    }
  });

  it('doubles nothing when fills are read again after restarts (H08)', () => {
    journal.openBooks(HELD);
    place();
    const fills = [fill({ tradeId: '1', quantity: '0.004' }), fill({ tradeId: '2' })];
    book(...fills);
    const before = [books(), journal.sumsSince('BTCUSDT', null), journal.holdings(null)];
    for (let restart = 1; restart <= 2; restart += 1) {
      const again = openSqliteJournal(world.file, () => 'abc123');
      again.bookFills(fills, ASSETS);
      again.close();
    }
    expect([books(), journal.sumsSince('BTCUSDT', null), journal.holdings(null)]).toEqual(before);
  });

  it('counts round trips and hedges by strategy, and figures by the hour', () => {
    journal.openBooks(HELD);
    const exit = entry({ purpose: 'gridExit', side: 'SELL', id: 'exit', effect: 'reduce' });
    place(newOrder(exit), '12');
    const part = { side: 'SELL', exchangeOrderId: '12', feeAsset: 'USDT', feeAmount: '0' } as const;
    book(fill({ ...part, tradeId: '1', quantity: '0.004', filledAt: 30 * HOUR_MS }));
    expect(journal.sumsSince('BTCUSDT', null).spot['roundTrips/grid']).toBeUndefined();
    book(fill({ ...part, tradeId: '2', quantity: '0.006', filledAt: 55 * HOUR_MS }));
    expect(journal.sumsSince('BTCUSDT', null).spot).toMatchObject({
      'roundTrips/grid': '1',
      fills: '2',
    });
    expect(journal.sumsSince('BTCUSDT', 31 * HOUR_MS).spot).toMatchObject({ fills: '1' });
    expect(journal.sumsSince('BTCUSDT', 30.5 * HOUR_MS).spot).toMatchObject({ fills: '2' });
    expect(journal.sumsSince('BTCUSDT', 56 * HOUR_MS).spot).toEqual({});
  });

  it('values a fee in BNB once, at the price it is given, in the hour of its fill', () => {
    journal.openBooks(HELD);
    place();
    book(fill({ feeAsset: 'BNB', feeAmount: '0.001', filledAt: 30 * HOUR_MS }));
    const [unvalued] = journal.unvaluedFees('BTCUSDT', 5);
    expect(unvalued).toMatchObject({ feeAsset: 'BNB', feeAmount: '0.001' });
    expect(journal.unvaluedFees('ETHUSDT', 5)).toEqual([]);
    const value = { sequence: unvalued?.sequence ?? 0, priceQuote: '600.5' };
    journal.valueFees([value, value]);
    journal.valueFees([value]);
    expect(journal.unvaluedFees('BTCUSDT', 5)).toEqual([]);
    expect(journal.sumsSince('BTCUSDT', 30 * HOUR_MS).spot).toMatchObject({
      feesQuote: '0.6005',
      'fee/BNB': '0.001',
      'flow/BTC': '0.01',
    });
  });

  it('tells the futures position before a moment, hedge and trades together (I08)', () => {
    place(newOrder(hedge({ quantity: '0.02' }), FUTURES_SCOPE));
    const sell = { market: 'usdm', side: 'SELL', feeAmount: '0', feeAsset: 'USDT' } as const;
    book(fill({ ...sell, tradeId: '1', filledAt: 100 }));
    book(fill({ ...sell, tradeId: '2', filledAt: 200 }));
    expect(journal.positionBefore('BTCUSDT', 100)).toBe('0');
    expect(journal.positionBefore('BTCUSDT', 200)).toBe('-0.01');
    expect(journal.positionBefore('BTCUSDT', 201)).toBe('-0.02');
  });

  it('books anew, to the same figures, what a journal without books had journaled', () => {
    place();
    book(fill({ tradeId: '1', quantity: '0.004', feeAmount: '0.000004' }));
    book(fill({ tradeId: '2', quantity: '0.006', feeAsset: 'BNB', feeAmount: '0.1' }));
    book(fill({ tradeId: '3', exchangeOrderId: '99' }));
    journal.bookFunding([
      { transactionId: '9', symbol: 'BTCUSDT', amountQuote: '2', asset: 'USDT', paidAt: 3 },
    ]);
    const kept = ['book_sums', 'lots', 'holdings', 'fee_values'];
    const rows = (): unknown[] => {
      const file = new Database(world.file);
      try {
        return kept.map((table) => file.prepare(`select * from ${table}`).all());
      } finally {
        file.close();
      }
    };
    const before = rows();
    const file = new Database(world.file);
    for (const table of kept) file.exec(`delete from ${table}`);
    file.exec("insert into app_state(key, value, at) values('books/replay', '1', 0)");
    file.close();
    openSqliteJournal(world.file, () => 'abc123').close();
    expect(rows()).toEqual(before);
    openSqliteJournal(world.file, () => 'abc123').close();
    expect(rows()).toEqual(before);
  });
});
