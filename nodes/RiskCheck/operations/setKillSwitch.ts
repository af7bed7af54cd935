import type { INodeProperties } from 'n8n-workflow';
import { ConfigurationError } from '../../../lib/model/errors';
import { setKillSwitch } from '../../../lib/operations/killSwitch';
import { readItemHead } from '../../shared/items';
import { readText } from '../../shared/parameters';
import type { RiskOperation } from '../runRisk';

const displayOptions = { show: { operation: ['setKillSwitch'] } };

export const setKillSwitchProperties: INodeProperties[] = [
  {
    displayName: 'Position',
    name: 'killSwitchPosition',
    type: 'options',
    options: [
      {
        name: 'Engage',
        value: 'engage',
        description: 'Nothing increases any more; reductions, hedges and Flatten still work',
      },
      {
        name: 'Release',
        value: 'release',
        description: 'The loop may enter again at its next run',
      },
    ],
    default: 'engage',
    displayOptions,
    description: 'What the kill switch of the account is set to',
  },
  {
    displayName: 'Reason',
    name: 'reason',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. going on holiday',
    displayOptions,
    description: 'Why, for the journal and for whoever finds the switch engaged',
  },
];

/** Adds `killSwitch`; goes out first. */
export const setKillSwitchOperation: RiskOperation = {
  latchReason(context) {
    const isEngage = readText(context, 'killSwitchPosition', 0) === 'engage';
    return isEngage ? readText(context, 'reason', 0) : null;
  },
  prepare(context, itemIndex, environment) {
    readItemHead(context, itemIndex, environment);
    const position = readText(context, 'killSwitchPosition', itemIndex);
    const reason = readText(context, 'reason', itemIndex);
    if (position !== 'engage' && position !== 'release') {
      throw new ConfigurationError(
        `The parameter "Position" of item ${itemIndex} is "${position}".`,
        'It is "engage" or "release".',
      );
    }
    if (reason === '') {
      throw new ConfigurationError(
        `The parameter "Reason" of item ${itemIndex} is empty.`,
        'Write why the kill switch is set, for whoever comes after you.',
      );
    }
    return async (session) => {
      const killSwitch = setKillSwitch(session, { engaged: position === 'engage', reason });
      return { approved: { killSwitch }, denied: null };
    };
  },
};
