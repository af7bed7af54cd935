import fc from 'fast-check';
import { type Lot, matchLots, unrealizedPnlQuote } from '../../../lib/accounting/lots';
import { Decimal, decimal } from '../../../lib/model/decimal';

const lot = (id: number, quantity: string, price: string): Lot => ({
  id,
  quantity: decimal(quantity),
  price: decimal(price),
});

describe('lots, first in first out', () => {
  it('closes the oldest first, in parts, and leaves the rest', () => {
    const matching = matchLots(
      [lot(1, '2', '100'), lot(2, '2', '110')],
      decimal('-3'),
      decimal('120'),
    );
    expect(matching.realizedPnlQuote.toString()).toBe('50');
    expect(matching.opened.toString()).toBe('0');
    expect(matching.closings.map(({ lotId, left }) => [lotId, left.toString()])).toEqual([
      [1, '0'],
      [2, '1'],
    ]);
  });

  it('mirrors short lots and turns through zero', () => {
    const matching = matchLots([lot(1, '-1', '100')], decimal('3'), decimal('90'));
    expect(matching.realizedPnlQuote.toString()).toBe('10');
    expect(matching.opened.toString()).toBe('2');
  });

  it('opens without reading further than the first lot of the same side', () => {
    let read = 0;
    const lots = (function* () {
      for (read = 1; ; read += 1) yield lot(read, '1', '100');
    })();
    expect(matchLots(lots, decimal('1'), decimal('90')).opened.toString()).toBe('1');
    expect(read).toBe(1);
  });

  it('realised and unrealised are the change of wealth, exactly, long or short', () => {
    const amount = fc.integer({ min: 1, max: 99_999_999 }).map((units) => decimalOf(units));
    const trade = fc.record({ buy: fc.boolean(), quantity: amount, price: amount });
    fc.assert(
      fc.property(fc.array(trade, { minLength: 1, maxLength: 40 }), amount, (trades, mark) => {
        let lots: Lot[] = [];
        let cash = Decimal.zero;
        let held = Decimal.zero;
        let realized = Decimal.zero;
        for (const [id, { buy, quantity, price }] of trades.entries()) {
          const change = buy ? quantity : quantity.negated();
          cash = cash.minus(change.times(price));
          held = held.plus(change);
          const matching = matchLots(lots, change, price);
          realized = realized.plus(matching.realizedPnlQuote);
          const left = new Map(matching.closings.map((closing) => [closing.lotId, closing.left]));
          lots = lots
            .map((known) => ({ ...known, quantity: left.get(known.id) ?? known.quantity }))
            .filter((known) => !known.quantity.isZero());
          if (!matching.opened.isZero()) lots.push({ id, quantity: matching.opened, price });
          expect(Decimal.sum(lots.map((known) => known.quantity)).equals(held)).toBe(true);
        }
        const costQuote = Decimal.sum(lots.map((known) => known.quantity.times(known.price)));
        const unrealized = unrealizedPnlQuote({ quantity: held, costQuote }, mark);
        const wealth = cash.plus(held.times(mark));
        expect(realized.plus(unrealized).toString()).toBe(wealth.toString());
      }),
    );
  });
});

/** Up to 0.99999999 in steps of 1e-8: products stay exact. */
function decimalOf(units: number): Decimal {
  return decimal(`0.${String(units).padStart(8, '0')}`);
}
