import type { Row } from './steps';
import { limit, market } from './steps';

export const FILTERS: readonly Row[] = [
  { name: 'quantity zero', when: limit('BUY', '@-1%', '0'), then: -4003 },
  { name: 'quantity finer than the precision', when: limit('BUY', '@-1%', '0.0105'), then: -1111 },
  {
    name: 'quantity with zeros behind the precision',
    when: limit('BUY', '@-1%', '0.01000'),
    then: { status: 'NEW' },
  },
  { name: 'quantity above LOT_SIZE', when: limit('BUY', '@-1%', '1000.001'), then: -4005 },
  { name: 'quantity above MARKET_LOT_SIZE', when: market('BUY', '120.001'), then: -4005 },
  {
    name: 'LIMIT quantity above the market maximum only',
    when: limit('BUY', '@-1%', '120.001'),
    then: -2019,
  },
  { name: 'price finer than the precision', when: limit('BUY', '50000.123'), then: -1111 },
  {
    name: 'price off the tick',
    when: limit('BUY', '50000.05'),
    then: -4014,
    msg: 'Price not increased by tick size.',
  },
  { name: 'price below PRICE_FILTER', when: limit('BUY', '556.70', '1'), then: -4013 },
  { name: 'price above PRICE_FILTER', when: limit('SELL', '4529764.10'), then: -4002 },
  { name: 'BUY above mark x 1.05', when: limit('BUY', '@+6%'), then: -4016 },
  { name: 'SELL below mark x 0.95', when: limit('SELL', '@-6%'), then: -4024 },
  { name: 'BUY far below mark', when: limit('BUY', '@-50%', '0.01'), then: { status: 'NEW' } },
  { name: 'SELL far above mark', when: limit('SELL', '@+50%', '0.01'), then: { status: 'NEW' } },
  {
    name: 'notional below 50',
    when: limit('BUY', '@-80%', '0.001'),
    then: -4164,
    msg: "Order's notional must be no smaller than 50 (unless you choose reduce only).",
  },
  { name: 'MARKET notional is at mark', when: market('BUY', '0.001'), then: { status: 'FILLED' } },
  {
    name: 'reduceOnly may be below the minimum notional',
    given: [market('SELL', '0.001')],
    when: limit('BUY', '@-80%', '0.001', { reduceOnly: 'true' }),
    then: { status: 'NEW', reduceOnly: true },
  },
];
