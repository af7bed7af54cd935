import { MemoryBudgets } from '../exchange/binance';
import { isNoRoom } from '../journal/sqlite/storeErrors';
import type { BudgetStore } from '../model/budget';

/** What this process counts while a store cannot be written, by the store's file. */
const meanwhile = new Map<string, MemoryBudgets>();

function memoryOf(file: string): MemoryBudgets {
  const known = meanwhile.get(file) ?? new MemoryBudgets();
  meanwhile.set(file, known);
  return known;
}

/**
 * Budgets that a full disk does not take from protection: what cannot be written is counted in this
 * process, from what the store says on. Other processes learn of it from the exchange's headers.
 * `open` may fail for want of room too; other errors go through.
 */
export function budgetsOnFullDisk(file: string, open: () => BudgetStore): BudgetStore {
  const memory = memoryOf(file);
  const orElse = <T>(work: (store: BudgetStore) => T, instead: () => T): T => {
    try {
      return work(open());
    } catch (error) {
      if (!isNoRoom(error) && !(error instanceof Error && isNoRoom(error.cause))) throw error;
      return instead();
    }
  };
  return {
    takeAll: (charges, exchangeNow) =>
      orElse(
        (store) => store.takeAll(charges, exchangeNow),
        () => {
          const stored = orElse(
            (store) => store.used(charges, exchangeNow),
            () => [],
          );
          stored.forEach((used, index) => {
            const charge = charges[index];
            if (charge) memory.raise(charge, used, exchangeNow);
          });
          return memory.takeAll(charges, exchangeNow);
        },
      ),
    giveBack: (charges, takenAt, exchangeNow) =>
      orElse(
        (store) => store.giveBack(charges, takenAt, exchangeNow),
        () => memory.giveBack(charges, takenAt, exchangeNow),
      ),
    raise: (window, used, exchangeNow) =>
      orElse(
        (store) => store.raise(window, used, exchangeNow),
        () => memory.raise(window, used, exchangeNow),
      ),
    used: (windows, exchangeNow) => {
      const counted = memory.used(windows, exchangeNow);
      const stored = orElse(
        (store) => store.used(windows, exchangeNow),
        () => counted,
      );
      return stored.map((used, index) => Math.max(used, counted[index] ?? 0));
    },
    hold: (key) => {
      const held = memory.hold(key);
      const stored = orElse(
        (store) => store.hold(key),
        () => held,
      );
      return held && (stored === null || held.until > stored.until) ? held : stored;
    },
    addHold: (key, hold) =>
      orElse(
        (store) => store.addHold(key, hold),
        () => memory.addHold(key, hold),
      ),
    recall: (name) =>
      orElse(
        (store) => store.recall(name) ?? memory.recall(name),
        () => memory.recall(name),
      ),
    remember: (name, body, at) =>
      orElse(
        (store) => store.remember(name, body, at),
        () => memory.remember(name, body, at),
      ),
  };
}
