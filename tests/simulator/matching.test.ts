import { advanceAccount } from '../../lib/simulator/engine/advance';
import { levels, walk } from '../../lib/simulator/engine/book';
import { decimal } from '../../lib/simulator/engine/decimal';
import { MarketView } from '../../lib/simulator/engine/market-view';
import type { AccountState } from '../../lib/simulator/engine/model';
import { placeSpot } from '../../lib/simulator/engine/spot';
import { spotRules, usdmRules } from '../../lib/simulator/engine/symbols';
import { placeUsdm } from '../../lib/simulator/engine/usdm';
import type { Feed } from '../../lib/simulator/feeds/feed';
import { SyntheticFeed } from '../../lib/simulator/feeds/synthetic';
import { encode } from '../../lib/simulator/store/json';
import type { Minute } from './spot-support';
import { limitOrder, spotAccount, START_AT, writtenFeed } from './spot-support';

const SPOT = spotRules('BTCUSDT')!;
const USDM = usdmRules('BTCUSDT')!;
const MINUTE = 60_000;

/** Places a spot order at the start and lives through `minutes` bars. */
function live(feed: Feed, state: AccountState, minutes: number): void {
  advanceAccount(state, feed, START_AT, START_AT + minutes * MINUTE - 1);
}

function rest(
  feed: Feed,
  side: 'BUY' | 'SELL',
  price: string,
  qty: string,
  minutes = 1,
): AccountState {
  const state = spotAccount('10000000', '1000');
  const view = new MarketView(feed, START_AT);
  const { order } = placeSpot(state, view, SPOT, limitOrder(side, price, qty), START_AT);
  expect(order.status).toBe('NEW');
  live(feed, state, minutes);
  return state;
}

const filled = (state: AccountState): bigint =>
  state.changes.trades.reduce((sum, trade) => sum + trade.qty, 0n);

/** Falls from 1000.00 to 990.00 and closes at 995.00; 6 BTC are traded. Its legs: down, up, up to the close. */
const DIP: Minute = [100_000, 100_100, 99_000, 99_500, 600_000];

describe('a resting order', () => {
  // DIP closes below its open, so it rises to the high first: legs 100000-100100, 100100-99000, 99000-99500.
  it('is not filled by a price that stops a tick before it', () => {
    expect(rest(writtenFeed([DIP]), 'BUY', '989.99', '0.01').changes.trades).toEqual([]);
    expect(rest(writtenFeed([DIP]), 'SELL', '1001.01', '0.01').changes.trades).toEqual([]);
  });

  it('has a tenth of the bar at touch, and no more', () => {
    const small = rest(writtenFeed([DIP]), 'BUY', '990.00', '0.5');
    expect(filled(small)).toBe(decimal('0.5'));
    const large = rest(writtenFeed([DIP]), 'BUY', '990.00', '5');
    expect(filled(large)).toBe(decimal('0.6'));
    expect([...large.open.values()][0]).toMatchObject({ status: 'PARTIALLY_FILLED' });
    const above = rest(writtenFeed([DIP]), 'SELL', '1001.00', '5');
    expect(filled(above)).toBe(decimal('0.6'));
  });

  it('has what is traded beyond its price when it is traded through', () => {
    // At 995.00 half-way down: 10 of 11 parts of the leg are above it or at it, the rest below; then half a leg below.
    const state = rest(writtenFeed([DIP]), 'BUY', '995.00', '100');
    const [down, up] = state.changes.trades;
    // Leg two falls 1100 ticks in 20 s; strictly below 99500 from its ms 10,928 on: 9,072 ms of 60,000.
    expect(down?.qty).toBe(((decimal('6') * 9_072n) / 60_000n / 1_000n) * 1_000n);
    expect(down?.time).toBe(START_AT + 20_000 + 10_928);
    // Leg three starts below it and reaches it only at its end: a whole third of the minute.
    expect(up?.qty).toBe(decimal('2'));
    expect(up?.time).toBe(START_AT + 40_000);
    expect(
      state.changes.trades.every((trade) => trade.isMaker && trade.price === decimal('995')),
    ).toBe(true);
  });

  it('shares a leg with the other orders of its side', () => {
    const feed = writtenFeed([DIP]);
    const state = spotAccount('10000000', '1000');
    const view = new MarketView(feed, START_AT);
    placeSpot(state, view, SPOT, limitOrder('BUY', '990', '0.4'), START_AT);
    placeSpot(state, view, SPOT, limitOrder('BUY', '990', '0.4'), START_AT);
    live(feed, state, 1);
    expect(state.changes.trades.map((trade) => trade.qty)).toEqual([
      decimal('0.4'),
      decimal('0.2'),
    ]);
    const first = Math.min(...state.changes.trades.map((trade) => trade.orderId));
    expect(state.changes.trades[0]?.orderId).toBe(first);
  });

  it('gets nothing from a market without volume', () => {
    const closed: Minute = [100_000, 100_000, 99_000, 99_500, 0];
    expect(rest(writtenFeed([closed]), 'BUY', '995', '0.01', 2).changes.trades).toEqual([]);
  });

  it('goes on in the next minute where it is still beyond', () => {
    const below: Minute = [99_500, 99_500, 99_400, 99_450, 300_000];
    const feed = writtenFeed([DIP, below]);
    const one = rest(feed, 'BUY', '996.00', '100', 1);
    const two = rest(feed, 'BUY', '996.00', '100', 2);
    // Three legs wholly below the price: the minute's whole volume.
    expect(filled(two) - filled(one)).toBe(decimal('3'));
  });

  it('is filled by the same rules on USD-M', () => {
    const feed = writtenFeed([DIP]);
    const state = spotAccount('0', '0');
    state.account.wallet = decimal('10000000');
    const view = new MarketView(feed, START_AT);
    placeUsdm(
      state,
      view,
      USDM,
      {
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        price: decimal('990'),
        qty: decimal('5'),
        reduceOnly: false,
        clientOrderId: 'u',
      },
      START_AT,
    );
    live(feed, state, 1);
    expect(filled(state)).toBe(decimal('0.6'));
  });

  it('of the size of a grid level fills whole in the normal market', () => {
    const feed = new SyntheticFeed(3, START_AT);
    let parts = 0;
    let orders = 0;
    for (let hour = 0; hour < 200; hour++) {
      const state = spotAccount('100000', '1');
      const at = START_AT + hour * 3_600_000;
      const view = new MarketView(feed, at);
      const price = view.last('BTCUSDT', 'spot') - decimal('60');
      const asked = { ...limitOrder('BUY', '1', '0.0036'), price };
      placeSpot(state, view, SPOT, asked, at);
      advanceAccount(state, feed, at, at + 3_600_000);
      if (state.changes.trades.length === 0) continue;
      orders++;
      if (state.changes.trades.length > 1) parts++;
      expect(filled(state)).toBe(decimal('0.0036'));
    }
    expect(orders).toBeGreaterThan(100);
    expect(parts).toBe(0);
  });

  it('is filled alike however the advance is cut, partial fills included', () => {
    const feed = new SyntheticFeed(5, START_AT);
    const whole = spotAccount('100000000', '1000');
    const cut = spotAccount('100000000', '1000');
    const view = new MarketView(feed, START_AT);
    const last = view.last('BTCUSDT', 'spot');
    for (const state of [whole, cut]) {
      for (let i = 1; i <= 20; i++) {
        const away = BigInt(i) * decimal('15');
        const buy = {
          ...limitOrder('BUY', '1', '8', { clientOrderId: `b${i}` }),
          price: last - away,
        };
        const sell = {
          ...limitOrder('SELL', '1', '8', { clientOrderId: `s${i}` }),
          price: last + away,
        };
        placeSpot(state, view, SPOT, buy, START_AT);
        placeSpot(state, view, SPOT, sell, START_AT);
      }
    }
    const end = START_AT + 180 * MINUTE;
    advanceAccount(whole, feed, START_AT, end);
    for (let at = START_AT; at < end; ) {
      const next = Math.min(end, at + 1 + ((at * 7919) % 13_337));
      advanceAccount(cut, feed, at, next);
      at = next;
    }
    const shot = (state: AccountState): string =>
      encode([state.account, [...state.open], state.changes.trades]);
    expect(shot(cut)).toBe(shot(whole));
    const byOrder = new Map<number, number>();
    for (const { orderId } of whole.changes.trades)
      byOrder.set(orderId, (byOrder.get(orderId) ?? 0) + 1);
    expect([...byOrder.values()].filter((count) => count > 1).length).toBeGreaterThan(5);
  });
});

