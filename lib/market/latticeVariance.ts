import type { Candle } from '../model/candle';

/** How often a price stepped over a lattice, up and down, and how it looks in steps of k lines. */
export interface LatticeWalk {
  /** Moves from line to line. */
  steps: number;
  /** Moves of k lines from where the last one ended: where a band of k levels re-hedges. */
  hedges: number;
  /** Lines between the last hedge and the end. */
  residualLines: number;
}

export interface LatticeVarianceRatio extends LatticeWalk {
  /** QV_kd / QV_d: below 1 the price turns back more often than a driftless walk. */
  ratio: number;
  /** Of a driftless walk with as many steps. */
  standardError: number;
}

/** The turning points of a candle: the way back first, as the paper exchange passes them. */
function turningPoints({ open, high, low, close }: Candle): readonly number[] {
  return close >= open ? [open, low, high, close] : [open, high, low, close];
}

/**
 * The walk of a path (prices, oldest first) over lines `distance` apart, of which the first price
 * is one. Between two points price is taken to move straight.
 */
export function walkLattice(path: Iterable<number>, distance: number, lines: number): LatticeWalk {
  let origin: number | null = null;
  let line = 0;
  let hedged = 0;
  let steps = 0;
  let hedges = 0;
  for (const price of path) {
    origin ??= price;
    const at = (price - origin) / distance;
    // A line is reached when price touches it; rounding of floats may not hide that.
    while (at >= line + 1 - 1e-9 || at <= line - 1 + 1e-9) {
      line += at > line ? 1 : -1;
      steps += 1;
      if (Math.abs(line - hedged) < lines) continue;
      hedges += 1;
      hedged = line;
    }
  }
  return { steps, hedges, residualLines: line - hedged };
}

/**
 * Variance ratio of a lattice of spacing d with a hedge every k levels, over 1m paths in the order
 * open, nearer extreme, other extreme, close. The standard error is that of a driftless walk with
 * as many steps: the time to leave k lines has mean k^2 and variance 2 k^2 (k^2 - 1) / 3, so that
 * the ratio's is 2 (k^2 - 1) / (3 n). Null when no line was crossed.
 */
export function latticeVarianceRatio(
  candles: readonly Candle[],
  distance: number,
  lines: number,
): LatticeVarianceRatio | null {
  return ratioOf(walkLattice(candles.flatMap(turningPoints), distance, lines), lines);
}

function ratioOf(walk: LatticeWalk, lines: number): LatticeVarianceRatio | null {
  if (walk.steps === 0) return null;
  return {
    ...walk,
    ratio: (walk.hedges * lines ** 2) / walk.steps,
    standardError: Math.sqrt((2 * (lines ** 2 - 1)) / (3 * walk.steps)),
  };
}

const BASELINE_BARS = 60_000;
const MOVES_PER_BAR = 16;

/**
 * The ratio that a driftless walk shows when it is seen through candles as well: sampling by open,
 * high, low and close moves it away from 1. `barDeviation` is the standard deviation of a candle's
 * close-to-close move in the unit of `distance`; the walk is the same for the same seed.
 */
export function driftlessVarianceRatio(
  barDeviation: number,
  distance: number,
  lines: number,
  seed: number,
): LatticeVarianceRatio | null {
  if (!(barDeviation > 0)) return null;
  // Two digits of the unit decide; the walk of each is made once.
  const unit = Number((barDeviation / distance).toPrecision(2));
  const key = `${unit}/${lines}/${seed}`;
  const known = driftlessWalks.get(key);
  const walk = known ?? walkLattice(driftlessPath(unit, seed), 1, lines);
  if (!known) {
    if (driftlessWalks.size >= MOST_WALKS) driftlessWalks.clear();
    driftlessWalks.set(key, walk);
  }
  return ratioOf(walk, lines);
}

const MOST_WALKS = 1_000;
const driftlessWalks = new Map<string, LatticeWalk>();

/** Turning points of candles over a fair walk of small moves. */
function* driftlessPath(barDeviation: number, seed: number): Generator<number> {
  const move = barDeviation / Math.sqrt(MOVES_PER_BAR);
  const bits = fairBits(seed);
  let price = 0;
  for (let bar = 0; bar < BASELINE_BARS; bar += 1) {
    const open = price;
    let [high, low] = [price, price];
    let word = bits();
    for (let index = 0; index < MOVES_PER_BAR; index += 1) {
      price += (word & 1) === 1 ? move : -move;
      word >>>= 1;
      if (price > high) high = price;
      if (price < low) low = price;
    }
    yield open;
    yield price >= open ? low : high;
    yield price >= open ? high : low;
    yield price;
  }
}

/** Mulberry32: 32 fair bits a call, the same for the same seed. */
function fairBits(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/**
 * What a grid of `quantity` per level earns on a lattice, before fees and funding:
 * (q / 2d)(QV_d - QV_kd - residual^2), in quote (domain reference 5.1; proved by summation).
 */
export function latticeEdgeQuote(
  quantity: number,
  distance: number,
  lines: number,
  { steps, hedges, residualLines }: LatticeWalk,
): number {
  return ((quantity * distance) / 2) * (steps - hedges * lines ** 2 - residualLines ** 2);
}
