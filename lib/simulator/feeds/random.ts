// Bound once: these run millions of times, and looking up a global is slow in a sandboxed context.
const { floor, log, sqrt } = Math;

/** Seeded generator sfc32 (C. Doty-Humphrey's small fast counter): 32-bit state words, period above 2^64. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;
  private spare: number | undefined;

  /** @param seed any integer @param stream separates independent sequences of one seed */
  constructor(seed: number, stream: number) {
    this.a = seed | 0;
    this.b = floor(seed / 4_294_967_296) | 0;
    this.c = stream | 0;
    for (let round = 0; round < 15; round++) this.word();
  }

  /** An unsigned 32-bit word. */
  word(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.word() / 4_294_967_296;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Standard normal, by Marsaglia's polar method. */
  normal(): number {
    if (this.spare !== undefined) {
      const kept = this.spare;
      this.spare = undefined;
      return kept;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const factor = sqrt((-2 * log(square)) / square);
      this.spare = v * factor;
      return u * factor;
    }
  }
}
