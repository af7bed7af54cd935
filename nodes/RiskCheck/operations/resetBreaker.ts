import type { INodeProperties } from 'n8n-workflow';
import { type BreakerName, BREAKERS } from '../../../lib/model/breaker';
import { resetBreakers } from '../../../lib/operations/switches';
import { readItemHead } from '../../shared/items';
import { readOption, readSymbol } from '../../shared/parameters';
import type { RiskOperation } from '../runRisk';

const LABELS: Readonly<Record<BreakerName, string>> = {
  price: 'Price',
  volume: 'Volume',
  spotPerpetual: 'Spot and Perpetual',
  market: 'Symbol and BTC',
  depth: 'Depth',
  volatility: 'Volatility',
  apiErrors: 'Errors',
  drawdown: 'Drawdown',
};
const NAMES = Object.keys(LABELS) as BreakerName[];

export const resetBreakerProperties: INodeProperties[] = [
  {
    displayName: 'Breaker',
    name: 'breaker',
    type: 'options',
    options: [
      {
        name: 'All',
        value: 'all',
        description: 'Whatever is latched for the symbol or the account',
      },
      ...NAMES.map((value) => ({
        name: LABELS[value],
        value,
        description: BREAKERS[value],
      })),
    ],
    default: 'all',
    displayOptions: { show: { operation: ['resetBreaker'] } },
    description: 'Which breaker lets go; the drawdown begins its peaks anew as well',
  },
];

/** Adds `breakerReset`: what was latched and what still is. */
export const resetBreakerOperation: RiskOperation = {
  prepare(context, itemIndex, environment) {
    const head = readItemHead(context, itemIndex, environment);
    const symbol = head.symbol ?? readSymbol(context, itemIndex);
    const name = readOption(context, 'breaker', ['all', ...NAMES], itemIndex);
    return (session) =>
      Promise.resolve({
        approved: { breakerReset: { ...resetBreakers(session, { name, symbol }) } },
        denied: null,
      });
  },
};
