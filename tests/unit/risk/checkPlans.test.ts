import { ConfigurationError, TransientError } from '../../../lib/model/errors';
import type { EquityWatch } from '../../../lib/model/brakes';
import type { Item } from '../../../lib/model/item';
import {
  checkPlans,
  DEFAULT_WATCH_SETTINGS,
  type WatchSettings,
} from '../../../lib/operations/checkPlans';
import { addMarginForItem } from '../../../lib/operations/addMargin';
import { resetBreakers, setArmed, setPause } from '../../../lib/operations/switches';
import { brakesInForce } from '../../../lib/operations/watchEquity';
import { drawdownsPct } from '../../../lib/risk/drawdown';
import { DEFAULT_RISK_SETTINGS, type RiskSettings } from '../../../lib/risk/settings';
import { account, entry, FUTURES, newOrder, SPOT_SCOPE } from '../../support/samples';
import { itemOf, NOW, type RiskWorld, riskWorld } from '../../support/riskSession';

let world: RiskWorld;
beforeEach(() => {
  world = riskWorld();
});
afterEach(() => world.dispose());

let approvals = 0;
function check(
  item: Item,
  change: Partial<RiskSettings> = {},
  watch: WatchSettings = DEFAULT_WATCH_SETTINGS,
) {
  approvals += 1;
  const identity = { newApprovalId: `a${approvals}`, workflow: 'loop', instance: 'one' };
  return checkPlans(world.session, item, { ...DEFAULT_RISK_SETTINGS, ...change }, identity, watch);
}
async function codes(item: Item, change: Partial<RiskSettings> = {}): Promise<string[]> {
  const { approved } = await check(item, change);
  return (approved?.risk?.denials ?? []).map(({ code }) => code);
}
const totalDrawdown = (watch: EquityWatch | null): number | null =>
  watch && drawdownsPct(watch).total;
const withEquity = (equityQuote: string, at: number, futuresWalletQuote = '10000'): Item => ({
  ...itemOf('grid', at),
  account: account({ observedAt: at, equityQuote, futuresWalletQuote }),
});

describe('a check on a calm market', () => {
  it('approves, reserves, and says nothing of brakes and breakers', async () => {
    const { approved, denied } = await check(itemOf('grid'));
    expect(denied).toBeNull();
    expect(approved?.risk).toEqual({
      version: 1,
      status: 'approved',
      approvalId: `a${approvals}`,
      denials: [],
    });
    const reservations = world.journal.decideApproval(NOW, (books) => ({
      outcome: books.reservations,
      approval: null,
      reservations: [],
    }));
    expect(reservations).toEqual([
      {
        scope: 'grid/spot/BTCUSDT',
        market: 'spot',
        symbol: 'BTCUSDT',
        amountQuote: '790',
        orders: 1,
      },
    ]);
  });

  /** So that twenty checks at once find the day's candles in the journal. */
  const warmUp = () => check(itemOf('nothing'), { allowedEnvironments: [] });

  it('gives the last slot to one of twenty that ask at the same time', async () => {
    await warmUp();
    const asked = Array.from({ length: 20 }, (_unused, index) =>
      check(itemOf(`s${index}`), { maximumOpenOrders: 1 }),
    );
    const answers = await Promise.all(asked);
    const statuses = answers.map(({ approved }) => approved?.risk?.status);
    expect(statuses.filter((status) => status === 'approved')).toHaveLength(1);
    const denials = answers.flatMap(({ approved }) => approved?.risk?.denials ?? []);
    expect(denials.map(({ code }) => code)).toEqual(new Array(19).fill('MAX_OPEN_ORDERS'));
  });

  it('gives the last money to one of twenty that ask at the same time', async () => {
    await warmUp();
    const asked = Array.from({ length: 20 }, (_unused, index) => {
      const item = itemOf(`s${index}`);
      return check({ ...item, account: account({ observedAt: NOW, spotFreeQuote: '793' }) });
    });
    const answers = await Promise.all(asked);
    const quantities = answers.flatMap(({ approved }) =>
      (approved?.plans ?? []).flatMap(({ intents }) => intents.map(({ quantity }) => quantity)),
    );
    expect(quantities).toEqual(['0.01']);
  });
});

