import type { Random } from './random';

// Bound once: these run millions of times, and looking up a global is slow in a sandboxed context.
const { LN2, exp, floor, max, min, sqrt } = Math;

const DAY_MINUTES = 1440;
const YEAR_ROOT = sqrt(525_600);

type Regime = 'range' | 'up' | 'down' | 'drift';

/**
 * A walk of log prices through regimes: ranges, trends and aimless stretches of six hours to four days, volatility that
 * clusters around a level drawn per regime, and rare jumps that raise it. One call of `step` is one minute.
 */
export class RegimeWalk {
  sigma = 0.75 / YEAR_ROOT;
  /** Where the basis is drawn to: above zero in rising markets, below in falling ones (fraction). */
  basisMean = 0.0001;
  private regime: Regime = 'range';
  private minutesLeft: number;
  private drift = 0;
  private pull = LN2 / 120;
  private level = 0.75;
  private heat = 0;

  /**
   * @param log the log price it starts from
   * @param anchor the log price trends are bent back to over months
   */
  constructor(
    private readonly random: Random,
    public log: number,
    private readonly anchor: number,
  ) {
    this.minutesLeft = floor(random.between(120, 600));
    this.centre = log;
  }

  private centre: number;

  /** Moves one minute on; `log` is the new close. */
  step(): void {
    if (this.minutesLeft-- <= 0) this.nextRegime();
    const { random } = this;
    this.heat += -0.004 * this.heat + 0.035 * random.normal();
    this.sigma = (this.level / YEAR_ROOT) * exp(max(-0.9, min(1.1, this.heat)));
    let change = this.sigma * random.normal();
    if (this.regime === 'range') change += this.pull * (this.centre - this.log);
    else change += this.drift;
    if (random.uniform() < 1 / (3 * DAY_MINUTES)) {
      const size = random.between(0.005, 0.025) * (random.uniform() < 0.5 ? -1 : 1);
      change += size;
      this.centre += size;
      this.heat += 0.7;
    }
    this.log += change;
  }

  private nextRegime(): void {
    const { random } = this;
    const draw = random.uniform();
    const stretch = this.log - this.anchor;
    this.minutesLeft = floor(random.between(0.25, 4) * DAY_MINUTES);
    this.level = random.between(0.5, 0.95);
    this.centre = this.log;
    this.drift = 0;
    this.basisMean = 0.0001;
    if (draw < 0.35) {
      this.regime = 'range';
      this.pull = LN2 / random.between(40, 240);
    } else if (draw < 0.8) {
      const rises = random.uniform() < 0.5 - max(-0.45, min(0.45, 1.5 * stretch));
      const perDay = random.between(0.025, 0.065);
      this.regime = rises ? 'up' : 'down';
      this.drift = ((rises ? 1 : -1) * perDay) / DAY_MINUTES;
      this.basisMean = rises ? random.between(0.0004, 0.0011) : random.between(-0.0009, -0.0002);
      this.level *= 0.9;
    } else {
      this.regime = 'drift';
      this.level *= 1.25;
    }
  }
}
