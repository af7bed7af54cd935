import { atrSeries } from '../market/indicators';
import { annualisedVolatility } from '../market/volatility/closeToClose';
import { donchianRange } from '../market/volatility/donchianRange';
import type { Candle } from '../model/candle';
import type { Interval } from '../model/terms';

const ATR_PERIOD = 14;
/** Volatility is measured over so many closed 1h candles: a week. */
export const VOLATILITY_CANDLES = 168;
/** Wilder's average forgets so slowly that fewer candles would give another figure. */
export const ATR_CANDLES = 200;

/** What a definition is made from, as of one closed candle. */
export interface MarketFigures {
  /** Close of the candle they are of. */
  closedAt: number;
  /** Close price: percentages of an earlier candle are of its own price. */
  close: number;
  /** Average true range of the grid's candles, price units. */
  atr: number;
  /** Annualised, a fraction. */
  volatility: number;
}

/** The last closed candle's figures, those of the one before, and the range of the last ones. */
export interface GridFigures {
  now: MarketFigures;
  before: MarketFigures;
  donchian: { low: number; high: number };
}

export type FiguresResult = { ok: true; figures: GridFigures } | { ok: false; reason: string };

/**
 * Folds closed candles into what the formulas need: `candles` of the grid's own interval and
 * `hours`, the closed 1h candles. Missing candles are said, never assumed.
 */
export function gridFigures(inputs: {
  candles: readonly Candle[];
  hours: readonly Candle[];
  interval: Interval;
  donchianPeriod: number;
}): FiguresResult {
  const { candles, hours, interval } = inputs;
  if (hours.length <= VOLATILITY_CANDLES + 1) {
    return missing(`${hours.length} closed 1h candles`, `${VOLATILITY_CANDLES + 2}`);
  }
  const atr = atrSeries(candles.slice(-ATR_CANDLES), ATR_PERIOD);
  const of = (back: number): MarketFigures | null => {
    const candle = candles.at(-1 - back);
    const range = atr.at(-1 - back);
    if (!candle || range === undefined || range === null || range <= 0) return null;
    const volatility = annualisedVolatility(hoursUntil(hours, candle.closeAt), '1h');
    if (volatility === null) return null;
    return { closedAt: candle.closeAt, close: candle.close, atr: range, volatility };
  };
  const [now, before] = [of(0), of(1)];
  const donchian = donchianRange(candles.slice(-inputs.donchianPeriod));
  if (!now || !before || !donchian) {
    return missing(`${candles.length} closed ${interval} candles`, `${ATR_PERIOD + 2} that move`);
  }
  return { ok: true, figures: { now, before, donchian } };
}

/** The week of hours (one close more than returns) that was closed with a candle. */
function hoursUntil(hours: readonly Candle[], closedAt: number): readonly Candle[] {
  const end = hours.findLastIndex(({ closeAt }) => closeAt <= closedAt) + 1;
  return hours.slice(Math.max(0, end - VOLATILITY_CANDLES - 1), end);
}

function missing(what: string, needed: string): FiguresResult {
  return { ok: false, reason: `there are only ${what}; ${needed} are needed` };
}
