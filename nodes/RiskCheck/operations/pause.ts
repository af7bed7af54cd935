import type { INodeProperties } from 'n8n-workflow';
import { ConfigurationError } from '../../../lib/model/errors';
import { setPause } from '../../../lib/operations/switches';
import { readItemHead } from '../../shared/items';
import { readText } from '../../shared/parameters';
import type { RiskOperation } from '../runRisk';

export const pauseProperties: INodeProperties[] = [
  {
    displayName: 'Reason',
    name: 'pauseReason',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. waiting for the news',
    displayOptions: { show: { operation: ['pause', 'resume'] } },
    description: 'Why, for the journal and for whoever finds the account paused',
  },
];

/** Adds `pause`: while it is engaged nothing increases. */
export const pauseOperation = pausing(true);
/** Adds `pause`: the account goes on. */
export const resumeOperation = pausing(false);

function pausing(paused: boolean): RiskOperation {
  return {
    prepare(context, itemIndex, environment) {
      readItemHead(context, itemIndex, environment);
      const reason = readText(context, 'pauseReason', itemIndex);
      if (reason === '') {
        throw new ConfigurationError(
          `The parameter "Reason" of item ${itemIndex} is empty.`,
          'Write why the account is paused or goes on, for whoever comes after you.',
        );
      }
      return (session) =>
        Promise.resolve({
          approved: { pause: { ...setPause(session, { paused, reason }) } },
          denied: null,
        });
    },
  };
}
