import type { Bars } from './feed';

function wider(old: Int32Array, capacity: number): Int32Array {
  const grown = new Int32Array(capacity);
  grown.set(old);
  return grown;
}

/** Bars whose columns can be made longer. */
export class GrowingBars implements Bars {
  open: Int32Array;
  high: Int32Array;
  low: Int32Array;
  close: Int32Array;
  volume: Float64Array;

  constructor(capacity: number) {
    this.open = new Int32Array(capacity);
    this.high = new Int32Array(capacity);
    this.low = new Int32Array(capacity);
    this.close = new Int32Array(capacity);
    this.volume = new Float64Array(capacity);
  }

  /** Keeps what is there and makes room for `capacity` bars. */
  grow(capacity: number): void {
    this.open = wider(this.open, capacity);
    this.high = wider(this.high, capacity);
    this.low = wider(this.low, capacity);
    this.close = wider(this.close, capacity);
    const volume = new Float64Array(capacity);
    volume.set(this.volume);
    this.volume = volume;
  }
}
