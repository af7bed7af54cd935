import { Random } from './random';

// Bound once: these run millions of times, and looking up a global is slow in a sandboxed context.
const { LN2, abs, floor, max, min, sqrt } = Math;

/** Minutes of range before the start, and after it. */
export const TAIL_MINUTES = 14_400;
export const OPENING_MINUTES = 300;
const YEAR_MINUTES = 525_600;
const PERIOD = 14;

/** The ranging stretch around the start: log prices minute by minute, relative to the first one, and sigmas per minute. */
export interface Opening {
  /** TAIL_MINUTES + OPENING_MINUTES closes. */
  readonly logs: Float64Array;
  readonly tailSigma: number;
  readonly openingSigma: number;
}

/** Realised volatility a year of consecutive minute closes given as logs. */
function realised(logs: Float64Array, from: number, to: number): number {
  let squares = 0;
  let sum = 0;
  for (let i = from + 1; i <= to; i++) {
    const change = (logs[i] ?? 0) - (logs[i - 1] ?? 0);
    squares += change * change;
    sum += change;
  }
  const count = to - from;
  return sqrt(((squares - (sum * sum) / count) / (count - 1)) * YEAR_MINUTES);
}

/** Wilder's ADX and the EMA 20/50 distance on hourly bars; worst values over the hours that end inside the opening. */
function trendiness(logs: Float64Array, startAt: number): { adx: number; separation: number } {
  const highs: number[] = [];
  const lows: number[] = [];
  const closes: number[] = [];
  let hour = Number.NaN;
  const firstMinute = startAt / 60_000 - TAIL_MINUTES;
  for (let i = 0; i < logs.length; i++) {
    const value = logs[i] ?? 0;
    const here = floor((firstMinute + i) / 60);
    const last = closes.length - 1;
    if (here === hour) {
      highs[last] = max(highs[last] ?? value, value);
      lows[last] = min(lows[last] ?? value, value);
      closes[last] = value;
    } else {
      const open = i === 0 ? value : (logs[i - 1] ?? value);
      highs.push(max(open, value));
      lows.push(min(open, value));
      closes.push(value);
      hour = here;
    }
  }
  let up = 0;
  let down = 0;
  let range = 0;
  let adx = 0;
  let ema20 = closes[0] ?? 0;
  let ema50 = ema20;
  let worstAdx = 0;
  let worstSeparation = 0;
  for (let i = 1; i < closes.length; i++) {
    const close = closes[i - 1] ?? 0;
    const rise = (highs[i] ?? 0) - (highs[i - 1] ?? 0);
    const fall = (lows[i - 1] ?? 0) - (lows[i] ?? 0);
    const trueRange = max(highs[i] ?? 0, close) - min(lows[i] ?? 0, close);
    up += ((rise > fall && rise > 0 ? rise : 0) - up) / PERIOD;
    down += ((fall > rise && fall > 0 ? fall : 0) - down) / PERIOD;
    range += (trueRange - range) / PERIOD;
    const dx = up + down === 0 || range === 0 ? 0 : (100 * abs(up - down)) / (up + down);
    adx += (dx - adx) / PERIOD;
    ema20 += ((closes[i] ?? 0) - ema20) * (2 / 21);
    ema50 += ((closes[i] ?? 0) - ema50) * (2 / 51);
    if (i >= closes.length - 8) {
      worstAdx = max(worstAdx, adx);
      worstSeparation = max(worstSeparation, abs(ema20 - ema50));
    }
  }
  return { adx: worstAdx, separation: worstSeparation };
}

function tail(random: Random, sigma: number): Float64Array {
  const logs = new Float64Array(TAIL_MINUTES + OPENING_MINUTES);
  const pull = LN2 / 30;
  for (let i = 1; i < TAIL_MINUTES; i++) {
    const before = logs[i - 1] ?? 0;
    logs[i] = before - pull * before + sigma * random.normal();
  }
  return logs;
}

/** Writes the opening after the tail, and scales its noise until the realised volatility is the wanted one. */
function open(logs: Float64Array, random: Random, target: number): number {
  const pull = LN2 / random.between(15, 25);
  const noise = Float64Array.from({ length: OPENING_MINUTES }, () => random.normal());
  const drift = Float64Array.from({ length: OPENING_MINUTES }, () => random.normal());
  let sigma = target / sqrt(YEAR_MINUTES);
  for (let round = 0; round < 12; round++) {
    let centre = 0;
    for (let i = 0; i < OPENING_MINUTES; i++) {
      // The centre itself moves too, slowly, and is pulled back to where it was.
      centre += -0.005 * centre + 0.03 * sigma * (drift[i] ?? 0);
      const at = TAIL_MINUTES + i;
      const before = logs[at - 1] ?? 0;
      logs[at] = before + pull * (centre - before) + sigma * (noise[i] ?? 0);
    }
    sigma *= target / realised(logs, TAIL_MINUTES - 1, logs.length - 1);
  }
  return sigma;
}

/**
 * Ten days of range before the start and 300 minutes after it: noise pulled back to a slow centre (Ornstein-Uhlenbeck,
 * half-life 30 minutes before, 15 to 25 after). The opening's realised volatility of minute closes is drawn from 92 to
 * 108 % a year and met exactly. Draws whose hourly ADX(14), EMA distance or reach would not read as a clean range are
 * thrown away and drawn again, so this holds for any seed.
 */
export function drawOpening(seed: number, startAt: number): Opening {
  let best: Opening | undefined;
  let bestAdx = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 60; attempt++) {
    const random = new Random(seed, 1000 + attempt);
    const tailSigma = random.between(0.78, 0.92) / sqrt(YEAR_MINUTES);
    const logs = tail(random, tailSigma);
    const openingSigma = open(logs, random, random.between(0.92, 1.08));
    const start = logs[TAIL_MINUTES - 1] ?? 0;
    let reach = 0;
    for (let i = TAIL_MINUTES; i < logs.length; i++) {
      reach = max(reach, abs((logs[i] ?? 0) - start));
    }
    if (reach > 0.016) continue;
    const { adx, separation } = trendiness(logs, startAt);
    const opening = { logs, tailSigma, openingSigma };
    if (adx < 15 && separation < 0.0025) return opening;
    if (adx < bestAdx) {
      best = opening;
      bestAdx = adx;
    }
  }
  if (best === undefined) throw new Error(`No ranging start found for seed ${seed}`);
  return best;
}
