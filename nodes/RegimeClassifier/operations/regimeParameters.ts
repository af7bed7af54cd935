import { DEFAULT_REGIME_SETTINGS, type RegimeSettings } from '../../../lib/regime/settings';
import type { NumberParameter } from '../../shared/parameters';

type ParameterOf<Name extends string> = Omit<NumberParameter, 'name' | 'default'> & { name: Name };

/** Thresholds first, then what a change needs, then the periods. */
const PARAMETERS: { [Name in keyof RegimeSettings]: ParameterOf<Name> } = {
  trendAdx: {
    name: 'trendAdx',
    displayName: 'Trend From ADX (Points)',
    description: 'At or above this ADX a market may be a trend; below it, it may be a range',
    minimum: 5,
    maximum: 80,
    decimals: 1,
  },
  minimumSeparationPct: {
    name: 'minimumSeparationPct',
    displayName: 'Least EMA Separation (%)',
    description:
      'In a trend the two EMAs are at least this far apart, percent of the slow one on 1-hour candles; on others times the root of their hours, so twice as much on 4 hours',
    minimum: 0,
    maximum: 20,
    decimals: 2,
  },
  breakoutAtrSpike: {
    name: 'breakoutAtrSpike',
    displayName: 'Breakout From ATR (Medians)',
    description: 'A breakout has an ATR of at least so many times its own median over 100 candles',
    minimum: 1,
    maximum: 10,
    decimals: 2,
  },
  breakoutBandwidthPct: {
    name: 'breakoutBandwidthPct',
    displayName: 'Breakout From Bandwidth Growth (%)',
    description:
      'In a breakout the Bollinger bands are at least this much wider than five candles before',
    minimum: 1,
    maximum: 1000,
    decimals: 0,
  },
  maximumAtrPct: {
    name: 'maximumAtrPct',
    displayName: 'Largest ATR (%)',
    description:
      'Above this ATR, percent of the price on 1-hour candles, there is no range; on others times the root of their hours',
    minimum: 0.1,
    maximum: 50,
    decimals: 2,
  },
  maximumAtrSpike: {
    name: 'maximumAtrSpike',
    displayName: 'Largest ATR of a Range (Medians)',
    description: 'Above so many times its own median over 100 candles the ATR belongs to no range',
    minimum: 1,
    maximum: 20,
    decimals: 2,
  },
  minimumMeanReversion: {
    name: 'minimumMeanReversion',
    displayName: 'Least Mean Reversion (Score)',
    description:
      'Below this score there is no range: 1 price came back, 0 a random walk, -1 it ran straight, over the candles of the slow EMA',
    minimum: -1,
    maximum: 0.9,
    decimals: 2,
  },
  crashFallPct: {
    name: 'crashFallPct',
    displayName: 'Crash From Fall (%)',
    description:
      'After a fall of this much within 24 hours there is no range, and one that is on ends at once; 100 switches it off',
    minimum: 1,
    maximum: 100,
    decimals: 1,
  },
  crashCoolDownHours: {
    name: 'crashCoolDownHours',
    displayName: 'Crash Cool-Down (Hours)',
    description: 'For so long after such a fall there is no range',
    minimum: 0,
    maximum: 168,
    decimals: 0,
  },
  confirmations: {
    name: 'confirmations',
    displayName: 'Confirmations (Candles)',
    description: 'Closed candles in a row that must clearly say the same before the regime changes',
    minimum: 1,
    maximum: 20,
    decimals: 0,
  },
  minimumConfidence: {
    name: 'minimumConfidence',
    displayName: 'Clear From Confidence (0 to 1)',
    description:
      'A candle whose distance to the nearest threshold that decided is smaller confirms nothing; 0.2 means 20 % beyond the threshold',
    minimum: 0,
    maximum: 1,
    decimals: 2,
  },
  immediateConfidence: {
    name: 'immediateConfidence',
    displayName: 'At Once From Confidence (0 to 1)',
    description: 'From this confidence on one closed candle is enough',
    minimum: 0,
    maximum: 1,
    decimals: 2,
  },
  coolDownCandles: {
    name: 'coolDownCandles',
    displayName: 'Cool-Down (Candles)',
    description:
      'Closed candles for which a new regime stays; a range may be left before, and a breakout for anything but a range',
    minimum: 0,
    maximum: 200,
    decimals: 0,
  },
  adxPeriod: {
    name: 'adxPeriod',
    displayName: 'ADX Period (Candles)',
    description: 'Candles over which the ADX is smoothed',
    minimum: 5,
    maximum: 100,
    decimals: 0,
  },
  atrPeriod: {
    name: 'atrPeriod',
    displayName: 'ATR Period (Candles)',
    description: 'Candles over which the ATR is smoothed',
    minimum: 5,
    maximum: 100,
    decimals: 0,
  },
  fastEmaPeriod: {
    name: 'fastEmaPeriod',
    displayName: 'Fast EMA Period (Candles)',
    description: 'Candles of the fast average; fewer than those of the slow one',
    minimum: 2,
    maximum: 200,
    decimals: 0,
  },
  slowEmaPeriod: {
    name: 'slowEmaPeriod',
    displayName: 'Slow EMA Period (Candles)',
    description: 'Candles of the slow average, and of the mean reversion',
    minimum: 5,
    maximum: 400,
    decimals: 0,
  },
  bollingerPeriod: {
    name: 'bollingerPeriod',
    displayName: 'Bollinger Period (Candles)',
    description: 'Candles of the Bollinger bands, which are two deviations wide on each side',
    minimum: 5,
    maximum: 200,
    decimals: 0,
  },
};

/** The parameter of a setting, with the default of the rules. */
export function parameterOf(name: keyof RegimeSettings): NumberParameter {
  return { ...PARAMETERS[name], default: DEFAULT_REGIME_SETTINGS[name] };
}

/** In the order in which the editor shows them. */
export const REGIME_SETTINGS = Object.values(PARAMETERS).map(({ name }) => name);
