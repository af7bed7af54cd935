import { advanceAccount } from '../../lib/simulator/engine/advance';
import { decimal } from '../../lib/simulator/engine/decimal';
import { MarketView } from '../../lib/simulator/engine/market-view';
import type { AccountState, Order } from '../../lib/simulator/engine/model';
import { placeSpot } from '../../lib/simulator/engine/spot';
import { amendSpot } from '../../lib/simulator/engine/spot-amend';
import type { SelfTradePrevention } from '../../lib/simulator/engine/spot-details';
import { spotRules } from '../../lib/simulator/engine/symbols';
import type { Feed } from '../../lib/simulator/feeds/feed';
import type { Minute } from './spot-support';
import { limitOrder, spotAccount, START_AT, writtenFeed } from './spot-support';

const SPOT = spotRules('BTCUSDT')!;
const MINUTE = 60_000;

/** 1000, falls to 990 and comes back to 1000, then rises to 1010 and comes back. */
const WAVE: readonly Minute[] = [
  [100_000, 100_000, 99_000, 100_000, 6_000_000],
  [100_000, 101_000, 100_000, 100_000, 6_000_000],
];
const feed = writtenFeed(WAVE);
const view = new MarketView(feed, START_AT);

function run(state: AccountState, market: Feed = feed, minutes = 2): void {
  advanceAccount(state, market, START_AT, START_AT + minutes * MINUTE - 1);
}

describe('conditional orders', () => {
  const conditional = (
    type: Order['type'],
    side: 'BUY' | 'SELL',
    more: Parameters<typeof limitOrder>[3],
  ): { state: AccountState; order: Order } => {
    const state = spotAccount('100000', '10');
    const price = type.endsWith('_LIMIT') ? {} : { price: 0n };
    const asked = limitOrder(side, '995', '1', { type, ...price, ...more });
    const { order } = placeSpot(state, view, SPOT, asked, START_AT);
    expect(order).toMatchObject({ status: 'NEW', executedQty: 0n });
    return { state, order };
  };

  it('sell by STOP_LOSS at the first price at or below the stop, as taker', () => {
    const { state, order } = conditional('STOP_LOSS', 'SELL', { stopPrice: decimal('995') });
    expect(state.account.spot.BTC).toEqual({ free: decimal('9'), locked: decimal('1') });
    run(state);
    expect(order.status).toBe('FILLED');
    const [trade] = state.changes.trades;
    // A leg of 1000 ticks in 20 s, at 995.00 half-way.
    expect(trade).toMatchObject({ isMaker: false, time: START_AT + 10_000, price: decimal('995') });
    expect(state.account.spot.BTC).toEqual({ free: decimal('9'), locked: 0n });
  });

  it('buy by STOP_LOSS above, and TAKE_PROFIT on the other sides', () => {
    const bought = conditional('STOP_LOSS', 'BUY', { stopPrice: decimal('1005') });
    run(bought.state);
    expect(bought.order.status).toBe('FILLED');
    expect(bought.state.changes.trades[0]?.time).toBe(START_AT + MINUTE + 30_000);
    expect(bought.state.account.spot.USDT?.locked).toBe(0n);
    const low = conditional('TAKE_PROFIT', 'BUY', { stopPrice: decimal('995') });
    run(low.state);
    expect(low.order.status).toBe('FILLED');
    expect(low.state.changes.trades[0]?.time).toBe(START_AT + 10_000);
    const high = conditional('TAKE_PROFIT', 'SELL', { stopPrice: decimal('1005') });
    run(high.state);
    expect(high.order.status).toBe('FILLED');
    expect(high.state.changes.trades[0]?.time).toBe(START_AT + MINUTE + 30_000);
  });

  it('become a LIMIT when they have one, which then rests', () => {
    const { state, order } = conditional('STOP_LOSS_LIMIT', 'SELL', {
      stopPrice: decimal('995'),
      price: decimal('1008'),
    });
    run(state, feed, 1);
    expect(order).toMatchObject({ status: 'NEW', spot: { isWorking: true } });
    expect(state.account.spot.BTC?.locked).toBe(decimal('1'));
    run(state);
    expect(order.status).toBe('FILLED');
    expect(state.changes.trades[0]).toMatchObject({ isMaker: true, price: decimal('1008') });
  });

  it('expire when triggered as IOC that does not cross', () => {
    const { state, order } = conditional('STOP_LOSS_LIMIT', 'SELL', {
      stopPrice: decimal('995'),
      price: decimal('1008'),
      timeInForce: 'IOC',
    });
    run(state);
    expect(order.status).toBe('EXPIRED');
    expect(state.account.spot.BTC).toEqual({ free: decimal('10'), locked: 0n });
  });

  it('do not trigger a tick before the stop', () => {
    const { state, order } = conditional('STOP_LOSS', 'SELL', { stopPrice: decimal('989.99') });
    run(state);
    expect(order.status).toBe('NEW');
  });

  it('trail: a sale triggers 1 % below the highest price since it was placed', () => {
    const market = writtenFeed([
      [100_000, 102_000, 100_000, 102_000, 6_000_000],
      [102_000, 102_000, 100_900, 101_000, 6_000_000],
    ]);
    for (const [delta, status] of [
      [100, 'FILLED'],
      [108, 'NEW'],
    ] as const) {
      const { state, order } = conditional('STOP_LOSS', 'SELL', { trailingDelta: delta });
      run(state, market);
      expect(order.status).toBe(status);
      expect(order.spot?.trailingExtremeTicks).toBe(102_000);
      // 1 % below 1020 is 1009.80: 1020 ticks down a leg of 1100.
      if (delta === 100) expect(state.changes.trades[0]?.price).toBe(decimal('1009.8'));
    }
  });

  it('trail alike however the advance is cut', () => {
    const market = writtenFeed([
      [100_000, 102_000, 100_000, 102_000, 6_000_000],
      [102_000, 102_000, 100_900, 101_000, 6_000_000],
    ]);
    const whole = conditional('STOP_LOSS', 'SELL', { trailingDelta: 100 });
    run(whole.state, market);
    const cut = conditional('STOP_LOSS', 'SELL', { trailingDelta: 100 });
    for (let at = 0; at < 2 * MINUTE - 1; at += 777) {
      const to = Math.min(at + 777, 2 * MINUTE - 1);
      advanceAccount(cut.state, market, START_AT + at, START_AT + to);
    }
    expect(cut.state.changes.trades[0]?.time).toBe(whole.state.changes.trades[0]?.time);
    expect(cut.state.changes.trades[0]?.price).toBe(whole.state.changes.trades[0]?.price);
  });

  it('trail for a buy 1 % above the lowest price', () => {
    const { state, order } = conditional('STOP_LOSS', 'BUY', { trailingDelta: 100 });
    run(state);
    // From 990.00 one per cent up is 999.90, on the way back to 1000.
    expect(order).toMatchObject({ status: 'FILLED', spot: { trailingExtremeTicks: 99_000 } });
    expect(state.changes.trades[0]?.time).toBe(START_AT + 20_000 + 19_800);
  });
});

