import { MemoryBudgets } from '../exchange/binance';
import { openJournalBudgets, type OpenBudgets } from '../journal/sqlite/budgets';
import type { BudgetStore } from '../model/budget';

/**
 * The order budgets of the account, in its journal. They are opened at their first use, because
 * the exchange is reached before the journal is: until the journal is there, with its tables, this
 * session counts for itself.
 */
export function accountBudgets(journalFile: string): OpenBudgets {
  const meanwhile = new MemoryBudgets();
  let opened: OpenBudgets | null = null;
  const store = (): BudgetStore => {
    opened ??= openIfReady(journalFile);
    return opened ?? meanwhile;
  };
  return {
    takeAll: (charges, exchangeNow) => store().takeAll(charges, exchangeNow),
    giveBack: (charges, takenAt, exchangeNow) => store().giveBack(charges, takenAt, exchangeNow),
    raise: (window, used, exchangeNow) => store().raise(window, used, exchangeNow),
    used: (windows, exchangeNow) => store().used(windows, exchangeNow),
    hold: (key) => store().hold(key),
    addHold: (key, hold) => store().addHold(key, hold),
    recall: (name) => store().recall(name),
    remember: (name, body, at) => store().remember(name, body, at),
    close: () => {
      opened?.close();
      opened = null;
    },
  };
}

/** A journal that is not made or not migrated yet has no budgets; its own opening says more. */
function openIfReady(journalFile: string): OpenBudgets | null {
  try {
    return openJournalBudgets(journalFile);
  } catch {
    return null;
  }
}
