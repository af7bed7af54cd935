import { benchIndicators, type IndicatorFigures, type LibraryFigures } from './market/indicators';
import { benchGarch, type GarchFigures } from './market/garch';
import { benchRegimes, type RegimeFigures } from './market/regimes';

/** A limit that the market's code is held to, and what was measured. */
export interface Check {
  name: string;
  limit: string;
  actual: number;
  ok: boolean;
}

export interface MarketFigures {
  /** All checks hold. */
  ok: boolean;
  checks: Check[];
  indicators: IndicatorFigures;
  library: LibraryFigures;
  garch: GarchFigures;
  regimes: RegimeFigures;
}

/** At most so many times the bare loops. */
const MOST_OVER_BARE = 1.5;
/** At least so many times as fast as @ixjb94/indicators. */
const LEAST_OVER_IXJB94 = 2;
const MOST_GARCH_MS = 0.5;
/** Twice the work in at most so many times the time: linear, with room for the neighbours' load. */
const MOST_FOR_TWICE = 2.4;

/**
 * What seeing the market costs: the hot indicators against bare loops and the fastest library, all
 * in one run; a GARCH fit; the regimes of a whole market.
 */
export async function benchMarket(): Promise<MarketFigures> {
  const { indicators, library } = await benchIndicators();
  const garch = await benchGarch();
  const regimes = await benchRegimes();
  const checks: Check[] = [
    ...Object.entries(indicators.each).flatMap(([name, { overBare, timesIxjb94, deviation }]) => [
      atMost(`${name} against the bare loop`, overBare, MOST_OVER_BARE),
      atLeast(`${name} against @ixjb94/indicators`, timesIxjb94, LEAST_OVER_IXJB94),
      atMost(`${name}: largest deviation from the bare loop`, deviation, 1e-9),
    ]),
    atMost('the six against the bare loops', indicators.overBare, MOST_OVER_BARE),
    atLeast('the six against @ixjb94/indicators', indicators.timesIxjb94, LEAST_OVER_IXJB94),
    atMost('GARCH of 1,000 returns, ms', garch.medianMs, MOST_GARCH_MS),
    atMost('regimes of twice the symbols', regimes.timesForTwiceSymbols, MOST_FOR_TWICE),
    atMost('regimes of twice the candles', regimes.timesForTwiceCandles, MOST_FOR_TWICE),
  ];
  return { ok: checks.every(({ ok }) => ok), checks, indicators, library, garch, regimes };
}

function atMost(name: string, actual: number, limit: number): Check {
  return { name, limit: `at most ${limit}`, actual, ok: actual <= limit };
}

function atLeast(name: string, actual: number, limit: number): Check {
  return { name, limit: `at least ${limit}`, actual, ok: actual >= limit };
}
