import { HaltError, RejectedError } from '../../../lib/model/errors';
import {
  compositeVolatility,
  DEFAULT_VOLATILITY,
} from '../../../lib/operations/compositeVolatility';
import { itemOf, type RiskWorld, riskWorld } from '../../support/riskSession';

describe('composite volatility of a session', () => {
  let world: RiskWorld;
  beforeEach(() => {
    world = riskWorld();
    // A walk that depends on time alone, so that volatility is above zero.
    world.exchange.shape = (candle) => {
      const close = candle.close * (1 + Math.sin(candle.openAt / 7e6) / 50);
      return {
        ...candle,
        close,
        high: Math.max(candle.open, close) * 1.002,
        low: Math.min(candle.open, close) * 0.998,
      };
    };
  });
  afterEach(() => world.dispose());

  const run = () => compositeVolatility(world.session, itemOf('grid'), DEFAULT_VOLATILITY);

  it('reads the symbol’s hours and the basket’s days, and keeps other signals', async () => {
    const { signals } = await run();
    const volatility = signals?.volatility;
    if (volatility?.status !== 'ok') throw new Error(volatility?.reason ?? 'none');
    expect(volatility.basket).toHaveLength(5);
    expect(volatility.basket.every(({ reason }) => reason === null)).toBe(true);
    expect(volatility.at).toBeLessThan(world.session.clocks.exchangeNow());
  });
  it('leaves out a coin that the exchange refuses, and says why', async () => {
    const { candles } = world.exchange;
    world.exchange.candles = (query) =>
      query.symbol === 'XRPUSDT'
        ? Promise.reject(new RejectedError(-1121, 'Invalid symbol.', 'Name another.'))
        : candles(query);
    const volatility = (await run()).signals?.volatility;
    const coin = volatility?.basket.find(({ symbol }) => symbol === 'XRPUSDT');
    expect(coin).toEqual({
      symbol: 'XRPUSDT',
      annualFraction: null,
      share: 0,
      reason: 'Invalid symbol.',
    });
    expect(volatility?.components.basket.status).toBe('ok');
  });
  it('lets a ban through', async () => {
    const { candles } = world.exchange;
    world.exchange.candles = (query) =>
      query.symbol === 'XRPUSDT'
        ? Promise.reject(new HaltError('The address is banned.', 'Wait.'))
        : candles(query);
    await expect(run()).rejects.toThrow(HaltError);
  });
});
