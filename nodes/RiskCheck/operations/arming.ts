import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { DeniedError } from '../../../lib/model/errors';
import { setArmed } from '../../../lib/operations/switches';
import { instanceId, workflowId } from '../../shared/identity';
import { readItemHead } from '../../shared/items';
import { readText } from '../../shared/parameters';
import type { RiskOperation } from '../runRisk';

const CONFIRMATION = 'LIVE';

export const armingProperties: INodeProperties[] = [
  {
    displayName: 'Workflow ID',
    name: 'armedWorkflow',
    type: 'string',
    default: '',
    placeholder: 'e.g. deltagridLoop01',
    displayOptions: { show: { operation: ['armLive', 'disarmLive'] } },
    description:
      'Which workflow may increase; empty for this one. It is the last part of its address.',
  },
  {
    displayName: 'Confirmation',
    name: 'armingConfirmation',
    type: 'string',
    default: '',
    placeholder: `e.g. ${CONFIRMATION}`,
    displayOptions: { show: { operation: ['armLive'] } },
    description: `Write ${CONFIRMATION}: from then on the workflow trades with what the account holds`,
  },
];

/** Adds `arming`. Only a person in a manual execution arms. */
export const armLiveOperation: RiskOperation = {
  prepare(context, itemIndex, environment) {
    readItemHead(context, itemIndex, environment);
    refuseUnlessManual(context);
    if (readText(context, 'armingConfirmation', itemIndex) !== CONFIRMATION) {
      throw new DeniedError(
        'NOT_ARMED',
        `The parameter "Confirmation" of item ${itemIndex} is not "${CONFIRMATION}".`,
        `Write ${CONFIRMATION} there if this workflow is to trade with what the account holds.`,
      );
    }
    const subject = subjectOf(context, itemIndex);
    return (session) =>
      Promise.resolve({
        approved: { arming: { ...setArmed(session, subject, true) } },
        denied: null,
      });
  },
};

/** Adds `arming`. Anybody may disarm. */
export const disarmLiveOperation: RiskOperation = {
  prepare(context, itemIndex, environment) {
    readItemHead(context, itemIndex, environment);
    const subject = subjectOf(context, itemIndex);
    return (session) =>
      Promise.resolve({
        approved: { arming: { ...setArmed(session, subject, false) } },
        denied: null,
      });
  },
};

function subjectOf(context: IExecuteFunctions, itemIndex: number) {
  const chosen = readText(context, 'armedWorkflow', itemIndex);
  return {
    instance: instanceId(context),
    workflow: chosen === '' ? workflowId(context) : chosen,
  };
}

function refuseUnlessManual(context: IExecuteFunctions): void {
  if (context.getMode() === 'manual') return;
  throw new DeniedError(
    'NOT_ARMED',
    'Live trading is armed by a person only, in a manual execution.',
    'Open the workflow in the editor and press "Execute Workflow".',
  );
}
