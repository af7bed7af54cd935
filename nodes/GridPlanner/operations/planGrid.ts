import type { IExecuteFunctions } from 'n8n-workflow';
import { planGridForItem } from '../../../lib/operations/planGrid';
import { ConfigurationError } from '../../../lib/model/errors';
import { type GridSettings, settingsFault } from '../../../lib/strategy/settings';
import { readItem } from '../../shared/items';
import { readNumber, readStrategy, readSwitch } from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';
import {
  GRID_INTERVAL,
  GRID_NUMBERS,
  KIND,
  RANGE_MODE,
  SPACING_MODE,
  UTILIZATION_PCT,
} from '../gridParameters';
import { BAND_LEVELS, HEDGE, HEDGE_FEE_PCT, readChoice, SLIPPAGE_PCT } from '../parameters';

/** Reads the settings of one item. Throws ConfigurationError naming parameter and item. */
function readGridSettings(context: IExecuteFunctions, itemIndex: number): GridSettings {
  const of = (key: keyof typeof GRID_NUMBERS): number =>
    readNumber(context, GRID_NUMBERS[key], itemIndex);
  const settings = {
    strategy: readStrategy(context, itemIndex),
    kind: readChoice(context, KIND, itemIndex),
    spacingMode: readChoice(context, SPACING_MODE, itemIndex),
    spacingPct: of('spacingPct'),
    rangeMode: readChoice(context, RANGE_MODE, itemIndex),
    rangeAtr: of('rangeAtr'),
    donchianPeriod: of('donchianPeriod'),
    rangeDeviations: of('rangeDeviations'),
    rangeDays: of('rangeDays'),
    rangeLowerPrice: of('rangeLowerPrice'),
    rangeUpperPrice: of('rangeUpperPrice'),
    levelsPerSide: of('levelsPerSide'),
    utilizationFraction: readNumber(context, UTILIZATION_PCT, itemIndex) / 100,
    bandLevels: readNumber(context, BAND_LEVELS, itemIndex),
    gridFeePct: of('gridFeePct'),
    hedgeFeePct: readNumber(context, HEDGE_FEE_PCT, itemIndex),
    slippagePct: readNumber(context, SLIPPAGE_PCT, itemIndex),
    volMult: of('volMult'),
    sizeMult: of('sizeMult'),
    imbMult: of('imbMult'),
    tpMult: of('tpMult'),
    minimumSpacingAtr: of('minimumSpacingAtr'),
    maximumSpacingAtr: of('maximumSpacingAtr'),
    recentreAtr: of('recentreAtr'),
    trailUp: readSwitch(context, 'trailUp', itemIndex),
    trailDown: readSwitch(context, 'trailDown', itemIndex),
    hedge: readChoice(context, HEDGE, itemIndex),
    requireEdge: readSwitch(context, 'requireEdge', itemIndex),
    interval: readChoice(context, GRID_INTERVAL, itemIndex),
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
    const settings = readGridSettings(context, itemIndex);
    return async (session) => {
      const { plans } = await planGridForItem(session, item, settings);
      return { plans };
    };
  },
};
