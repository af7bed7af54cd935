import {
  type DrawdownWindow,
  type EquityWatch,
  type FuturesTransfers,
  NO_BRAKES,
} from '../model/brakes';
import { Decimal, decimal } from '../model/decimal';

const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday: weeks from Monday are shifted by three days. */
const MONDAY_SHIFT_MS = 3 * DAY_MS;

/** One look at the account's equity. */
export interface EquityLook {
  /** Exchange time. */
  at: number;
  equityQuote: string;
  /** Everything moved into the account so far, less what was moved out. */
  netTransfersQuote: string;
  /** The part of it that moved the futures wallet, by asset. */
  futuresTransfers?: FuturesTransfers | undefined;
}

/**
 * The peaks after one more look. Money moved in or out scales the peaks with the equity, so that a
 * transfer never changes a drawdown. A new day, week or month begins with the equity of the look
 * before it, so that what was lost in between counts. A look from before the last one says nothing.
 */
export function watchEquity(before: EquityWatch | null, look: EquityLook): EquityWatch {
  if (!before) return freshWatch(look);
  if (look.at < before.at) return before;
  const equity = decimal(look.equityQuote);
  const moved = decimal(look.netTransfersQuote).minus(decimal(before.netTransfersQuote));
  const scaled = scaling(equity, moved);
  const opening = scaled(decimal(before.equityQuote));
  const windowAfter = (window: DrawdownWindow): { startedAt: number; peakQuote: string } => {
    const startedAt = startOf(window, look.at, before.windows.total.startedAt);
    const isNew = startedAt !== before.windows[window].startedAt;
    const peak = isNew ? opening : scaled(decimal(before.windows[window].peakQuote));
    return { startedAt, peakQuote: Decimal.max(peak, equity).toString() };
  };
  return {
    ...before,
    ...look,
    windows: {
      day: windowAfter('day'),
      week: windowAfter('week'),
      month: windowAfter('month'),
      total: windowAfter('total'),
    },
  };
}

/** A watch that begins now: every peak is the equity. */
export function freshWatch(look: EquityLook): EquityWatch {
  const peakQuote = decimal(look.equityQuote).toString();
  const windowOf = (window: DrawdownWindow) => ({
    startedAt: startOf(window, look.at, look.at),
    peakQuote,
  });
  return {
    version: 1,
    ...look,
    windows: {
      day: windowOf('day'),
      week: windowOf('week'),
      month: windowOf('month'),
      total: windowOf('total'),
    },
    brakes: NO_BRAKES,
  };
}

/** The fall from each window's peak, percent, zero or negative. */
export function drawdownsPct(watch: EquityWatch): Record<DrawdownWindow, number> {
  const equity = decimal(watch.equityQuote);
  const fall = (window: DrawdownWindow): number => {
    const peak = decimal(watch.windows[window].peakQuote);
    if (!peak.isPositive()) return 0;
    return equity.minus(peak).dividedBy(peak).toNumber() * 100;
  };
  return { day: fall('day'), week: fall('week'), month: fall('month'), total: fall('total') };
}

/** When the window that holds `at` began, epoch ms UTC; the total one began with the watch. */
export function startOf(window: DrawdownWindow, at: number, totalStartedAt: number): number {
  switch (window) {
    case 'day':
      return at - (at % DAY_MS);
    case 'week':
      return at - ((at + MONDAY_SHIFT_MS) % (7 * DAY_MS));
    case 'month': {
      const date = new Date(at);
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
    }
    case 'total':
      return totalStartedAt;
  }
}

/** How a transfer changes what was held before it; all of it is new where nothing was left. */
function scaling(equity: Decimal, moved: Decimal): (value: Decimal) => Decimal {
  if (moved.isZero()) return (value) => value;
  const without = equity.minus(moved);
  if (!without.isPositive()) return () => equity;
  return (value) => value.times(equity.dividedBy(without));
}
