import type { INodeProperties } from 'n8n-workflow';
import { ENVIRONMENTS, type Environment } from '../../../lib/model/terms';
import { ConfigurationError } from '../../../lib/model/errors';
import {
  DEFAULT_RISK_SETTINGS as DEFAULTS,
  HARD_MAXIMUM_LEVERAGE,
  type RiskSettings,
} from '../../../lib/risk/settings';
import {
  type NumberParameter,
  numberProperty,
  type ParameterSource,
  readNumber,
  readOption,
} from '../../shared/parameters';

const SHOWN_FOR = ['checkPlans'];
const displayOptions = { show: { operation: SHOWN_FOR } };

type NumberSetting = Exclude<keyof RiskSettings, 'allowedEnvironments' | 'arming'>;

/** A setting as the user sees it: `perUnit` of its own units make one of the setting's. */
interface Row extends Omit<NumberParameter, 'default'> {
  perUnit: number;
}

const PCT = { perUnit: 100, minimum: 1, maximum: 100, decimals: 1 } as const;

const ROWS: Readonly<Record<NumberSetting, Row>> = {
  maximumLeverage: {
    name: 'maximumLeverage',
    displayName: 'Largest Leverage (Times)',
    description: 'Value of the futures position over the futures margin balance, at most',
    perUnit: 1,
    minimum: 0.1,
    maximum: HARD_MAXIMUM_LEVERAGE,
    decimals: 1,
  },
  maximumExposureFraction: {
    ...PCT,
    name: 'maximumExposurePct',
    displayName: 'Largest Exposure (%)',
    description: 'Inventory and resting buys of the symbol over the equity, percent, at most',
  },
  maximumAssetExposureFraction: {
    ...PCT,
    name: 'maximumAssetExposurePct',
    displayName: 'Largest Asset Exposure (%)',
    description: 'The same over all symbols of the base asset, percent of the equity',
  },
  maximumTotalExposureFraction: {
    ...PCT,
    name: 'maximumTotalExposurePct',
    displayName: 'Largest Total Exposure (%)',
    description: 'The same over every asset of the account, percent of the equity',
  },
  maximumCorrelatedExposureFraction: {
    ...PCT,
    name: 'maximumCorrelatedExposurePct',
    displayName: 'Largest Correlated Exposure (%)',
    description: 'The same over the assets that move with this one, percent of the equity',
  },
  correlatedFrom: {
    name: 'correlatedFrom',
    displayName: 'Correlated From (Correlation)',
    description: 'Two assets count as one from this correlation of a day’s five-minute returns',
    perUnit: 1,
    minimum: 0,
    maximum: 1,
    decimals: 2,
  },
  maximumDepthFraction: {
    ...PCT,
    name: 'maximumDepthPct',
    displayName: 'Largest Share of the Book (%)',
    description: 'Value of one increase over what rests within 1 % of the price, percent',
  },
  maximumOpenOrders: {
    name: 'maximumOpenOrders',
    displayName: 'Most Open Orders (Count)',
    description: 'Open orders per symbol and market, at most',
    perUnit: 1,
    minimum: 1,
    maximum: 200,
    decimals: 0,
  },
  maximumDataAgeMs: {
    name: 'maximumDataAgeSeconds',
    displayName: 'Largest Data Age (Seconds)',
    description: 'Market or account data older than this denies everything that increases',
    perUnit: 0.001,
    minimum: 1,
    maximum: 3_600,
    decimals: 0,
  },
  maximumClockDifferenceMs: {
    name: 'maximumClockDifferenceSeconds',
    displayName: 'Largest Clock Difference (Seconds)',
    description: 'How far this machine may be from the exchange, and data from the future',
    perUnit: 0.001,
    minimum: 1,
    maximum: 60,
    decimals: 0,
  },
  maximumPriceDeviationPct: {
    name: 'maximumPriceDeviationPct',
    displayName: 'Largest Price Deviation (%)',
    description: 'How far an entry may pay beyond the mark price, percent',
    perUnit: 1,
    minimum: 0.1,
    maximum: 20,
    decimals: 1,
  },
  maximumBasisPct: {
    name: 'maximumBasisPct',
    displayName: 'Largest Basis (%)',
    description: 'How far the middle of the book may be from the mark price, percent',
    perUnit: 1,
    minimum: 0.1,
    maximum: 20,
    decimals: 1,
  },
  minimumFreeMarginFraction: {
    ...PCT,
    name: 'minimumFreeMarginPct',
    displayName: 'Least Free Margin (%)',
    description: 'Available over margin balance after an order that needs margin, percent',
    minimum: 0,
  },
  maximumMarginRatioPct: {
    name: 'maximumMarginRatioPct',
    displayName: 'Largest Margin Ratio (%)',
    description: 'Maintenance margin over margin balance from which nothing increases, percent',
    perUnit: 1,
    minimum: 0.01,
    maximum: 80,
    decimals: 2,
  },
  minimumLiquidationDistancePct: {
    name: 'minimumLiquidationDistancePct',
    displayName: 'Least Liquidation Distance (%)',
    description:
      'From the mark price to the price of liquidation, percent; nearer denies increases',
    perUnit: 1,
    minimum: 1,
    maximum: 90,
    decimals: 1,
  },
};
const NAMES = Object.keys(ROWS) as NumberSetting[];

