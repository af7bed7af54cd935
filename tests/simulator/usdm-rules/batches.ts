import type { Row } from './steps';
import { SYMBOL, limit, cancel, batch } from './steps';

export const BATCHES: readonly Row[] = [
  {
    name: 'element by element',
    when: batch('POST', [{ ...limit('BUY', '@-1%')[2] }, { ...limit('BUY', '@-1%', '0')[2] }]),
    then: [{ status: 'NEW' }, { code: -4003 }],
  },
  {
    name: 'six orders',
    when: batch(
      'POST',
      Array.from({ length: 6 }, () => limit('BUY', '@-1%')[2]),
    ),
    then: -4082,
  },
  { name: 'none', when: batch('POST', []), then: -4082 },
  { name: 'absent', when: ['POST', '/fapi/v1/batchOrders', {}], then: -1102 },
  { name: 'no list', when: ['POST', '/fapi/v1/batchOrders', { batchOrders: 'x' }], then: -1130 },
  {
    name: 'a conditional type in a batch',
    when: batch('POST', [limit('BUY', '@-1%', '0.01', { type: 'STOP' })[2]]),
    then: [{ code: -4120 }],
  },
  {
    name: 'prevention in a batch is NONE',
    when: batch('POST', [limit('BUY', '@-1%')[2]]),
    then: [{ selfTradePreventionMode: 'NONE' }],
  },
  {
    name: 'amend in a batch',
    given: [limit('BUY', '@-2%')],
    when: batch('PUT', [
      { symbol: SYMBOL, orderId: '#', side: 'BUY', quantity: '0.02', price: '@-3%' },
      { symbol: SYMBOL, orderId: 1, side: 'BUY', quantity: '0.02', price: '@-3%' },
    ]),
    then: [{ origQty: '0.020' }, { code: -2013 }],
  },
  {
    name: 'cancel a batch',
    given: [limit('BUY', '@-2%')],
    when: cancel('batchOrders', { symbol: SYMBOL, orderIdList: '[#,1]' }),
    then: [{ status: 'CANCELED' }, { code: -2011, msg: 'Unknown order sent.' }],
  },
  {
    name: 'cancel a batch by client ids',
    given: [limit('BUY', '@-2%', '0.01', { newClientOrderId: 'q' })],
    when: cancel('batchOrders', { symbol: SYMBOL, origClientOrderIdList: '["q"]' }),
    then: [{ status: 'CANCELED' }],
  },
  {
    name: 'cancel eleven',
    when: cancel('batchOrders', { symbol: SYMBOL, orderIdList: '[1,2,3,4,5,6,7,8,9,10,11]' }),
    then: -4032,
  },
  { name: 'cancel nothing named', when: cancel('batchOrders', { symbol: SYMBOL }), then: -1102 },
];
