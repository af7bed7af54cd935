import { openSqliteJournal } from '../../../lib/journal/sqlite/sqliteJournal';
import { DEFAULT_BRAKE_SETTINGS, withBrakes } from '../../../lib/risk/brakes';
import { watchEquity } from '../../../lib/risk/drawdown';
import { temporaryJournal } from '../../support/journals';
import { fill, newOrder, report } from '../../support/samples';

it('keeps the peaks of equity and the brakes over a restart', () => {
  const { journal, file, dispose } = temporaryJournal();
  expect(journal.equityWatch()).toBeNull();
  for (const [at, equityQuote] of [
    [1_000_000_000_001, '10000'],
    [1_000_000_000_002, '8900'],
  ] as const) {
    journal.foldEquityWatch((before) =>
      withBrakes(
        watchEquity(before, { at, equityQuote, netTransfersQuote: '0' }),
        DEFAULT_BRAKE_SETTINGS,
      ),
    );
  }
  const again = openSqliteJournal(file, () => 'abc123');
  expect(again.equityWatch()).toMatchObject({
    equityQuote: '8900',
    windows: { total: { peakQuote: '10000', startedAt: 1_000_000_000_001 } },
    brakes: { level: 2, drawdownPct: -11 },
  });
  again.close();
  dispose();
});

it('knows the managed assets with the last mark of one of their symbols', () => {
  const { journal, dispose } = temporaryJournal();
  const [order] = journal.intendOrders([newOrder()], { approvalId: null, planReason: '', at: 1 });
  const lease = journal.acquireLease('asset/BTC', 'me', 1, 30_000);
  if (!order || !lease) throw new Error('no order or no lease');
  const guard = {
    lease: { name: 'asset/BTC', token: lease.token, ttlMs: 30_000 },
    isIncrease: true,
    baseAsset: 'BTC',
    planRevision: 0,
    ownIntentIds: [],
  };
  journal.markSent(order.clientOrderId, guard, 2);
  const filled = { state: 'filled', filledQuantity: '0.01' } as const;
  journal.applyReport(order.clientOrderId, report(order.clientOrderId, filled), 'test', 3);
  expect(journal.managedAssets()).toEqual([]);
  journal.bookFills([fill()], { baseAsset: 'BTC', quoteAsset: 'USDT', cursor: null, at: 4 });
  expect(journal.managedAssets()).toEqual([{ baseAsset: 'BTC', quantity: '0.00999', mark: null }]);
  journal.saveMark('BTCUSDT', 'BTC', '80000', 5);
  journal.saveMark('BTCUSDC', 'BTC', '80010', 6);
  journal.saveMark('ETHUSDT', 'ETH', '3000', 7);
  expect(journal.managedAssets()).toEqual([
    { baseAsset: 'BTC', quantity: '0.00999', mark: { symbol: 'BTCUSDC', price: '80010', at: 6 } },
  ]);
  dispose();
});