function parameterOf(setting: NumberSetting): NumberParameter {
  const { perUnit, ...row } = ROWS[setting];
  return { ...row, default: Math.round(DEFAULTS[setting] * perUnit * 1e6) / 1e6 };
}

const ENVIRONMENT_NAMES: Readonly<Record<Environment, string>> = {
  simulator: 'Simulator',
  testnet: 'Testnet',
  mainnet: 'Mainnet',
};

export const limitProperties: INodeProperties[] = [
  ...NAMES.map((setting) => numberProperty(parameterOf(setting), SHOWN_FOR)),
  {
    displayName: 'Allowed Environments',
    name: 'allowedEnvironments',
    type: 'multiOptions',
    options: ENVIRONMENTS.map((value) => ({
      name: ENVIRONMENT_NAMES[value],
      value,
      description: `Whether this workflow may increase on ${ENVIRONMENT_NAMES[value]}`,
    })),
    default: [...DEFAULTS.allowedEnvironments],
    displayOptions,
    description: 'Where this workflow may increase; elsewhere it only reduces and hedges',
  },
  {
    displayName: 'Arming Needed',
    name: 'arming',
    type: 'options',
    options: [
      {
        name: 'On Mainnet',
        value: 'mainnet',
        description: 'A person arms the workflow before it increases with real money',
      },
      {
        name: 'Always',
        value: 'always',
        description: 'In every environment, to practise',
      },
    ],
    default: 'mainnet',
    displayOptions,
    description: 'Where increases need the operation "Arm Live Trading" first',
  },
];

/** The limits for an item. Throws ConfigurationError naming a parameter that is not usable. */
export function readLimits(context: ParameterSource, itemIndex: number): RiskSettings {
  const read = (setting: NumberSetting): number => {
    const shown = readNumber(context, parameterOf(setting), itemIndex);
    return shown / ROWS[setting].perUnit;
  };
  const numbers = Object.fromEntries(NAMES.map((name) => [name, read(name)]));
  return {
    ...DEFAULTS,
    ...numbers,
    allowedEnvironments: readEnvironments(context, itemIndex),
    arming: readOption(context, 'arming', ['mainnet', 'always'], itemIndex),
  };
}

function readEnvironments(context: ParameterSource, itemIndex: number): Environment[] {
  const value: unknown = context.getNodeParameter('allowedEnvironments', itemIndex, [
    ...DEFAULTS.allowedEnvironments,
  ]);
  const given: unknown[] = Array.isArray(value) ? value : [value];
  const known = ENVIRONMENTS.filter((each) => given.includes(each));
  if (Array.isArray(value) && known.length === given.length) return known;
  throw new ConfigurationError(
    `The parameter "Allowed Environments" of item ${itemIndex} is ${JSON.stringify(value)}.`,
    `It is a list of: ${ENVIRONMENTS.join(', ')}.`,
  );
}
