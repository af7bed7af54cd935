import type { MarketView } from './market-view';
import type { Market } from './model';
import { barAt, corners, LEG_MS, onLeg } from './path';

const SECOND_MS = 1000;

/** One trade of the market itself: a second's volume at that second's price. Its id is its second since the epoch. */
export interface Print {
  id: number;
  /** Scaled. */
  price: bigint;
  /** Scaled. */
  qty: bigint;
  time: number;
  /** True when the price fell to it, so that the buyer rested. */
  isBuyerMaker: boolean;
}

/** The newest second that is over at the view's instant. */
export function newestPrint(view: MarketView): number {
  return Math.floor(view.at / SECOND_MS) - 1;
}

/**
 * The trades of the market with ids from `first` to `last`, oldest first: one a second, a minute's volume spread evenly
 * over its sixty. Seconds without volume, before the feed's history or not yet over have none.
 */
export function printsOf(
  view: MarketView,
  symbol: string,
  market: Market,
  first: number,
  last: number,
): Print[] {
  const { feed } = view;
  const units = feed.units(symbol);
  const found: Print[] = [];
  const from = Math.max(first, Math.ceil(feed.firstAt / SECOND_MS));
  const to = Math.min(last, newestPrint(view));
  for (let id = from; id <= to; id++) {
    const { index, offset } = barAt(feed.firstAt, id * SECOND_MS);
    const series = feed.series(symbol, index);
    const bars = series[market];
    const volume = bars.volume[index] ?? 0;
    const second = offset / SECOND_MS;
    const steps = Math.floor(volume / 60) + (second < volume % 60 ? 1 : 0);
    if (steps === 0) continue;
    const leg = Math.floor(offset / LEG_MS);
    const points = corners(bars, series.spot, index);
    const start = points[leg] ?? 0;
    const end = points[leg + 1] ?? start;
    found.push({
      id,
      price: BigInt(onLeg(start, end, offset - leg * LEG_MS)) * units.tick[market],
      qty: BigInt(steps) * units.step[market],
      time: id * SECOND_MS,
      isBuyerMaker: end < start,
    });
  }
  return found;
}
