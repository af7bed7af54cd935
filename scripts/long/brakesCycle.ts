import type { Item } from '../../lib/model/item';
import { decimal } from '../../lib/model/decimal';
import type { GridCell } from '../../lib/model/grid';
import { inPresentForm } from '../../lib/model/grid';
import type { Intent, Plan } from '../../lib/model/plan';
import type { Session } from '../../lib/session/openSession';
import type { GridSettings } from '../../lib/strategy/settings';
import { type LoopChoice, runCycle } from '../../tests/support/loop';
import type { PaperReport } from '../demo/PaperExchange';
import {
  type Books,
  readExchangeBooks,
  readLeverage,
  readRestingSpotOrders,
  type RestingOrder,
} from './books';
import { expectedEntry, expectedExit, expectedLeverage } from './brakesExpected';
import { LEVERAGE } from './brakesScenario';
import { figureDifferences } from './figureDifferences';
import { simulatorCalls } from './simulatorCalls';

/** Of BTCUSDT on spot. */
const TICK = '0.01';
const STEP = '0.00001';
const SMALLEST_ORDER_QUOTE = '5';

/** A cycle with everything that was seen of it, the exchange's part by requests of our own. */
export interface BrakedCycle {
  readonly before: PaperReport;
  readonly after: PaperReport;
  readonly item: Item;
  /** The grid's plan as the planner made it. */
  readonly planned: Plan;
  readonly books: Books;
  readonly resting: readonly RestingOrder[];
  readonly leverage: number;
  /** Latched in the journal: kill switch, pause and breakers. */
  readonly latches: readonly string[];
  readonly differences: readonly string[];
  /** Resting sales nearer than their exit, and resting buys of less than their cell. */
  readonly nearerSales: number;
  readonly halvedBuys: number;
}

/** Runs one cycle; no exchange time passes in it. */
export async function observe(
  session: Session,
  url: string,
  grid: GridSettings,
  choice: LoopChoice,
): Promise<BrakedCycle> {
  const calls = simulatorCalls(url);
  const before = await calls.report();
  let planned: Plan | undefined;
  const onPlanned = (plans: readonly Plan[]): void => {
    planned = plans.find(({ scope }) => scope.market === 'spot');
  };
  const item = await runCycle(session, grid, 'BTCUSDT', { ...choice, onPlanned });
  if (planned === undefined) throw new Error('The grid was not planned.');
  const after = await calls.report();
  const resting = await readRestingSpotOrders(url);
  const cells = cellsOf(planned);
  const latched = [...session.journal.latches(), ...session.journal.breakers()];
  return {
    before,
    after,
    item,
    planned,
    books: await readExchangeBooks(url),
    resting,
    leverage: await readLeverage(url),
    latches: latched.map(({ name }) => name),
    differences: await figureDifferences(session.journal.books(), item, { url, report: after }),
    nearerSales: resting.filter(({ side, price }) => side === 'SELL' && !cells.some(sellsAt(price)))
      .length,
    halvedBuys: resting.filter(
      ({ side, price, origQty }) => side === 'BUY' && cells.some(buysLess(price, origQty)),
    ).length,
  };
}

/**
 * What a cycle did otherwise than the brakes ask, in words: `planned` was in force when the planner
 * looked, `checked` since this cycle's Risk Check.
 */
export function faultsOfCycle(
  cycle: BrakedCycle,
  level: { planned: number; checked: number },
): string[] {
  const { item, planned, resting, leverage, differences } = cycle;
  const faults = [...differences];
  const status = item.execution?.status;
  if (status !== 'done') faults.push(`Place Order ended with ${status ?? 'nothing'}`);
  const said = item.risk?.brakes?.level ?? 0;
  if (said !== level.checked) faults.push(`brake ${said} in force, expected ${level.checked}`);
  const wanted = expectedLeverage(LEVERAGE, level.checked);
  if (level.checked < 3 && leverage !== wanted) {
    faults.push(`leverage ${leverage} at the exchange, expected ${wanted}`);
  }
  const cells = cellsOf(planned);
  for (const intent of planned.intents) {
    const cell = cells.find((one) => intent.id.includes(`/g${one.lattice}-${one.name}/`));
    if (cell) faults.push(...faultOfIntent(intent, cell, level.planned));
  }
  if (level.checked === 3) return faults;
  // What rests is what was planned: old prices and quantities are gone within the cycle.
  const exits = cells.map((cell) => expectedExit(cell, level.planned, TICK));
  for (const { side, price, origQty } of resting) {
    if (side === 'SELL' && !exits.some((exit) => exit.equals(decimal(price)))) {
      faults.push(`a sale rests at ${price}, where brake ${level.planned} has none`);
    }
    const most = cells.find((cell) => decimal(cell.lowerPrice).equals(decimal(price)));
    const isTooMuch = most && decimal(origQty).isAbove(expectedEntry(most, level.planned, STEP));
    if (side === 'BUY' && isTooMuch) {
      faults.push(`a buy of ${origQty} rests at ${price} under brake ${level.planned}`);
    }
  }
  return faults;
}

/**
 * What is not flat, or not stopped, after a cycle under the third brake; `placedBefore` is what had
 * been placed when it was flat for the first time, null in that cycle itself.
 */
export function faultsOfFlat(cycle: BrakedCycle, placedBefore: number | null): string[] {
  const { item, books, latches, after } = cycle;
  const faults: string[] = [];
  if (item.risk?.flatten === undefined) faults.push('Risk Check did not ask for flatten');
  for (const name of ['killSwitch', 'drawdown']) {
    if (!latches.includes(name)) faults.push(`${name} is not latched`);
  }
  const rest = decimal(books.inventory).times(decimal(after.symbols[0]?.lastPrice ?? '0'));
  if (!rest.isBelow(decimal(SMALLEST_ORDER_QUOTE))) faults.push(`${books.inventory} is still held`);
  if (!decimal(books.position).isZero()) faults.push(`the position is ${books.position}`);
  if (books.openOrders.length > 0) faults.push(`still resting: ${books.openOrders.join(', ')}`);
  if (placedBefore !== null && after.ordersPlaced !== placedBefore) {
    faults.push(`${after.ordersPlaced - placedBefore} orders placed after everything was down`);
  }
  return faults;
}

function cellsOf(plan: Plan): readonly GridCell[] {
  return plan.grid ? inPresentForm(plan.grid).cells : [];
}

function faultOfIntent(intent: Intent, cell: GridCell, level: number): string[] {
  const { instruction, quantity } = intent;
  if (intent.side === 'SELL') {
    const expected = expectedExit(cell, level, TICK);
    const price = instruction.type === 'LIMIT' ? instruction.price : 'no price';
    if (price === 'no price' || !decimal(price).equals(expected)) {
      return [`${intent.id} sells at ${price}, expected ${expected.toString()}`];
    }
    return [];
  }
  const most = expectedEntry(cell, level, STEP);
  // An entry that has filled more than its half wants no more than that.
  return decimal(quantity).isAbove(most)
    ? [`${intent.id} buys ${quantity}, expected at most ${most.toString()}`]
    : [];
}

function sellsAt(price: string): (cell: GridCell) => boolean {
  return ({ exitPrice }) => decimal(exitPrice).equals(decimal(price));
}

function buysLess(price: string, quantity: string): (cell: GridCell) => boolean {
  return (cell) =>
    decimal(cell.lowerPrice).equals(decimal(price)) &&
    decimal(quantity).isBelow(decimal(cell.quantity));
}
