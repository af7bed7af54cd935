import type { Row } from './steps';
import { SYMBOL, limit, market, get } from './steps';

export const REDUCE: readonly Row[] = [
  {
    name: 'reduceOnly without a position',
    when: market('SELL', '0.01', { reduceOnly: 'true' }),
    then: -2022,
    msg: 'ReduceOnly Order is rejected.',
  },
  {
    name: "reduceOnly in the position's direction",
    given: [market('BUY')],
    when: market('BUY', '0.01', { reduceOnly: 'true' }),
    then: -2022,
  },
  {
    name: 'reduceOnly closes',
    given: [market('BUY')],
    when: market('SELL', '0.01', { reduceOnly: 'true' }),
    then: { status: 'FILLED' },
  },
  {
    name: 'reduceOnly closes no more than there is',
    given: [market('BUY')],
    when: market('SELL', '0.02', { reduceOnly: 'true' }),
    then: { status: 'EXPIRED', executedQty: '0.010' },
  },
  { name: 'reduceOnly word', when: market('SELL', '0.01', { reduceOnly: 'yes' }), then: -4062 },
  {
    name: 'reduceOnly over what rests already',
    given: [market('BUY'), limit('SELL', '@+2%', '0.01', { reduceOnly: 'true' })],
    when: limit('SELL', '@+3%', '0.01', { reduceOnly: 'true' }),
    then: -4118,
  },
  {
    name: 'reduceOnly beside one over half',
    given: [market('BUY', '0.02'), limit('SELL', '@+2%', '0.01', { reduceOnly: 'true' })],
    when: limit('SELL', '@+3%', '0.01', { reduceOnly: 'true' }),
    then: { status: 'NEW' },
  },
  {
    name: 'reduceOnly MARKET goes through one that rests',
    given: [market('BUY'), limit('SELL', '@+2%', '0.01', { reduceOnly: 'true' })],
    when: market('SELL', '0.01', { reduceOnly: 'true' }),
    then: { status: 'FILLED' },
  },
  {
    name: 'resting reduceOnly expires with the position',
    given: [
      market('BUY'),
      limit('SELL', '@+2%', '0.01', { reduceOnly: 'true' }),
      market('SELL', '0.01', { newClientOrderId: 'out' }),
    ],
    when: get('v1/openOrders', { symbol: SYMBOL }),
    then: [],
  },
  {
    name: 'LONG in one-way mode',
    when: market('BUY', '0.01', { positionSide: 'LONG' }),
    then: -4061,
    msg: "Order's position side does not match user's setting.",
  },
  {
    name: 'positionSide unknown',
    when: market('BUY', '0.01', { positionSide: 'UP' }),
    then: -4060,
  },
  {
    name: 'BOTH in one-way mode',
    when: market('BUY', '0.01', { positionSide: 'BOTH' }),
    then: { status: 'FILLED' },
  },
  {
    name: 'closePosition at the ordinary route',
    when: market('BUY', '0.01', { closePosition: 'true' }),
    then: -1106,
  },
];
