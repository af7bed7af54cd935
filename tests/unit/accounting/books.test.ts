import fc from 'fast-check';
import {
  attributeQuoteDifference,
  balanceDifferences,
  type Books,
  expectedBalances,
  managedQuote,
} from '../../../lib/accounting/books';
import { spansSince } from '../../../lib/accounting/sums';
import { Decimal, decimal } from '../../../lib/model/decimal';

const books: Books = {
  opening: {
    openedAt: 1,
    spot: [
      { asset: 'USDT', free: '1000', locked: '50' },
      { asset: 'BTC', free: '0.5', locked: '0' },
      { asset: 'DOGE', free: '7', locked: '0' },
    ],
    futures: [{ asset: 'USDT', total: '500' }],
  },
  own: {
    spot: { 'flow/USDT': '-100', 'flow/BTC': '0.00999' },
    usdm: { 'flow/USDT': '-0.5' },
  },
  foreign: { spot: { 'flow/USDT': '20', 'flow/BTC': '-0.1' }, usdm: {} },
};
const actual = {
  spot: [
    { asset: 'USDT', free: '900', locked: '70' },
    { asset: 'BTC', free: '0.40999', locked: '0' },
  ],
  futures: [{ asset: 'USDT', total: '499.5' }],
};

describe('the books against the balances', () => {
  it('managed quote is what was free at the opening and every own flow since', () => {
    expect(managedQuote(books, 'USDT').toString()).toBe('900');
    expect(managedQuote(books, 'USDC').toString()).toBe('0');
  });

  it('expects opening, own and foreign flows of what was booked, and of nothing else', () => {
    expect(
      expectedBalances(books).map(({ wallet, asset, expected }) => [
        wallet,
        asset,
        expected.toString(),
      ]),
    ).toEqual([
      ['spot', 'USDT', '970'],
      ['spot', 'BTC', '0.40999'],
      ['usdm', 'USDT', '499.5'],
    ]);
    expect(balanceDifferences(books, actual)).toEqual([]);
  });

  it('tolerates nothing, and names both figures', () => {
    const off = { ...actual, futures: [{ asset: 'USDT', total: '499.49999999' }] };
    expect(balanceDifferences(books, off)).toEqual([
      {
        wallet: 'usdm',
        asset: 'USDT',
        expected: '499.5',
        actual: '499.49999999',
        difference: '-0.00000001',
      },
    ]);
    const gone = { ...actual, spot: actual.spot.slice(0, 1) };
    expect(balanceDifferences(books, gone)).toMatchObject([{ asset: 'BTC', actual: '0' }]);
    expect(balanceDifferences(books, actual, ['DOGE'])).toMatchObject([{ asset: 'DOGE' }]);
  });

  it('what came is foreign; what went was foreign first and then a transfer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: -100, max: 1000 }),
        (difference, held) => {
          const { foreign, transferred } = attributeQuoteDifference(
            decimal(String(difference)),
            decimal(String(held)),
          );
          expect(foreign.plus(transferred).toString()).toBe(String(difference));
          expect(transferred.isPositive()).toBe(false);
          expect(foreign.plus(Decimal.max(decimal(String(held)), Decimal.zero)).isNegative()).toBe(
            false,
          );
        },
      ),
    );
  });
});

it('hours, then days, cover all time since the hour of a moment without a gap', () => {
  const hour = 3_600_000;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (since) => {
      const [hours, days] = spansSince(since);
      expect(hours?.from).toBe(Math.floor(since / hour) * hour);
      expect(hours?.before).toBe(days?.from);
      expect((days?.from ?? 1) % (24 * hour)).toBe(0);
      expect((days?.from ?? 0) - (hours?.from ?? 0)).toBeLessThan(24 * hour);
    }),
  );
});
