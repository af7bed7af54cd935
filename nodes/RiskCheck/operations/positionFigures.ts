import { readPositionMargin, readPositionRisk } from '../../../lib/operations/positionFigures';
import { aboutSymbol } from '../aboutSymbol';

/** Adds `positionMargin`. */
export const positionMarginOperation = aboutSymbol(() => async (session, symbol) => ({
  positionMargin: await readPositionMargin(session, symbol),
}));

/** Adds `positionRisk`. */
export const positionRiskOperation = aboutSymbol(() => async (session, symbol) => ({
  positionRisk: await readPositionRisk(session, symbol),
}));
