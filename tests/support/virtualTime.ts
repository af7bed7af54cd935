/**
 * Time that passes only while everything waits: hand `now`, `sleep` and `after` to what is tested,
 * and `run` moves the time on to the next wait whenever nothing else is left to do.
 */
export class VirtualTime {
  private timers: { at: number; number: number; work: () => void }[] = [];
  private started = 0;

  constructor(private current: number) {}

  readonly now = (): number => this.current;

  readonly after = (ms: number, work: () => void): (() => void) => {
    this.started += 1;
    const timer = { at: this.current + Math.max(0, ms), number: this.started, work };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((one) => one !== timer);
    };
  };

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => void this.after(ms, resolve));

  /** Moves the time without letting anything happen, as a machine that stood still. */
  jump(ms: number): void {
    this.current += ms;
  }

  /** Answers what `work` comes to, letting time pass as it waits. */
  async run<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    work.then(settle, settle);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (settled) return work;
      const [next] = [...this.timers].sort((a, b) => a.at - b.at || a.number - b.number);
      if (next === undefined) throw new Error('everything waits, and no time brings an end');
      this.timers = this.timers.filter((one) => one !== next);
      this.current = Math.max(this.current, next.at);
      next.work();
    }
  }
}
