import type { INodeProperties } from 'n8n-workflow';
import { executeItem } from '../../../lib/operations/executePlans';
import { usedLimits } from '../../../lib/operations/usedLimits';
import { HARD_MAXIMUM_LEVERAGE } from '../../../lib/risk/settings';
import { leaseHolder, workflowId } from '../../shared/identity';
import { problemOf, readItem } from '../../shared/items';
import {
  type NumberParameter,
  numberProperty,
  readNumber,
  readOption,
} from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';
import { documentedParameters } from '../../shared/settingsDocument';
import { passedOver } from '../outcome';

const LEVERAGE: NumberParameter = {
  name: 'leverage',
  displayName: 'Leverage (Times)',
  description: 'Leverage that the hedge contract is set to before its first order',
  default: 2,
  minimum: 1,
  maximum: HARD_MAXIMUM_LEVERAGE,
  decimals: 0,
};

const POSITION_MODES = ['account', 'oneWay', 'hedge'] as const;

export const executePlansProperties: INodeProperties[] = [
  {
    displayName: 'Position Mode',
    name: 'positionMode',
    type: 'options',
    options: [
      {
        name: 'As the Account',
        value: 'account',
        description: 'Whatever the account is set to: both modes work',
      },
      { name: 'Hedge', value: 'hedge', description: 'Long and short positions side by side' },
      { name: 'One-Way', value: 'oneWay', description: 'One position per contract' },
    ],
    default: 'account',
    displayOptions: { show: { operation: ['executePlans'] } },
    description:
      'Position mode of the futures account. One that is fixed here and differs from the account refuses every order.',
  },
  numberProperty(LEVERAGE, ['executePlans']),
];

/** Adds `execution`. An item without an approval of its plans comes out denied, nothing is sent. */
export const executePlansOperation: ItemOperation = {
  prepare(context, itemIndex, environment) {
    const problem = problemOf(context, itemIndex);
    if (problem !== null) return () => Promise.resolve({ execution: passedOver(problem) });
    const item = readItem(context, itemIndex, environment);
    const parameters = documentedParameters(
      context,
      itemIndex,
      'placeOrder',
      executePlansProperties,
    );
    const settings = {
      positionMode: readOption(parameters, 'positionMode', POSITION_MODES, itemIndex),
      leverage: readNumber(parameters, LEVERAGE, itemIndex),
      workflow: workflowId(context),
      holder: leaseHolder(context, itemIndex),
    };
    return async (session) => {
      const { execution } = await executeItem(session, item, settings);
      return { execution, limits: usedLimits(session) };
    };
  },
};