describe('orders of one account that would match each other', () => {
  /** A sale resting at the best ask, behind the market's own, and a buy that walks over it. */
  function meet(mode: SelfTradePrevention, makerQty: string, takerQty: string) {
    const state = spotAccount('10000000', '10');
    const maker = placeSpot(state, view, SPOT, limitOrder('SELL', '1000.01', makerQty), START_AT);
    const asked = limitOrder('BUY', '1000.05', takerQty, { selfTradePreventionMode: mode });
    const taker = placeSpot(state, view, SPOT, asked, START_AT);
    return { state, maker: maker.order, taker: taker.order, trades: taker.trades };
  }

  it('NONE lets them trade', () => {
    const { state, maker, taker } = meet('NONE', '1', '100');
    expect(maker.status).toBe('FILLED');
    expect(taker.executedQty).toBeGreaterThan(decimal('1'));
    const sides = state.changes.trades.filter((trade) => trade.orderId === maker.orderId);
    expect(sides).toMatchObject([{ isMaker: true, qty: decimal('1') }]);
  });

  it('EXPIRE_MAKER ends the resting one', () => {
    const { state, maker, taker } = meet('EXPIRE_MAKER', '1', '50');
    expect(maker).toMatchObject({ status: 'EXPIRED_IN_MATCH', executedQty: 0n });
    expect(taker.status).not.toBe('EXPIRED_IN_MATCH');
    expect(state.account.spot.BTC?.locked).toBe(0n);
    expect(maker.spot?.preventions).toMatchObject([
      { makerPreventedQty: decimal('1'), takerPreventedQty: 0n, preventedMatchId: 1 },
    ]);
  });

  it('EXPIRE_TAKER ends the arriving one', () => {
    const { maker, taker } = meet('EXPIRE_TAKER', '1', '50');
    expect(maker.status).toBe('NEW');
    expect(taker.status).toBe('EXPIRED_IN_MATCH');
    expect(taker.executedQty + taker.spot!.preventedQty).toBe(decimal('50'));
  });

  it('EXPIRE_BOTH ends both', () => {
    const { state, maker, taker } = meet('EXPIRE_BOTH', '1', '50');
    expect([maker.status, taker.status]).toEqual(['EXPIRED_IN_MATCH', 'EXPIRED_IN_MATCH']);
    expect(state.open.size).toBe(0);
  });

  it.each(['DECREMENT', 'TRANSFER'] as const)('%s takes the smaller off both', (mode) => {
    const small = meet(mode, '1', '50');
    expect(small.maker.status).toBe('EXPIRED_IN_MATCH');
    expect(small.taker.spot?.preventedQty).toBe(decimal('1'));
    const market = meet(mode, '9', '1000');
    expect(market.taker.spot?.preventedQty).toBe(decimal('9'));
    const probe = meet(mode, '9', '9');
    const bought = probe.taker.executedQty;
    expect(probe.taker.status).toBe('EXPIRED_IN_MATCH');
    expect(probe.maker.spot?.preventedQty).toBe(decimal('9') - bought);
    expect(probe.state.account.spot.BTC?.locked).toBe(bought);
  });

  it('FOK counts what prevention takes off as unfilled', () => {
    const state = spotAccount('100000', '10');
    placeSpot(state, view, SPOT, limitOrder('SELL', '1000.01', '10'), START_AT);
    const asked = limitOrder('BUY', '1000.01', '10', {
      timeInForce: 'FOK',
      selfTradePreventionMode: 'EXPIRE_TAKER',
    });
    const { order, trades } = placeSpot(state, view, SPOT, asked, START_AT);
    expect(order).toMatchObject({ status: 'EXPIRED', executedQty: 0n });
    expect(trades).toEqual([]);
    expect(state.open.size).toBe(1);
  });

  it('a LIMIT_MAKER that would meet an own order is refused', () => {
    const state = spotAccount('100000', '10');
    placeSpot(state, view, SPOT, limitOrder('SELL', '1000.01', '1'), START_AT);
    const asked = limitOrder('BUY', '1000.01', '1', { type: 'LIMIT_MAKER' });
    expect(() => placeSpot(state, view, SPOT, asked, START_AT)).toThrow('immediately match');
  });
});

