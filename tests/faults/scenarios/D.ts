import assert from 'node:assert/strict';
import type { Item } from '../../../lib/model/item';
import { flatten } from './flattening';
import type { Scenario } from './scenario';
import {
  findings,
  idOf,
  only,
  opened,
  POSITIONS,
  resting,
  rowOf,
  settle,
  SPOT_ORDER,
  USDM_ORDER,
  USDM_QUERY,
} from './steps';
import { entry, PROTECTION, stops, tradeCycle } from './trade';

const FUTURES_TRADES = 'GET /fapi/v1/userTrades';

function hedgeIntents(item: Item) {
  return (item.plans ?? [])
    .filter(({ scope }) => scope.market === 'usdm')
    .flatMap(({ intents }) => intents);
}

export const D: Scenario[] = [
  {
    id: 'D01',
    title:
      'inventory filled and its hedge is rejected (-2019): no buys until it works, tried again',
    run: async (world) => {
      world.fault({ route: USDM_ORDER, kind: 'status', code: -2019, times: 0 });
      const item = await world.cycle();
      assert.notEqual(item.execution?.status, 'done');
      assert.ok(
        item.execution?.notes.some((note) => note.includes('-2019')),
        'it is told',
      );
      const buys = () => resting(world).filter(({ side }) => side === 'BUY').length;
      await world.cycles(2);
      assert.equal(buys(), 0, 'nothing that raises delta rests');
      const tries = world.sentTo(USDM_ORDER).length;
      assert.ok(tries >= 2 && tries <= 3, `${tries} tries in three cycles`);
      await settle(world);
      assert.ok(buys() > 0);
      assert.notEqual(world.exchange.report().symbols[0]?.futuresPosition, '0.000');
    },
    guard: {
      file: 'lib/execution/placing.ts',
      find: 'mayAdd &&= works;',
      replace: 'mayAdd &&= works || results.length >= 0;',
    },
  },
  {
    id: 'D02',
    title: 'the hedge needs less than the least order: not sent, accumulated, no endless -4164',
    run: async (world) => {
      world.fault({
        route: '* /fapi/v1/exchangeInfo',
        kind: 'filters',
        market: 'usdm',
        symbol: 'BTCUSDT',
        set: { minNotional: '600' },
      });
      // Two levels can be hedged, one cannot: of the opening's three the last one has to wait.
      world.grid = { ...world.grid, utilizationFraction: 0.1 };
      const first = await world.cycle();
      assert.equal(hedgeIntents(first).length, 1, 'the first chunk of the opening is hedged');
      const hedges = world.sentTo(USDM_ORDER).length;
      for (let cycle = 0; cycle < 3; cycle += 1) {
        world.time.pass(60_000);
        const item = await world.cycle();
        assert.deepEqual(hedgeIntents(item), [], 'too little is not even planned');
        assert.equal(item.risk?.status, 'approved');
      }
      assert.equal(world.sentTo(USDM_ORDER).length, hedges);
      world.move(79_650, 79_350, 79_100);
      await world.cycles(2);
      assert.equal(world.sentTo(USDM_ORDER).length, hedges + 1, 'enough has accumulated');
    },
    guard: {
      file: 'lib/strategy/planHedge.ts',
      find: 'if (isLess || value.isBelow(decimal(futures.minimumNotionalQuote))) {',
      replace: 'if (isLess) {',
    },
  },
  {
    id: 'D03',
    title: 'of the opening pair one leg breaks a rule: both are checked before either is sent',
    run: async (world) => {
      world.fault({
        route: '* /fapi/v1/exchangeInfo',
        kind: 'filters',
        market: 'usdm',
        symbol: 'BTCUSDT',
        set: { maxQty: '0.01' },
      });
      const item = await world.cycle();
      assert.equal(world.sentTo(SPOT_ORDER).length, 0, 'nothing was bought');
      assert.equal(world.sentTo(USDM_ORDER).length, 0);
      assert.ok(item.risk?.denials.some(({ code }) => code === 'INSTRUMENT_RULE'));
    },
    guard: {
      file: 'lib/risk/decide.ts',
      find: 'const hedgeable = strayHedge ?? unhedgeable(denials, deniedHedges);',
      replace: 'const hedgeable = ALLOWED;',
    },
  },
  {
    id: 'D04',
    title: 'a hedge is in flight at the next tick: counted, no second hedge',
    run: async (world) => {
      await opened(world);
      const hedges = world.sentTo(USDM_ORDER).length;
      world.fault(
        { route: USDM_ORDER, kind: 'timeout', phase: 'after' },
        { route: USDM_QUERY, kind: 'status', status: 503, times: 0 },
        { route: FUTURES_TRADES, kind: 'status', status: 503, times: 0 },
      );
      world.move(79_650, 79_350, 79_100);
      await world.cycle();
      for (let cycle = 0; cycle < 3; cycle += 1) {
        world.time.pass(10_000);
        await world.tryCycle();
      }
      assert.equal(world.sentTo(USDM_ORDER).length, hedges + 1, 'one hedge');
      await settle(world);
      assert.equal(world.sentTo(USDM_ORDER).length, hedges + 1);
    },
    guard: {
      file: 'lib/operations/planHedge.ts',
      find: `    hedgeInFlight: inFlight(
      orders.filter((order) => !restingIntent || order.intentId !== restingIntent.id),
    ).toString(),`,
      replace: `    hedgeInFlight: inFlight([]).toString(),`,
    },
  },
  {
    id: 'D07',
    title: 'the position cannot be read (5xx): unknown, not flat; nothing is opened',
    run: async (world) => {
      world.fault({ route: POSITIONS, kind: 'status', status: 503, times: 0 });
      for (let cycle = 0; cycle < 2; cycle += 1) {
        const result = await world.tryCycle();
        assert.ok('error' in result, 'the cycle decides nothing');
      }
      assert.equal(world.sentTo(SPOT_ORDER).length + world.sentTo(USDM_ORDER).length, 0);
      world.calm();
      await opened(world);
      assert.ok(resting(world).length > 0);
    },
    guard: {
      file: 'lib/exchange/binance/account.ts',
      find: `      signed('GET', 'usdm', 'fapi/v3/positionRisk', {}),
      positionsSchema,
    );`,
      replace: `      signed('GET', 'usdm', 'fapi/v3/positionRisk', {}),
      positionsSchema,
    ).catch(() => []);`,
    },
  },
  {
    id: 'D06',
    title: 'the position endpoint answers an old size: own fills rule, one hedge for one need',
    run: async (world) => {
      await opened(world);
      const hedges = world.sentTo(USDM_ORDER).length;
      world.fault(
        { route: POSITIONS, kind: 'stale', times: 0 },
        { route: 'GET /fapi/v3/account', kind: 'stale', times: 0 },
      );
      world.move(79_650, 79_350, 79_100);
      assert.equal(hedgeIntents(await world.cycle()).length, 1, 'the need is met once');
      for (let cycle = 0; cycle < 2; cycle += 1) {
        world.time.pass(5_000);
        assert.deepEqual(hedgeIntents(await world.cycle()), [], 'no second hedge is planned');
      }
      await settle(world);
      assert.equal(world.sentTo(USDM_ORDER).length, hedges + 1, 'one hedge');
    },
    guard: {
      file: 'lib/operations/planHedge.ts',
      find: `    position: journal.ownQuantity('usdm', usdm.baseAsset),`,
      replace: `    position: (await session.exchange.futuresAccount()).positions[0]?.quantity ?? '0',`,
    },
  },
  {
    id: 'D11',
    title:
      'a reduce-only close meets a closed position (-2022): read again, taken as closed, no loop',
    run: async (world) => {
      await opened(world);
      const position = world.exchange.account(
        ({ account }) => account.positions['BTCUSDT']?.amount ?? 0n,
      );
      let isOpen = true;
      world.intervene = (phase, { route, params }) => {
        if (!isOpen || phase !== 'leaving' || route !== USDM_ORDER) return;
        if (params['reduceOnly'] !== 'true') return;
        isOpen = false;
        world.byHand(USDM_ORDER, {
          symbol: 'BTCUSDT',
          side: 'BUY',
          type: 'MARKET',
          quantity: String(Number(-position) / 1e8),
          newClientOrderId: 'by-hand',
        });
        world.foreign = { ...world.foreign, usdm: -position };
      };
      const from = world.seen.length;
      const execution = await flatten(world);
      assert.ok(!isOpen, 'the position was closed by hand');
      assert.equal(world.sentTo(USDM_ORDER, from).length, 1, 'no second try');
      assert.ok(
        Number(execution.residual.inventory) < 0.00001,
        'the other leg goes down all the same',
      );
    },
    guard: {
      file: 'lib/execution/flattenLegs.ts',
      find: `    lastRefused = market;
    shortfall = await shortfallIfReadable(tally, deps);`,
      replace: '    lastRefused = market;',
    },
  },
  {
    id: 'D12',
    title: 'self-trade prevention expires a resting level (EXPIRED_IN_MATCH): recognised, restored',
    run: async (world) => {
      await opened(world);
      world.exchange.deposit({ BTC: 10_000_000n });
      world.foreign = { ...world.foreign, spot: 10_000_000n };
      const buy = resting(world).find(({ side }) => side === 'BUY');
      assert.ok(buy);
      // The market falls past the level without trading, and an order of the same account takes it.
      world.tape.coinsAMinute = 0;
      world.move(79_600);
      world.byHand(SPOT_ORDER, {
        symbol: 'BTCUSDT',
        side: 'SELL',
        type: 'LIMIT',
        timeInForce: 'IOC',
        quantity: '0.0002',
        price: '79650',
        selfTradePreventionMode: 'EXPIRE_MAKER',
        newClientOrderId: 'by-hand',
      });
      const status = world.exchange.order('spot', buy.clientOrderId)?.status;
      assert.equal(status, 'EXPIRED_IN_MATCH');
      world.tape.coinsAMinute = 7;
      await world.cycles(2);
      const row = rowOf(world, buy.clientOrderId);
      assert.equal(row.state, 'expired');
      const again = world.invariants.orders().filter((each) => each.intent_id === row.intent_id);
      assert.equal(again.length, 2, 'the level is restored');
      await settle(world);
    },
    guard: {
      file: 'lib/exchange/binance/dialect.ts',
      find: `  EXPIRED_IN_MATCH: 'expired',`,
      replace: `  EXPIRED_IN_MATCH: 'open',`,
    },
  },
  {
    id: 'D13',
    title: 'a trade by hand changes the position: attributed as foreign, never hedged or flattened',
    run: async (world) => {
      await opened(world);
      const hedges = world.sentTo(USDM_ORDER).length;
      world.byHand(USDM_ORDER, {
        symbol: 'BTCUSDT',
        side: 'BUY',
        type: 'MARKET',
        quantity: '0.012',
        newClientOrderId: 'by-hand',
      });
      world.foreign = { ...world.foreign, usdm: 1_200_000n };
      const told = [...findings(await world.cycles(1)), ...findings(await world.cycles(1))];
      assert.ok(told.includes('FOREIGN_FILL') && told.includes('POSITION_DIFFERS'), told.join());
      for (let cycle = 0; cycle < 2; cycle += 1) {
        const next = await world.cycles(1);
        assert.deepEqual(next && hedgeIntents(next), [], 'no hedge is planned against it');
      }
      assert.equal(world.sentTo(USDM_ORDER).length, hedges, 'nothing was traded against it');
      const execution = await flatten(world);
      // The hand took a part of the hedge's place: what is there goes down, and no more than that.
      assert.equal(execution.residual.position, '-0.012');
      assert.equal(world.exchange.report().symbols[0]?.futuresPosition, '0.000');
    },
    guard: {
      file: 'lib/operations/planHedge.ts',
      find: `    position: journal.ownQuantity('usdm', usdm.baseAsset),`,
      replace: `    position: (await session.exchange.futuresAccount()).positions[0]?.quantity ?? '0',`,
    },
  },
  {
    id: 'D14',
    title: 'the price trembles at the edge of the band: one hedge for a crossing, not one a tick',
    run: async (world) => {
      await opened(world);
      const hedges = world.sentTo(USDM_ORDER).length;
      world.move(79_650, 79_400);
      await world.cycles(2);
      assert.equal(world.sentTo(USDM_ORDER).length, hedges + 1, 'the band is crossed: one hedge');
      const fills = () => world.exchange.report().fills;
      const before = fills();
      for (let swing = 0; swing < 5; swing += 1) {
        world.move(79_750);
        await world.cycle();
        world.move(79_400);
        await world.cycle();
      }
      assert.ok(fills() >= before + 8, 'the level at the edge is dealt again and again');
      assert.equal(world.sentTo(USDM_ORDER).length, hedges + 1, 'and the hedge rests');
    },
    guard: {
      file: 'lib/strategy/planHedge.ts',
      find: `    trigger: band.minus(level.dividedBy(decimal('2'))),`,
      replace: `    trigger: level.dividedBy(decimal('2')),`,
    },
  },
  {
    id: 'D10',
    title: 'the account is in hedge mode and one-way is fixed: refused before any order, no loop',
    run: async (world) => {
      world.byHand('POST /fapi/v1/positionSide/dual', { dualSidePosition: 'true' });
      for (let cycle = 0; cycle < 2; cycle += 1) {
        const item = await tradeCycle(world, [entry()], PROTECTION, 'oneWay');
        const codes = item.execution?.denials.map(({ code }) => code) ?? [];
        assert.ok(codes.includes('POSITION_MODE'), codes.join());
      }
      assert.equal(world.sentTo(USDM_ORDER).length, 0);
      // Read from the account, the same mode works.
      await tradeCycle(world, [entry({ generation: 1 })], PROTECTION, 'account');
      const sent = world.sentTo(USDM_ORDER);
      assert.equal(sent[0]?.params['positionSide'], 'LONG');
      assert.ok(sent.every(({ status }) => status === 200));
      only(stops(world), 'stops');
    },
    guard: {
      file: 'lib/risk/accountChecks.ts',
      find: "if (wanted === 'account' || wanted === actual) return [];",
      replace: "if (wanted !== 'hedge' || wanted === actual) return [];",
    },
  },
  {
    id: 'D05',
    title: 'a hedge fills in part and the rest expires: the next need is what is left, no more',
    run: async (world) => {
      await opened(world);
      world.move(79_650, 79_350, 79_100);
      // The market dries up, and the hedge may pay nothing beyond the best price.
      world.tape.coinsAMinute = 0.01;
      world.move(79_100, 79_100, 79_100, 79_100, 79_100, 79_100);
      world.grid = { ...world.grid, slippagePct: 0 };
      const from = world.seen.length;
      await world.cycle();
      const first = only(world.sentTo(USDM_ORDER, from), 'hedges');
      const row = rowOf(world, idOf(first));
      const filled = Number(row.filled_quantity);
      assert.ok(filled > 0 && filled < Number(row.quantity), `${filled} of ${row.quantity}`);
      assert.equal(row.state, 'expired');
      world.tape.coinsAMinute = 7;
      world.move(79_100, 79_100, 79_100, 79_100, 79_100, 79_100);
      world.grid = { ...world.grid, slippagePct: 0.5 };
      await world.cycle();
      const [, second] = world.sentTo(USDM_ORDER, from);
      const left = Number(row.quantity) - filled;
      assert.ok(Math.abs(Number(second?.params['quantity']) - left) < 0.0005, 'what is left');
      await settle(world);
      assert.equal(world.sentTo(USDM_ORDER, from).length, 2);
    },
    guard: {
      file: 'lib/journal/sqlite/orders.ts',
      find: 'const filled = Decimal.max(decimal(record.filledQuantity), decimal(report.filledQuantity));',
      replace:
        'const filled = Decimal.max(decimal(record.filledQuantity), decimal(report.quantity));',
    },
  },
  {
    id: 'D08',
    title: 'auto-deleveraging closes the hedge: seen by its id, told, and hedged again',
    run: async (world) => {
      await opened(world);
      const before = world.exchange.report().symbols[0]?.futuresPosition;
      world.exchange.deleverage('BTCUSDT');
      assert.equal(world.exchange.report().symbols[0]?.futuresPosition, '0.000');
      const told = [...findings(await world.cycles(1)), ...findings(await world.cycles(1))];
      assert.ok(told.includes('DELEVERAGED'), told.join());
      assert.equal(world.exchange.report().symbols[0]?.futuresPosition, before, 'hedged again');
      await settle(world);
    },
    guard: {
      file: 'lib/reconciliation/forced.ts',
      find: "['adl_autoclose', 'deleveraging'],",
      replace: '',
    },
  },
  {
    id: 'D09',
    title: 'the position is liquidated: booked as forced, all entries stop until a person looks',
    run: async (world) => {
      await opened(world);
      world.move(85_000, 90_000, 95_000, 100_000, 105_000, 110_000, 115_000, 120_000, 125_000);
      // The exchange lives on when it is asked.
      assert.equal(world.exchange.report().symbols[0]?.futuresPosition, '0.000');
      const forced = world.exchange
        .orders('usdm', 'BTCUSDT')
        .filter(({ clientOrderId }) => clientOrderId.startsWith('autoclose-'));
      assert.ok(forced.length > 0, 'the exchange liquidated it');
      const told = findings(await world.cycles(1));
      assert.ok(told.includes('LIQUIDATED'), told.join());
      const session = await world.session();
      assert.ok(session.journal.latches().some(({ name }) => name === 'killSwitch'));
      const from = world.seen.length;
      await world.cycles(2);
      const buys = world.sentTo(SPOT_ORDER, from).filter(({ params }) => params['side'] === 'BUY');
      assert.equal(buys.length, 0);
    },
    guard: {
      file: 'lib/reconciliation/forced.ts',
      find: "engageLatch(journal, 'killSwitch', `${cause} of ${fill.symbol}`, hostNow());",
      replace: 'void [engageLatch, journal, hostNow];',
    },
  },
];
