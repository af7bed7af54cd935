import { z } from 'zod';
import { candleProperties } from '../../nodes/BinanceMarketData/operations/snapshot';
import { reportProperties } from '../../nodes/FundingReport/operations/report';
import { gridPlannerProperties } from '../../nodes/GridPlanner/settings';
import { executePlansProperties } from '../../nodes/PlaceOrder/operations/executePlans';
import { policyProperties } from '../../nodes/Reconcile/operations/reconcileAccount';
import { regimeClassifierProperties } from '../../nodes/RegimeClassifier/settings';
import { checkPlansProperties } from '../../nodes/RiskCheck/operations/checkPlans';
import type { SettingsSection } from '../../nodes/shared/settingsDocument';
import { settingsSchema } from '../../nodes/shared/settingsSchema';

/** The schema of the document of settings, a section for each node. */
export function settingsDocumentSchema(): z.ZodType {
  const sections: Record<SettingsSection, z.ZodType> = {
    reconcile: settingsSchema(policyProperties).optional(),
    binanceMarketData: settingsSchema(candleProperties).optional(),
    regimeClassifier: settingsSchema(regimeClassifierProperties()).optional(),
    gridPlanner: settingsSchema(gridPlannerProperties).optional(),
    riskCheck: settingsSchema(checkPlansProperties).optional(),
    placeOrder: settingsSchema(executePlansProperties).optional(),
    fundingReport: settingsSchema(reportProperties).optional(),
  };
  return z.strictObject(sections);
}

/** docs/settings.schema.json, from the parameters of the nodes. */
export function settingsJsonSchema(): object {
  return z.toJSONSchema(settingsDocumentSchema(), { target: 'draft-7' });
}
