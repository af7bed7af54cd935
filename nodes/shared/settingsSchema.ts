import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';

/**
 * The schema of the settings that a document may hold for parameters: the same names, units, limits
 * and options as the editor shows. Unknown names are refused. What is no setting (notes, hidden
 * switches of the editor) is left out by the caller.
 */
export function settingsSchema(properties: readonly INodeProperties[]): z.ZodType {
  const shape = properties.map((property) => [
    property.name,
    valueSchema(property).optional().describe(describe(property)),
  ]);
  return z.strictObject(Object.fromEntries(shape));
}

function describe({ displayName, description }: INodeProperties): string {
  return `${displayName}. ${description ?? ''}`.trim();
}

function valueSchema(property: INodeProperties): z.ZodType {
  const { minValue, maxValue, numberPrecision } = property.typeOptions ?? {};
  switch (property.type) {
    case 'number': {
      const whole = numberPrecision === 0 ? z.number().int() : z.number();
      return whole.min(minValue ?? -Infinity).max(maxValue ?? Infinity);
    }
    case 'boolean':
      return z.boolean();
    case 'options':
      return z.enum(valuesOf(property));
    case 'multiOptions':
      return z.array(z.enum(valuesOf(property)));
    default:
      return z.string();
  }
}

function valuesOf({ options }: INodeProperties): string[] {
  return (options ?? []).filter(isChoice).map(({ value }) => String(value));
}

function isChoice(option: object): option is INodePropertyOptions {
  return 'value' in option;
}
