import { randomUUID } from 'node:crypto';
import type { INodeProperties } from 'n8n-workflow';
import { checkPlans } from '../../../lib/operations/checkPlans';
import { DEFAULT_RISK_SETTINGS, HARD_MAXIMUM_LEVERAGE } from '../../../lib/risk/settings';
import { workflowId } from '../../shared/identity';
import { problemOf, readItem } from '../../shared/items';
import { type NumberParameter, numberProperty, readNumber } from '../../shared/parameters';
import type { RiskOperation } from '../runRisk';

const MAXIMUM_LEVERAGE: NumberParameter = {
  name: 'maximumLeverage',
  displayName: 'Largest Leverage (Times)',
  description: 'Value of the futures position over the futures margin balance, at most',
  default: DEFAULT_RISK_SETTINGS.maximumLeverage,
  minimum: 0.1,
  maximum: HARD_MAXIMUM_LEVERAGE,
  decimals: 1,
};
const MAXIMUM_EXPOSURE_PCT: NumberParameter = {
  name: 'maximumExposurePct',
  displayName: 'Largest Exposure (%)',
  description: 'Inventory and resting buys over the equity, percent, at most',
  default: DEFAULT_RISK_SETTINGS.maximumExposureFraction * 100,
  minimum: 1,
  maximum: 100,
  decimals: 1,
};
const MAXIMUM_OPEN_ORDERS: NumberParameter = {
  name: 'maximumOpenOrders',
  displayName: 'Most Open Orders (Count)',
  description: 'Open orders per symbol and market, at most',
  default: DEFAULT_RISK_SETTINGS.maximumOpenOrders,
  minimum: 1,
  maximum: 200,
  decimals: 0,
};
const MAXIMUM_DATA_AGE: NumberParameter = {
  name: 'maximumDataAgeSeconds',
  displayName: 'Largest Data Age (Seconds)',
  description: 'Market data older than this denies everything that increases',
  default: DEFAULT_RISK_SETTINGS.maximumDataAgeMs / 1000,
  minimum: 1,
  maximum: 3600,
  decimals: 0,
};

export const checkPlansProperties: INodeProperties[] = [
  MAXIMUM_LEVERAGE,
  MAXIMUM_EXPOSURE_PCT,
  MAXIMUM_OPEN_ORDERS,
  MAXIMUM_DATA_AGE,
].map((parameter) => numberProperty(parameter, ['checkPlans']));

/** Adds `risk` and keeps of `plans` what is approved; what was denied goes out second, as it came. */
export const checkPlansOperation: RiskOperation = {
  prepare(context, itemIndex, environment) {
    if (problemOf(context, itemIndex) !== null) {
      return () => Promise.resolve({ approved: null, denied: {} });
    }
    const item = readItem(context, itemIndex, environment);
    const read = (parameter: NumberParameter): number => readNumber(context, parameter, itemIndex);
    const settings = {
      maximumLeverage: read(MAXIMUM_LEVERAGE),
      maximumExposureFraction: read(MAXIMUM_EXPOSURE_PCT) / 100,
      maximumOpenOrders: read(MAXIMUM_OPEN_ORDERS),
      maximumDataAgeMs: read(MAXIMUM_DATA_AGE) * 1000,
    };
    const workflow = workflowId(context);
    return async (session) => {
      const { approved, denied } = await checkPlans(session, item, settings, {
        newApprovalId: randomUUID(),
        workflow,
      });
      return {
        approved: approved && { plans: approved.plans, risk: approved.risk },
        denied: denied && { risk: denied.risk },
      };
    };
  },
};
