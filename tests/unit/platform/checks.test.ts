import type { DemoFigures } from '../../../scripts/demo/figures';
import { sumDecimals } from '../../../scripts/demo/journalFigures';
import { differences, type Books } from '../../../scripts/long/books';
import { chooseKillMoments } from '../../../scripts/long/killMoments';
import { loopFaults } from '../../../scripts/long/loop';
import { seededRandom } from '../../../scripts/long/seededRandom';

const GOOD: DemoFigures = {
  n8nVersion: '2.41.0',
  cycles: 60,
  executionsSucceeded: 60,
  executionsFailed: 0,
  symbols: ['BTCUSDT'],
  feed: 'synthetic',
  ordersPlaced: 40,
  ordersCancelled: 0,
  fills: 10,
  roundTrips: 3,
  hedges: 1,
  fundings: 0,
  fundingPaymentsQuote: '0',
  maxAbsDeltaFraction: 0.05,
  startEquityQuote: '20000',
  endEquityQuote: '20001',
  rateLimitViolations: 0,
  unprotectedMs: 0,
  openOrdersJournal: 20,
  openOrdersExchange: 20,
  duplicateOrders: 0,
  paths: { journal: '', simulator: '', n8nDatabase: '' },
};

describe('the faults of a run', () => {
  it('are none when all is well', () => {
    expect(loopFaults(GOOD, { wantsTrades: true })).toEqual([]);
  });

  const broken: [string, Partial<DemoFigures>][] = [
    ['a failed execution', { executionsSucceeded: 59, executionsFailed: 1 }],
    ['a missing execution', { executionsSucceeded: 59 }],
    ['too much delta', { maxAbsDeltaFraction: 0.051 }],
    ['other open orders', { openOrdersJournal: 19 }],
    ['a limit violated', { rateLimitViolations: 1 }],
    ['a duplicate order', { duplicateOrders: 1 }],
    ['time without protection', { unprotectedMs: 1 }],
    ['no round trip', { roundTrips: 0 }],
    ['no hedge', { hedges: 0 }],
  ];
  it.each(broken)('name %s', (_what, change) => {
    expect(loopFaults({ ...GOOD, ...change }, { wantsTrades: true })).toHaveLength(1);
  });
});

describe('the differences of two books', () => {
  const books: Books = { openOrders: ['spot:a'], inventory: '0.1', position: '-0.1' };

  it('are none for equal books', () => {
    expect(differences(books, { ...books })).toEqual([]);
  });

  const other: [string, Partial<Books>, number][] = [
    ['an order that only the exchange has', { openOrders: ['spot:a', 'spot:b'] }, 1],
    ['an order that only the journal has', { openOrders: [] }, 1],
    ['another order', { openOrders: ['spot:b'] }, 2],
    ['another inventory', { inventory: '0.10001' }, 1],
    ['another position', { position: '0.1' }, 1],
  ];
  it.each(other)('name %s', (_what, change, count) => {
    expect(differences(books, { ...books, ...change })).toHaveLength(count);
  });
});

describe('sums of decimal texts', () => {
  it.each([
    [[], '0'],
    [['0.10000000', '0.2'], '0.3'],
    [['-0.00000001', '0.00000001'], '0'],
    [['1', '-2.5'], '-1.5'],
    [['123456789012345678.123456789', '0.000000001'], '123456789012345678.12345679'],
  ])('%j is %s', (texts, expected) => {
    expect(sumDecimals(texts)).toBe(expected);
  });

  it('refuses what is no number', () => {
    expect(() => sumDecimals(['1e5'])).toThrow('1e5');
  });
});

describe('the moments of the kills', () => {
  const moments = chooseKillMoments(seededRandom(7), 20);

  it('are the same for the same seed', () => {
    expect(chooseKillMoments(seededRandom(7), 20)).toEqual(moments);
  });

  it('fall between execution and reply half of the time, on both markets', () => {
    const after = moments.flatMap((one) =>
      one.kind === 'hold' && one.hold.phase === 'after' ? [one.hold.route] : [],
    );
    expect(after).toHaveLength(10);
    expect(new Set(after)).toEqual(new Set(['POST /api/v3/order', 'POST /fapi/v1/order']));
  });
});
