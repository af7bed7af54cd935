import { HaltError, TransientError } from '../../../lib/model/errors';
import { itemSchema } from '../../../lib/model/item';
import { candlesHash } from '../../../lib/market/candles';
import { classifyIntervals } from '../../../lib/operations/classify';
import { observeCandles } from '../../../lib/observation/candles';
import { DEFAULT_REGIME_SETTINGS } from '../../../lib/regime/settings';
import { itemOf, type RiskWorld, riskWorld } from '../../support/riskSession';

describe('further intervals whose candles cannot be read', () => {
  let world: RiskWorld;
  beforeEach(() => {
    world = riskWorld();
  });
  afterEach(() => world.dispose());

  async function classified(failure: Error) {
    const { session, exchange, journal } = world;
    const item = itemOf('grid');
    const { exchangeNow } = session.clocks;
    const candles = await observeCandles(
      { market: 'spot', symbol: item.symbol, interval: '1h', count: 300 },
      { exchange, journal, exchangeNow },
    );
    const { market } = item;
    if (!market) throw new Error('no market');
    const reference = {
      symbol: item.symbol,
      interval: '1h' as const,
      from: candles[0]?.openAt ?? 0,
      to: candles.at(-1)?.closeAt ?? 0,
      count: candles.length,
      hash: candlesHash(candles),
      lastClosed: candles.at(-1) ?? null,
    };
    exchange.candles = () => Promise.reject(failure);
    return classifyIntervals(
      session,
      { ...item, market: { ...market, candles: reference } },
      DEFAULT_REGIME_SETTINGS,
      ['4h'],
    );
  }

  it('are NO_TRADE, which says why, and the item goes on to its hedge', async () => {
    const item = await classified(new TransientError('No answer.', 'Wait.'));
    expect(item.regime).toMatchObject({
      label: 'NO_TRADE',
      direction: 'none',
      reason: 'no regime of 4h: No answer.',
    });
    expect(item.regime?.intervals?.map(({ interval }) => interval)).toEqual(['1h']);
    expect(itemSchema.parse(item).plans).toHaveLength(1);
  });

  it('let a ban through', async () => {
    await expect(classified(new HaltError('Banned.', 'Wait.'))).rejects.toThrow(HaltError);
  });
});
