import { executePlans } from '../../../lib/execution/executePlans';
import { HaltError, TransientError } from '../../../lib/model/errors';
import type { Item } from '../../../lib/model/item';
import type { Plan } from '../../../lib/model/plan';
import { type FullPasses, reconcileItems } from '../../../lib/operations/reconcile';
import type { Session } from '../../../lib/session/openSession';
import { takeLease } from '../../../lib/supervision/leases';
import { NO_FOREIGN } from '../../support/foreign';
import { temporaryJournal } from '../../support/journals';
import { entry, FUTURES, SPOT, SPOT_SCOPE } from '../../support/samples';
import { ScriptedExchange } from '../../support/scriptedExchange';

const OUR_ID = 'dgabc123-1-1';
const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
let world: ReturnType<typeof temporaryJournal>;
let exchange: ScriptedExchange;
let now: number;
let lastFullPasses: FullPasses;

beforeEach(async () => {
  world = temporaryJournal();
  exchange = new ScriptedExchange();
  lastFullPasses = new Map();
  now = 1_000;
  world.journal.bind('simulator', '7', 1);
  for (const symbol of SYMBOLS) {
    const baseAsset = symbol.slice(0, 3);
    const named = { symbol, baseAsset };
    world.journal.saveInstruments(
      [
        { ...SPOT, ...named },
        { ...FUTURES, ...named },
      ],
      now,
    );
  }
  const lease = takeLease(world.journal, 'BTC', 'loop', () => now);
  if (!lease) throw new Error('no lease');
  const plan: Plan = {
    version: 1,
    scope: SPOT_SCOPE,
    baseAsset: 'BTC',
    madeAt: 1,
    journalRevision: 0,
    disposition: 'active',
    reason: 'test',
    warnings: [],
    intents: [entry()],
  };
  await executePlans([plan], 'approval', {
    exchange,
    journal: world.journal,
    hostNow: () => now,
    lease,
    instruments: { spot: SPOT, usdm: FUTURES },
    refreshInstrument: async () => SPOT,
    leverage: 2,
    accountVerdict: { denials: [], warnings: [] },
  });
  world.journal.releaseLease(lease.name, lease.token);
  const { openOrders } = exchange;
  exchange.openOrders = async (market: string, symbol = 'BTCUSDT') =>
    symbol === 'BTCUSDT' ? openOrders.call(exchange, market) : [];
});
afterEach(() => world.dispose());

const session = (): Session => ({
  environment: 'simulator',
  account: '7',
  exchange,
  foreign: NO_FOREIGN,
  journal: world.journal,
  clocks: { hostNow: () => now, exchangeNow: () => now },
  allowWithdrawals: false,
  sleep: async () => undefined,
  usage: () => [],
  close: () => undefined,
});
const reconciled = (symbols: readonly string[] = ['BTCUSDT']) =>
  reconcileItems(
    session(),
    symbols.map((symbol): Item => ({ symbol, at: now, environment: 'simulator' })),
    { holder: 'test' },
    lastFullPasses,
  );
const codes = ({ findings }: Item) => (findings ?? []).map(({ code }) => code);

