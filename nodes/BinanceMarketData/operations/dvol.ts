import type { INodeProperties } from 'n8n-workflow';
import { DVOL_RESOLUTIONS, type DvolResolution } from '../../../lib/model/foreignData';
import { readDvolPart } from '../../../lib/operations/dvol';
import {
  type NumberParameter,
  numberProperty,
  readChoice,
  readNumber,
} from '../../shared/parameters';
import {
  currencyProperty,
  foreignSwitch,
  readCurrency,
  readForeignSwitch,
} from '../foreignParameters';
import { dataOperation } from '../dataOperation';

const SHOWN_FOR = ['dvol'];

const RESOLUTIONS: Readonly<Record<DvolResolution, { name: string; description: string }>> = {
  '1m': { name: '1 Minute', description: 'One value a minute' },
  '1h': { name: '1 Hour', description: 'One value an hour' },
  '12h': { name: '12 Hours', description: 'Two values a day' },
  '1d': { name: '1 Day', description: 'One value a day' },
};
/** The hour first: it is the default. */
const CHOICES: readonly DvolResolution[] = [
  '1h',
  ...DVOL_RESOLUTIONS.filter((each) => each !== '1h'),
];

const COUNT: NumberParameter = {
  name: 'dvolCount',
  displayName: 'History (Periods)',
  description: 'How many closed periods are put on the item; the newest one is the current value',
  default: 24,
  minimum: 1,
  maximum: 100,
  decimals: 0,
};

export const dvolProperties: INodeProperties[] = [
  foreignSwitch('dvol', 'Deribit'),
  currencyProperty(SHOWN_FOR),
  {
    displayName: 'Period',
    name: 'dvolResolution',
    type: 'options',
    options: DVOL_RESOLUTIONS.map((value) => ({ value, ...RESOLUTIONS[value] })),
    default: '1h',
    displayOptions: { show: { operation: SHOWN_FOR } },
    description:
      'Length of one period of the history. Composite Volatility wants a value of the last hours: a minute or an hour.',
  },
  numberProperty(COUNT, SHOWN_FOR),
];

/** Puts `marketData.dvol` on the item. */
export const dvolOperation = dataOperation((context, itemIndex) => {
  const settings = {
    allowed: readForeignSwitch(context, itemIndex),
    currency: readCurrency(context, itemIndex),
    resolution: readChoice(context, 'dvolResolution', CHOICES, itemIndex),
    count: readNumber(context, COUNT, itemIndex),
  };
  return async (session, symbol) => ({ dvol: await readDvolPart(session, symbol, settings) });
});
