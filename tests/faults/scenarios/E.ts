import assert from 'node:assert/strict';
import { formatShort } from '../../../lib/simulator/engine/decimal';
import { seededFraction } from '../world/world';
import { flatten } from './flattening';
import { handCycle } from './hand';
import type { Scenario } from './scenario';
import { opened, resting, settle, SPOT_ORDER, USDM_ORDER } from './steps';

/** Trading rules are read again after a day. */
const RULES_MS = 24 * 3_600_000 + 60_000;
const RANDOM_CASES = 1_000_000;
const DECIMAL = 'lib/model/decimal.ts';
const PLAIN = /^\d+(\.\d+)?$/;

/** An integer of at most 15 digits as a decimal with `digits` places. */
function written(units: bigint, digits: number): string {
  const text = units.toString().padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

export const E: Scenario[] = [
  {
    id: 'E01',
    title: '0.1 x 3 is 0.3, and 1,000,000 random products, sums and ticks are exact',
    run: async (world) => {
      const { decimal } = world.product.decimals;
      assert.equal(decimal('0.1').times(decimal('3')).toString(), '0.3');
      const random = seededFraction(11);
      const step = decimal('0.01');
      for (let count = 0; count < RANDOM_CASES; count += 1) {
        const price = BigInt(Math.floor(random() * 1e11));
        const quantity = BigInt(Math.floor(random() * 1e9));
        const [a, b] = [decimal(written(price, 6)), decimal(written(quantity, 8))];
        const product = a.times(b);
        const exact = price * quantity;
        // Comparing text a thousand times less often keeps a million cases within seconds.
        if (count % 1000 === 0) {
          const text = written(exact, 14).replace(/\.?0+$/, '');
          assert.equal(product.toString(), text === '' ? '0' : text);
        }
        if (!product.dividedBy(decimal('1')).equals(product)) assert.fail('not itself');
        if (!a.plus(b).minus(b).equals(a)) assert.fail(`${a.toString()} + ${b.toString()}`);
        const floored = a.floorTo(step);
        if (!floored.isMultipleOf(step) || floored.isAbove(a)) assert.fail(a.toString());
      }
    },
    guard: {
      file: DECIMAL,
      find: 'return new Decimal((this.units * other.units) / SCALE);',
      replace: 'return Decimal.fromNumber(this.toNumber() * other.toNumber(), 16);',
    },
  },
  {
    id: 'E02',
    title: 'price precision 2 with a tick of 0.10: prices are on the tick, none is refused',
    run: async (world) => {
      await opened(world);
      world.move(79_650, 79_350, 79_100);
      await settle(world);
      const sent = world.sentTo(USDM_ORDER);
      assert.ok(sent.length >= 2);
      for (const { params, status } of sent) {
        assert.equal(Math.round(Number(params['price']) * 100) % 10, 0, params['price']);
        assert.equal(status, 200);
      }
    },
    guard: {
      file: 'lib/strategy/planHedge.ts',
      find: 'const tick = decimal(inputs.futures.price.step);',
      replace: `const tick = decimal('0.01');`,
    },
  },
  {
    id: 'E04',
    title: 'the fee is taken from base: the sale is of what was received, rounded down, no -2010',
    run: async (world) => {
      await opened(world);
      world.move(79_700);
      await world.cycles(1);
      world.move(80_050, 80_350, 80_650, 80_900);
      await settle(world);
      const sales = world.sentTo(SPOT_ORDER).filter(({ params }) => params['side'] === 'SELL');
      assert.ok(sales.length >= 4);
      assert.ok(
        sales.every(({ status }) => status === 200),
        'no sale was refused',
      );
    },
    guard: {
      file: 'lib/journal/sqlite/fills.ts',
      find: `.minus(fill.market === 'spot' ? feeIn(baseAsset) : Decimal.zero),`,
      replace: `.minus(Decimal.zero),`,
    },
  },
  {
    id: 'E05',
    title: 'what is left is below the least order: told as dust, no order, no loop',
    run: async (world) => {
      await handCycle(world, {
        instruction: { type: 'LIMIT', price: '80500', timeInForce: 'IOC' },
        quantity: '0.0001',
      });
      world.move(78_000, 74_000, 70_000, 66_000, 62_000, 60_000);
      for (let time = 0; time < 2; time += 1) {
        const from = world.seen.length;
        const execution = await flatten(world);
        assert.equal(world.sentTo(SPOT_ORDER, from).length, 0, 'no order of less than the least');
        assert.ok(
          execution.notes.some((note) => note.includes('dust')),
          execution.notes.join(),
        );
        assert.equal(execution.status, 'done');
        assert.equal(execution.residual.inventory, '0.0000999');
      }
    },
    guard: {
      file: 'lib/execution/flattenLegs.ts',
      find: `return isDust ? null : quantity;`,
      replace: `return isDust && quantity.isZero() ? null : quantity;`,
    },
  },
  {
    id: 'E06',
    title: 'a level lies outside the price band: parked without a try each tick, back when in band',
    run: async (world) => {
      world.fault({
        route: '* /api/v3/exchangeInfo',
        kind: 'filters',
        market: 'spot',
        symbol: 'BTCUSDT',
        set: { bidMultiplierDown: '0.986' },
      });
      // The buys are refused at first, and the price leaves them behind.
      world.fault({ route: SPOT_ORDER, kind: 'status', code: -2010, nth: 2, times: 3 });
      await world.cycle();
      world.move(80_300, 80_600, ...Array.from({ length: 12 }, () => 80_700));
      const from = world.seen.length;
      await world.cycle();
      await world.cycles(2);
      const buys = () => resting(world).filter(({ side }) => side === 'BUY');
      const isLow = ({ price }: { price: bigint }) => price < 7_950_000_000_000n;
      assert.equal(buys().filter(isLow).length, 0, 'the far levels are parked');
      const tried = world.sentTo(SPOT_ORDER, from);
      assert.ok(tried.length > 0 && tried.every(({ status }) => status === 200), 'none was tried');
      world.move(80_300, ...Array.from({ length: 12 }, () => 80_000));
      await world.cycles(2);
      assert.equal(buys().filter(isLow).length, 2, 'they came back into the band');
      await settle(world);
    },
    guard: {
      file: 'lib/risk/increase.ts',
      find: `    () => checkPriceSanity(facts, candidate),
    () => checkInstrumentRules(facts, candidate),
    () => checkOpenOrders(facts, candidate, totals),
    () => checkLiquidity(facts, candidate),`,
      replace: `    () => checkOpenOrders(facts, candidate, totals),
    () => checkLiquidity(facts, candidate),`,
    },
  },
  {
    id: 'E07',
    title: 'a quantity of 1e-8 is written without an exponent, in memory and on the wire',
    run: async (world) => {
      const { Decimal, decimal } = world.product.decimals;
      assert.equal(decimal('0.00000001').toString(), '0.00000001');
      assert.equal(Decimal.fromNumber(1e-8, 8).toString(), '0.00000001');
      assert.equal(decimal('100000000000000000000000').toString(), '100000000000000000000000');
      await handCycle(world, {
        instruction: { type: 'LIMIT', price: '80500', timeInForce: 'IOC' },
        quantity: '0.00007',
      });
      const [sent] = world.sentTo(SPOT_ORDER);
      assert.equal(sent?.params['quantity'], '0.00007');
      assert.match(sent?.params['price'] ?? '', PLAIN);
    },
    guard: {
      file: DECIMAL,
      find: "return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;",
      replace: 'return String(Number(`${sign}${whole}.${fraction}0`));',
    },
  },
  {
    id: 'E08',
    title: 'an indicator is undefined while it warms up: nothing is sent, the reason is named',
    run: async (world) => {
      const session = await world.session();
      const { loop } = world.product;
      const observed = await loop.observe(session, 'BTCUSDT', 'warming-up', 10);
      assert.equal(observed.regime?.label, 'NO_TRADE');
      assert.match(observed.regime?.reason ?? '', /candles/);
      const planned = await loop.plan(session, observed, world.grid);
      const approved = await loop.approve(session, planned);
      assert.ok(approved);
      await loop.execute(session, approved, 'warming-up');
      assert.equal(world.sentTo(SPOT_ORDER).length + world.sentTo(USDM_ORDER).length, 0);
    },
    guard: {
      file: 'lib/regime/opinion.ts',
      find: 'missing[index] = 1;',
      replace: 'codes[index] = RANGE;',
    },
  },
  {
    id: 'E09',
    title:
      'the largest order is smaller than the position: flattened in chunks with ids of their own',
    run: async (world) => {
      world.fault({
        route: '* /fapi/v1/exchangeInfo',
        kind: 'filters',
        market: 'usdm',
        symbol: 'BTCUSDT',
        set: { maxQty: '0.02' },
      });
      await opened(world);
      world.move(79_650, 79_350, 79_100);
      await settle(world);
      const from = world.seen.length;
      const execution = await flatten(world, { chunkQuote: '100000' });
      const closes = world.sentTo(USDM_ORDER, from);
      assert.ok(closes.length >= 2, 'more than one close');
      assert.ok(closes.every(({ params }) => Number(params['quantity']) <= 0.02));
      assert.ok(closes.every(({ status }) => status === 200));
      const ids = closes.map(({ params }) => params['newClientOrderId']);
      assert.equal(new Set(ids).size, ids.length);
      assert.equal(execution.residual.position, '0', formatShort(0n));
    },
    guard: {
      file: 'lib/execution/flattenLegs.ts',
      find: 'const quantity = (largest.isPositive() ? Decimal.min(left, largest) : left).floorTo(',
      replace: 'const quantity = (largest.isNegative() ? largest : left).floorTo(',
    },
  },
  {
    id: 'E10',
    title: 'the exchange caps open orders: the grid is refused beyond it, with the number',
    run: async (world) => {
      // A grid that stands already: a new one would have no more lines than the exchange takes.
      await world.cycle();
      world.fault({
        route: '* /api/v3/exchangeInfo',
        kind: 'filters',
        market: 'spot',
        symbol: 'BTCUSDT',
        set: { maxNumOrders: 2 },
      });
      world.time.pass(RULES_MS);
      const from = world.seen.length;
      const item = await world.cycle();
      const denial = item.risk?.denials.find(({ code }) => code === 'MAX_OPEN_ORDERS');
      assert.equal(denial?.limit, '2');
      const buys = world.sentTo(SPOT_ORDER, from).filter(({ params }) => params['side'] === 'BUY');
      assert.equal(buys.length, 0, 'none was tried');
    },
    guard: {
      file: 'lib/risk/checks/openOrders.ts',
      find: 'const limit = Math.min(instrument.maximumOpenOrders, facts.settings.maximumOpenOrders);',
      replace: 'const limit = facts.settings.maximumOpenOrders;',
    },
  },
  {
    id: 'E03',
    title: 'the tick changes while the rules are cached: one refresh, one re-quantised order',
    run: async (world) => {
      await opened(world);
      world.fault({
        route: SPOT_ORDER,
        kind: 'filters',
        market: 'spot',
        symbol: 'BTCUSDT',
        set: { tickSize: '0.1' },
      });
      const from = world.seen.length;
      await handCycle(world, {
        instruction: { type: 'LIMIT', price: '79000.05', timeInForce: 'GTC' },
      });
      const sent = world.sentTo(SPOT_ORDER, from);
      assert.deepEqual(
        sent.map(({ params, status }) => [params['price'], status]),
        [
          ['79000.05', 400],
          ['79000', 200],
        ],
      );
      const read = world.sentTo('GET /api/v3/exchangeInfo', from);
      assert.equal(read.length, 1, 'one refresh');
      // The rules of the world stay as they are now: what is open follows them.
      await world.cycles(1);
    },
    guard: {
      file: 'lib/execution/placeAll.ts',
      find: "if (result.kind === 'rejected' && result.reason === 'filter') {",
      replace:
        "if (result.kind === 'rejected' && result.reason === 'filter' && run.refreshed.size > 9) {",
    },
  },
];
