import { decimal } from '../../lib/model/decimal';
import { intentId } from '../../lib/model/plan';
import { DemoAccount, smallQuantity, SYMBOL } from './DemoAccount';

/**
 * The demo exchange itself, opt-in: `npm run test:testnet` with a demo key. One order far from the
 * market, one tiny trade with stop and target; everything is taken down again, whatever fails.
 */

let account: DemoAccount;
/** Of the intents of this run: it never repeats, and the journal knows earlier runs. */
const generation = Math.floor(Date.now() / 1000);

/** Orders of the account that are not ours and positions of other contracts are left alone. */
beforeAll(async () => {
  account = await DemoAccount.open();
  expect(account.session.environment).toBe('testnet');
  expect(await account.cleanUp()).toMatchObject({ status: 'done' });
  const position = await account.position();
  if (!position.isZero()) {
    throw new Error(
      `The demo account has ${position.toString()} open in ${SYMBOL}: close it first.`,
    );
  }
});

afterAll(async () => {
  if (account === undefined) return;
  try {
    const execution = await account.cleanUp();
    expect(execution).toMatchObject({ status: 'done', residual: { position: '0', trades: '0' } });
    expect(await account.ownOrders()).toEqual({ ordinary: [], conditional: [] });
    expect((await account.position()).toString()).toBe('0');
  } catch (error) {
    account.close();
    throw error;
  }
  account.close();
  account.forget();
});

it('places a small order far from the market on spot, and cancels it', async () => {
  const spot = await account.instrument('spot');
  const scope = account.scope('spot', 'suite-spot');
  const placed = await account.carryOut(({ market }) => {
    const price = decimal(market.spotBid).times(decimal('0.7')).floorTo(decimal(spot.price.step));
    return {
      scope,
      intents: [
        {
          id: intentId(scope, 'far', 'BUY', generation),
          leg: 'far',
          generation,
          purpose: 'gridEntry',
          effect: 'increase',
          side: 'BUY',
          quantity: smallQuantity(spot, price, '1.5').toString(),
          instruction: { type: 'LIMIT', price: price.toString(), timeInForce: 'GTC' },
        },
      ],
    };
  });
  expect(placed).toMatchObject({ status: 'done', placed: 1, filled: 0 });
  expect((await account.ownOrders()).ordinary).toHaveLength(1);

  const cancelled = await account.carryOut(() => ({ scope, disposition: 'empty' }));
  expect(cancelled).toMatchObject({ status: 'done', placed: 0, cancelled: 1 });
  expect((await account.ownOrders()).ordinary).toEqual([]);
});

it('enters a tiny trade on USD-M with stop and target', async () => {
  const usdm = await account.instrument('usdm');
  const scope = account.scope('usdm', 'suite-trade');
  const entered = await account.carryOut(({ market }) => {
    const mark = decimal(market.markPrice);
    const tick = decimal(usdm.price.step);
    return {
      scope,
      intents: [
        {
          id: intentId(scope, 'entry', 'BUY', generation),
          leg: 'entry',
          generation,
          purpose: 'tradeEntry',
          effect: 'increase',
          side: 'BUY',
          quantity: smallQuantity(usdm, mark, '1.2').toString(),
          instruction: { type: 'MARKET' },
        },
      ],
      protection: {
        stopPrice: mark.times(decimal('0.95')).floorTo(tick).toString(),
        targetPrice: mark.times(decimal('1.05')).ceilTo(tick).toString(),
      },
    };
  });
  expect(entered).toMatchObject({ status: 'done', placed: 3 });
  expect((await account.position()).isPositive()).toBe(true);
  expect((await account.ownOrders()).conditional).toHaveLength(2);
});

it('restores a stop that vanished from the exchange', async () => {
  const { exchange, journal } = account.session;
  const stop = journal
    .unfinishedOrders('usdm', SYMBOL)
    .find(({ instruction }) => instruction.type === 'STOP_MARKET');
  expect(stop).toBeDefined();
  const id = stop?.clientOrderId ?? '';
  // As a person would, on the exchange's own page.
  expect(await exchange.cancel('usdm', SYMBOL, id, 'conditional')).toMatchObject({
    kind: 'cancelled',
  });
  expect((await account.ownOrders()).conditional).toHaveLength(1);

  const { findings = [] } = await account.reconcile();
  expect(findings.map(({ code }) => code)).toContain('STOP_RESTORED');
  const { conditional } = await account.ownOrders();
  expect(conditional).toHaveLength(2);
  expect(conditional).not.toContain(id);
});
