import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import {
  type CandleSource,
  CANDLE_SOURCES,
  type Interval,
  INTERVALS,
} from '../../../lib/model/terms';
import {
  DEFAULT_INDICATORS,
  type IndicatorOptions,
  indicators,
} from '../../../lib/operations/indicators';
import { completeItem, readItemPart } from '../../shared/items';
import {
  type NumberParameter,
  numberProperty,
  type ParameterSource,
  readChoice,
  readNumber,
  readSymbol,
} from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';
import { regimeClassifierParameters } from '../settings';

const SHOWN_FOR = ['indicators'];

const SOURCE_TEXTS: Readonly<Record<CandleSource, [name: string, description: string]>> = {
  spot: ['Spot', 'Trades of the spot market'],
  usdm: ['USD-M Futures', 'Trades of the USD-M perpetual contract'],
  mark: ['Mark Price', 'Mark price of the USD-M contract; it has no volume'],
};

const INTERVAL_TEXTS: Readonly<Record<Interval, [name: string, description: string]>> = {
  '1m': ['1 Minute', 'Hundreds of candles are some hours'],
  '5m': ['5 Minutes', 'Hundreds of candles are a day or two'],
  '15m': ['15 Minutes', 'Hundreds of candles are some days'],
  '1h': ['1 Hour', 'Hundreds of candles are some weeks'],
  '4h': ['4 Hours', 'Hundreds of candles are some months'],
  '1d': ['1 Day', 'Hundreds of candles are a year or two'],
};

const SOURCE: INodeProperties = {
  displayName: 'Candle Source',
  name: 'indicatorMarket',
  type: 'options',
  options: CANDLE_SOURCES.map((value): INodePropertyOptions => {
    const [name, description] = SOURCE_TEXTS[value];
    return { name, value, description };
  }),
  default: 'spot',
  displayOptions: { show: { operation: SHOWN_FOR } },
  description: 'What the candles are made of',
};

const INTERVAL: INodeProperties = {
  displayName: 'Candle Interval',
  name: 'indicatorInterval',
  type: 'options',
  options: INTERVALS.map((value): INodePropertyOptions => {
    const [name, description] = INTERVAL_TEXTS[value];
    return { name, value, description };
  }),
  default: '1h',
  displayOptions: { show: { operation: SHOWN_FOR } },
  description: 'Length of a candle; periods such as the 14 of RSI are candles of this length',
};

const CANDLES: NumberParameter = {
  name: 'indicatorCandles',
  displayName: 'Candles (Count)',
  description:
    'Closed candles that the indicators are made from. The EMA of 200 needs 200; smoothed ones (EMA, RSI, ATR, ADX) forget their start only after some periods more, and the volume profile is over all of them',
  default: DEFAULT_INDICATORS.candleCount,
  minimum: 50,
  maximum: 999,
  decimals: 0,
};

/** What a document of settings may say as well. */
export const indicatorProperties: INodeProperties[] = [
  SOURCE,
  INTERVAL,
  numberProperty(CANDLES, SHOWN_FOR),
];

/** Which candles an item's indicators are of. Throws ConfigurationError. */
export function readIndicatorOptions(
  parameters: ParameterSource,
  itemIndex: number,
): IndicatorOptions {
  return {
    market: readChoice(parameters, SOURCE.name, CANDLE_SOURCES, itemIndex),
    interval: readChoice(parameters, INTERVAL.name, INTERVALS, itemIndex),
    candleCount: readNumber(parameters, CANDLES, itemIndex),
  };
}

/** Adds `signals.indicators`; makes the item when it stands first. */
export const indicatorsOperation: ItemOperation = {
  prepare(context, itemIndex, environment) {
    const part = readItemPart(context, itemIndex, environment);
    const symbol = part.symbol ?? readSymbol(context, itemIndex);
    const options = readIndicatorOptions(regimeClassifierParameters(context, itemIndex), itemIndex);
    return async (session) => {
      const whole = completeItem(part, symbol, session);
      const { at, signals } = await indicators(session, whole, options);
      return { symbol, at, environment: whole.environment, signals };
    };
  },
};
