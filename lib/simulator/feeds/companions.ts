import type { Random } from './random';
import type { SeriesScale } from './series-writer';

// Bound once: these run millions of times, and looking up a global is slow in a sandboxed context.
const { LN2, abs, log, max, sqrt } = Math;
const YEAR_ROOT = sqrt(525_600);
/** The wandering of its own falls back by half in two days. */
const PULL = LN2 / 2880;

/** How a symbol follows BTCUSDT. */
export interface CompanionProfile {
  /** Separates its random numbers from others of the seed; it uses this stream and the next. */
  stream: number;
  /** Price at the start, before its own wandering. */
  price: number;
  /** Per cent it moves when BTCUSDT moves one. */
  beta: number;
  /** Volatility a year of its own wandering. */
  ownSigma: number;
  scale: SeriesScale;
}

const scale = (coins: number, spotSteps: number, usdmSteps: number): SeriesScale => ({
  spotTicks: 100,
  usdmPerSpotTick: 1,
  spotPerUsdmTick: 1,
  coins,
  spotSteps,
  usdmSteps,
});

export const COMPANIONS: Readonly<Record<string, CompanionProfile>> = {
  ETHUSDT: {
    stream: 101,
    price: 3_000,
    beta: 1.15,
    ownSigma: 0.3,
    scale: scale(120, 10_000, 1_000),
  },
  BNBUSDT: { stream: 103, price: 800, beta: 0.8, ownSigma: 0.25, scale: scale(90, 1_000, 100) },
  SOLUSDT: { stream: 105, price: 180, beta: 1.3, ownSigma: 0.45, scale: scale(1_500, 1_000, 100) },
};

/** The log price of a follower, one minute a step: beta times the leader's plus noise that is pulled back to nothing. */
export class CompanionWalk {
  log = 0;
  sigma: number;
  private own = 0;
  private leaderBefore: number | undefined;
  private readonly noise: number;
  private readonly startLog: number;

  /** @param leaderAtStart the leader's price at the start, in whatever unit `step` gets it */
  constructor(
    private readonly random: Random,
    private readonly profile: CompanionProfile,
    private readonly leaderAtStart: number,
  ) {
    this.noise = profile.ownSigma / YEAR_ROOT;
    this.sigma = this.noise;
    this.startLog = log(profile.price);
  }

  step(leaderClose: number): void {
    const { beta } = this.profile;
    this.own += -PULL * this.own + this.noise * this.random.normal();
    const move = log(leaderClose / (this.leaderBefore ?? leaderClose));
    this.leaderBefore = leaderClose;
    this.log = this.startLog + beta * log(leaderClose / this.leaderAtStart) + this.own;
    // Wicks follow how much the market moves now: a smoothed size of its own moves.
    this.sigma = max(this.noise, 0.97 * this.sigma + 0.03 * 1.4 * beta * abs(move));
  }
}
