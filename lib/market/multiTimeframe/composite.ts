import type { Candle } from '../../model/candle';
import type {
  MultiTimeframe,
  MultiTimeframePart,
  TimeframeSignal,
} from '../../model/multiTimeframe';
import { type Interval, INTERVALS } from '../../model/terms';
import { closedCandles } from '../candles';
import { CME_GAP } from '../cmeGap';
import { fundingExtreme } from '../fundingExtreme';
import { isPresent, type Reading, valueOf } from '../reading';
import { marketStress, type StressInputs } from '../stress';
import { isWeekend } from '../weekend';
import { clamp, weightedMean } from '../weightedMean';
import type { CryptoInputs } from './crypto';
import { timeframeSignal } from './timeframe';
import { TIMEFRAME_WEIGHTS } from './weights';

export interface MultiTimeframeInputs {
  /** Candles of each interval, oldest first; those not closed at `at` are left out. */
  candles: Readonly<Record<Interval, readonly Candle[]>>;
  /** Predicted rate of the next settlement. */
  fundingRateFraction: Reading;
  /** Largest rate of the symbol. */
  fundingCapFraction: Reading;
  /** Settled rates of 90 days. */
  fundingHistory: Reading<readonly number[]>;
  takerFlow: CryptoInputs['takerFlow'];
  openInterestChangePct: CryptoInputs['openInterestChangePct'];
  outside: CryptoInputs['outside'];
  correlation: StressInputs['correlation'];
  depthOfMedian: StressInputs['depthOfMedian'];
  /** Implied volatility of puts less that of calls, points of percent a year. */
  skewPct: Reading;
}

/** Under the heaviest stress half of the signal is left. */
const STRESS_DAMPING = 0.5;
/** What the skew moves at most, and the skew of which it moves tanh(1) of that. */
const SKEW_SHIFT = 0.1;
const SKEW_SCALE_PCT = 10;
/** Timeframes of less weight together are no multi-timeframe signal. */
const LEAST_WEIGHT = 0.5;

/**
 * The multi-timeframe composite at `at`, from candles closed by then alone. What is absent
 * is listed, and its weight goes to what is there. Without the 1h timeframe, or
 * with less than half of the timeframes' weight, there is no signal.
 */
export function multiTimeframe(at: number, inputs: MultiTimeframeInputs): MultiTimeframePart {
  const fundingOfCap = ratioOf(inputs.fundingRateFraction, inputs.fundingCapFraction);
  const crypto: CryptoInputs = { ...inputs, fundingOfCap };
  const read = INTERVALS.map((interval) =>
    timeframeSignal(interval, closedCandles(inputs.candles[interval], at), crypto),
  );
  const presentWeight = read.reduce(
    (sum, { signal }) => sum + (signal.value === null ? 0 : TIMEFRAME_WEIGHTS[signal.interval]),
    0,
  );
  const hour = read.find(({ signal }) => signal.interval === '1h');
  if (hour?.signal.value == null || presentWeight < LEAST_WEIGHT) {
    const reasons = read
      .filter(({ signal }) => signal.value === null)
      .flatMap(({ absent }) => absent.map(({ input, reason }) => `${input}: ${reason}`));
    const reason = `too few timeframes (${reasons.join('; ')})`;
    return { status: 'unavailable', at, reason };
  }
  const timeframes = read.map(({ signal }): TimeframeSignal => {
    const weight = TIMEFRAME_WEIGHTS[signal.interval];
    return { ...signal, weight, usedWeight: signal.value === null ? 0 : weight / presentWeight };
  });
  const stress = marketStress({ ...inputs, fundingOfCap });
  const funding = fundingExtreme(
    inputs.fundingRateFraction,
    inputs.fundingCapFraction,
    inputs.fundingHistory,
  );
  const skewPct = valueOf(inputs.skewPct);
  const stressFactor = 1 - STRESS_DAMPING * (stress.value ?? 0);
  // Dear puts are fear. The sum turns a 0 of either sign into 0.
  const skewShift = skewPct === null ? 0 : 0 - SKEW_SHIFT * Math.tanh(skewPct / SKEW_SCALE_PCT);
  const composite = over(timeframes, ({ value }) => value);
  const agreement = agreementOf(timeframes);
  const absent = [
    ...merged(read.flatMap((each) => each.absent)),
    ...stress.absent.map(({ input, reason }) => ({ input: `stress ${input}`, reason })),
    ...funding.absent,
    ...(isPresent(inputs.skewPct) ? [] : [{ input: 'skew', reason: inputs.skewPct.absent }]),
  ];
  return {
    status: 'ok',
    at,
    value: clamp(composite * stressFactor + skewShift + funding.shift, -1, 1),
    composite,
    trend: over(timeframes, ({ components }) => components.trend),
    momentum: over(timeframes, ({ components }) => components.momentum),
    confidence: agreement.coverage * agreement.consensus * stressFactor,
    ...agreement,
    adjustments: {
      stress: stress.value,
      stressParts: stress.parts,
      stressFactor,
      skewPct,
      skewShift,
      fundingRateFraction: valueOf(inputs.fundingRateFraction),
      fundingCapLimitFraction: funding.capLimitFraction,
      fundingHistoryLimitFraction: funding.historyLimitFraction,
      isFundingExtreme: funding.isExtreme,
      fundingShift: funding.shift,
    },
    isWeekend: isWeekend(at),
    cmeGap: CME_GAP.status,
    timeframes,
    absent,
  };
}

