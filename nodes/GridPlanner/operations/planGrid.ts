import { planGridForItem } from '../../../lib/operations/planGrid';
import { ConfigurationError } from '../../../lib/model/errors';
import { type GridSettings, settingsFault } from '../../../lib/strategy/settings';
import { readItem } from '../../shared/items';
import {
  type ParameterSource,
  readNumber,
  readStrategy,
  readSwitch,
} from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';
import {
  GRID_INTERVAL,
  GRID_NUMBERS,
  KIND,
  DENSITY,
  RANGE_MODE,
  SPACING_MODE,
  UTILIZATION_PCT,
} from '../gridParameters';
import { BAND_LEVELS, HEDGE, HEDGE_FEE_PCT, readChoice, SLIPPAGE_PCT } from '../parameters';
import { gridPlannerParameters } from '../settings';

/** Reads the settings of one item. Throws ConfigurationError naming parameter and item. */
function readGridSettings(parameters: ParameterSource, itemIndex: number): GridSettings {
  const of = (key: keyof typeof GRID_NUMBERS): number =>
    readNumber(parameters, GRID_NUMBERS[key], itemIndex);
  const settings = {
    strategy: readStrategy(parameters, itemIndex),
    kind: readChoice(parameters, KIND, itemIndex),
    spacingMode: readChoice(parameters, SPACING_MODE, itemIndex),
    spacingPct: of('spacingPct'),
    rangeMode: readChoice(parameters, RANGE_MODE, itemIndex),
    rangeAtr: of('rangeAtr'),
    donchianPeriod: of('donchianPeriod'),
    rangeDeviations: of('rangeDeviations'),
    rangeDays: of('rangeDays'),
    rangeLowerPrice: of('rangeLowerPrice'),
    rangeUpperPrice: of('rangeUpperPrice'),
    levelsPerSide: of('levelsPerSide'),
    density: readChoice(parameters, DENSITY, itemIndex),
    utilizationFraction: readNumber(parameters, UTILIZATION_PCT, itemIndex) / 100,
    bandLevels: readNumber(parameters, BAND_LEVELS, itemIndex),
    gridFeePct: of('gridFeePct'),
    hedgeFeePct: readNumber(parameters, HEDGE_FEE_PCT, itemIndex),
    slippagePct: readNumber(parameters, SLIPPAGE_PCT, itemIndex),
    volMult: of('volMult'),
    sizeMult: of('sizeMult'),
    imbMult: of('imbMult'),
    tpMult: of('tpMult'),
    minimumSpacingAtr: of('minimumSpacingAtr'),
    maximumSpacingAtr: of('maximumSpacingAtr'),
    recentreAtr: of('recentreAtr'),
    trailUp: readSwitch(parameters, 'trailUp', itemIndex),
    trailDown: readSwitch(parameters, 'trailDown', itemIndex),
    hedge: readChoice(parameters, HEDGE, itemIndex),
    requireEdge: readSwitch(parameters, 'requireEdge', itemIndex),
    interval: readChoice(parameters, GRID_INTERVAL, itemIndex),
  };
  const fault = settingsFault(settings);
  if (fault === null) return settings;
  throw new ConfigurationError(
    `The settings of item ${itemIndex} contradict each other: ${fault}.`,
    'Change one of the two.',
  );
}

/** Adds the grid's plan to `plans`, in place of an earlier one of the same scope. */
export const planGridOperation: ItemOperation = {
  prepare(context, itemIndex, environment) {
    const item = readItem(context, itemIndex, environment);
    const settings = readGridSettings(gridPlannerParameters(context, itemIndex), itemIndex);
    return async (session) => {
      const { plans } = await planGridForItem(session, item, settings);
      return { plans };
    };
  },
};
