import type { Row } from './steps';
import { SYMBOL, limit, market, post, get, CROSS, leverage, margin } from './steps';

export const SETTINGS: readonly Row[] = [
  { name: 'leverage 0', when: leverage(0), then: -4028, msg: 'Leverage 0 is not valid' },
  { name: 'leverage above the first bracket', when: leverage(151), then: -4028 },
  {
    name: 'leverage 150',
    when: leverage(150),
    then: { leverage: 150, maxNotionalValue: '300000' },
  },
  { name: 'leverage 50', when: leverage(50), then: { leverage: 50, maxNotionalValue: '12000000' } },
  { name: 'leverage absent', when: post('leverage', { symbol: SYMBOL }), then: -1102 },
  {
    name: 'lower leverage under an isolated position',
    given: [market('BUY')],
    when: leverage(5),
    then: -4161,
  },
  {
    name: 'higher leverage under an isolated position',
    given: [market('BUY')],
    when: leverage(50),
    then: { leverage: 50 },
  },
  {
    name: 'lower leverage under a cross position',
    given: [CROSS, market('BUY')],
    when: leverage(5),
    then: { leverage: 5 },
  },
  {
    name: 'lower leverage without the margin',
    given: [CROSS, market('BUY', '1.5')],
    when: leverage(1),
    then: -2028,
  },
  {
    name: 'margin type unchanged',
    when: post('marginType', { symbol: SYMBOL, marginType: 'ISOLATED' }),
    then: -4046,
    msg: 'No need to change margin type.',
  },
  { name: 'margin type CROSSED', when: CROSS, then: { code: 200, msg: 'success' } },
  {
    name: 'margin type unknown',
    when: post('marginType', { symbol: SYMBOL, marginType: 'cross' }),
    then: -1130,
  },
  { name: 'margin type with open orders', given: [limit('BUY', '@-1%')], when: CROSS, then: -4047 },
  { name: 'margin type with a position', given: [market('BUY')], when: CROSS, then: -4048 },
  {
    name: 'CROSSED in symbolConfig',
    given: [CROSS],
    when: get('v1/symbolConfig', { symbol: SYMBOL }),
    then: [{ marginType: 'CROSSED', isAutoAddMargin: false }],
  },
  {
    name: 'cross in positionRisk',
    given: [CROSS, market('BUY')],
    when: get('v2/positionRisk', { symbol: SYMBOL }),
    then: [{ marginType: 'cross', isolatedWallet: '0', isAutoAddMargin: 'false' }],
  },
  { name: 'margin of nothing', when: margin(1, '100'), then: -4054 },
  { name: 'margin of 0', given: [market('BUY')], when: margin(1, '0'), then: -4055 },
  {
    name: 'margin of a cross position',
    given: [CROSS, market('BUY')],
    when: margin(1, '100'),
    then: -4049,
  },
  {
    name: 'more margin than there is',
    given: [market('BUY')],
    when: margin(1, '100000'),
    then: -4050,
  },
  {
    name: 'taking more than can be spared',
    given: [market('BUY')],
    when: margin(2, '100'),
    then: -4051,
  },
  { name: 'margin type 3', given: [market('BUY')], when: margin(3, '100'), then: -1130 },
  {
    name: 'adding margin',
    given: [market('BUY')],
    when: margin(1, '100'),
    then: { amount: 100, code: 200, type: 1 },
  },
  {
    name: 'history of margin',
    given: [market('BUY'), margin(1, '100')],
    when: get('v1/positionMargin/history', { symbol: SYMBOL }),
    then: [{ type: 1, deltaType: 'USER_ADJUST', amount: '100.00000000', positionSide: 'BOTH' }],
  },
  {
    name: 'multi-assets unchanged',
    when: post('multiAssetsMargin', { multiAssetsMargin: 'false' }),
    then: -4171,
  },
  {
    name: 'multi-assets with isolated symbols',
    when: post('multiAssetsMargin', { multiAssetsMargin: 'true' }),
    then: -4167,
  },
  {
    name: 'multi-assets with open orders',
    given: [limit('BUY', '@-1%')],
    when: post('multiAssetsMargin', { multiAssetsMargin: 'true' }),
    then: -4170,
  },
  {
    name: 'brackets',
    when: get('v1/leverageBracket', { symbol: SYMBOL }),
    then: [
      {
        symbol: SYMBOL,
        notionalCoef: 1,
        brackets: [
          {
            bracket: 1,
            initialLeverage: 150,
            notionalCap: 300000,
            notionalFloor: 0,
            maintMarginRatio: 0.004,
            cum: 0,
          },
        ],
      },
    ],
  },
  { name: 'flat positionRisk v3', when: get('v3/positionRisk'), then: [] },
];
