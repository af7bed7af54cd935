import { ConfigurationError, RejectedError, TransientError } from '../model/errors';
import type { Item } from '../model/item';
import type { Signals } from '../model/signals';

/** The item with one part of its signals replaced or added; the others are kept. */
export function withSignal(item: Item, part: Omit<Signals, 'version'>): Item {
  return { ...item, signals: { ...item.signals, version: 1, ...part } };
}

/**
 * The signals of an item with what `read` adds, or with `without` (the reason) where the exchange does
 * not answer, refuses or is out of date: a signal is no ground to stop the loop, whose hedge comes
 * behind it. A ban or a broken journal is no matter of one signal, and goes through.
 */
export async function orUnavailable(
  item: Item,
  read: () => Promise<Item>,
  without: (reason: string) => Omit<Signals, 'version'>,
): Promise<Item> {
  try {
    return await read();
  } catch (error) {
    if (!isOfItsOwn(error)) throw error;
    return withSignal(item, without(error.message));
  }
}

/** True for a failure of one read that says nothing about the next. */
export function isOfItsOwn(
  error: unknown,
): error is TransientError | RejectedError | ConfigurationError {
  return (
    error instanceof TransientError ||
    error instanceof RejectedError ||
    error instanceof ConfigurationError
  );
}
