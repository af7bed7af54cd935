import type { Row } from './steps';
import { limit, market, without } from './steps';

export const PARAMETERS: readonly Row[] = [
  { name: 'symbol absent', when: without(limit('BUY', '@-1%'), 'symbol'), then: -1102 },
  {
    name: 'symbol unknown',
    when: limit('BUY', '@-1%', '0.01', { symbol: 'NOPEUSDT' }),
    then: -1121,
    msg: 'Invalid symbol.',
  },
  { name: 'side absent', when: without(limit('BUY', '@-1%'), 'side'), then: -1102 },
  { name: 'side unknown', when: limit('HOLD', '@-1%'), then: -1117, msg: 'Invalid side.' },
  { name: 'type absent', when: without(limit('BUY', '@-1%'), 'type'), then: -1102 },
  { name: 'type unknown', when: limit('BUY', '@-1%', '0.01', { type: 'ICEBERG' }), then: -1116 },
  {
    name: 'type of the spot market',
    when: limit('BUY', '@-1%', '0.01', { type: 'LIMIT_MAKER' }),
    then: -1116,
  },
  {
    name: 'LIMIT without timeInForce',
    when: without(limit('BUY', '@-1%'), 'timeInForce'),
    then: -1102,
  },
  { name: 'LIMIT without price', when: without(limit('BUY', '@-1%'), 'price'), then: -1102 },
  { name: 'LIMIT without quantity', when: without(limit('BUY', '@-1%'), 'quantity'), then: -1102 },
  { name: 'MARKET without quantity', when: without(market('BUY'), 'quantity'), then: -1102 },
  {
    name: 'MARKET with timeInForce',
    when: market('BUY', '0.01', { timeInForce: 'GTC' }),
    then: -1106,
  },
  { name: 'MARKET with price', when: market('BUY', '0.01', { price: '50000' }), then: -1106 },
  {
    name: 'timeInForce unknown',
    when: limit('BUY', '@-1%', '0.01', { timeInForce: 'DAY' }),
    then: -1115,
  },
  { name: 'quantity with letters', when: limit('BUY', '@-1%', '1e-2'), then: -1100 },
  { name: 'price negative', when: limit('BUY', '-1'), then: -1100 },
  {
    name: 'newOrderRespType FULL is of the spot market',
    when: limit('BUY', '@-1%', '0.01', { newOrderRespType: 'FULL' }),
    then: -1130,
  },
  ...['STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET'].map(
    (type): Row => ({
      name: `${type} at the ordinary route`,
      when: limit('SELL', '@-1%', '0.01', { type, stopPrice: '50000' }),
      then: -4120,
      msg: 'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.',
    }),
  ),
];
