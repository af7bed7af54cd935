import { existsSync } from 'node:fs';
import type { Candle } from '../../lib/model/candle';
import { REGIME_LABELS, type RegimeLabel } from '../../lib/model/regime';
import type { Interval } from '../../lib/model/terms';
import { meaningOf } from '../../lib/regime/classify';
import { type RegimeSeries, regimeSeries, timedColumnsOf } from '../../lib/regime/regimeSeries';
import { DEFAULT_REGIME_SETTINGS } from '../../lib/regime/settings';
import { silentProgress, type Progress } from '../support/progress';
import { aggregated } from './recordedCandles';
import { RecordedVolatility } from './recordedVolatility';
import { CRASH_DAYS, type CrashLook, lookAtCrash } from './regimeCrashes';
import { lookForLookAhead, type TruncationSample } from './regimeLookAhead';
import { RECORDED_DATA, REGIME_START, REGIME_SYMBOLS } from './sizes';

/** What must hold for the changes and the shares of the regimes. */
const LIMITS = { changesAMonth: 12, fewerPct: 30, sharePct: 5 } as const;
const MUST_OCCUR: readonly RegimeLabel[] = ['TREND', 'RANGE', 'NO_TRADE'];
/** So many days before the first that counts, for the warm-up. */
const WARM_UP_MS = 200 * 86_400_000;

/** How one symbol and interval was classified. */
export interface RegimesRun {
  readonly symbol: string;
  readonly interval: Interval;
  readonly candles: number;
  readonly months: number;
  /** Changes of label or direction: on average a month, in the worst one, and without hysteresis. */
  readonly changesAMonth: number;
  readonly mostInAMonth: number;
  readonly changesAMonthWithout: number;
  readonly fewerPct: number;
  readonly sharesPct: Readonly<Record<RegimeLabel, number>>;
  readonly crashes: readonly CrashLook[];
  /** At so many candles nothing changed when everything behind them was cut off. */
  readonly truncated: string;
  readonly faults: readonly string[];
  readonly skipped?: string;
}

/**
 * Classifies BTC and ETH from 2019 on, on 4h and 1d candles made of the recorded hours, and holds
 * the regimes to what they must be.
 */
export async function checkRegimes(
  sample: TruncationSample,
  progress: Progress = silentProgress,
): Promise<RegimesRun[]> {
  if (!existsSync(RECORDED_DATA)) {
    const skipped = `there is no recorded data in ${RECORDED_DATA}`;
    progress.say(`  skipped: ${skipped}`);
    return [{ ...nothing('', '4h'), skipped }];
  }
  const runs: RegimesRun[] = [];
  const volatility = new RecordedVolatility(REGIME_SYMBOLS, Date.parse(REGIME_START) - WARM_UP_MS);
  for (const symbol of REGIME_SYMBOLS) {
    for (const interval of ['4h', '1d'] as const) {
      const run = await progress.step(`${symbol} ${interval}`, () =>
        checkSeries(symbol, interval, volatility, sample),
      );
      progress.say(`  ${summaryOf(run)}`);
      for (const fault of run.faults) progress.say(`  ✗ ${fault}`);
      runs.push(run);
    }
  }
  return runs;
}

async function checkSeries(
  symbol: string,
  interval: Interval,
  volatility: RecordedVolatility,
  sample: TruncationSample,
): Promise<RegimesRun> {
  const candles = aggregated(volatility.hoursOf(symbol), interval);
  const columns = timedColumnsOf(candles);
  const series = regimeSeries(columns, interval, DEFAULT_REGIME_SETTINGS);
  const counted = countChanges(candles, series);
  const labelled = candles.map(({ closeAt }, index) => ({
    closeAt,
    label: meaningOf(series.fold.labels[index] ?? 0).label,
  }));
  const crashes =
    interval === '4h'
      ? CRASH_DAYS.map((day) => lookAtCrash(day, symbol, volatility, labelled))
      : [];
  const looked = await lookForLookAhead(columns, interval, series, sample);
  const { changesAMonth, mostInAMonth, fewerPct, sharesPct } = counted;
  return {
    symbol,
    interval,
    ...counted,
    crashes,
    truncated: looked.checked,
    faults: [
      ...(changesAMonth > LIMITS.changesAMonth || mostInAMonth > LIMITS.changesAMonth
        ? [`${changesAMonth.toFixed(1)} changes a month, ${mostInAMonth} in the worst`]
        : []),
      ...(fewerPct < LIMITS.fewerPct ? [`only ${fewerPct.toFixed(0)} % fewer changes`] : []),
      ...MUST_OCCUR.flatMap((label) =>
        sharesPct[label] < LIMITS.sharePct
          ? [`${label} only ${sharesPct[label].toFixed(1)} % of the time`]
          : [],
      ),
      ...crashes.flatMap(({ faults }) => faults),
      ...looked.faults,
    ],
  };
}

function countChanges(candles: readonly Candle[], { fold, opinions }: RegimeSeries) {
  const months = new Map<string, number>();
  const shares: Record<RegimeLabel, number> = { TREND: 0, RANGE: 0, BREAKOUT: 0, NO_TRADE: 0 };
  let changes = 0;
  let without = 0;
  let counted = 0;
  for (const [index, { openAt, closeAt }] of candles.entries()) {
    if (openAt < Date.parse(REGIME_START)) continue;
    counted += 1;
    shares[meaningOf(fold.labels[index] ?? 0).label] += 1;
    if (opinions.codes[index] !== opinions.codes[index - 1]) without += 1;
    const isChange = fold.labels[index] !== fold.labels[index - 1];
    if (isChange) changes += 1;
    const month = new Date(closeAt).toISOString().slice(0, 7);
    months.set(month, (months.get(month) ?? 0) + (isChange ? 1 : 0));
  }
  const percent = (label: RegimeLabel): number => (shares[label] / counted) * 100;
  return {
    candles: counted,
    months: months.size,
    changesAMonth: changes / months.size,
    mostInAMonth: Math.max(...months.values()),
    changesAMonthWithout: without / months.size,
    fewerPct: (1 - changes / without) * 100,
    sharesPct: {
      TREND: percent('TREND'),
      RANGE: percent('RANGE'),
      BREAKOUT: percent('BREAKOUT'),
      NO_TRADE: percent('NO_TRADE'),
    },
  };
}

function summaryOf(run: RegimesRun): string {
  const shares = REGIME_LABELS.map((label) => `${label} ${run.sharesPct[label].toFixed(1)} %`);
  return `${run.changesAMonth.toFixed(1)} changes a month (${run.mostInAMonth} in the worst), ${run.fewerPct.toFixed(0)} % fewer; ${shares.join(', ')}; cut off at ${run.truncated} candles`;
}

function nothing(symbol: string, interval: Interval): RegimesRun {
  return {
    symbol,
    interval,
    candles: 0,
    months: 0,
    changesAMonth: 0,
    mostInAMonth: 0,
    changesAMonthWithout: 0,
    fewerPct: 0,
    sharesPct: { TREND: 0, RANGE: 0, BREAKOUT: 0, NO_TRADE: 0 },
    crashes: [],
    truncated: '0 of 0',
    faults: [],
  };
}
