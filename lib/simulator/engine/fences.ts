import type { Feed, SeriesName } from '../feeds/feed';
import type { Contribution } from './watch';

/** The prices of one series between which nothing watched can happen: `low` and `high` themselves are outside. */
interface Fence {
  symbol: string;
  series: SeriesName;
  low: number;
  high: number;
}

/**
 * The nearest watched prices of each series. Made once per change of the lists, so that a quiet bar costs two
 * comparisons a series, however many orders rest.
 */
export class Fences {
  private readonly fences: Fence[] = [];

  constructor({ watches, followers }: Contribution) {
    for (const watch of watches) {
      const beyond = watch.reach === 'beyond' ? 1 : 0;
      const fence = this.fenceOf(watch.symbol, watch.series);
      if (watch.falling) fence.low = Math.max(fence.low, watch.limit - beyond);
      else fence.high = Math.min(fence.high, watch.limit + beyond);
    }
    for (const follower of followers) {
      const fence = this.fenceOf(follower.symbol, follower.series);
      if (follower.upwards) fence.high = Math.min(fence.high, follower.extreme + 1);
      else fence.low = Math.max(fence.low, follower.extreme - 1);
    }
  }

  private fenceOf(symbol: string, series: SeriesName): Fence {
    let fence = this.fences.find((row) => row.symbol === symbol && row.series === series);
    if (fence === undefined) {
      fence = { symbol, series, low: -Infinity, high: Infinity };
      this.fences.push(fence);
    }
    return fence;
  }

  /** True when there is nothing to wait for. */
  get isEmpty(): boolean {
    return this.fences.length === 0;
  }

  /** True when nothing watched can happen inside bar `index`. */
  isQuiet(feed: Feed, index: number): boolean {
    for (let i = 0; i < this.fences.length; i++) {
      const fence = this.fences[i];
      if (fence === undefined) continue;
      const bars = feed.series(fence.symbol, index)[fence.series];
      if ((bars.low[index] ?? 0) <= fence.low || (bars.high[index] ?? 0) >= fence.high)
        return false;
    }
    return true;
  }
}
