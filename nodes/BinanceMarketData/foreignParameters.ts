import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import {
  OPTION_CURRENCIES,
  type OptionCurrency,
  optionCurrencySchema,
} from '../../lib/model/foreignData';
import { readChoice, readSwitch } from '../shared/parameters';

const OF_THE_SYMBOL = 'symbol';

/** The switch that every operation which asks another venue has, off until the user wants it. */
export function foreignSwitch(operation: string, venues: string): INodeProperties {
  return {
    displayName: 'Allow Foreign Sources',
    name: 'allowForeignSources',
    type: 'boolean',
    default: false,
    displayOptions: { show: { operation: [operation] } },
    description: `Whether this machine may ask ${venues} for public data, without a key. While it is off nothing is asked, and the part on the item says "unavailable".`,
  };
}

export function readForeignSwitch(context: IExecuteFunctions, itemIndex: number): boolean {
  return readSwitch(context, 'allowForeignSources', itemIndex);
}

/** The coin whose options are meant. */
export function currencyProperty(operations: readonly string[]): INodeProperties {
  return {
    displayName: 'Currency',
    name: 'currency',
    type: 'options',
    options: [
      {
        name: 'Of the Symbol',
        value: OF_THE_SYMBOL,
        description: 'BTC for BTCUSDT, ETH for ETHUSDT; unavailable for any other coin',
      },
      { name: 'BTC', value: 'BTC', description: 'Bitcoin, whatever the symbol is' },
      { name: 'ETH', value: 'ETH', description: 'Ether, whatever the symbol is' },
    ],
    default: OF_THE_SYMBOL,
    displayOptions: { show: { operation: [...operations] } },
    description: 'Coin whose options are meant; Deribit has BTC and ETH',
  };
}

/** Reads the coin for an item; null for the symbol's own. */
export function readCurrency(context: IExecuteFunctions, itemIndex: number): OptionCurrency | null {
  const choices = [OF_THE_SYMBOL, ...OPTION_CURRENCIES];
  const choice = optionCurrencySchema.safeParse(
    readChoice(context, 'currency', choices, itemIndex),
  );
  return choice.success ? choice.data : null;
}
