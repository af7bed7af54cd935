import { CompanionWalk, COMPANIONS } from './companions';
import type { Feed, FeedUnits, SymbolSeries } from './feed';
import { MINUTE_MS } from './feed';
import { drawOpening, OPENING_MINUTES, TAIL_MINUTES } from './opening';
import { Random } from './random';
import { SeriesWriter } from './series-writer';
import { FEED_SYMBOLS, unitsOf } from './units';
import { RegimeWalk } from './walk';

const { log } = Math;

/** Minutes of history before the start: 365 days. */
export const HISTORY_MINUTES = 525_600;
const BLOCK_MINUTES = 1440;
const LEADER = 'BTCUSDT';
const CAPACITY = HISTORY_MINUTES + 30 * BLOCK_MINUTES;
const LEADER_SCALE = {
  spotTicks: 100,
  usdmPerSpotTick: 0.1,
  spotPerUsdmTick: 10,
  coins: 7,
  spotSteps: 100_000,
  usdmSteps: 1_000,
};

/** BTCUSDT: a year of history, then 300 minutes of range, then whatever the regimes bring. */
class Leader {
  private readonly writer: SeriesWriter;
  private readonly forward: RegimeWalk;

  constructor(seed: number, startAt: number) {
    this.writer = new SeriesWriter(new Random(seed, 2), LEADER_SCALE, CAPACITY);
    const opening = drawOpening(seed, startAt);
    const past = new RegimeWalk(new Random(seed, 3), 0, 0);
    const early = HISTORY_MINUTES - TAIL_MINUTES;
    const logs = new Float64Array(early);
    const sigmas = new Float64Array(early);
    const basisMeans = new Float64Array(early);
    for (let i = 0; i < early; i++) {
      past.step();
      logs[i] = past.log;
      sigmas[i] = past.sigma;
      basisMeans[i] = past.basisMean;
    }
    // Everything is shifted so that the price at the start is the wanted one.
    const startLog = log(80_000 * new Random(seed, 4).between(0.99, 1.01));
    const openingShift = startLog - (opening.logs[TAIL_MINUTES - 1] ?? 0);
    const historyShift = openingShift - past.log;
    for (let i = 0; i < early; i++) {
      this.writer.append(historyShift + (logs[i] ?? 0), sigmas[i] ?? 0, basisMeans[i] ?? 0);
    }
    for (let i = 0; i < TAIL_MINUTES + OPENING_MINUTES; i++) {
      const sigma = i < TAIL_MINUTES ? opening.tailSigma : opening.openingSigma;
      this.writer.append(openingShift + (opening.logs[i] ?? 0), sigma, 0.0001);
    }
    const lastLog = openingShift + (opening.logs.at(-1) ?? 0);
    this.forward = new RegimeWalk(new Random(seed, 5), lastLog, startLog);
  }

  series(index: number): SymbolSeries {
    while (this.writer.filled <= index) {
      for (let i = 0; i < BLOCK_MINUTES; i++) {
        this.forward.step();
        this.writer.append(this.forward.log, this.forward.sigma, this.forward.basisMean);
      }
    }
    return this.writer.shown;
  }
}

/** A symbol that follows BTCUSDT with a sensitivity and a wandering of its own; written only when it is asked for. */
class Follower {
  private readonly writer: SeriesWriter;
  private readonly walk: CompanionWalk;

  constructor(
    symbol: string,
    seed: number,
    private readonly leader: Leader,
  ) {
    const profile = COMPANIONS[symbol];
    if (profile === undefined) throw new Error(`No synthetic market of ${symbol}`);
    this.writer = new SeriesWriter(new Random(seed, profile.stream), profile.scale, CAPACITY);
    const start = leader.series(HISTORY_MINUTES).spot.close[HISTORY_MINUTES - 1] ?? 1;
    this.walk = new CompanionWalk(new Random(seed, profile.stream + 1), profile, start);
  }

  series(index: number): SymbolSeries {
    const { spot } = this.leader.series(index);
    while (this.writer.filled <= index) {
      for (let i = 0; i < BLOCK_MINUTES; i++) {
        const at = this.writer.filled;
        const { spot: leading } = at <= index ? { spot } : this.leader.series(at);
        this.walk.step(leading.close[at] ?? 1);
        this.writer.append(this.walk.log, this.walk.sigma, 0.0001);
      }
    }
    return this.writer.shown;
  }
}

/** The synthetic market: all of it follows from the seed and the start alone and is the same to the byte. */
export class SyntheticFeed implements Feed {
  readonly name = 'synthetic';
  readonly firstAt: number;
  private leader: Leader | undefined;
  private readonly followers = new Map<string, Follower>();

  /** @param startAt a whole minute, epoch milliseconds @param symbols what it lists; all it knows by default */
  constructor(
    readonly seed: number,
    readonly startAt: number,
    readonly symbols: readonly string[] = FEED_SYMBOLS,
  ) {
    this.firstAt = startAt - HISTORY_MINUTES * MINUTE_MS;
    for (const symbol of symbols) unitsOf(symbol);
  }

  units(symbol: string): FeedUnits {
    return unitsOf(symbol);
  }

  series(symbol: string, index: number): SymbolSeries {
    this.leader ??= new Leader(this.seed, this.startAt);
    if (symbol === LEADER) return this.leader.series(index);
    let follower = this.followers.get(symbol);
    if (follower === undefined) {
      follower = new Follower(symbol, this.seed, this.leader);
      this.followers.set(symbol, follower);
    }
    return follower.series(index);
  }
}