describe('Reconcile over several items', () => {
  it('reads the account once for all of them', async () => {
    const spot = jest.spyOn(exchange, 'spotAccount');
    const futures = jest.spyOn(exchange, 'futuresAccount');
    const items = await reconciled(SYMBOLS);
    expect(items.map(({ symbol }) => symbol)).toEqual(SYMBOLS);
    expect(items.every(({ account }) => account !== undefined)).toBe(true);
    expect([spot.mock.calls.length, futures.mock.calls.length]).toEqual([1, 1]);
  });

  it('answers items of one symbol alike, and works on it once', async () => {
    const open = jest.spyOn(exchange, 'openOrders');
    const items = await reconciled(['BTCUSDT', 'BTCUSDT']);
    expect(items[0]).toEqual(items[1]);
    expect(open.mock.calls).toHaveLength(2);
  });

  it('reads all there is to read at first and every hour, not in between', async () => {
    const lists = jest.spyOn(exchange, 'fills');
    await reconciled();
    expect(lists.mock.calls).toHaveLength(2);
    now += 60_000;
    await reconciled();
    expect(lists.mock.calls).toHaveLength(2);
    now += 3_600_000;
    await reconciled();
    expect(lists.mock.calls).toHaveLength(4);
  });

  it('leaves a base asset alone that another execution works on, and repairs the others', async () => {
    const other = takeLease(world.journal, 'BTC', 'other', () => now);
    const [btc, eth] = await reconciled(['BTCUSDT', 'ETHUSDT']);
    if (!btc || !eth || !other) throw new Error('two items are wanted');
    expect(codes(btc)).toEqual(['BUSY']);
    expect(btc.account).toBeDefined();
    expect(codes(eth)).toEqual([]);
    world.journal.releaseLease(other.name, other.token);
    now += 1;
    const [again] = await reconciled(['BTCUSDT']);
    expect(codes(again ?? btc)).toEqual([]);
  });

  it('gives back every lease, also when the pass breaks off', async () => {
    exchange.spotAccount = async () => {
      throw new HaltError('banned', 'wait');
    };
    const [item] = await reconciled(SYMBOLS);
    expect(item?.account).toBeUndefined();
    expect(item?.findings).toMatchObject([{ code: 'QUERY_FAILED', message: 'banned' }]);
    for (const asset of ['BTC', 'ETH', 'SOL']) {
      expect(takeLease(world.journal, asset, 'next', () => now)).not.toBeNull();
    }
  });

  it('works on two symbols of one base asset under one lease', async () => {
    const other = { symbol: 'BTCUSDC', quoteAsset: 'USDC' };
    world.journal.saveInstruments(
      [
        { ...SPOT, ...other },
        { ...FUTURES, ...other },
      ],
      now,
    );
    const items = await reconciled(['BTCUSDT', 'BTCUSDC']);
    expect(items.map(codes)).toEqual([[], []]);
    exchange.fillResting(OUR_ID, '0.01');
    const [btc] = await reconciled(['BTCUSDT', 'BTCUSDC']);
    expect(btc && codes(btc)).toEqual(['ORDER_CLOSED', 'FILLS_BOOKED']);
    expect(takeLease(world.journal, 'BTC', 'another', () => now)).not.toBeNull();
  });

  it('tells of a lease that could not be written, and gives the others back', async () => {
    const acquire = world.journal.acquireLease.bind(world.journal);
    jest.spyOn(world.journal, 'acquireLease').mockImplementation((name, ...rest) => {
      if (name === 'asset/ETH') throw new TransientError('the journal was locked', '');
      return acquire(name, ...rest);
    });
    const items = await reconciled(SYMBOLS);
    expect(items.map(codes)).toEqual([[], ['QUERY_FAILED'], []]);
    expect(takeLease(world.journal, 'BTC', 'another', () => now)).not.toBeNull();
  });

  it('does not throw when the account cannot be read and the journal takes no remark', async () => {
    exchange.spotAccount = async () => {
      throw new TransientError('HTTP 502', '');
    };
    jest.spyOn(world.journal, 'recordError').mockImplementation(() => {
      throw new TransientError('the journal was locked', '');
    });
    const items = await reconciled(SYMBOLS);
    expect(items.map(codes)).toEqual([['QUERY_FAILED'], ['QUERY_FAILED'], ['QUERY_FAILED']]);
  });

  it('goes on with the others when one symbol is unknown', async () => {
    exchange.instruments = () => {
      throw new Error('ODDUSDT is not a symbol');
    };
    const [odd, btc] = await reconciled(['ODDUSDT', 'BTCUSDT']);
    expect(odd?.account).toBeUndefined();
    expect(codes(odd ?? { symbol: '', at: 0, environment: 'simulator' })).toEqual(['QUERY_FAILED']);
    expect(btc?.account).toBeDefined();
  });

  it('says with the account that fills are missing (H07)', async () => {
    await reconciled();
    exchange.fillResting(OUR_ID, '0.01');
    exchange.trades.length = 0;
    now += 60_000;
    await reconciled();
    now += 60_000;
    const [item] = await reconciled();
    expect(item?.account?.missing).toEqual([expect.stringContaining(OUR_ID)]);
  });
});
