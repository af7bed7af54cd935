import { DEFAULT_BOOK_PRESSURE } from '../../../lib/market/bookPressure';
import { ConfigurationError } from '../../../lib/model/errors';
import { bookPressure } from '../../../lib/operations/bookPressure';
import { DEFAULT_MULTI_TIMEFRAME, multiTimeframe } from '../../../lib/operations/multiTimeframe';
import { itemOf, NOW, type RiskWorld, riskWorld } from '../../support/riskSession';

const LISTED = 'BTCUSDT';

/** BTCUSDC on spot; of contracts the exchange lists BTCUSDT only. */
describe('signals of a pair whose name is no contract', () => {
  let world: RiskWorld;
  const rates: string[] = [];
  beforeEach(() => {
    world = riskWorld();
    rates.length = 0;
    const refused = (symbol: string) =>
      new ConfigurationError(`Invalid symbol ${symbol}.`, 'Name another.');
    const { exchange } = world.session;
    exchange.mark = async (symbol) => {
      if (symbol !== LISTED) throw refused(symbol);
      return {
        markPrice: '80000',
        indexPrice: '80000',
        fundingRate: '0.0001',
        nextFundingAt: NOW + 3_600_000,
        at: NOW,
      };
    };
    exchange.fundingTerms = async () => [
      { symbol: LISTED, intervalHours: 8, capFraction: '0.003', floorFraction: '-0.003' },
    ];
    exchange.fundingRates = async (symbol) => {
      rates.push(symbol);
      return [];
    };
    exchange.book = async (market, symbol) => {
      if (market === 'usdm' && symbol !== LISTED) throw refused(symbol);
      return {
        bids: [{ price: '79999', quantity: '1' }],
        asks: [{ price: '80001', quantity: '1' }],
      };
    };
  });
  afterEach(() => world.dispose());

  const signal = async () => {
    const { signals } = await multiTimeframe(world.session, itemOf('grid', NOW, 'BTCUSDC'), {
      ...DEFAULT_MULTI_TIMEFRAME,
      basket: [],
    });
    const part = signals?.multiTimeframe;
    if (part?.status !== 'ok') throw new Error(part?.reason ?? 'no signal');
    return part;
  };

  it('take funding and the book of the contract that hedges it', async () => {
    world.journal.chooseHedgeContract('BTCUSDC', LISTED, NOW);
    const { adjustments } = await signal();
    expect(adjustments.fundingRateFraction).toBe(0.0001);
    expect(adjustments.fundingCapLimitFraction).toBeCloseTo(0.0018, 12);
    expect(new Set(rates)).toEqual(new Set([LISTED]));
    const pressed = await bookPressure(world.session, itemOf('grid', NOW, 'BTCUSDC'), {
      ...DEFAULT_BOOK_PRESSURE,
      levels: 20,
    });
    expect(pressed.signals?.bookPressure?.usdm.middle).toBe(80_000);
  });

  it('name the funding as absent where the exchange lists no such contract', async () => {
    const { absent, adjustments, timeframes } = await signal();
    expect(adjustments).toMatchObject({ fundingRateFraction: null, fundingShift: 0 });
    expect(absent).toContainEqual({
      input: 'fundingRate',
      reason: 'BTCUSDC: Invalid symbol BTCUSDC.',
    });
    expect(timeframes.every(({ components }) => components.crypto === null)).toBe(true);
    expect(rates).toEqual([]);
  });
});
