import type { Item } from '../model/item';
import type { Signals } from '../model/signals';

/** The item with one part of its signals replaced or added; the others are kept. */
export function withSignal(item: Item, part: Omit<Signals, 'version'>): Item {
  return { ...item, signals: { ...item.signals, version: 1, ...part } };
}
