import fc from 'fast-check';
import { positionTerms } from '../../../lib/exchange/binance/usdm';
import { usdmMarket } from './samples';

const orders = fc.record({
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  reduceOnly: fc.boolean(),
  positionSide: fc.constantFrom('LONG' as const, 'SHORT' as const, null),
});

it('in one-way mode says reduceOnly when asked, and no side', () => {
  fc.assert(
    fc.property(orders, (order) => {
      expect(positionTerms({ ...usdmMarket, ...order }, 'oneWay')).toEqual({
        possible: true,
        params: order.reduceOnly ? { reduceOnly: 'true' } : {},
      });
    }),
  );
});

it('in hedge mode lets nothing leave that may only reduce and would grow a position', () => {
  fc.assert(
    fc.property(orders, (order) => {
      const terms = positionTerms({ ...usdmMarket, ...order }, 'hedge');
      const closing = order.side === 'BUY' ? 'SHORT' : 'LONG';
      const fits = order.positionSide !== null && !order.reduceOnly;
      const reduces = order.positionSide === closing;
      expect(terms.possible).toBe(fits || (order.reduceOnly && reduces));
      if (terms.possible) expect(terms.params).toEqual({ positionSide: order.positionSide });
    }),
  );
});
