/**
 * Time that passes only when everything waits: a wait of ten seconds takes none, and the same run
 * takes the same steps every time. While installed it stands in for the timers and the clock of
 * this process, so that the packages under the gateway (back-off, request deadlines) wait on it too.
 */

const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setImmediate: globalThis.setImmediate,
  now: Date.now.bind(Date),
  random: Math.random.bind(Math),
};

/** The clock and timers of the machine, for watching over a run. */
export const realTime = real;

/** More timers than any run needs: a run that reaches this waits in a circle. */
const MOST_TIMERS = 400_000;

interface Timer {
  readonly number: number;
  readonly at: number;
  readonly run: () => void;
}

/** What setTimeout answers: packages ask it not to keep the process alive. */
class Handle {
  constructor(readonly number: number) {}
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

export class VirtualTime {
  private timers: Timer[] = [];
  private count = 0;
  private isPumping = false;
  private isInstalled = false;
  /** How far the host's clock is ahead of the exchange's, ms. */
  hostAheadMs = 0;
  /** Is told of time that passes between two steps. */
  onPass: ((ms: number) => void) | null = null;
  /** Set when more timers were started than any run needs. */
  exhausted = false;

  constructor(
    private current: number,
    private readonly random: () => number,
  ) {}

  /** The exchange's time, epoch ms. */
  readonly now = (): number => this.current;

  /** The host's time, epoch ms. */
  readonly hostNow = (): number => this.current + this.hostAheadMs;

  /** Lets time pass at once, for what happens between two steps of a run. Due timers follow. */
  pass(ms: number): void {
    this.onPass?.(ms);
    this.current += Math.max(0, Math.round(ms));
  }

  /** Resolves after `ms` of this time. */
  readonly sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      this.start(resolve, ms);
    });

  /** Forgets every timer, as the death of the process that started them does. */
  forget(): void {
    this.timers = [];
  }

  /** Puts this time in the place of the process's own. */
  install(): void {
    this.isInstalled = true;
    const start = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): Handle =>
      new Handle(this.start(() => run(...args), ms));
    const stop = (handle: unknown): void => {
      if (handle instanceof Handle) this.stop(handle.number);
    };
    Object.assign(globalThis, { setTimeout: start, clearTimeout: stop });
    Date.now = this.hostNow;
    Math.random = this.random;
  }

  /** Gives the process its own time back. */
  uninstall(): void {
    this.isInstalled = false;
    this.timers = [];
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
    Date.now = real.now;
    Math.random = real.random;
  }

  private start(run: () => void, ms: number): number {
    this.count += 1;
    if (this.count > MOST_TIMERS) {
      this.exhausted = true;
      return this.count;
    }
    const at = this.current + Math.max(0, Math.ceil(ms));
    const timer = { number: this.count, at, run };
    const index = this.timers.findIndex((other) => other.at > at);
    this.timers.splice(index < 0 ? this.timers.length : index, 0, timer);
    this.pump();
    return timer.number;
  }

  private stop(number: number): void {
    const index = this.timers.findIndex((timer) => timer.number === number);
    if (index >= 0) this.timers.splice(index, 1);
  }

  /** After everything that can run has run, the next timer is due, whatever its time. */
  private pump(): void {
    if (this.isPumping) return;
    this.isPumping = true;
    real.setImmediate(() => {
      this.isPumping = false;
      if (!this.isInstalled) return;
      const next = this.timers.shift();
      if (next === undefined) return;
      this.current = Math.max(this.current, next.at);
      this.pumpIfNeeded();
      next.run();
    });
  }

  private pumpIfNeeded(): void {
    if (this.timers.length > 0) this.pump();
  }
}