describe('the book a taker walks', () => {
  const feed = new SyntheticFeed(1, START_AT);
  const view = new MarketView(feed, START_AT);

  it('holds more where more is traded, and thins where the range is wide', () => {
    const depth = (volume: number, range: number): bigint => {
      const minute: Minute = [100_000, 100_000, 100_000, 100_000, volume];
      const market = writtenFeed([minute], volume);
      const bars = market.series('BTCUSDT', 0).spot;
      for (let i = 0; i < 5; i++) {
        bars.high[i] = 100_000 + range / 2;
        bars.low[i] = 100_000 - range / 2;
      }
      let sum = 0n;
      const limit = decimal('1001');
      for (const level of levels(new MarketView(market, START_AT), 'BTCUSDT', 'spot', 'SELL')) {
        if (level.price > limit) break;
        sum += level.qty;
      }
      return sum;
    };
    expect(depth(2_000_000, 200)).toBeGreaterThan((depth(1_000_000, 200) * 18n) / 10n);
    expect(depth(1_000_000, 200)).toBeGreaterThan(depth(1_000_000, 2_000));
    expect(depth(0, 200)).toBe(0n);
  });

  it('moves by about a minute of range for a minute of volume', () => {
    let volume = 0;
    let range = 0;
    const bars = feed.series('BTCUSDT', 525_600).spot;
    for (let i = 525_595; i < 525_600; i++) {
      volume += bars.volume[i]! / 5;
      range += (bars.high[i]! - bars.low[i]!) / 5;
    }
    const qty = BigInt(Math.floor(volume)) * 1_000n;
    const fills = walk(view, 'BTCUSDT', 'spot', { side: 'BUY', qty, step: 1_000n });
    const moved = Number((fills.at(-1)!.price - fills[0]!.price) / 1_000_000n);
    expect(moved).toBeGreaterThan(0.2 * range);
    expect(moved).toBeLessThan(1.5 * range);
    expect(fills.reduce((sum, fill) => sum + fill.qty, 0n)).toBe(qty);
  });

  it('is the same for everyone who looks at the same instant', () => {
    const again = new MarketView(new SyntheticFeed(1, START_AT), START_AT);
    for (const side of ['BUY', 'SELL'] as const) {
      expect([...levels(again, 'BTCUSDT', 'usdm', side)]).toEqual([
        ...levels(view, 'BTCUSDT', 'usdm', side),
      ]);
    }
  });
});
