import { z } from 'zod';
import { checkPlansProperties } from '../../nodes/RiskCheck/operations/checkPlans';
import type { SettingsSection } from '../../nodes/shared/settingsDocument';
import { settingsSchema } from '../../nodes/shared/settingsSchema';

/** The schema of the document of settings, a section for each node. */
export function settingsDocumentSchema(): z.ZodType {
  const sections: Record<SettingsSection, z.ZodType> = {
    riskCheck: settingsSchema(checkPlansProperties).optional(),
  };
  return z.strictObject(sections);
}

/** docs/settings.schema.json, from the parameters of the nodes. */
export function settingsJsonSchema(): object {
  return z.toJSONSchema(settingsDocumentSchema(), { target: 'draft-7' });
}
