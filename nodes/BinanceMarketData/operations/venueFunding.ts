import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { ConfigurationError } from '../../../lib/model/errors';
import type { FundingVenue } from '../../../lib/model/foreignData';
import { readVenueFundingPart } from '../../../lib/operations/venueFunding';
import {
  type NumberParameter,
  numberProperty,
  readChoice,
  readNumber,
  readText,
} from '../../shared/parameters';
import { foreignSwitch, readForeignSwitch } from '../foreignParameters';
import { dataOperation } from '../dataOperation';

const SHOWN_FOR = ['venueFunding'];

const CHOICES = ['okxThenBybit', 'bybitThenOkx', 'okx', 'bybit', 'both'] as const;
type Choice = (typeof CHOICES)[number];
const VENUES: Readonly<Record<Choice, { name: string; description: string }>> = {
  okxThenBybit: {
    name: 'OKX, Then Bybit',
    description: 'Bybit is asked when OKX has no answer, and the item says so',
  },
  bybitThenOkx: {
    name: 'Bybit, Then OKX',
    description: 'OKX is asked when Bybit has no answer, and the item says so',
  },
  okx: { name: 'OKX Only', description: 'Unavailable when OKX has no answer' },
  bybit: { name: 'Bybit Only', description: 'Unavailable when Bybit has no answer' },
  both: {
    name: 'OKX and Bybit',
    description: 'Both are asked every time; Bybit stands beside OKX for comparison',
  },
};
const ORDERS: Readonly<Record<Choice, readonly FundingVenue[]>> = {
  okxThenBybit: ['okx', 'bybit'],
  bybitThenOkx: ['bybit', 'okx'],
  okx: ['okx'],
  bybit: ['bybit'],
  both: ['okx', 'bybit'],
};

const COUNT: NumberParameter = {
  name: 'settlementCount',
  displayName: 'History (Settlements)',
  description: 'How many past settlements of each venue are put on the item; 0 for none',
  default: 21,
  minimum: 0,
  maximum: 42,
  decimals: 0,
};

export const venueFundingProperties: INodeProperties[] = [
  foreignSwitch('venueFunding', 'OKX and Bybit'),
  {
    displayName: 'Venues',
    name: 'venues',
    type: 'options',
    options: CHOICES.map((value) => ({ value, ...VENUES[value] })),
    default: 'okxThenBybit',
    displayOptions: { show: { operation: SHOWN_FOR } },
    description: 'Who is asked for the funding of the same perpetual, and in which order',
  },
  numberProperty(COUNT, SHOWN_FOR),
];

/** Puts `marketData.venueFunding` on the item. */
export const venueFundingOperation = dataOperation((context, itemIndex) => {
  refuseFtx(context, itemIndex);
  const choice = readChoice(context, 'venues', CHOICES, itemIndex);
  const settings = {
    allowed: readForeignSwitch(context, itemIndex),
    venues: ORDERS[choice],
    compare: choice === 'both',
    count: readNumber(context, COUNT, itemIndex),
  };
  return async (session, symbol) => ({
    venueFunding: await readVenueFundingPart(session, symbol, settings),
  });
});

/** An expression may still ask for it. */
function refuseFtx(context: IExecuteFunctions, itemIndex: number): void {
  if (!/ftx/i.test(readText(context, 'venues', itemIndex))) return;
  throw new ConfigurationError(
    `The parameter "Venues" of item ${itemIndex} asks for FTX. FTX no longer exists: it has been bankrupt since November 2022.`,
    `Choose one of: ${CHOICES.join(', ')}.`,
  );
}
