import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { STATISTICS_PERIODS, type StatisticsPeriod } from '../../../lib/model/terms';
import { readLongShortRatios } from '../../../lib/operations/longShortRatios';
import { readOpenInterest } from '../../../lib/operations/openInterest';
import { readTakerFlow } from '../../../lib/operations/takerFlow';
import { numberProperty, readChoice, readNumber } from '../../shared/parameters';
import { dataOperation } from '../dataOperation';
import { PERIOD_COUNT, periodProperty } from '../parameters';

const SHOWN_FOR = ['openInterest', 'longShortRatios', 'takerFlow'];

export const statisticsProperties: INodeProperties[] = [
  periodProperty(SHOWN_FOR),
  numberProperty(PERIOD_COUNT, SHOWN_FOR),
];

function readSettings(
  context: IExecuteFunctions,
  itemIndex: number,
): { period: StatisticsPeriod; count: number } {
  return {
    period: readChoice(context, 'period', ['1h', ...STATISTICS_PERIODS], itemIndex),
    count: readNumber(context, PERIOD_COUNT, itemIndex),
  };
}

/** Adds `marketData.openInterest`. */
export const openInterestOperation = dataOperation((context, itemIndex) => {
  const settings = readSettings(context, itemIndex);
  return async (session, symbol) => ({
    openInterest: await readOpenInterest(session, symbol, settings),
  });
});

/** Adds `marketData.longShort`. */
export const longShortRatiosOperation = dataOperation((context, itemIndex) => {
  const settings = readSettings(context, itemIndex);
  return async (session, symbol) => ({
    longShort: await readLongShortRatios(session, symbol, settings),
  });
});

/** Adds `marketData.takerFlow`. */
export const takerFlowOperation = dataOperation((context, itemIndex) => {
  const settings = readSettings(context, itemIndex);
  return async (session, symbol) => ({ takerFlow: await readTakerFlow(session, symbol, settings) });
});
