import { candlesHash, zeroVolumeCandles } from '../market/candles';
import type { CandleSet } from '../model/marketData';
import type { CandleSource, Interval } from '../model/terms';
import { observeCandlesAndGaps } from '../observation/candles';
import type { Session } from '../session/openSession';

/** How many gaps and zero-volume candles are listed, the newest ones. */
const LISTED = 20;

/**
 * The last closed candles of one source and interval, as a reference to the journal with what is
 * missing in them; the candles themselves only where they are wanted. Throws TransientError when they
 * are too old to decide on.
 */
export async function readCandles(
  session: Pick<Session, 'exchange' | 'journal' | 'clocks'>,
  symbol: string,
  settings: { source: CandleSource; interval: Interval; count: number; withRows: boolean },
): Promise<CandleSet> {
  const { source, interval, count, withRows } = settings;
  const { exchange, journal, clocks } = session;
  const { candles, gaps } = await observeCandlesAndGaps(
    { market: source, symbol, interval, count },
    { exchange, journal, exchangeNow: clocks.exchangeNow },
  );
  const idle = zeroVolumeCandles(candles);
  return {
    source,
    observedAt: clocks.exchangeNow(),
    reference: {
      symbol,
      interval,
      from: candles[0]?.openAt ?? 0,
      to: candles.at(-1)?.closeAt ?? 0,
      count: candles.length,
      hash: candlesHash(candles),
      lastClosed: candles.at(-1) ?? null,
    },
    wanted: count,
    missing: count - candles.length,
    gaps: gaps.slice(-LISTED),
    // The mark price is not traded.
    zeroVolume: source === 'mark' ? null : { count: idle.length, openAt: idle.slice(-LISTED) },
    ...(withRows ? { rows: candles } : {}),
  };
}
