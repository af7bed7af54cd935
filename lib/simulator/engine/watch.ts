import type { Feed, SeriesName } from '../feeds/feed';
import type { Order } from './model';

/** The instant at which a watched price was reached. */
export interface Moment {
  feed: Feed;
  /** Exchange time, epoch ms. */
  at: number;
  /** Price of the watch's series there, in the feed's ticks. */
  ticks: number;
  /** Base quantity the market trades with a resting order here; 0 for any other watch. */
  available: bigint;
}

/**
 * Something a price can reach inside a bar. A module that rests anything on a price contributes a list of these; the
 * advance asks for the lists again after every event, so a watch describes the state of one moment only.
 * `at`: happens at the limit or beyond it. `beyond`: happens strictly beyond it. `resting`: an order on the book, which
 * the market fills when traded through, and at touch within a tenth of the bar's volume.
 */
export type Watch = {
  symbol: string;
  series: SeriesName;
  /** In ticks of the series. */
  limit: number;
  /** True when it is reached from above. */
  falling: boolean;
  /** Decides among watches reached in the same millisecond at the same price: lower first. */
  turn: number;
} & (
  | { reach: 'at' | 'beyond'; happen(moment: Moment): void }
  | {
      reach: 'resting';
      order: Order;
      /** Smallest quantity a fill may have. */
      step: bigint;
      /** Fills up to `moment.available` and tells how much it took. */
      happen(moment: Moment): bigint;
    }
);

/** Something that remembers how far a price has been, such as a trailing stop. */
export interface Follower {
  symbol: string;
  series: SeriesName;
  /** True when it remembers the highest price, false the lowest. */
  upwards: boolean;
  /** The furthest price so far, in ticks. */
  extreme: number;
  /** Called with every price further than `extreme`; the lists are asked for again afterwards. */
  follow(ticks: number, at: number): void;
}

/**
 * A condition over the prices of several symbols at once. Along a leg it may begin to hold once and then holds to the
 * leg's end, so it is looked for by halving.
 */
export interface Sentinel {
  symbols: readonly string[];
  series: SeriesName;
  /** False when it cannot hold with every price between its low and its high, in ticks. */
  isPossible(low: (symbol: string) => number, high: (symbol: string) => number): boolean;
  holds(ticks: (symbol: string) => number): boolean;
  happen(ticks: (symbol: string) => number, at: number): void;
}

/** What a module contributes to an advance. */
export interface Contribution {
  watches: Watch[];
  followers: Follower[];
  sentinels?: Sentinel[];
}
