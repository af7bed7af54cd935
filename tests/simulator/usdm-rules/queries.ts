import type { Row } from './steps';
import { SYMBOL, limit, market, post, get, stop, advance, cancel, START } from './steps';

export const QUERIES: readonly Row[] = [
  {
    name: 'order by client id',
    given: [limit('BUY', '@-2%', '0.01', { newClientOrderId: 'q' })],
    when: get('v1/order', { symbol: SYMBOL, origClientOrderId: 'q' }),
    then: { clientOrderId: 'q', avgPrice: '0.00000', cumQuote: '0.00000' },
  },
  {
    name: 'order unknown',
    when: get('v1/order', { symbol: SYMBOL, orderId: 1 }),
    then: -2013,
    msg: 'Order does not exist.',
  },
  { name: 'no id', when: get('v1/order', { symbol: SYMBOL }), then: -1102 },
  {
    name: 'openOrder of a filled one',
    given: [market('BUY')],
    when: get('v1/openOrder', { symbol: SYMBOL, orderId: '#' }),
    then: -2013,
  },
  {
    name: 'cancel',
    given: [limit('BUY', '@-2%')],
    when: cancel('order', { symbol: SYMBOL, orderId: '#' }),
    then: { status: 'CANCELED' },
  },
  {
    name: 'cancel twice',
    given: [limit('BUY', '@-2%'), cancel('order', { symbol: SYMBOL, orderId: '#' })],
    when: cancel('order', { symbol: SYMBOL, orderId: '#' }),
    then: -2011,
    msg: 'Unknown order sent.',
  },
  {
    name: 'cancel all',
    given: [limit('BUY', '@-2%'), limit('BUY', '@-3%')],
    when: cancel('allOpenOrders', { symbol: SYMBOL }),
    then: { code: 200, msg: 'The operation of cancel all open order is done.' },
  },
  {
    name: 'cancel all with none open',
    when: cancel('allOpenOrders', { symbol: SYMBOL }),
    then: { code: 200 },
  },
  {
    name: 'cancel all leaves conditional orders',
    given: [stop('BUY', '@+1%'), cancel('allOpenOrders', { symbol: SYMBOL })],
    when: get('v1/openAlgoOrders', { symbol: SYMBOL }),
    then: [{ algoStatus: 'NEW' }],
  },
  {
    name: 'unfilled orders vanish after three days',
    given: [
      limit('BUY', '@-90%', '0.1'),
      cancel('order', { symbol: SYMBOL, orderId: '#' }),
      advance(3 * 86_400_000 + 60_000),
    ],
    when: get('v1/order', { symbol: SYMBOL, orderId: '#' }),
    then: -2013,
  },
  {
    name: 'allOrders beyond seven days',
    when: get('v1/allOrders', {
      symbol: SYMBOL,
      startTime: START - 8 * 86_400_000,
      endTime: START,
    }),
    then: -4165,
  },
  {
    name: 'userTrades beyond seven days',
    when: get('v1/userTrades', {
      symbol: SYMBOL,
      startTime: START - 8 * 86_400_000,
      endTime: START,
    }),
    then: -4165,
    msg: 'Maximum time interval is 7 days.',
  },
  {
    name: 'userTrades by id and time',
    when: get('v1/userTrades', { symbol: SYMBOL, fromId: 1, startTime: START }),
    then: -1128,
  },
  {
    name: 'userTrades row',
    given: [market('BUY')],
    when: get('v1/userTrades', { symbol: SYMBOL }),
    then: [
      { maker: false, buyer: true, commissionAsset: 'USDT', positionSide: 'BOTH', qty: '0.010' },
    ],
  },
  {
    name: 'rateLimit/order',
    when: get('v1/rateLimit/order'),
    then: [
      { interval: 'SECOND', intervalNum: 10, limit: 300 },
      { interval: 'MINUTE', intervalNum: 1, limit: 1200 },
    ],
  },
  {
    name: 'countdown',
    when: post('countdownCancelAll', { symbol: SYMBOL, countdownTime: 100_000 }),
    then: { symbol: SYMBOL, countdownTime: '100000' },
  },
  {
    name: 'countdown cancels in time',
    given: [
      limit('BUY', '@-50%'),
      post('countdownCancelAll', { symbol: SYMBOL, countdownTime: 100_000 }),
      advance(100_000),
    ],
    when: get('v1/order', { symbol: SYMBOL, orderId: '#' }),
    then: { status: 'CANCELED', updateTime: START + 100_000 },
  },
  {
    name: 'countdown does not cancel before',
    given: [
      limit('BUY', '@-50%'),
      post('countdownCancelAll', { symbol: SYMBOL, countdownTime: 100_000 }),
      advance(99_999),
    ],
    when: get('v1/order', { symbol: SYMBOL, orderId: '#' }),
    then: { status: 'NEW' },
  },
  {
    name: 'countdown of 0 stops it',
    given: [
      limit('BUY', '@-50%'),
      post('countdownCancelAll', { symbol: SYMBOL, countdownTime: 100_000 }),
      post('countdownCancelAll', { symbol: SYMBOL, countdownTime: 0 }),
      advance(200_000),
    ],
    when: get('v1/order', { symbol: SYMBOL, orderId: '#' }),
    then: { status: 'NEW' },
  },
  {
    name: 'countdown leaves conditional orders',
    given: [
      stop('BUY', '@+50%'),
      post('countdownCancelAll', { symbol: SYMBOL, countdownTime: 100_000 }),
      advance(200_000),
    ],
    when: get('v1/openAlgoOrders'),
    then: [{ algoStatus: 'NEW' }],
  },
  {
    name: 'income of an unknown type',
    when: get('v1/income', { incomeType: 'LUCK' }),
    then: -1130,
  },
  {
    name: 'income of a trade',
    given: [market('BUY')],
    when: get('v1/income', { incomeType: 'COMMISSION' }),
    then: [{ incomeType: 'COMMISSION', asset: 'USDT', symbol: SYMBOL }],
  },
  { name: 'no force orders', when: get('v1/forceOrders'), then: [] },
  {
    name: 'forceOrders of an unknown kind',
    when: get('v1/forceOrders', { autoCloseType: 'X' }),
    then: -1130,
  },
  {
    name: 'adlQuantile of a position',
    given: [market('BUY')],
    when: get('v1/adlQuantile', { symbol: SYMBOL }),
    then: [{ symbol: SYMBOL, adlQuantile: { BOTH: 1 } }],
  },
  {
    name: 'apiTradingStatus',
    when: get('v1/apiTradingStatus', { symbol: SYMBOL }),
    then: { indicators: {} },
  },
  {
    name: 'commissionRate of VIP 0',
    when: get('v1/commissionRate', { symbol: SYMBOL }),
    then: { makerCommissionRate: '0.0002', takerCommissionRate: '0.0005' },
  },
  {
    name: 'feeBurn on',
    given: [post('feeBurn', { feeBurn: 'true' })],
    when: get('v1/feeBurn'),
    then: { feeBurn: true },
  },
];
