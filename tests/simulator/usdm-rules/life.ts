import type { Row } from './steps';
import { SYMBOL, limit, market, get, without, leverage, advance, START } from './steps';

export const LIFE: readonly Row[] = [
  {
    name: 'ACK is the default',
    when: without(market('BUY'), 'newOrderRespType'),
    then: { status: 'NEW', executedQty: '0.000' },
  },
  {
    name: 'RESULT of a MARKET',
    when: market('BUY'),
    then: { status: 'FILLED', executedQty: '0.010', cumQty: '0.010', positionSide: 'BOTH' },
  },
  {
    name: 'resting LIMIT',
    when: limit('BUY', '@-1%', '0.01', { newClientOrderId: 'mine.A:/_-9' }),
    then: {
      status: 'NEW',
      clientOrderId: 'mine.A:/_-9',
      timeInForce: 'GTC',
      type: 'LIMIT',
      origType: 'LIMIT',
      selfTradePreventionMode: 'EXPIRE_MAKER',
      priceMatch: 'NONE',
      goodTillDate: 0,
    },
  },
  {
    name: 'LIMIT that crosses takes',
    when: limit('BUY', '@+1%', '0.01', { newOrderRespType: 'RESULT' }),
    then: { status: 'FILLED' },
  },
  {
    name: 'IOC that does not cross expires',
    when: limit('BUY', '@-1%', '0.01', { timeInForce: 'IOC', newOrderRespType: 'RESULT' }),
    then: { status: 'EXPIRED', executedQty: '0.000' },
  },
  {
    name: 'IOC that crosses',
    when: limit('BUY', '@+1%', '0.01', { timeInForce: 'IOC', newOrderRespType: 'RESULT' }),
    then: { status: 'FILLED' },
  },
  {
    name: 'FOK that cannot be filled',
    when: limit('BUY', '@-1%', '0.01', { timeInForce: 'FOK' }),
    then: -5021,
  },
  {
    name: 'FOK that can',
    when: limit('BUY', '@+1%', '0.01', { timeInForce: 'FOK', newOrderRespType: 'RESULT' }),
    then: { status: 'FILLED' },
  },
  {
    name: 'GTX that would take',
    when: limit('BUY', '@+1%', '0.01', { timeInForce: 'GTX' }),
    then: -5022,
  },
  {
    name: 'GTX that rests',
    when: limit('BUY', '@-1%', '0.01', { timeInForce: 'GTX' }),
    then: { status: 'NEW', timeInForce: 'GTX' },
  },
  {
    name: 'GTD without a date',
    when: limit('BUY', '@-1%', '0.01', { timeInForce: 'GTD' }),
    then: -1102,
  },
  {
    name: 'GTD of 600 s',
    when: limit('BUY', '@-1%', '0.01', { timeInForce: 'GTD', goodTillDate: START + 600_000 }),
    then: -5040,
  },
  {
    name: 'GTD beyond the year 9999',
    when: limit('BUY', '@-1%', '0.01', { timeInForce: 'GTD', goodTillDate: 253_402_300_799_000 }),
    then: -5040,
  },
  {
    name: 'GTD is kept to the second',
    when: limit('BUY', '@-1%', '0.01', { timeInForce: 'GTD', goodTillDate: START + 700_999 }),
    then: { status: 'NEW', goodTillDate: START + 700_000 },
  },
  {
    name: 'goodTillDate with GTC',
    when: limit('BUY', '@-1%', '0.01', { goodTillDate: START + 700_000 }),
    then: -1106,
  },
  {
    name: 'GTD rests until its date',
    given: [
      limit('BUY', '@-50%', '0.01', { timeInForce: 'GTD', goodTillDate: START + 700_000 }),
      advance(699_000),
    ],
    when: get('v1/openOrder', { symbol: SYMBOL, orderId: '#' }),
    then: { status: 'NEW' },
  },
  {
    name: 'GTD expires in time',
    given: [
      limit('BUY', '@-50%', '0.01', { timeInForce: 'GTD', goodTillDate: START + 700_000 }),
      advance(700_000),
    ],
    when: get('v1/order', { symbol: SYMBOL, orderId: '#' }),
    then: { status: 'EXPIRED', updateTime: START + 700_000 },
  },
  {
    name: 'client id too long',
    when: limit('BUY', '@-1%', '0.01', { newClientOrderId: 'x'.repeat(37) }),
    then: -4015,
    msg: 'Client order id length should not be more than 36 chars',
  },
  {
    name: 'client id of 36',
    when: limit('BUY', '@-1%', '0.01', { newClientOrderId: 'x'.repeat(36) }),
    then: { status: 'NEW' },
  },
  {
    name: 'client id with a space',
    when: limit('BUY', '@-1%', '0.01', { newClientOrderId: 'a b' }),
    then: -4015,
    msg: 'Client order id is not valid.',
  },
  {
    name: 'client id of an open order',
    given: [limit('BUY', '@-1%', '0.01', { newClientOrderId: 'same' })],
    when: limit('BUY', '@-2%', '0.01', { newClientOrderId: 'same' }),
    then: -4116,
    msg: 'ClientOrderId is duplicated.',
  },
  {
    name: 'client id of a closed order',
    given: [market('BUY', '0.01', { newClientOrderId: 'same' })],
    when: limit('BUY', '@-2%', '0.01', { newClientOrderId: 'same' }),
    then: { status: 'NEW' },
  },
  {
    name: 'order/test accepts',
    when: ['POST', '/fapi/v1/order/test', limit('BUY', '@-1%')[2]],
    then: {},
  },
  {
    name: 'order/test refuses',
    when: ['POST', '/fapi/v1/order/test', limit('BUY', '@-1%', '0')[2]],
    then: -4003,
  },
  {
    name: 'order/test looks at the margin',
    when: ['POST', '/fapi/v1/order/test', limit('BUY', '@-1%', '100')[2]],
    then: -2019,
  },
  {
    name: 'order/test places nothing',
    given: [['POST', '/fapi/v1/order/test', limit('BUY', '@-1%')[2]]],
    when: get('v1/openOrders', { symbol: SYMBOL }),
    then: [],
  },
  {
    name: 'margin insufficient',
    when: limit('BUY', '@-1%', '100'),
    then: -2019,
    msg: 'Margin is insufficient.',
  },
  {
    name: 'more than the leverage allows',
    given: [leverage(150)],
    when: limit('BUY', '@-1%', '5'),
    then: -2027,
  },
  {
    name: 'priceMatch unknown',
    when: without(limit('BUY', '@-1%', '0.01', { priceMatch: 'BEST' }), 'price'),
    then: -5037,
  },
  {
    name: 'priceMatch OPPONENT_10 was removed',
    when: without(limit('BUY', '@-1%', '0.01', { priceMatch: 'OPPONENT_10' }), 'price'),
    then: -5037,
  },
  {
    name: 'priceMatch beside a price',
    when: limit('BUY', '@-1%', '0.01', { priceMatch: 'QUEUE' }),
    then: -1106,
  },
  {
    name: 'priceMatch of a MARKET',
    when: market('BUY', '0.01', { priceMatch: 'QUEUE' }),
    then: -5038,
  },
  {
    name: 'priceMatch QUEUE rests',
    when: without(
      limit('BUY', '@-1%', '0.01', { priceMatch: 'QUEUE', newOrderRespType: 'RESULT' }),
      'price',
    ),
    then: { status: 'NEW', priceMatch: 'QUEUE' },
  },
  {
    name: 'priceMatch QUEUE_20 rests',
    when: without(
      limit('BUY', '@-1%', '0.01', { priceMatch: 'QUEUE_20', newOrderRespType: 'RESULT' }),
      'price',
    ),
    then: { status: 'NEW', priceMatch: 'QUEUE_20' },
  },
  {
    name: 'priceMatch OPPONENT takes',
    when: without(
      limit('BUY', '@-1%', '0.01', { priceMatch: 'OPPONENT', newOrderRespType: 'RESULT' }),
      'price',
    ),
    then: { status: 'FILLED', priceMatch: 'OPPONENT' },
  },
  {
    name: 'self-trade prevention unknown',
    when: limit('BUY', '@-1%', '0.01', { selfTradePreventionMode: 'DECREMENT' }),
    then: -5039,
  },
  {
    name: 'EXPIRE_TAKER ends the taker',
    usdm: '1000000',
    given: [limit('BUY', '@-0.01%', '0.01')],
    when: limit('SELL', '@-1%', '60', {
      selfTradePreventionMode: 'EXPIRE_TAKER',
      newOrderRespType: 'RESULT',
    }),
    then: { status: 'EXPIRED_IN_MATCH' },
  },
  {
    name: 'EXPIRE_MAKER ends the maker',
    usdm: '1000000',
    given: [
      limit('BUY', '@-0.01%', '0.01', { newClientOrderId: 'maker' }),
      limit('SELL', '@-1%', '60', { selfTradePreventionMode: 'EXPIRE_MAKER' }),
    ],
    when: get('v1/order', { symbol: SYMBOL, origClientOrderId: 'maker' }),
    then: { status: 'EXPIRED_IN_MATCH' },
  },
  {
    name: 'EXPIRE_BOTH ends both',
    usdm: '1000000',
    given: [
      limit('BUY', '@-0.01%', '0.01', { newClientOrderId: 'maker' }),
      limit('SELL', '@-1%', '60', { selfTradePreventionMode: 'EXPIRE_BOTH' }),
    ],
    when: get('v1/order', { symbol: SYMBOL, origClientOrderId: 'maker' }),
    then: { status: 'EXPIRED_IN_MATCH' },
  },
  {
    name: 'NONE trades with itself',
    usdm: '1000000',
    given: [
      limit('BUY', '@-0.01%', '0.01', { newClientOrderId: 'maker' }),
      limit('SELL', '@-1%', '60', { selfTradePreventionMode: 'NONE' }),
    ],
    when: get('v1/order', { symbol: SYMBOL, origClientOrderId: 'maker' }),
    then: { status: 'FILLED' },
  },
];