describe('what is held elsewhere', () => {
  function hold(symbol: string, baseAsset: string, quantity: string): void {
    const scope = { ...SPOT_SCOPE, symbol, strategy: 'other' };
    const intent = {
      ...newOrder().intent,
      id: `other/${symbol}/${quantity}`,
      quantity,
    };
    world.journal.intendOrders([{ ...newOrder(intent, scope), baseAsset, quantity }], {
      approvalId: null,
      planReason: '',
      at: 1,
    });
  }

  it('counts against the asset, over all its symbols', async () => {
    hold('BTCUSDC', 'BTC', '0.124');
    expect(await codes(itemOf('grid'))).toEqual(['MAX_ASSET_EXPOSURE']);
  });

  it('counts as moving together while nothing says otherwise, and against the total', async () => {
    hold('ETHUSDT', 'ETH', '0.2');
    expect(await codes(itemOf('grid'))).toEqual(['CORRELATED_EXPOSURE']);
    const apart = { maximumCorrelatedExposureFraction: 1 };
    expect(await codes(itemOf('grid'), apart)).toEqual(['MAX_TOTAL_EXPOSURE']);
  });
});

describe('margin', () => {
  const holdShort = (quantity: string): void => {
    const known = world.journal.ownQuantity;
    jest
      .spyOn(world.journal, 'ownQuantity')
      .mockImplementation((market, asset) => (market === 'usdm' ? quantity : known(market, asset)));
  };
  beforeEach(() => holdShort('-0.1'));
  const short = (markPrice: string) => ({
    symbol: 'BTCUSDT',
    side: 'SHORT' as const,
    quantity: '0.1',
    entryPrice: '80000',
    markPrice,
    unrealizedPnlQuote: '-900',
    maintenanceMarginQuote: '35.6',
    isolatedWalletQuote: '1000',
    liquidationPrice: null,
  });

  it('near liquidation denies increases and asks to reduce both legs', async () => {
    // (1,000 + 8,000) / (0.1 x 1.004) = 89,641: 0.72 % above 89,000.
    world.exchange.margin = { ...world.exchange.margin, positions: [short('89000')] };
    const { approved } = await check(itemOf('grid'));
    expect(approved?.risk).toMatchObject({
      denials: [{ code: 'LIQUIDATION_DISTANCE' }],
      relief: { kind: 'reduceBoth', fraction: 0.25 },
    });
  });

  it('adds margin where that is switched on and the wallet has it', async () => {
    world.exchange.margin = { ...world.exchange.margin, positions: [short('89000')] };
    const watch = { ...DEFAULT_WATCH_SETTINGS, addMargin: true };
    const { approved } = await check(itemOf('grid'), {}, watch);
    // 8,900 x (10 - 0.72) %, and a fiftieth more.
    expect(approved?.risk?.relief).toMatchObject({ kind: 'addMargin', fraction: 0 });
    expect(Number(approved?.risk?.relief?.amountQuote)).toBeCloseTo(842.4, 0);
    world.exchange.margin = { ...world.exchange.margin, availableQuote: '800' };
    const poor = await check(itemOf('grid'), {}, watch);
    expect(poor.approved?.risk?.relief).toMatchObject({ kind: 'reduceBoth' });
  });

  it('of a position that is not ours asks for nothing', async () => {
    const foreign = { ...short('80000'), side: 'LONG' as const, quantity: '1' };
    const ours = { ...short('80000'), isolatedWalletQuote: '8000', unrealizedPnlQuote: '0' };
    const positions = [{ ...foreign, isolatedWalletQuote: '4000', unrealizedPnlQuote: '0' }, ours];
    world.exchange.margin = { ...world.exchange.margin, positions };
    const { approved } = await check(itemOf('grid'));
    expect(approved?.risk).toMatchObject({ denials: [{ code: 'LIQUIDATION_DISTANCE' }] });
    expect(approved?.risk?.relief).toBeUndefined();
    holdShort('0');
    world.exchange.margin = { ...world.exchange.margin, positions: [short('89000')] };
    expect((await check(itemOf('grid'))).approved?.risk?.relief).toBeUndefined();
  });

  it('is asked for once per approval, whatever the item says', async () => {
    const { journal } = world;
    const relief = {
      kind: 'addMargin',
      amountQuote: '500',
      fraction: 0,
      reason: 'a test',
    } as const;
    const add = (approvalId: string) =>
      addMarginForItem(world.session, itemOf('grid'), FUTURES, approvalId);
    expect(await add('one')).toBeNull();
    journal.saveMarginRelief('BTCUSDT', relief, world.session.clocks.hostNow());
    expect(await add('one')).toMatch(/^500 were added/);
    expect(await add('one')).toBeNull();
    expect(await add('two')).toMatch(/^500 were added/);
    expect(world.exchange.addedMargin).toEqual(['500', '500']);
    journal.saveMarginRelief('BTCUSDT', null, world.session.clocks.hostNow());
    expect(await add('three')).toBeNull();
  });

  it('that is used up denies increases and reduces by what brings it back', async () => {
    world.exchange.margin = {
      ...world.exchange.margin,
      maintenanceMarginQuote: '8000',
      positions: [{ ...short('80000'), isolatedWalletQuote: null }],
    };
    const { approved } = await check(itemOf('grid'));
    expect(approved?.risk).toMatchObject({
      denials: [{ code: 'MARGIN_RATIO', actual: '80.00 %' }],
      relief: { kind: 'reduceBoth', fraction: 0.375 },
    });
  });
});

