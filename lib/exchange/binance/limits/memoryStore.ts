import {
  type BudgetStore,
  type BudgetWindow,
  type Charge,
  countAt,
  type Hold,
  refusalOf,
  type Remembered,
  rulingHold,
  type Taking,
  type WindowCount,
  windowStart,
} from '../../../model/budget';

/** Budgets of one process, for keyless probes and tests: what is counted here dies with it. */
export class MemoryBudgets implements BudgetStore {
  private readonly counts = new Map<string, WindowCount>();
  private readonly holds = new Map<string, Hold>();
  private readonly texts = new Map<string, Remembered>();

  takeAll(charges: readonly Charge[], exchangeNow: number): Taking {
    const counts = charges.map((charge) => this.count(charge, exchangeNow));
    const refusal = refusalOf(charges, counts);
    if (refusal !== null) return refusal;
    charges.forEach(({ key, amount }, index) => {
      const count = counts[index];
      if (count === undefined) return;
      this.counts.set(key, { windowAt: count.windowAt, used: count.used + amount });
    });
    return { taken: true };
  }

  giveBack(charges: readonly Charge[], takenAt: number, exchangeNow: number): void {
    for (const charge of charges) {
      const { windowAt, used } = this.count(charge, exchangeNow);
      if (windowAt !== windowStart(charge.windowMs, takenAt)) continue;
      this.counts.set(charge.key, { windowAt, used: Math.max(0, used - charge.amount) });
    }
  }

  raise(window: BudgetWindow, used: number, exchangeNow: number): void {
    const count = this.count(window, exchangeNow);
    if (used > count.used) this.counts.set(window.key, { windowAt: count.windowAt, used });
  }

  used(windows: readonly BudgetWindow[], exchangeNow: number): number[] {
    return windows.map((window) => this.count(window, exchangeNow).used);
  }

  hold(key: string): Hold | null {
    return this.holds.get(key) ?? null;
  }

  addHold(key: string, hold: Hold): void {
    this.holds.set(key, rulingHold(this.hold(key), hold));
  }

  recall(name: string): Remembered | null {
    return this.texts.get(name) ?? null;
  }

  remember(name: string, body: string, at: number): void {
    this.texts.set(name, { body, at });
  }

  private count({ key, windowMs }: BudgetWindow, exchangeNow: number): WindowCount {
    return countAt(this.counts.get(key), windowMs, exchangeNow);
  }
}
