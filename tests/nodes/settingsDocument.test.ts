import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_WATCH_SETTINGS } from '../../lib/operations/checkPlans';
import { DEFAULT_RISK_SETTINGS } from '../../lib/risk/settings';
import { checkPlansProperties } from '../../nodes/RiskCheck/operations/checkPlans';
import { readLimits } from '../../nodes/RiskCheck/parameters/limits';
import { readWatch } from '../../nodes/RiskCheck/parameters/watch';
import type { ParameterSource } from '../../nodes/shared/parameters';
import { gridPlannerProperties } from '../../nodes/GridPlanner/settings';
import { documentedSource, SETTINGS_SECTIONS } from '../../nodes/shared/settingsDocument';
import { settingsDocumentSchema, settingsJsonSchema } from '../../scripts/docs/settings';

/** A node whose parameters are these; the others have their defaults. */
function node(parameters: Record<string, unknown> = {}): ParameterSource {
  return {
    getNodeParameter: (name, _index, fallback) => parameters[name] ?? fallback,
  };
}
const read = (settings: unknown, parameters?: Record<string, unknown>) => {
  const source = documentedSource(node(parameters), settings, 0, 'riskCheck', checkPlansProperties);
  return { ...readLimits(source, 0), ...readWatch(source, 0) };
};

describe('the document of settings', () => {
  it('is not needed: every parameter has the default of the rules', () => {
    expect(read(undefined)).toEqual({ ...DEFAULT_RISK_SETTINGS, ...DEFAULT_WATCH_SETTINGS });
    const shown = Object.fromEntries(checkPlansProperties.map((each) => [each.name, each.default]));
    expect(read(undefined, { ...shown, adjustBreakers: true })).toEqual({
      ...DEFAULT_RISK_SETTINGS,
      ...DEFAULT_WATCH_SETTINGS,
    });
  });

  it.each([
    ['an object', { riskCheck: { maximumExposurePct: 30 } }],
    ['JSON', '{"riskCheck": {"maximumExposurePct": 30}}'],
    ['YAML', 'riskCheck:\n  maximumExposurePct: 30 # of the equity\n'],
  ])('comes before the parameter, as %s', (_name, settings) => {
    const { maximumExposureFraction, maximumLeverage } = read(settings, {
      maximumExposurePct: 40,
      maximumLeverage: 3,
    });
    expect([maximumExposureFraction, maximumLeverage]).toEqual([0.3, 3]);
  });

  it('sets breakers, environments and brakes', () => {
    const settings = read(`
      riskCheck:
        adjustBreakers: true
        priceBreakerMovePct: 8
        priceBreakerWindowMs: 10
        priceBreakerEffect: flatten
        volumeBreakerEnabled: false
        brakeWindow: day
        allowedEnvironments: [simulator]
        arming: always
    `);
    expect(settings.breakers.price).toMatchObject({
      movePct: 8,
      windowMs: 600_000,
      effect: 'flatten',
    });
    expect(settings.breakers.volume.enabled).toBe(false);
    expect(settings.brakes.window).toBe('day');
    expect(settings).toMatchObject({ allowedEnvironments: ['simulator'], arming: 'always' });
  });

  it.each([
    ['unknown setting "maximumExposurePrc"', { riskCheck: { maximumExposurePrc: 30 } }],
    ['unknown section "riskChek"', { riskChek: {} }],
    ['"maximumLeverage" is not usable', { riskCheck: { maximumLeverage: 7 } }],
    ['"maximumOpenOrders" is not usable', { riskCheck: { maximumOpenOrders: 1.5 } }],
    ['"arming" is not usable', { riskCheck: { arming: 'never' } }],
    ['contradict each other: "priceBreakerMovePct"', { riskCheck: { priceBreakerMovePct: 8 } }],
    ['contradict each other', { riskCheck: { firstBrakePct: 12 } }],
    ['cannot be read', 'riskCheck:\n  arming: always\n  arming: mainnet\n'],
    ['are no document', 'just words'],
    ['is no list', { riskCheck: 5 }],
  ])('is refused by name: %s', (message, settings) => {
    expect(() => read(settings)).toThrow(message);
  });

  it('leaves settings of another operation of the node alone', () => {
    const settings = { gridPlanner: { spacingMode: 'range', spacingPct: 1, bandLevels: 5 } };
    const from = (operation: string): ParameterSource =>
      documentedSource(node({ operation }), settings, 0, 'gridPlanner', gridPlannerProperties);
    expect(from('planHedge').getNodeParameter('bandLevels', 0)).toBe(5);
    expect(() => from('planGrid')).toThrow('"spacingPct" has no effect while "spacingMode"');
  });

  it('has a section for every node with settings, and each has names', () => {
    const schema = settingsDocumentSchema();
    const everything = Object.fromEntries(SETTINGS_SECTIONS.map((section) => [section, {}]));
    expect(schema.safeParse(everything).success).toBe(true);
    for (const section of SETTINGS_SECTIONS) {
      expect(schema.safeParse({ [section]: { noSuchSetting: 1 } }).success).toBe(false);
    }
  });

  it('has a schema that is up to date', () => {
    const file = join(__dirname, '../../docs/settings.schema.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(settingsJsonSchema());
  });
});
