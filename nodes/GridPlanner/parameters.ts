import type { INodeProperties } from 'n8n-workflow';
import { HEDGE_SWITCHES, type HedgeSwitch } from '../../lib/strategy/settings';
import { type NumberParameter, type ParameterSource, readOption } from '../shared/parameters';

/** Levels of net fills before the hedge moves: the grid sizes its cells by it, the hedge waits for it. */
export const BAND_LEVELS: NumberParameter = {
  name: 'bandLevels',
  displayName: 'Hedge Band (Levels)',
  description:
    'Levels of net fills before the hedge moves. Hedging every fill would give back what the grid earns',
  default: 3,
  minimum: 1,
  maximum: 20,
  decimals: 0,
};

/** How far a taking order may pay beyond the best price. */
export const SLIPPAGE_PCT: NumberParameter = {
  name: 'slippagePct',
  displayName: 'Slippage Limit (%)',
  description: 'How far an order that fills at once may pay beyond the best price, percent',
  default: 0.5,
  minimum: 0.01,
  maximum: 5,
  decimals: 2,
};

/** Break-evens count it, and the hedge's band grows with its cube root. */
export const HEDGE_FEE_PCT: NumberParameter = {
  name: 'hedgeFeePct',
  displayName: 'Hedge Fee (%)',
  description: 'Fee of one futures fill, percent of its value',
  default: 0.05,
  minimum: 0,
  maximum: 1,
  decimals: 4,
};

/** One of several options, shown for some operations. */
export interface OptionParameter<Option extends string> {
  name: string;
  displayName: string;
  description: string;
  options: Readonly<Record<Option, { name: string; description: string }>>;
  /** The first one is the default. */
  values: readonly [Option, ...Option[]];
}

/** The parameter as the editor shows it, for some operations of the node. */
export function optionProperty<Option extends string>(
  parameter: OptionParameter<Option>,
  operations: readonly string[],
): INodeProperties {
  const { name, displayName, description, options, values } = parameter;
  const [defaultValue] = values;
  return {
    displayName,
    name,
    type: 'options',
    options: values
      .map((value) => ({ value, ...options[value] }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    default: defaultValue,
    displayOptions: { show: { operation: [...operations] } },
    description,
  };
}

/** Reads an option for an item. Throws ConfigurationError for what is none. */
export function readChoice<Option extends string>(
  context: ParameterSource,
  { name, values }: OptionParameter<Option>,
  itemIndex: number,
): Option {
  return readOption(context, name, values, itemIndex);
}

/** A property that is only of use with certain values of others. */
export function shownWith(
  property: INodeProperties,
  show: Readonly<Record<string, readonly string[]>>,
): INodeProperties {
  const also = Object.fromEntries(Object.entries(show).map(([key, values]) => [key, [...values]]));
  return {
    ...property,
    displayOptions: { show: { ...property.displayOptions?.show, ...also } },
  };
}

export const HEDGE: OptionParameter<HedgeSwitch> = {
  name: 'hedge',
  displayName: 'Hedge',
  description:
    'Whether inventory is hedged on USD-M. Set it alike in Plan Grid and Plan Hedge. Off is for the Simulator and Testnet; every plan and report shows it',
  values: HEDGE_SWITCHES,
  options: {
    on: { name: 'On', description: 'Delta stays within its band, never above 5 % of equity' },
    off: { name: 'Off', description: 'The inventory carries the whole risk of the price' },
  },
};