describe('the drawdown', () => {
  it('brakes in three steps; the third latches until a person resets it', async () => {
    const brakes = async (equity: string) => {
      world.pass(60_000);
      const at = world.session.clocks.exchangeNow();
      return (await check(withEquity(equity, at))).approved?.risk;
    };
    expect((await brakes('20000'))?.brakes).toBeUndefined();
    expect((await brakes('19000'))?.brakes).toMatchObject({ level: 1, takeProfitFactor: 0.7 });
    expect(brakesInForce(world.session)).toMatchObject({ level: 1 });
    expect((await brakes('18000'))?.brakes).toMatchObject({ level: 2, orderSizeFactor: 0.5 });
    const third = await brakes('16900');
    expect(third).toMatchObject({
      denials: [{ code: 'DRAWDOWN' }],
      brakes: { level: 3, flatten: true },
      breakers: [{ name: 'drawdown', until: null }],
      flatten: 'drawdown: the equity is 15.50 % below its peak (total)',
    });
    // What it gained back does not let the latch go.
    expect((await brakes('19900'))?.denials).toMatchObject([{ code: 'DRAWDOWN' }]);
    resetBreakers(world.session, { name: 'drawdown', symbol: 'BTCUSDT' });
    expect((await brakes('16900'))?.denials.map(({ code }) => code)).toEqual(['DRAWDOWN']);
    resetBreakers(world.session, { name: 'all', symbol: 'BTCUSDT' });
    expect((await brakes('16900'))?.brakes).toBeUndefined();
  });
});

it('lets no transfer count as profit or loss', async () => {
  const { journal } = world;
  journal.openBooks({
    openedAt: 1,
    spot: [{ asset: 'USDT', free: '10000', locked: '0' }],
    futures: [{ asset: 'USDT', total: '10000' }],
  });
  const move = (transactionId: string, type: string, amount: string) =>
    journal.bookTransfers([{ transactionId, type, amount, asset: 'USDT', at: NOW }]);
  const drawdown = async (equity: string, wallet = '10000') => {
    world.pass(1_000);
    await check(withEquity(equity, world.session.clocks.exchangeNow(), wallet));
    return totalDrawdown(journal.equityWatch());
  };
  expect(await drawdown('20000')).toBe(0);
  expect(await drawdown('18000')).toBe(-10);
  // Half is taken out: still 10 %.
  move('1', 'INTERNAL_TRANSFER', '-9000');
  expect(await drawdown('9000', '1000')).toBeCloseTo(-10, 9);
  // Between our own wallets nothing is moved in or out.
  move('2', 'TRANSFER', '4000');
  expect(await drawdown('9000', '5000')).toBeCloseTo(-10, 9);
  move('3', 'INTERNAL_TRANSFER', '91000');
  expect(await drawdown('100000', '96000')).toBeCloseTo(-10, 9);
  // Somebody else loses 30,000 on the same wallet, not booked yet.
  expect(await drawdown('70000', '66000')).toBeCloseTo(-10, 9);
});

