import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { itemSchema } from '../../lib/model/item';
import { Decimal, decimal } from '../../lib/model/decimal';
import { LoopWorld } from '../../scripts/demo/LoopWorld';
import { runCycles } from '../../scripts/demo/runCycles';
import { FLATTEN, FLATTEN_FORM, RELEASE } from '../../scripts/demo/workflowFiles';
import { type EndedExecution, OWNER } from '../../scripts/n8n/EditorApi';
import { createProgress } from '../../scripts/support/progress';
import { at, Client, type Json, list } from '../simulator/support';
import { findChromium, launchChromium } from './support/chromium';
import { EditorPage } from './support/editorPage';
import { ExchangeTape, type TapeFill } from './support/exchangeTape';

const STEP_MS = 60_000;
const SEED = 3;
const SYMBOL = 'BTCUSDT';
const FOREIGN_BTC = '0.5';
/** So rich an account that a chunk of it is more than the spot book holds near its best price. */
const RICHES = { spot: { USDT: '9000000', BTC: FOREIGN_BTC }, usdm: { USDT: '9000000' } };
/** So small a slippage that a chunk fills only as far as the prices next to the best one reach. */
const FLATTENING = { chunkQuote: 500_000, flattenSlippagePct: 0.01, maximumChunks: 400 };
const MOST_PRESSES = 4;
/** Lost replies, refused and unreadable answers, on both markets; the sixth chunk never arrives. */
const FAULTS: Json = [
  { route: 'DELETE /api/v3/order', nth: 1, phase: 'after', kind: 'reset' },
  { route: 'POST /api/v3/order', nth: 2, phase: 'after', kind: 'reset' },
  {
    route: 'POST /fapi/v1/order',
    nth: 2,
    phase: 'after',
    kind: 'status',
    status: 408,
    code: -1007,
  },
  { route: 'GET /api/v3/myTrades', nth: 2, phase: 'after', kind: 'truncated' },
  { route: 'GET /fapi/v1/userTrades', nth: 3, phase: 'before', kind: 'status', status: 503 },
  { route: 'GET /api/v3/depth', nth: 3, phase: 'before', kind: 'html' },
  {
    route: 'POST /api/v3/order',
    nth: 4,
    phase: 'before',
    kind: 'status',
    status: 503,
    code: -1008,
  },
  { route: 'POST /api/v3/order', nth: 6, phase: 'before', kind: 'reset' },
];

const program = findChromium();
const browserTest = program === undefined ? it.skip : it;
const reason = program === undefined ? ' (skipped: no Chromium at /usr/bin/chromium)' : '';

