import fc from 'fast-check';
import { type OrderShape, validateOrder } from '../../../lib/instrument';
import { decimal } from '../../../lib/model/decimal';
import { oddUsdm, spotBtc, usdmBtc } from '../../support/instruments';

const limit = (price: string, quantity: string, change: Partial<OrderShape> = {}): OrderShape => ({
  side: 'BUY',
  price: decimal(price),
  quantity: decimal(quantity),
  referencePrice: decimal('80000'),
  reduceOnly: false,
  ...change,
});
const market = (quantity: string, change: Partial<OrderShape> = {}): OrderShape =>
  limit('1', quantity, { price: null, ...change });
const sell = { side: 'SELL' as const };

it.each([
  ['a good order', spotBtc, limit('80000.01', '0.001'), null],
  ['not trading', { ...spotBtc, trading: false }, limit('80000.01', '0.001'), 'NOT_TRADING'],
  ['off the tick', spotBtc, limit('80000.001', '0.001'), 'PRICE_TICK'],
  ['off the tick from the minimum', oddUsdm, limit('0.3', '0.005'), 'PRICE_TICK'],
  ['no price', spotBtc, limit('0', '0.001'), 'PRICE_RANGE'],
  ['negative price', spotBtc, limit('-80000', '0.001'), 'PRICE_RANGE'],
  ['below the range', usdmBtc, limit('556.7', '1'), 'PRICE_RANGE'],
  ['above the range', spotBtc, limit('1000000.01', '1'), 'PRICE_RANGE'],
  ['off the step', spotBtc, limit('80000', '0.000011'), 'QUANTITY_STEP'],
  ['off the step from the minimum', oddUsdm, limit('80000.15', '0.02'), 'QUANTITY_STEP'],
  ['no quantity', spotBtc, limit('80000', '0'), 'QUANTITY_RANGE'],
  ['negative quantity', spotBtc, limit('80000', '-1'), 'QUANTITY_RANGE'],
  ['too much', spotBtc, limit('80000', '9000.00001'), 'QUANTITY_RANGE'],
  ['too much for MARKET only', spotBtc, market('142'), 'QUANTITY_RANGE'],
  ['as much as LIMIT', spotBtc, limit('80000', '142'), null],
  ['notional just below', spotBtc, limit('80000', '0.00006'), 'MINIMUM_NOTIONAL'],
  ['notional exactly', spotBtc, limit('50000', '0.0001'), null],
  [
    'notional of MARKET',
    usdmBtc,
    market('0.001', { referencePrice: decimal('49999.9') }),
    'MINIMUM_NOTIONAL',
  ],
  ['reduction on USD-M', usdmBtc, limit('40000', '0.001', { reduceOnly: true }), null],
  [
    'reduceOnly does not exempt spot',
    spotBtc,
    market('0.00001', { reduceOnly: true }),
    'MINIMUM_NOTIONAL',
  ],
  ['MARKET without a reference', usdmBtc, market('0.001', { referencePrice: null }), null],
  ['spot buy at the band', spotBtc, limit('160000', '1'), null],
  ['spot buy beyond the band', spotBtc, limit('160000.01', '1'), 'PRICE_BAND'],
  ['spot buy below the band', spotBtc, limit('39999.99', '1'), 'PRICE_BAND'],
  ['USD-M buy beyond the band', usdmBtc, limit('84000.1', '1'), 'PRICE_BAND'],
  ['USD-M buy far below', usdmBtc, limit('1000', '1'), null],
  ['USD-M sell below the band', usdmBtc, limit('75999.9', '1', sell), 'PRICE_BAND'],
  ['USD-M sell far above', usdmBtc, limit('400000', '1', sell), null],
  ['no reference, no band', spotBtc, limit('999999', '1', { referencePrice: null }), null],
] as const)('%s', (_name, instrument, order, code) => {
  const verdict = validateOrder(instrument, order);
  expect(verdict.ok ? null : verdict.code).toBe(code);
});

it('gives the figures', () => {
  expect(validateOrder(spotBtc, limit('80000', '0.00006'))).toEqual({
    ok: false,
    code: 'MINIMUM_NOTIONAL',
    message: 'price times quantity is below 5',
    limit: '5',
    actual: '4.8',
  });
});

it('agrees with whole-number arithmetic on every tick and step', () => {
  const units = fc.bigInt({ min: 1n, max: 10n ** 15n });
  fc.assert(
    fc.property(units, (raw) => {
      const price = decimal(raw.toString()).times(decimal('0.00000001'));
      const verdict = validateOrder(spotBtc, {
        side: 'BUY',
        price,
        quantity: decimal('1'),
        referencePrice: null,
        reduceOnly: false,
      });
      const onTick = raw % 1_000_000n === 0n;
      expect(!verdict.ok && verdict.code === 'PRICE_TICK').toBe(!onTick);
    }),
    { numRuns: 2_000 },
  );
});