it('reserves nothing for a plan whose orders were all sent', async () => {
  const item = itemOf('grid');
  const [plan] = item.plans ?? [];
  const [intent] = plan?.intents ?? [];
  if (!plan || !intent) throw new Error('no intent');
  const [order] = world.journal.intendOrders([newOrder(intent, plan.scope)], {
    approvalId: null,
    planReason: '',
    at: 1,
  });
  const lease = world.journal.acquireLease('asset/BTC', 'me', 1, 30_000);
  if (!order || !lease) throw new Error('no order or no lease');
  const guard = {
    lease: { name: 'asset/BTC', token: lease.token, ttlMs: 30_000 },
    isIncrease: true,
    baseAsset: 'BTC',
    planRevision: 0,
    ownIntentIds: [],
  };
  expect(world.journal.markSent(order.clientOrderId, guard, 2)).toBeNull();
  const { approved } = await check(item);
  expect(approved?.plans).toEqual(item.plans);
  const reserved = world.journal.decideApproval(NOW, (books) => ({
    outcome: books.reservations.map(({ amountQuote, orders }) => [amountQuote, orders]),
    approval: null,
    reservations: [],
  }));
  expect(reserved).toEqual([['0', 0]]);
});

describe('breakers', () => {
  it('latch on what was read, deny, cool down, and let go', async () => {
    const spikeAt = NOW - 30_000;
    world.exchange.shape = (candle) =>
      candle.openAt <= spikeAt && candle.closeAt >= spikeAt ? { ...candle, high: 90_000 } : candle;
    const { approved } = await check(itemOf('grid'));
    expect(approved?.risk).toMatchObject({
      status: 'denied',
      denials: [{ code: 'BREAKER' }],
      breakers: [{ name: 'price', symbol: 'BTCUSDT', until: NOW + 900_000 }],
    });
    world.pass(899_999);
    const later = () => itemOf('grid', world.session.clocks.exchangeNow());
    expect(await codes(later())).toEqual(['BREAKER']);
    world.pass(1);
    expect(await codes(later())).toEqual([]);
  });

  it('of the exchange\u2019s errors count what execution recorded', async () => {
    for (let n = 0; n < 5; n += 1) world.journal.recordError('submit', '-1000', 'no', NOW - n);
    const { approved } = await check(itemOf('grid'));
    expect(approved?.risk?.breakers).toMatchObject([{ name: 'apiErrors', symbol: '' }]);
    expect(resetBreakers(world.session, { name: 'apiErrors', symbol: '' }).reset).toHaveLength(1);
  });

  it('deny increases when what they look at cannot be read', async () => {
    world.exchange.book = () => Promise.reject(new TransientError('no answer', 'wait'));
    expect(await codes(itemOf('grid'))).toEqual(['DATA_MISSING']);
  });
});

it.each([
  ['will work later', new TransientError('no answer', 'wait')],
  ['is refused for good', new ConfigurationError('no such book', 'choose another')],
])('lets sales pass when what is watched %s', async (_what, error) => {
  world.exchange.book = () => Promise.reject(error);
  world.exchange.marginAccount = () => Promise.reject(error);
  const item = itemOf('grid');
  const [plan] = item.plans ?? [];
  const sale = entry({ id: 'sale', effect: 'reduce', side: 'SELL', purpose: 'gridExit' });
  const plans = plan ? [{ ...plan, intents: [sale] }] : [];
  const { approved } = await check({ ...item, plans });
  expect(approved?.plans?.[0]?.intents).toEqual([sale]);
});

it('denies an unarmed workflow where arming is needed, and lets an armed one pass', async () => {
  const always = { arming: 'always' } as const;
  expect(await codes(itemOf('grid'), always)).toEqual(['NOT_ARMED']);
  setArmed(world.session, { instance: 'two', workflow: 'loop' }, true);
  expect(await codes(itemOf('grid'), always)).toEqual(['NOT_ARMED']);
  setArmed(world.session, { instance: 'one', workflow: 'loop' }, true);
  expect(await codes(itemOf('grid'), always)).toEqual([]);
});

it('denies while the account is paused, until it is resumed', async () => {
  expect(setPause(world.session, { paused: true, reason: 'news' })).toEqual({
    paused: true,
    reason: 'news',
  });
  expect(await codes(itemOf('grid'))).toEqual(['PAUSED']);
  setPause(world.session, { paused: false, reason: 'over' });
  expect(await codes(itemOf('grid'))).toEqual([]);
});