describe(`Flatten, pressed in the editor${reason}`, () => {
  let world: LoopWorld;
  let browser: Browser;
  let editor: EditorPage;
  let owner: Client;
  let tape: ExchangeTape;
  /** |delta| that the last hedge plan allows. */
  let band = Decimal.zero;
  let foreign: Json;

  beforeAll(async () => {
    if (program === undefined) return;
    world = await LoopWorld.open({ seed: SEED }, createProgress());
    owner = new Client(world.exchange.url);
    tape = new ExchangeTape(owner, 'BTC');
    await putForeignThings();
    browser = await launchChromium(program);
    await world.importShipped(RELEASE.file);
    editor = await EditorPage.signIn(browser, world.editorUrl, OWNER);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close({ keep: false });
  });

  /** Coins and resting orders on both markets that the account's owner has put there by hand. */
  async function putForeignThings(): Promise<void> {
    await owner.control('POST', '/sim/account', { deposits: RICHES });
    const order = async (path: string, side: string, quantity: string, price: string) => {
      const reply = await owner.signed('POST', path, {
        symbol: SYMBOL,
        side,
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity,
        price,
        newClientOrderId: `by-hand-${side}`,
      });
      expect(reply).toMatchObject({ status: 200 });
    };
    const { body } = await owner.get('/api/v3/ticker/bookTicker', { symbol: SYMBOL });
    const bid = Number(at(body, 'bidPrice'));
    await order('/api/v3/order', 'SELL', '0.1', (bid * 1.5).toFixed(0));
    await order('/fapi/v1/order', 'BUY', '0.01', (bid * 0.8).toFixed(0));
    foreign = await foreignThings();
  }

  /** The resting orders that are not ours, as both markets list them. */
  async function foreignThings(): Promise<Json> {
    const resting = async (path: string): Promise<Json[]> =>
      list((await owner.signed('GET', path, { symbol: SYMBOL })).body).filter((order) =>
        String(at(order, 'clientOrderId')).startsWith('by-hand'),
      );
    return [...(await resting('/api/v3/openOrders')), ...(await resting('/fapi/v1/openOrders'))];
  }

  /** Both legs as the exchange has them; its coins less the foreign ones. */
  async function legsAtExchange(): Promise<{ inventory: Decimal; position: Decimal }> {
    const balances = list(at((await owner.signed('GET', '/api/v3/account')).body, 'balances'));
    const held = balances
      .filter((row) => at(row, 'asset') === 'BTC')
      .map((row) => decimal(String(at(row, 'free'))).plus(decimal(String(at(row, 'locked')))));
    const positions = list((await owner.signed('GET', '/fapi/v3/positionRisk')).body);
    return {
      inventory: Decimal.sum(held).minus(decimal(FOREIGN_BTC)),
      position: Decimal.sum(positions.map((row) => decimal(String(at(row, 'positionAmt'))))),
    };
  }

  const restingOrdersOfOurs = async (): Promise<number> => {
    const open = async (path: string) => list((await owner.signed('GET', path)).body);
    const all = [...(await open('/api/v3/openOrders')), ...(await open('/fapi/v1/openOrders'))];
    return all.filter((order) => String(at(order, 'clientOrderId')).startsWith('dg')).length;
  };

  async function openGrid(cycles: number): Promise<void> {
    await runCycles(world, { count: cycles, stepMs: STEP_MS }, ({ execution }) => {
      expect([execution.status, execution.reason]).toEqual(['success', '']);
      const hedge = (itemSchema.parse(execution.item).plans ?? []).find((plan) => plan.hedge);
      band = decimal(hedge?.hedge?.band ?? '0');
    });
    await tape.readOn();
    const { inventory, position } = await legsAtExchange();
    process.stdout.write(`inventory ${inventory.toString()}, hedge ${position.toString()}\n`);
    expect(inventory.toNumber()).toBeGreaterThan(5);
    expect(position.toNumber()).toBeLessThan(-5);
    expect(band.isPositive()).toBe(true);
  }

  /** Lets the account trade again after a Flatten, and opens another grid. */
  async function openAgain(cycles: number): Promise<void> {
    const released = await world.whenEnded(await world.start(RELEASE.id, RELEASE.trigger));
    expect([released.status, released.reason]).toEqual(['success', '']);
    await world.exchange.advance(STEP_MS);
    await openGrid(cycles);
  }

  /** Presses the button and answers the id of the execution that it started. */
  async function pressed(workflowId: string): Promise<string> {
    const before = await world.executionIds(workflowId);
    await editor.execute();
    for (let tries = 0; tries < 300; tries += 1) {
      await sleep(100);
      const started = (await world.executionIds(workflowId)).find((id) => !before.includes(id));
      if (started !== undefined) return started;
    }
    throw new Error('Pressing the button started nothing.');
  }

  /** Presses the button and waits for the end of what it started. */
  const press = async (workflowId: string): Promise<EndedExecution> =>
    world.whenEnded(await pressed(workflowId), 300_000);

  /** What an ended Flatten named is exactly what is left; answers whether that is nothing but dust. */
  async function expectNamed(ended: EndedExecution): Promise<boolean> {
    const actual = await legsAtExchange();
    expect(executionOf(ended)?.residual).toEqual({
      inventory: actual.inventory.toString(),
      position: actual.position.toString(),
      trades: '0',
    });
    return actual.position.isZero() && actual.inventory.toNumber() < 0.0001;
  }

  const executionOf = ({ item }: EndedExecution) => itemSchema.parse(item).execution;

  /** Delta began in its band, and no fill took it further than by a chunk. */
  function expectDeltaHeld(since: number, chunkQuote: number): void {
    const fills = tape.fills.slice(since);
    const ids = new Set(fills.map(({ clientOrderId }) => clientOrderId));
    const quantities = [...ids].map((id) => tape.orders.get(id)?.quantity ?? Decimal.zero);
    const chunk = quantities.reduce((most, each) => Decimal.max(most, each), Decimal.zero);
    const dearest = Math.max(...fills.map(({ price }) => price.toNumber()));
    expect(chunk.toNumber()).toBeLessThan((chunkQuote / dearest) * 1.02);
    const deltaOf = ({ inventory, position }: TapeFill) => inventory.plus(position).absolute();
    const before = tape.fills[since - 1];
    const atFirst = before === undefined ? Decimal.zero : deltaOf(before);
    expect(atFirst.isAbove(band)).toBe(false);
    const most = atFirst.plus(chunk);
    const worst = fills.map(deltaOf).reduce((a, b) => Decimal.max(a, b), Decimal.zero);
    process.stdout.write(
      `${fills.length} fills of ${ids.size} orders, chunk ${chunk.toString()}, band ${band.toString()}, largest |delta| ${worst.toString()}\n`,
    );
    expect(worst.isAbove(most)).toBe(false);
    // The hedge is never turned round, and nothing is sold that was not ours.
    expect(fills.filter(({ position }) => position.isPositive())).toEqual([]);
    expect(fills.filter(({ inventory }) => inventory.isNegative())).toEqual([]);
  }

  async function expectForeignUntouched(): Promise<void> {
    expect(tape.foreignFills).toEqual([]);
    expect(await foreignThings()).toEqual(foreign);
  }

  browserTest('ends flat through partial fills and faults, or names what is left', async () => {
    await openGrid(6);
    const idSuffix = 'Small';
    const workflowId = await world.importShipped(FLATTEN.file, {
      nodeName: 'Flatten',
      parameters: FLATTENING,
      idSuffix,
    });
    await editor.openWorkflow(world.editorUrl, workflowId);
    expect(await editor.executeLabel()).toBe('Execute workflow');
    const since = tape.fills.length;
    await owner.control('POST', '/sim/faults', { seed: SEED, rules: FAULTS });

    let isFlat = false;
    for (let presses = 1; !isFlat && presses <= MOST_PRESSES; presses += 1) {
      const ended = await press(workflowId);
      if (presses === 1) await editor.screenshot('flatten-pressed');
      const execution = executionOf(ended);
      process.stdout.write(`press ${presses}: ${JSON.stringify(execution)}\n`);
      expect(ended.reason).toBe('');
      isFlat = await expectNamed(ended);
      expect(execution?.status === 'done').toBe(isFlat && execution?.notes.length === 0);
    }
    expect(isFlat).toBe(true);

    await tape.readOn();
    expectDeltaHeld(since, FLATTENING.chunkQuote);
    const isPartlyFilled = ({
      status,
      filled,
      quantity,
    }: {
      status: string;
      filled: Decimal;
      quantity: Decimal;
    }) => status === 'EXPIRED' && filled.isPositive() && filled.isBelow(quantity);
    expect([...tape.orders.values()].filter(isPartlyFilled).length).toBeGreaterThan(3);
    const faults = list(at(await owner.control('GET', '/sim/faults'), 'rules'));
    process.stdout.write(
      `faults: ${JSON.stringify(faults.map((rule) => [at(rule, 'route'), at(rule, 'applied')]))}\n`,
    );
    expect(faults.filter((rule) => at(rule, 'applied') === 0)).toEqual([]);
    expect(await restingOrdersOfOurs()).toBe(0);
    await expectForeignUntouched();

    await owner.control('DELETE', '/sim/faults');
    const orders = tape.orders.size;
    const again = executionOf(await press(workflowId));
    expect(again).toMatchObject({ placed: 0, cancelled: 0, unknown: 0, rejected: 0 });
    await tape.readOn();
    expect(tape.orders.size).toBe(orders);
  });

  browserTest('acts once when it is pressed twice at once', async () => {
    await openAgain(4);
    const chunkQuote = 100_000;
    const workflowId = await world.importShipped(FLATTEN.file, {
      nodeName: 'Flatten',
      parameters: { ...FLATTENING, chunkQuote, flattenSlippagePct: 1 },
      idSuffix: 'Twice',
    });
    await editor.openWorkflow(world.editorUrl, workflowId);
    const since = tape.fills.length;
    // The first is caught between two chunks, its third order filled and not yet answered.
    await world.exchange.hold({ route: 'POST /api/v3/order', nth: 3, phase: 'after' });
    const first = await pressed(workflowId);
    while (!(await world.exchange.isHolding())) await sleep(50);
    const second = await world.start(workflowId, FLATTEN.trigger);
    await sleep(1_500);
    await world.exchange.release();
    const ends = [await world.whenEnded(first), await world.whenEnded(second)];
    process.stdout.write(`${ends.map((end) => JSON.stringify(executionOf(end))).join('\n')}\n`);
    expect(ends.map(({ status, reason: why }) => `${status}${why}`)).toEqual([
      'success',
      'success',
    ]);
    // The second took the work over; the first stopped, and said so.
    expect(executionOf(ends[0] ?? never())?.denials.map(({ code }) => code)).toEqual([
      'LEASE_LOST',
    ]);
    expect(await expectNamed(ends[1] ?? never())).toBe(true);
    await tape.readOn();
    expectDeltaHeld(since, chunkQuote);
    expect(await restingOrdersOfOurs()).toBe(0);
    await expectForeignUntouched();
  });

  browserTest('asks on a page: a wrong word does nothing, the right one flattens', async () => {
    await openAgain(2);
    const workflowId = await world.importShipped(FLATTEN_FORM.file, {
      nodeName: 'Flatten as Confirmed',
      parameters: { ...FLATTENING, flattenSlippagePct: 1 },
      idSuffix: 'B',
    });
    await editor.openWorkflow(world.editorUrl, workflowId);
    expect(await editor.executeLabel()).toBe('Execute workflow from Flatten Form');
    const orders = tape.orders.size;
    const resting = await restingOrdersOfOurs();
    expect(resting).toBeGreaterThan(5);

    const wrong = await editor.executeForm();
    expect(await wrong.text()).toContain('Engages the kill switch of the account');
    await wrong.fill('Write FLATTEN', 'flatten it');
    expect(await wrong.submitUntil('Nothing was done')).toContain('No order was cancelled or sent');
    await wrong.screenshot('form-wrong-word');
    await wrong.close();
    await tape.readOn();
    expect(tape.orders.size).toBe(orders);
    expect(await restingOrdersOfOurs()).toBe(resting);
    const denials = itemSchema.parse((await world.runLoop()).item).risk?.denials ?? [];
    expect(denials.map(({ code }) => code)).not.toContain('KILL_SWITCH');
    await tape.readOn();
    const since = tape.fills.length;

    const right = await editor.executeForm();
    await right.fill('Write FLATTEN', 'FLATTEN');
    const ending = await right.submitUntil('Flatten has ended');
    await right.screenshot('form-done');
    process.stdout.write(`${ending}\n`);
    const { inventory, position } = await legsAtExchange();
    expect(position.isZero()).toBe(true);
    expect(inventory.toNumber()).toBeLessThan(0.0001);
    expect(ending).toContain(
      `BTCUSDT: done. Left: inventory ${inventory.toString()}, hedge 0, trades 0`,
    );
    await tape.readOn();
    expectDeltaHeld(since, FLATTENING.chunkQuote);
    expect(await restingOrdersOfOurs()).toBe(0);
    await expectForeignUntouched();
  });
});

function never(): never {
  throw new Error('There is no such execution.');
}
