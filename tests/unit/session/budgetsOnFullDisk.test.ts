import { SqliteError } from 'better-sqlite3';
import { MemoryBudgets } from '../../../lib/exchange/binance';
import { ConfigurationError } from '../../../lib/model/errors';
import { budgetsOnFullDisk } from '../../../lib/session/budgetsOnFullDisk';

const charge = { key: 'orders', windowMs: 10_000, amount: 1, ceiling: 5 };
const full = () => new SqliteError('database or disk is full', 'SQLITE_FULL');

/** A store on a disk that becomes full: it can be read, not written. */
class FullStore extends MemoryBudgets {
  isFull = false;
  override takeAll(...args: Parameters<MemoryBudgets['takeAll']>) {
    if (this.isFull) throw full();
    return super.takeAll(...args);
  }
  override addHold(...args: Parameters<MemoryBudgets['addHold']>) {
    if (this.isFull) throw full();
    super.addHold(...args);
  }
}

let files = 0;
const freshFile = (): string => `/nowhere/${(files += 1)}.sqlite`;

it('goes on counting where the store stopped, and still refuses at the ceiling', () => {
  const store = new FullStore();
  const file = freshFile();
  const budgets = budgetsOnFullDisk(file, () => store);
  for (let taken = 0; taken < 3; taken += 1) budgets.takeAll([charge], 1);
  store.isFull = true;
  expect(budgets.takeAll([charge], 1)).toEqual({ taken: true });
  // Another session of this process counts on.
  const other = budgetsOnFullDisk(file, () => store);
  expect(other.takeAll([charge], 1)).toEqual({ taken: true });
  expect(other.takeAll([charge], 1)).toMatchObject({ taken: false });
  expect(other.used([charge], 1)).toEqual([5]);
});

it('remembers a ban that could not be written', () => {
  const store = new FullStore();
  store.isFull = true;
  const budgets = budgetsOnFullDisk(freshFile(), () => store);
  budgets.addHold('spot', { until: 99, banned: true });
  expect(budgets.hold('spot')).toEqual({ until: 99, banned: true });
});

it('counts by itself where the store cannot even be opened for want of room', () => {
  const budgets = budgetsOnFullDisk(freshFile(), () => {
    throw new ConfigurationError('cannot be used', 'free room', { cause: full() });
  });
  expect(budgets.takeAll([{ ...charge, ceiling: 1 }], 1)).toEqual({ taken: true });
  expect(budgets.takeAll([{ ...charge, ceiling: 1 }], 1)).toMatchObject({ taken: false });
});

it('lets every other failure through', () => {
  const budgets = budgetsOnFullDisk(freshFile(), () => {
    throw new ConfigurationError('cannot be used', 'no rights');
  });
  expect(() => budgets.takeAll([charge], 1)).toThrow(ConfigurationError);
});
