import type { BreakerLatch } from '../model/breaker';
import { DeltagridError, HaltError } from '../model/errors';
import { candleWindow } from '../observation/candleWindow';
import { observeDepth } from '../observation/depth';
import type { InstrumentPair } from '../observation/instruments';
import { decideBreakers } from '../risk/breakers/decide';
import type { AllBreakerSettings } from '../risk/breakers/settings';
import type { Session } from '../session/openSession';
import { concerns, tripBreakers } from '../supervision/breakers';

/** Places at which refusals and failures of the exchange are recorded. */
const ERROR_PLACES = ['submit', 'amend', 'prepareContract'] as const;
/** What stands for the market. */
const BITCOIN = 'BTCUSDT';
const DAY_MS = 86_400_000;
/** Beside the window itself: the minute whose volume is compared, and the one that grows. */
const TWO_MINUTES_MS = 120_000;

export interface BreakerWatch {
  /** Latched for the symbol or the whole account. */
  breakers: BreakerLatch[];
  /** Null where the book could not be read. */
  depthQuote: number | null;
  /** What could not be read, in words; then nothing increases. */
  unread: string[];
}

/**
 * Reads what the breakers look at, latches those that trip, and releases those that have cooled
 * down. What cannot be read now is named; what is latched stays latched.
 */
export async function watchBreakers(
  session: Session,
  symbol: string,
  { spot, usdm }: InstrumentPair,
  settings: AllBreakerSettings,
): Promise<BreakerWatch> {
  const { exchange, journal, clocks } = session;
  const deps = { exchange, journal, exchangeNow: clocks.exchangeNow };
  // What no breaker looks at is not read.
  const { price, volume, spotPerpetual, market, volatility } = settings;
  const looksAtMinutes = price.enabled || volume.enabled;
  const looksAtFives = spotPerpetual.enabled || market.enabled || volatility.enabled;
  const minutes = { interval: '1m', windowMs: DAY_MS + TWO_MINUTES_MS, growing: true } as const;
  const fives = { interval: '5m', windowMs: DAY_MS, growing: false } as const;
  try {
    const [depthQuote, spotMinutes, spotFives, perpetualFives, bitcoinFives] = await Promise.all([
      observeDepth(exchange, symbol),
      looksAtMinutes ? candleWindow({ ...minutes, market: 'spot', symbol }, deps) : [],
      looksAtFives ? candleWindow({ ...fives, market: 'spot', symbol }, deps) : [],
      spotPerpetual.enabled
        ? candleWindow({ ...fives, market: 'usdm', symbol: usdm.symbol }, deps)
        : [],
      market.enabled && spot.baseAsset !== 'BTC'
        ? candleWindow({ ...fives, market: 'spot', symbol: BITCOIN }, deps)
        : null,
    ]);
    const exchangeNow = clocks.exchangeNow();
    const depthFrom = exchangeNow - settings.depth.windowMs;
    if (depthQuote !== null) journal.saveDepth(symbol, exchangeNow, depthQuote, depthFrom);
    // Errors are recorded by the host's clock.
    const sinceHostMs = clocks.hostNow() - settings.apiErrors.windowMs;
    const hostAheadMs = clocks.hostNow() - exchangeNow;
    const errorTimes = journal.errorTimes(ERROR_PLACES, sinceHostMs).map((at) => at - hostAheadMs);
    const trips = decideBreakers(
      {
        symbol,
        exchangeNow,
        spotMinutes,
        spotFives,
        perpetualFives,
        bitcoinFives,
        depths: journal.depths(symbol, depthFrom),
        errorTimes,
      },
      settings,
    );
    return {
      breakers: tripBreakers(journal, trips, { symbol, exchangeNow }),
      depthQuote,
      unread: depthQuote === null ? ['the depth of the book'] : [],
    };
  } catch (error) {
    // What stops everything goes through; for the rest, hedges and reductions go on.
    if (error instanceof HaltError || !(error instanceof DeltagridError)) throw error;
    return {
      breakers: journal.breakers().filter((latch) => concerns(latch, symbol)),
      depthQuote: null,
      unread: [`what the breakers look at (${error.message})`],
    };
  }
}
