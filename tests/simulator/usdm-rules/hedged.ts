import type { Row } from './steps';
import { SYMBOL, limit, market, post, get, stop, closeAll, HEDGE } from './steps';

export const HEDGED: readonly Row[] = [
  { name: 'no positionSide in hedge mode', given: [HEDGE], when: market('BUY'), then: -4061 },
  {
    name: 'BOTH in hedge mode',
    given: [HEDGE],
    when: market('BUY', '0.01', { positionSide: 'BOTH' }),
    then: -4061,
  },
  {
    name: 'LONG in hedge mode',
    given: [HEDGE],
    when: market('BUY', '0.01', { positionSide: 'LONG' }),
    then: { status: 'FILLED', positionSide: 'LONG' },
  },
  {
    name: 'reduceOnly true in hedge mode',
    given: [HEDGE],
    when: market('SELL', '0.01', { positionSide: 'LONG', reduceOnly: 'true' }),
    then: -1106,
    msg: "Parameter 'reduceonly' sent when not required.",
  },
  {
    name: 'reduceOnly false in hedge mode',
    given: [HEDGE],
    when: market('BUY', '0.01', { positionSide: 'LONG', reduceOnly: 'false' }),
    then: -1106,
  },
  {
    name: 'closing a LONG that is not there',
    given: [HEDGE],
    when: market('SELL', '0.01', { positionSide: 'LONG' }),
    then: -2022,
  },
  {
    name: 'closing more than the LONG',
    given: [HEDGE, market('BUY', '0.01', { positionSide: 'LONG' })],
    when: market('SELL', '0.02', { positionSide: 'LONG' }),
    then: -2022,
  },
  {
    name: 'closing the LONG',
    given: [HEDGE, market('BUY', '0.01', { positionSide: 'LONG' })],
    when: market('SELL', '0.01', { positionSide: 'LONG' }),
    then: { status: 'FILLED', positionSide: 'LONG' },
  },
  {
    name: 'LONG and SHORT stand beside each other',
    given: [
      HEDGE,
      market('BUY', '0.01', { positionSide: 'LONG' }),
      market('SELL', '0.02', { positionSide: 'SHORT' }),
    ],
    when: get('v3/positionRisk', { symbol: SYMBOL }),
    then: [
      { positionSide: 'LONG', positionAmt: '0.010' },
      { positionSide: 'SHORT', positionAmt: '-0.020' },
    ],
  },
  {
    name: 'a closing order below the minimum notional',
    given: [HEDGE, market('BUY', '0.001', { positionSide: 'LONG' })],
    when: limit('SELL', '@+2%', '0.001', { positionSide: 'LONG' }),
    then: { status: 'NEW' },
  },
  {
    name: 'userTrades name the leg',
    given: [HEDGE, market('SELL', '0.01', { positionSide: 'SHORT' })],
    when: get('v1/userTrades', { symbol: SYMBOL }),
    then: [{ positionSide: 'SHORT', side: 'SELL' }],
  },
  {
    name: 'v2 rows of both legs',
    given: [HEDGE],
    when: get('v2/positionRisk', { symbol: SYMBOL }),
    then: [{ positionSide: 'LONG' }, { positionSide: 'SHORT' }],
  },
  {
    name: 'hedge mode is told',
    given: [HEDGE],
    when: get('v1/positionSide/dual'),
    then: { dualSidePosition: true },
  },
  {
    name: 'accountConfig tells it too',
    given: [HEDGE],
    when: get('v1/accountConfig'),
    then: { dualSidePosition: true },
  },
  {
    name: 'same mode again',
    when: post('positionSide/dual', { dualSidePosition: 'false' }),
    then: -4059,
    msg: 'No need to change position side.',
  },
  { name: 'hedge mode with open orders', given: [limit('BUY', '@-1%')], when: HEDGE, then: -4067 },
  {
    name: 'hedge mode with a conditional order',
    given: [stop('BUY', '@+1%')],
    when: HEDGE,
    then: -4067,
  },
  { name: 'hedge mode with a position', given: [market('BUY')], when: HEDGE, then: -4068 },
  { name: 'hedge mode without the flag', when: post('positionSide/dual', {}), then: -1102 },
  {
    name: 'closePosition that opens in hedge mode',
    given: [HEDGE, market('BUY', '0.01', { positionSide: 'LONG' })],
    when: closeAll('STOP_MARKET', 'BUY', '@+2%', { positionSide: 'LONG' }),
    then: -4061,
  },
  {
    name: 'closePosition of a leg',
    given: [HEDGE, market('BUY', '0.01', { positionSide: 'LONG' })],
    when: closeAll('STOP_MARKET', 'SELL', '@-2%', { positionSide: 'LONG' }),
    then: { algoStatus: 'NEW', positionSide: 'LONG' },
  },
  {
    name: 'conditional order without positionSide in hedge mode',
    given: [HEDGE],
    when: stop('BUY', '@+1%'),
    then: -4061,
  },
];
