import { balanceDifferences } from '../../../lib/accounting/books';
import { openSqliteJournal } from '../../../lib/journal/sqlite/sqliteJournal';
import type { Journal } from '../../../lib/journal/port';
import { temporaryJournal } from '../../support/journals';
import { fill, FUTURES_SCOPE, hedge, newOrder, report } from '../../support/samples';

const HOUR_MS = 3_600_000;

describe('the hedge contract', () => {
  let world: ReturnType<typeof temporaryJournal>;
  let journal: Journal;
  beforeEach(() => {
    world = temporaryJournal();
    journal = world.journal;
  });
  afterEach(() => world.dispose());

  /** A hedge sale on the symbol's own contract, which rests; answers its client order id. */
  function placeHedge(): string {
    const [order] = journal.intendOrders([newOrder(hedge(), FUTURES_SCOPE)], {
      approvalId: null,
      planReason: '',
      at: 1,
    });
    if (!order) throw new Error('nothing was intended');
    const { clientOrderId } = order;
    const { token } = journal.seizeLease('l', 'test', 1, HOUR_MS);
    const lease = { name: 'l', token, ttlMs: 1 };
    const guard = { isIncrease: false, baseAsset: 'BTC', planRevision: 0, ownIntentIds: [] };
    expect(journal.markSent(clientOrderId, { ...guard, lease }, 1)).toBeNull();
    journal.applyReport(
      clientOrderId,
      report(clientOrderId, { market: 'usdm', exchangeOrderId: '7' }),
      'test',
      1,
    );
    return clientOrderId;
  }

  it("is the symbol's own until another is chosen, and stays over a new opening", () => {
    expect(journal.hedgeContract('BTCUSDT')).toBe('BTCUSDT');
    expect(journal.contractsOf('BTCUSDT')).toEqual(['BTCUSDT']);
    expect(journal.chooseHedgeContract('BTCUSDT', 'BTCUSDC', 1)).toBeNull();
    const again = openSqliteJournal(world.file, () => 'abc123');
    expect(again.hedgeContract('BTCUSDT')).toBe('BTCUSDC');
    expect(again.contractsOf('BTCUSDT')).toEqual(['BTCUSDC', 'BTCUSDT']);
    expect(again.hedgeContract('ETHUSDT')).toBe('ETHUSDT');
    again.close();
  });

  it('remembers each that was in force once, the newest first', () => {
    for (const contract of ['BTCUSDC', 'BTCUSDT', 'BTCUSDC']) {
      expect(journal.chooseHedgeContract('BTCUSDT', contract, 1)).toBeNull();
    }
    expect(journal.contractsOf('BTCUSDT')).toEqual(['BTCUSDC', 'BTCUSDT']);
  });

  it('is not changed while an order on it is not over', () => {
    placeHedge();
    expect(journal.chooseHedgeContract('BTCUSDT', 'BTCUSDC', 1)).toEqual({
      contract: 'BTCUSDT',
      standing: '1 order(s) that are not over',
    });
    expect(journal.hedgeContract('BTCUSDT')).toBe('BTCUSDT');
  });

  it('is not shared with another symbol that has something on it', () => {
    placeHedge();
    expect(journal.chooseHedgeContract('BTCFDUSD', 'BTCUSDT', 1)).toMatchObject({
      contract: 'BTCUSDT',
    });
    expect(journal.hedgeContract('BTCFDUSD')).toBe('BTCFDUSD');
  });

  it('is not changed while a hedge stands on it', () => {
    const clientOrderId = placeHedge();
    const { quantity } = hedge();
    const filled = { market: 'usdm', exchangeOrderId: '7', quantity } as const;
    journal.applyReport(
      clientOrderId,
      report(clientOrderId, { ...filled, state: 'filled', filledQuantity: quantity }),
      'test',
      1,
    );
    journal.bookFills([fill({ ...filled, side: 'SELL', feeAsset: 'USDT' })], {
      baseAsset: 'BTC',
      quoteAsset: 'USDT',
      cursor: null,
      at: 1,
    });
    const refused = journal.chooseHedgeContract('BTCUSDT', 'BTCUSDC', 1);
    expect(refused).toEqual({ contract: 'BTCUSDT', standing: `a position of -${quantity}` });
  });
});

describe('the books of another margin asset', () => {
  it('begin with what is held when it is first seen', () => {
    const { journal, dispose } = temporaryJournal();
    journal.openBooks({
      openedAt: 1,
      spot: [{ asset: 'USDT', free: '10000', locked: '0' }],
      futures: [{ asset: 'USDT', total: '500' }],
    });
    journal.openWallet({ asset: 'USDC', total: '250', addedAt: 5 });
    journal.openWallet({ asset: 'USDC', total: '999', addedAt: 6 });
    expect(journal.books()?.opening.futures).toEqual([
      { asset: 'USDC', total: '250', addedAt: 5 },
      { asset: 'USDT', total: '500' },
    ]);
    // What the strategy works with stays quote of the wallet that the books were opened with.
    journal.wantAllocation('4000', 2);
    expect(journal.books()?.own.spot).toMatchObject({ 'allocation/USDT': '-6000' });
    dispose();
  });

  it('count a transfer once that was made before them and is read after', () => {
    const { journal, dispose } = temporaryJournal();
    const futures = [{ asset: 'USDT', total: '500' }];
    journal.openBooks({ openedAt: 1, spot: [], futures });
    journal.openWallet({ asset: 'USDC', total: '250', addedAt: 10 });
    const moved = { transactionId: '1', type: 'TRANSFER', asset: 'USDC' };
    journal.bookTransfers([{ ...moved, amount: '200', at: 9 }]);
    journal.bookTransfers([{ ...moved, transactionId: '2', amount: '-40', at: 11 }]);
    const books = journal.books();
    if (!books) throw new Error('no books');
    const wallets = [...futures, { asset: 'USDC', total: '210' }];
    const differences = balanceDifferences(books, { spot: [], futures: wallets });
    expect(differences.filter(({ wallet }) => wallet === 'usdm')).toEqual([]);
    dispose();
  });
});
