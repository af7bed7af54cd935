import fc from 'fast-check';
import { equityQuote } from '../../../lib/accounting/equity';
import { profitOf } from '../../../lib/accounting/profit';
import { Decimal, decimal } from '../../../lib/model/decimal';
import { fill } from '../../support/samples';

const assets = { baseAsset: 'BTC', quoteAsset: 'USDT' };

describe('profit at average cost', () => {
  it('realises what was closed and leaves the rest unrealised', () => {
    const profit = profitOf(
      [
        fill({ quantity: '2', price: '100', feeAmount: '0' }),
        fill({ quantity: '2', price: '110', feeAmount: '0' }),
        fill({ side: 'SELL', quantity: '1', price: '120', feeAmount: '1.2', feeAsset: 'USDT' }),
      ],
      assets,
      decimal('115'),
    );
    expect(profit.realizedPnlQuote.toString()).toBe('15');
    expect(profit.unrealizedPnlQuote.toString()).toBe('30');
    expect(profit.feesQuote.toString()).toBe('1.2');
  });

  it('values a fee in base at the fill and keeps other assets apart', () => {
    const profit = profitOf(
      [
        fill({ quantity: '1', price: '100', feeAmount: '0.001' }),
        fill({ quantity: '1', price: '100', feeAmount: '0.5', feeAsset: 'BNB' }),
      ],
      assets,
      decimal('100'),
    );
    expect(profit.feesQuote.toString()).toBe('0.1');
    expect([...profit.otherFees].map(([asset, amount]) => [asset, amount.toString()])).toEqual([
      ['BNB', '0.5'],
    ]);
  });

  it('adds up to the change of wealth, long or short, through every turn', () => {
    const trade = fc.record({
      buy: fc.boolean(),
      quantity: fc.integer({ min: 1, max: 50 }),
      price: fc.integer({ min: 50, max: 150 }),
    });
    fc.assert(
      fc.property(
        fc.array(trade, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 50, max: 150 }),
        (trades, last) => {
          let cash = 0;
          let held = 0;
          for (const { buy, quantity, price } of trades) {
            held += buy ? quantity : -quantity;
            cash -= (buy ? quantity : -quantity) * price;
          }
          const profit = profitOf(
            trades.map(({ buy, quantity, price }) =>
              fill({
                side: buy ? 'BUY' : 'SELL',
                quantity: String(quantity),
                price: String(price),
                feeAmount: '0',
              }),
            ),
            assets,
            decimal(String(last)),
          );
          const total = profit.realizedPnlQuote.plus(profit.unrealizedPnlQuote);
          const difference = total.minus(decimal(String(cash + held * last))).absolute();
          // The average price is cut behind 16 decimals.
          expect(difference.isBelow(decimal('0.000000001'))).toBe(true);
        },
      ),
    );
  });
});

it('a fee in base leaves the quantity: the parts add up to what is owned', () => {
  const bought = fill({ quantity: '1', price: '80000', feeAmount: '0.001' });
  const { realizedPnlQuote, unrealizedPnlQuote, feesQuote } = profitOf(
    [bought],
    assets,
    decimal('60000'),
  );
  const total = realizedPnlQuote.plus(unrealizedPnlQuote).minus(feesQuote);
  expect(total.toString()).toBe(
    decimal('0.999').times(decimal('60000')).minus(decimal('80000')).toString(),
  );
});

it('equity is quote, inventory at mark and the futures margin balance, at 8 places', () => {
  expect(
    equityQuote({
      spotFreeQuote: '5000.5',
      spotLockedQuote: '2000',
      inventory: '0.03590406',
      markPrice: '80666.84',
      futuresMarginBalanceQuote: '10000.123456785',
    }).toString(),
  ).toBe(
    Decimal.sum([decimal('17000.623456785'), decimal('0.03590406').times(decimal('80666.84'))])
      .roundedHalfEven(8)
      .toString(),
  );
});
