import type { INodeProperties } from 'n8n-workflow';
import { executeItem } from '../../../lib/operations/executePlans';
import { HARD_MAXIMUM_LEVERAGE } from '../../../lib/risk/settings';
import { leaseHolder, workflowId } from '../../shared/identity';
import { problemOf, readItem } from '../../shared/items';
import { type NumberParameter, numberProperty, readNumber } from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';
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

export const executePlansProperties: INodeProperties[] = [
  numberProperty(LEVERAGE, ['executePlans']),
];

/** Adds `execution`. An item without an approval of its plans comes out denied, nothing is sent. */
export const executePlansOperation: ItemOperation = {
  prepare(context, itemIndex, environment) {
    const problem = problemOf(context, itemIndex);
    if (problem !== null) return () => Promise.resolve({ execution: passedOver(problem) });
    const item = readItem(context, itemIndex, environment);
    const settings = {
      leverage: readNumber(context, LEVERAGE, itemIndex),
      workflow: workflowId(context),
      holder: leaseHolder(context, itemIndex),
    };
    return async (session) => {
      const { execution } = await executeItem(session, item, settings);
      return { execution };
    };
  },
};
