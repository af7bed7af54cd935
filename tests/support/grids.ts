import { NO_BRAKES } from '../../lib/model/brakes';
import { decimal } from '../../lib/model/decimal';
import type { GridFigures } from '../../lib/strategy/figures';
import type { GridInputs } from '../../lib/strategy/gridDefinition';
import { NO_SIGNALS } from '../../lib/strategy/gridSignals';
import type { PlanGridInputs } from '../../lib/strategy/planGrid';
import { DEMO_GRID } from './loop';
import { FUTURES, market, SPOT, SPOT_SCOPE } from './samples';

/** An ordinary market at 80,000: half a percent an hour, half a year's variance. */
export function figures(change: Partial<GridFigures['now']> = {}): GridFigures {
  const now = { closedAt: 900, close: 80_000, atr: 400, volatility: 0.5, ...change };
  return {
    now,
    before: { ...now, closedAt: now.closedAt - 100 },
    donchian: { low: 78_000, high: 81_000 },
  };
}

export function gridInputs(change: Partial<GridInputs> = {}): GridInputs {
  const equityQuote = change.equityQuote ?? decimal('20000');
  return {
    settings: DEMO_GRID,
    spot: SPOT,
    futures: FUTURES,
    number: 1,
    bestBid: decimal('80000'),
    bestAsk: decimal('80000.02'),
    equityQuote,
    capitalQuote: equityQuote,
    figures: figures(),
    imbalance: 0,
    conviction: { buy: 0, sell: 0 },
    densePrices: null,
    madeAt: 1,
    ...change,
  };
}

export function planInputs(change: Partial<PlanGridInputs> = {}): PlanGridInputs {
  return {
    scope: SPOT_SCOPE,
    settings: DEMO_GRID,
    spot: SPOT,
    futures: FUTURES,
    market: market(),
    equityQuote: '20000',
    accountIsValid: true,
    delta: '0',
    position: '0',
    regime: 'RANGE',
    currentGrid: null,
    nextGridNumber: 1,
    fills: [],
    liveEntries: new Set(),
    openingInFlight: false,
    figures: { ok: true, figures: figures() },
    minutes: null,
    settledFunding: [],
    signals: NO_SIGNALS,
    brakes: NO_BRAKES,
    relief: null,
    journalRevision: 0,
    madeAt: 1,
    ...change,
  };
}
