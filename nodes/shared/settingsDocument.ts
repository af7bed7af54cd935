import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { ConfigurationError } from '../../lib/model/errors';
import { parseSettingsText } from '../../lib/operations/settingsText';
import { inputJson } from './items';
import type { ParameterSource } from './parameters';
import { settingsSchema } from './settingsSchema';

const documentSchema = z.record(z.string(), z.unknown());
/** The sections that a document may have: a node each, in the order of the loop. */
export const SETTINGS_SECTIONS = [
  'reconcile',
  'binanceMarketData',
  'regimeClassifier',
  'gridPlanner',
  'riskCheck',
  'placeOrder',
  'fundingReport',
] as const;
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

/**
 * Parameters of a node, with those that the item's `settings` name in their place.
 *
 * `settings` is an object, or YAML or JSON text, with a section for each node. A value of the
 * document comes before the node's parameter, which comes before its default. Throws
 * ConfigurationError naming what is unknown or not usable.
 */
export function documentedParameters(
  context: IExecuteFunctions,
  itemIndex: number,
  section: SettingsSection,
  properties: readonly INodeProperties[],
): ParameterSource {
  const settings: unknown = inputJson(context, itemIndex)['settings'];
  return documentedSource(context, settings, itemIndex, section, properties);
}

/** The same for settings that were taken from the item already. */
export function documentedSource(
  parameters: ParameterSource,
  settings: unknown,
  itemIndex: number,
  section: SettingsSection,
  properties: readonly INodeProperties[],
): ParameterSource {
  const values = sectionOf(settings, itemIndex, section);
  const checked = settingsSchema(properties).safeParse(values);
  if (!checked.success) throw refusal(itemIndex, section, checked.error);
  const source: ParameterSource = {
    getNodeParameter: (name, index, fallback) =>
      index === itemIndex && name in values
        ? values[name]
        : parameters.getNodeParameter(name, index, fallback),
  };
  refuseHidden(itemIndex, values, properties, source);
  return source;
}

function sectionOf(
  given: unknown,
  itemIndex: number,
  section: SettingsSection,
): Record<string, unknown> {
  if (given === undefined || given === null) return {};
  const document = documentSchema.safeParse(
    typeof given === 'string'
      ? parseSettingsText(given, `The settings document of item ${itemIndex}`)
      : given,
  );
  if (!document.success) {
    throw new ConfigurationError(
      `The settings of item ${itemIndex} are no document.`,
      'Write an object, or YAML or JSON text, with a section for each node, such as "riskCheck".',
    );
  }
  const unknown = Object.keys(document.data).find(
    (name) => !SETTINGS_SECTIONS.some((known) => known === name),
  );
  if (unknown !== undefined) {
    throw new ConfigurationError(
      `The settings of item ${itemIndex} have an unknown section "${unknown}".`,
      `The sections are: ${SETTINGS_SECTIONS.join(', ')}.`,
    );
  }
  const values = documentSchema.safeParse(document.data[section] ?? {});
  if (values.success) return values.data;
  throw new ConfigurationError(
    `The section "${section}" of the settings of item ${itemIndex} is no list of names and values.`,
    'Write a name and a value on each line below the section.',
  );
}

/**
 * A setting that the editor would hide has no effect: what it depends on is named. Settings of
 * the node's other operations stand in the same section and are left alone.
 */
function refuseHidden(
  itemIndex: number,
  values: Readonly<Record<string, unknown>>,
  properties: readonly INodeProperties[],
  source: ParameterSource,
): void {
  const operation = source.getNodeParameter('operation', itemIndex, undefined);
  for (const { name, displayOptions } of properties) {
    if (!(name in values)) continue;
    const shown = displayOptions?.show ?? {};
    const operations = shown['operation'] ?? [];
    if (typeof operation === 'string' && !operations.some((each) => each === operation)) continue;
    for (const [condition, wanted] of Object.entries(shown)) {
      if (condition === 'operation' || !wanted) continue;
      const actual = source.getNodeParameter(condition, itemIndex, false);
      if (wanted.some((value) => value === actual)) continue;
      throw new ConfigurationError(
        `The settings of item ${itemIndex} contradict each other: "${name}" has no effect while "${condition}" is ${String(actual)}.`,
        `Set "${condition}" to ${String(wanted[0])} as well, or leave "${name}" out.`,
      );
    }
  }
}

function refusal(
  itemIndex: number,
  section: SettingsSection,
  error: z.ZodError,
): ConfigurationError {
  const issue = error.issues[0];
  const where = `Item ${itemIndex}, settings, section "${section}"`;
  if (issue?.code === 'unrecognized_keys') {
    return new ConfigurationError(
      `${where}: unknown setting "${issue.keys.join('", "')}".`,
      'The names are those of docs/settings.schema.json.',
    );
  }
  return new ConfigurationError(
    `${where}: "${issue?.path.join('.') ?? '?'}" is not usable: ${issue?.message ?? 'unknown'}.`,
    'Units and limits are those of the node\u2019s parameter of the same name.',
  );
}
