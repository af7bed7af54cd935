import type { CandleRequest } from '../../../lib/exchange/port';
import { candleWindow } from '../../../lib/observation/candleWindow';
import { depthOf } from '../../../lib/observation/depth';
import { NOW, type RiskWorld, riskWorld } from '../../support/riskSession';

const MINUTE_MS = 60_000;
let world: RiskWorld;
let asked: CandleRequest[];
beforeEach(() => {
  world = riskWorld();
  asked = [];
  const answer = world.exchange.candles;
  world.exchange.candles = (request) => {
    asked.push(request);
    return answer(request);
  };
});
afterEach(() => world.dispose());

const window = (growing: boolean, minutes = 1_440) =>
  candleWindow(
    { market: 'spot', symbol: 'BTCUSDT', interval: '1m', windowMs: minutes * MINUTE_MS, growing },
    {
      exchange: world.exchange,
      journal: world.journal,
      exchangeNow: world.session.clocks.exchangeNow,
    },
  );

describe('a window of candles', () => {
  it('is read whole, in as many requests as it takes, and then from the journal', async () => {
    const candles = await window(false);
    expect(candles).toHaveLength(1_439);
    expect(asked).toHaveLength(2);
    expect(candles.every(({ closeAt }) => closeAt < NOW)).toBe(true);
    expect(await window(false)).toEqual(candles);
    expect(asked).toHaveLength(2);
  });

  it('has no gap, and moves on with time by what is missing', async () => {
    await window(false);
    world.pass(3 * MINUTE_MS);
    const candles = await window(false);
    const gaps = candles
      .slice(1)
      .filter((one, i) => one.openAt - (candles[i]?.openAt ?? 0) !== MINUTE_MS);
    expect(gaps).toEqual([]);
    expect(asked).toHaveLength(3);
    expect(candles).toHaveLength(1_439);
  });

  it('ends with the growing one where that is asked for', async () => {
    const candles = await window(true, 10);
    expect(candles.at(-1)?.closeAt).toBeGreaterThanOrEqual(NOW);
    await window(true, 10);
    expect(asked).toHaveLength(2);
  });
});

it('the depth of a book is what rests within 1 % of its middle, on both sides', () => {
  const level = (price: string) => ({ price, quantity: '2' });
  const bids = ['100', '99.2', '98'].map(level);
  const asks = ['100.2', '101', '103'].map(level);
  expect(depthOf({ bids, asks })).toBeCloseTo(2 * (100 + 99.2 + 100.2 + 101), 9);
  expect(depthOf({ bids: [], asks })).toBeNull();
});