describe('amendments', () => {
  it('give back what the smaller order does not lock, and keep its id and place', () => {
    const state = spotAccount('100000', '10');
    const { order } = placeSpot(state, view, SPOT, limitOrder('BUY', '900', '2'), START_AT);
    const { orderId, createdAt } = order;
    amendSpot(state, SPOT, order, decimal('0.5'), 'new', START_AT + 1);
    expect(order).toMatchObject({ orderId, createdAt, origQty: decimal('0.5'), status: 'NEW' });
    expect(state.account.spot.USDT).toEqual({ free: decimal('99550'), locked: decimal('450') });
  });

  it('expire an order that has traded as much already', () => {
    const state = spotAccount('100000', '10');
    const { order } = placeSpot(state, view, SPOT, limitOrder('BUY', '990', '50'), START_AT);
    run(state, feed, 1);
    expect(order).toMatchObject({ status: 'PARTIALLY_FILLED', executedQty: decimal('6') });
    amendSpot(state, SPOT, order, decimal('5'), 'new', START_AT + MINUTE);
    expect(order).toMatchObject({ status: 'EXPIRED', origQty: decimal('6') });
    expect(state.account.spot.USDT?.locked).toBe(0n);
  });
});

describe('fees', () => {
  function bnbFeed(): Feed {
    return { ...feed, symbols: ['BTCUSDT', 'BNBUSDT'] };
  }
  const buy = (state: AccountState, market: Feed): void => {
    const asked = { ...limitOrder('BUY', '1', '1'), type: 'MARKET' as const, price: 0n };
    placeSpot(state, new MarketView(market, START_AT), SPOT, asked, START_AT);
  };
  const paid = (state: AccountState, asset: string): bigint =>
    state.changes.trades
      .filter((trade) => trade.commissionAsset === asset)
      .reduce((sum, trade) => sum + trade.commission, 0n);

  it('follow the tier', () => {
    const state = spotAccount('100000', '10');
    state.account.feeTier = 1;
    placeSpot(state, view, SPOT, limitOrder('SELL', '1005', '1'), START_AT);
    run(state);
    expect(paid(state, 'USDT')).toBe(decimal('0.9045'));
  });

  it('are paid in BNB at three quarters where BNB is held and wanted', () => {
    const state = spotAccount('100000', '10');
    state.account.bnbFees = { spot: true, usdm: false };
    state.account.spot.BNB = { free: decimal('1'), locked: 0n };
    buy(state, bnbFeed());
    const quote = state.changes.trades.reduce((sum, trade) => sum + trade.quoteQty, 0n);
    // This market's BNBUSDT stands at 1000 as well, and each fill is cut off by itself.
    const expected = (Number(quote) * 0.001 * 0.75) / 1000;
    expect(Math.abs(Number(paid(state, 'BNB')) - expected)).toBeLessThan(20);
    expect(paid(state, 'BTC')).toBe(0n);
    expect(state.account.spot.BNB.free).toBe(decimal('1') - paid(state, 'BNB'));
  });

  it('are paid in what is received when BNB does not reach, or is not listed', () => {
    const poor = spotAccount('100000', '10');
    poor.account.bnbFees = { spot: true, usdm: false };
    buy(poor, bnbFeed());
    expect(paid(poor, 'BTC')).toBe(decimal('0.001'));
    const unlisted = spotAccount('100000', '10');
    unlisted.account.bnbFees = { spot: true, usdm: false };
    unlisted.account.spot.BNB = { free: decimal('1'), locked: 0n };
    buy(unlisted, feed);
    expect(paid(unlisted, 'BTC')).toBe(decimal('0.001'));
  });
});
