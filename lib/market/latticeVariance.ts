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
  const walker = new LatticeWalker(distance, lines);
  for (const price of path) walker.visit(price);
  return walker.walk();
}

/** A walk while it goes on, for paths too long to be kept. */
class LatticeWalker {
  private origin: number | null = null;
  private line = 0;
  private hedged = 0;
  private steps = 0;
  private hedges = 0;

  constructor(
    private readonly distance: number,
    private readonly lines: number,
  ) {}

  visit(price: number): void {
    this.origin ??= price;
    const at = (price - this.origin) / this.distance;
    // A line is reached when price touches it; rounding of floats may not hide that.
    while (at >= this.line + 1 - 1e-9 || at <= this.line - 1 + 1e-9) {
      this.line += at > this.line ? 1 : -1;
      this.steps += 1;
      if (Math.abs(this.line - this.hedged) < this.lines) continue;
      this.hedges += 1;
      this.hedged = this.line;
    }
  }

  walk(): LatticeWalk {
    return { steps: this.steps, hedges: this.hedges, residualLines: this.line - this.hedged };
  }
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
  const walk = known ?? driftlessWalk(unit, lines, seed);
  if (!known) {
    if (driftlessWalks.size >= MOST_WALKS) driftlessWalks.clear();
    driftlessWalks.set(key, walk);
  }
  return ratioOf(walk, lines);
}

const MOST_WALKS = 1_000;
const driftlessWalks = new Map<string, LatticeWalk>();

/** The walk over the turning points of candles over a fair walk of small moves. */
function driftlessWalk(barDeviation: number, lines: number, seed: number): LatticeWalk {
  const walker = new LatticeWalker(1, lines);
  const move = barDeviation / Math.sqrt(MOVES_PER_BAR);
  const bits = fairBits(seed);
  // In moves, so that nothing is rounded on the way.
  let open = 0;
  for (let bar = 0; bar < BASELINE_BARS; bar += 1) {
    const word = bits();
    const first = BYTES[word & 0xff] ?? STILL;
    const second = BYTES[(word >>> 8) & 0xff] ?? STILL;
    const low = open + Math.min(first.low, first.net + second.low);
    const high = open + Math.max(first.high, first.net + second.high);
    const close = open + first.net + second.net;
    walker.visit(open * move);
    walker.visit((close >= open ? low : high) * move);
    walker.visit((close >= open ? high : low) * move);
    walker.visit(close * move);
    open = close;
  }
  return walker.walk();
}

/** Eight moves: where they go, and how far they stray on the way, the start included. */
interface EightMoves {
  net: number;
  low: number;
  high: number;
}

const STILL: EightMoves = { net: 0, low: 0, high: 0 };

/** The moves that a byte stands for: a bit that is set is one up. */
const BYTES: readonly EightMoves[] = Array.from({ length: 256 }, (_none, byte) => {
  const moves = { ...STILL };
  for (let bit = 0; bit < 8; bit += 1) {
    moves.net += (byte >>> bit) & 1 ? 1 : -1;
    moves.low = Math.min(moves.low, moves.net);
    moves.high = Math.max(moves.high, moves.net);
  }
  return moves;
});

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
