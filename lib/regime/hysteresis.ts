import { BREAKOUT_DOWN, BREAKOUT_UP, NO_TRADE, type Opinions, RANGE } from './opinion';
import type { RegimeSettings } from './settings';

/** The labels after hysteresis, index by index. */
export interface RegimeFold {
  /** The code of the label in force after each candle. */
  labels: Uint8Array;
  /** Clear candles in a row, this one included, that say what this one says. */
  confirmations: Uint32Array;
  /** Index of the candle at which the label in force began; -1: before the first. */
  since: Int32Array;
  /** Index of the last candle that said the label in force; -1: none did. */
  agreedAt: Int32Array;
}

/**
 * Folds opinions into labels. A candle is clear from `minimumConfidence` on; one that is not
 * neither confirms nor breaks what candles before it said. Another label comes into force when
 * `confirmations` clear candles said it in a row, or one with at least `immediateConfidence`, and
 * not within `coolDownCandles` of the change before.
 *
 * Out of a RANGE it is easier: there is no cool-down, and candles that say different things, but
 * none of them RANGE, end it together. A BREAKOUT is short: it has no cool-down but for a RANGE
 * behind it. Two things wait for nothing: missing data is NO_TRADE at
 * once, and a fall beyond `crashFallPct` ends a RANGE at once.
 */
export function foldOpinions(
  { codes, confidence, missing }: Opinions,
  recentFallPct: Float64Array,
  settings: RegimeSettings,
): RegimeFold {
  const { length } = codes;
  const fold: RegimeFold = {
    labels: new Uint8Array(length),
    confirmations: new Uint32Array(length),
    since: new Int32Array(length),
    agreedAt: new Int32Array(length),
  };
  let label = NO_TRADE;
  let since = -1;
  let agreedAt = -1;
  let candidate = NO_TRADE;
  let seen = 0;
  /** Clear candles in a row that say anything but RANGE. */
  let away = 0;
  for (let index = 0; index < length; index += 1) {
    const code = codes[index] ?? NO_TRADE;
    const sure = confidence[index] ?? 0;
    const isClear = sure >= settings.minimumConfidence;
    if (code !== candidate) seen = 0;
    if (code === RANGE) away = 0;
    if (isClear) {
      seen += 1;
      if (code !== RANGE) away += 1;
    }
    candidate = code;
    if (code !== label) {
      const isCrash = label === RANGE && (recentFallPct[index] ?? 0) >= settings.crashFallPct;
      const isAtOnce = missing[index] === 1 || isCrash;
      const said = label === RANGE ? away : seen;
      const isConfirmed = said >= settings.confirmations || sure >= settings.immediateConfidence;
      const hasCooled =
        isLeftEarly(label, code) || since < 0 || index - since >= settings.coolDownCandles;
      if (isAtOnce || (isConfirmed && hasCooled)) {
        label = code;
        since = index;
      }
    }
    if (code === label) agreedAt = index;
    fold.labels[index] = label;
    fold.confirmations[index] = seen;
    fold.since[index] = since;
    fold.agreedAt[index] = agreedAt;
  }
  return fold;
}

/** What needs no cool-down: a RANGE is left early, and a BREAKOUT for anything but a RANGE. */
function isLeftEarly(label: number, next: number): boolean {
  const isBreakout = label === BREAKOUT_UP || label === BREAKOUT_DOWN;
  return label === RANGE || (isBreakout && next !== RANGE);
}
