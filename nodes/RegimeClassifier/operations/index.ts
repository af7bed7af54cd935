import type { INodePropertyOptions } from 'n8n-workflow';
import type { ItemOperation } from '../../shared/runItems';
import { classifyOperation } from './classify';
import { ensembleOperation } from './ensemble';
import { indicatorsOperation } from './indicators';
import { multiTimeframeOperation } from './multiTimeframe';
import { pressureOperation } from './pressure';
import { volatilityOperation } from './volatility';

/** Operations that add something to an item; Route only sends items to an output. */
export const OPERATIONS: Readonly<Record<string, ItemOperation>> = {
  classify: classifyOperation,
  ensemble: ensembleOperation,
  indicators: indicatorsOperation,
  multiTimeframe: multiTimeframeOperation,
  pressure: pressureOperation,
  volatility: volatilityOperation,
};

/** By name. */
export const OPERATION_OPTIONS: INodePropertyOptions[] = [
  {
    name: 'Book Pressure',
    value: 'pressure',
    action: 'Measure the book pressure of a symbol',
    description: 'Imbalance by depth, microprice and walls of the spot and the USD-M book',
  },
  {
    name: 'Classify Regime',
    value: 'classify',
    action: 'Classify the regime of a symbol',
    description: 'Trend, range, breakout or no trade, confirmed over closed candles',
  },
  {
    name: 'Composite Volatility',
    value: 'volatility',
    action: 'Calculate the composite volatility of a symbol',
    description:
      'Implied, basket, GARCH and realised volatility in one, a fraction a year (0.6 is 60 %), with its regime from very low to extreme',
  },
  {
    name: 'Ensemble Conviction',
    value: 'ensemble',
    action: 'Calculate the ensemble conviction for a symbol',
    description:
      'Conviction to buy (L, 0 to 1) and to sell (S, -1 to 0), and whether it is strong enough for entries',
  },
  {
    name: 'Indicators',
    value: 'indicators',
    action: 'Calculate the indicators of a symbol',
    description:
      'EMA, MACD, RSI, ADX, ATR, Bollinger, VWAP, OBV and others at the last closed candle, with their usual periods',
  },
  {
    name: 'Multi-Timeframe Signal',
    value: 'multiTimeframe',
    action: 'Calculate the multi timeframe signal of a symbol',
    description: 'From -1 (down) to 1 (up), with confidence and every component',
  },
  {
    name: 'Route',
    value: 'route',
    action: 'Route items by their regime',
    description: 'One output for each regime: Trend, Range, Breakout and No Trade',
  },
];