/** Mean over the timeframes that are there. */
function over(
  timeframes: readonly TimeframeSignal[],
  figure: (timeframe: TimeframeSignal) => number | null,
): number {
  const parts = timeframes.map((each) => ({ value: figure(each), weight: each.usedWeight }));
  return clamp(weightedMean(parts).value ?? 0, -1, 1);
}

function agreementOf(
  timeframes: readonly TimeframeSignal[],
): Pick<MultiTimeframe, 'coverage' | 'consensus' | 'shareUp' | 'shareDown'> {
  let coverage = 0;
  let sum = 0;
  let sizes = 0;
  let up = 0;
  let down = 0;
  let present = 0;
  for (const { value, weight, usedWeight, coverage: known } of timeframes) {
    coverage += weight * known;
    if (value === null) continue;
    present += 1;
    sum += usedWeight * value;
    sizes += usedWeight * Math.abs(value);
    if (value > 0) up += 1;
    if (value < 0) down += 1;
  }
  return {
    coverage: clamp(coverage, 0, 1),
    consensus: sizes > 0 ? clamp(Math.abs(sum) / sizes, 0, 1) : 0,
    shareUp: up / present,
    shareDown: down / present,
  };
}

/** Rate over cap; absent with the reason of what is missing. */
function ratioOf(rate: Reading, cap: Reading): Reading {
  if (!isPresent(rate)) return rate;
  if (!isPresent(cap)) return { absent: `cap of funding: ${cap.absent}` };
  if (!(cap.value > 0)) return { absent: 'the cap of funding is not above 0' };
  return { value: clamp(rate.value / cap.value, -1, 1) };
}

/** Inputs that are absent in every timeframe for one reason are said once. */
function merged(
  absent: readonly { input: string; reason: string }[],
): { input: string; reason: string }[] {
  const parted = absent.map(({ input, reason }) => {
    const [interval = '', ...name] = input.split(' ');
    return { interval, name: name.join(' '), reason };
  });
  const keys = [...new Set(parted.map(({ name, reason }) => `${name}\n${reason}`))];
  return keys.map((key) => {
    const alike = parted.filter(({ name, reason }) => `${name}\n${reason}` === key);
    const intervals = alike.map(({ interval }) => interval).join(', ');
    const [first] = alike;
    return { input: `${first?.name ?? ''} (${intervals})`, reason: first?.reason ?? '' };
  });
}
