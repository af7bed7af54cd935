import type { INodeProperties } from 'n8n-workflow';
import { planGridForItem } from '../../../lib/operations/planGrid';
import { readItem } from '../../shared/items';
import {
  type NumberParameter,
  numberProperty,
  readNumber,
  readStrategy,
} from '../../shared/parameters';
import type { ItemOperation } from '../../shared/runItems';
import { BAND_LEVELS, SLIPPAGE_PCT } from '../parameters';

const SPACING_PCT: NumberParameter = {
  name: 'spacingPct',
  displayName: 'Spacing (%)',
  description:
    'Distance of neighbouring lines, percent of the middle price. Below the fees of a round trip the plan says so and nothing is entered',
  default: 0.35,
  minimum: 0.05,
  maximum: 10,
  decimals: 2,
};
const LEVELS_PER_SIDE: NumberParameter = {
  name: 'levelsPerSide',
  displayName: 'Levels per Side (Count)',
  description: 'Lines below and lines above the middle price',
  default: 10,
  minimum: 1,
  maximum: 50,
  decimals: 0,
};
const UTILIZATION_PCT: NumberParameter = {
  name: 'utilizationPct',
  displayName: 'Utilization (%)',
  description: 'Share of the equity that all levels together may hold, percent',
  default: 30,
  minimum: 1,
  maximum: 100,
  decimals: 1,
};
const GRID_FEE_PCT: NumberParameter = {
  name: 'gridFeePct',
  displayName: 'Grid Fee (%)',
  description: 'Fee of one spot fill, percent of its value',
  default: 0.1,
  minimum: 0,
  maximum: 1,
  decimals: 4,
};
const HEDGE_FEE_PCT: NumberParameter = {
  name: 'hedgeFeePct',
  displayName: 'Hedge Fee (%)',
  description: 'Fee of one futures fill, percent of its value',
  default: 0.05,
  minimum: 0,
  maximum: 1,
  decimals: 4,
};

/** Strategy, hedge band and slippage limit are shared with Plan Hedge and declared by the node. */
export const planGridProperties: INodeProperties[] = [
  SPACING_PCT,
  LEVELS_PER_SIDE,
  UTILIZATION_PCT,
  GRID_FEE_PCT,
  HEDGE_FEE_PCT,
].map((parameter) => numberProperty(parameter, ['planGrid']));

/** Adds the grid's plan to `plans`, in place of an earlier one of the same scope. */
export const planGridOperation: ItemOperation = {
  prepare(context, itemIndex, environment) {
    const item = readItem(context, itemIndex, environment);
    const read = (parameter: NumberParameter): number => readNumber(context, parameter, itemIndex);
    const settings = {
      strategy: readStrategy(context, itemIndex),
      spacingPct: read(SPACING_PCT),
      levelsPerSide: read(LEVELS_PER_SIDE),
      utilizationFraction: read(UTILIZATION_PCT) / 100,
      bandLevels: read(BAND_LEVELS),
      gridFeePct: read(GRID_FEE_PCT),
      hedgeFeePct: read(HEDGE_FEE_PCT),
      slippagePct: read(SLIPPAGE_PCT),
    };
    return async (session) => {
      const { plans } = await planGridForItem(session, item, settings);
      return { plans };
    };
  },
};
