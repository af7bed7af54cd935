import { randomUUID } from 'node:crypto';
import type { INodeProperties } from 'n8n-workflow';
import { checkPlans } from '../../../lib/operations/checkPlans';
import { instanceId, workflowId } from '../../shared/identity';
import { problemOf, readItem } from '../../shared/items';
import { documentedParameters } from '../../shared/settingsDocument';
import { limitProperties, readLimits } from '../parameters/limits';
import { readWatch, watchProperties } from '../parameters/watch';
import type { RiskOperation } from '../runRisk';

export const checkPlansProperties: INodeProperties[] = [...limitProperties, ...watchProperties];

/** Adds `risk` and keeps of `plans` what is approved; what was denied goes out second, as it came. */
export const checkPlansOperation: RiskOperation = {
  prepare(context, itemIndex, environment) {
    if (problemOf(context, itemIndex) !== null) {
      return () => Promise.resolve({ approved: null, denied: {} });
    }
    const item = readItem(context, itemIndex, environment);
    const parameters = documentedParameters(context, itemIndex, 'riskCheck', checkPlansProperties);
    const limits = readLimits(parameters, itemIndex);
    const watch = readWatch(parameters, itemIndex);
    const identity = { workflow: workflowId(context), instance: instanceId(context) };
    return async (session) => {
      const newApprovalId = randomUUID();
      const { approved, denied } = await checkPlans(
        session,
        item,
        limits,
        { ...identity, newApprovalId },
        watch,
      );
      return {
        approved: approved && { plans: approved.plans, risk: approved.risk },
        denied: denied && { risk: denied.risk },
      };
    };
  },
};
