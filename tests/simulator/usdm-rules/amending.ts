import type { Row } from './steps';
import { SYMBOL, limit, get, put } from './steps';

export const AMENDING: readonly Row[] = [
  {
    name: 'new price and quantity',
    given: [limit('BUY', '@-2%', '0.02')],
    when: put({ orderId: '#', side: 'BUY', quantity: '0.01', price: '@-3%' }),
    then: { status: 'NEW', origQty: '0.010', pair: SYMBOL },
  },
  {
    name: 'without price',
    given: [limit('BUY', '@-2%')],
    when: put({ orderId: '#', side: 'BUY', quantity: '0.02' }),
    then: -1102,
  },
  {
    name: 'without quantity',
    given: [limit('BUY', '@-2%')],
    when: put({ orderId: '#', side: 'BUY', price: '@-3%' }),
    then: -1102,
  },
  {
    name: 'nothing new',
    given: [limit('BUY', '@-2%')],
    when: put({ orderId: '#', side: 'BUY', quantity: '0.01', price: '@-2%' }),
    then: -5027,
    msg: 'No need to modify the order.',
  },
  {
    name: 'order unknown',
    when: put({ orderId: 1, side: 'BUY', quantity: '0.01', price: '@-2%' }),
    then: -2013,
  },
  { name: 'neither id', when: put({ side: 'BUY', quantity: '0.01', price: '@-2%' }), then: -1102 },
  {
    name: 'other side',
    given: [limit('BUY', '@-2%')],
    when: put({ orderId: '#', side: 'SELL', quantity: '0.02', price: '@-3%' }),
    then: -1117,
  },
  {
    name: 'price off the tick',
    given: [limit('BUY', '@-2%')],
    when: put({ orderId: '#', side: 'BUY', quantity: '0.01', price: '50000.05' }),
    then: -4014,
  },
  {
    name: 'quantity below the minimum',
    given: [limit('BUY', '@-2%')],
    when: put({ orderId: '#', side: 'BUY', quantity: '0', price: '@-2%' }),
    then: -4003,
  },
  {
    name: 'notional below the minimum',
    given: [limit('BUY', '@-2%')],
    when: put({ orderId: '#', side: 'BUY', quantity: '0.001', price: '@-80%' }),
    then: -5029,
  },
  {
    name: 'a refused change leaves the order',
    given: [
      limit('BUY', '@-2%'),
      put({ orderId: '#', side: 'BUY', quantity: '100', price: '@-2%' }),
    ],
    when: get('v1/openOrder', { symbol: SYMBOL, orderId: '#' }),
    then: { status: 'NEW', origQty: '0.010' },
  },
  {
    name: 'more than the margin carries',
    given: [limit('BUY', '@-2%')],
    when: put({ orderId: '#', side: 'BUY', quantity: '100', price: '@-2%' }),
    then: -2019,
  },
  {
    name: 'GTX that would take is cancelled',
    given: [limit('BUY', '@-2%', '0.01', { timeInForce: 'GTX' })],
    when: put({ orderId: '#', side: 'BUY', quantity: '0.01', price: '@+1%' }),
    then: { status: 'CANCELED' },
  },
  {
    name: 'GTC that crosses takes',
    given: [limit('BUY', '@-2%')],
    when: put({ orderId: '#', side: 'BUY', quantity: '0.01', price: '@+1%' }),
    then: { status: 'FILLED' },
  },
  {
    name: 'history of changes',
    given: [
      limit('BUY', '@-2%', '0.02'),
      put({ orderId: '#', side: 'BUY', quantity: '0.01', price: '@-3%' }),
    ],
    when: get('v1/orderAmendment', { symbol: SYMBOL, orderId: '#' }),
    then: [{ symbol: SYMBOL, amendment: { origQty: { before: '0.02', after: '0.01' }, count: 1 } }],
  },
];
