import { candlesHash } from '../market/candles';
import { TransientError } from '../model/errors';
import type { Item } from '../model/item';
import type { IntervalRegime, Regime } from '../model/regime';
import { INTERVAL_MS, type Interval } from '../model/terms';
import { observeCandles } from '../observation/candles';
import { classifyRegime, type RegimeSettings } from '../regime/classify';
import { marketRegime } from '../regime/marketRegime';
import type { Session } from '../session/openSession';
import { required } from './gather';
import { isOfItsOwn } from './signalParts';

/** Closed candles that are read of a further interval: the averages forget their start in them. */
const FURTHER_CANDLES = 500;

/** Adds `regime`, folded over the closed candles that the item's market part refers to. */
export function classify(session: Session, item: Item, settings: RegimeSettings): Item {
  const { candles: reference } = required(item, 'market');
  const { journal, clocks } = session;
  const candles = journal.candles(
    'spot',
    item.symbol,
    reference.interval,
    reference.from,
    reference.to,
  );
  if (candlesHash(candles) !== reference.hash) {
    throw new TransientError(
      `The candles of ${item.symbol} in the journal are not the ones the item refers to.`,
      'Run the workflow from its trigger, so that data and decision belong together.',
    );
  }
  const regime = classifyRegime(item.symbol, reference.interval, candles, settings);
  journal.saveRegime(regime, clocks.exchangeNow());
  return { ...item, regime };
}

/**
 * The same with further intervals, whose candles are read through the journal: label, direction,
 * confidence and reason are those of all intervals together (`marketRegime`). An interval whose candles
 * are too old or cannot be read makes it NO_TRADE: the loop goes on, for the hedge stands behind it.
 */
export async function classifyIntervals(
  session: Session,
  item: Item,
  settings: RegimeSettings,
  furtherIntervals: readonly Interval[],
): Promise<Item> {
  const classified = classify(session, item, settings);
  const own = required(classified, 'regime');
  const further = furtherIntervals.filter((interval) => interval !== own.interval);
  if (further.length === 0) return classified;
  const { exchange, journal, clocks } = session;
  const regimes: Regime[] = [own];
  const failures: string[] = [];
  for (const interval of further) {
    const candles = await readOr(failures, () =>
      observeCandles(
        { market: 'spot', symbol: item.symbol, interval, count: FURTHER_CANDLES },
        { exchange, journal, exchangeNow: clocks.exchangeNow },
      ),
    );
    if (candles === null) continue;
    const regime = classifyRegime(item.symbol, interval, candles, settings);
    journal.saveRegime(regime, clocks.exchangeNow());
    regimes.push(regime);
  }
  const intervals = regimes
    .map(intervalRegime)
    .sort((one, other) => INTERVAL_MS[one.interval] - INTERVAL_MS[other.interval]);
  const market = marketRegime(intervals, [own.interval, ...further]);
  const { label, direction, confidence } = market;
  const reason = [market.reason, ...failures].join(': ');
  return { ...classified, regime: { ...own, label, direction, confidence, reason, intervals } };
}

/** What is read, or null with the failure noted; a ban or a broken journal goes through. */
async function readOr<Value>(
  failures: string[],
  read: () => Promise<Value>,
): Promise<Value | null> {
  try {
    return await read();
  } catch (error) {
    if (!isOfItsOwn(error)) throw error;
    failures.push(error.message);
    return null;
  }
}

function intervalRegime(regime: Regime): IntervalRegime {
  const { interval, label, direction, confidence, reason, candleClosedAt } = regime;
  return { interval, label, direction, confidence, reason, candleClosedAt };
}
