import type { IDataObject } from 'n8n-workflow';
import { DEFAULT_VOLATILITY } from '../../lib/operations/compositeVolatility';
import { itemSchema, type Item } from '../../lib/model/item';
import { readVolatilityOptions } from '../../nodes/RegimeClassifier/operations/volatilityOptions';
import { regimeClassifierProperties } from '../../nodes/RegimeClassifier/settings';
import { chain, Harness } from '../workflows/harness/Harness';
import { PACKAGE } from '../workflows/harness/nodeTypes';

type Parameters = Record<string, string | number>;

function classifier(parameters: Parameters) {
  return chain('composite-volatility', {
    name: 'Volatility',
    type: `${PACKAGE}.regimeClassifier`,
    parameters: { operation: 'volatility', ...parameters },
  });
}

describe('composite volatility on the paper exchange', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  async function run(parameters: Parameters = {}, item: IDataObject = {}): Promise<Item> {
    const outcome = await harness.run(classifier(parameters), 'Volatility', { items: [item] });
    expect([outcome.status, outcome.status === 'error' ? outcome.problem : null]).toEqual([
      'success',
      null,
    ]);
    return itemSchema.parse(outcome.item('Volatility'));
  }

  it('makes the item, names every component, and fits its share of the wire', async () => {
    const { symbol, signals } = await run();
    expect(symbol).toBe('BTCUSDT');
    const volatility = signals?.volatility;
    if (volatility?.status !== 'ok') throw new Error(volatility?.reason ?? 'no volatility');
    const { components } = volatility;
    expect(components.implied).toMatchObject({ status: 'unavailable', weight: 0.3, share: 0 });
    expect(components.realised.status).toBe('ok');
    const shares = Object.values(components).reduce((sum, { share }) => sum + share, 0);
    expect(shares).toBeCloseTo(1, 12);
    expect(volatility.basket.map((coin) => coin.symbol)).toEqual(
      DEFAULT_VOLATILITY.basket.map((coin) => coin.symbol),
    );
    expect(JSON.stringify(volatility).length).toBeLessThan(4_000);
  });

  it('takes DVOL of the symbol’s coin, but no other coin’s and no stale one', async () => {
    const before = await run();
    const at = before.at;
    const dvol = (currency: string, age: number): IDataObject => ({
      ...JSON.parse(JSON.stringify(before)),
      marketData: {
        version: 1,
        dvol: {
          status: 'ok',
          currency,
          resolution: '1h',
          points: [{ at: at - age, closePct: 55 }],
          missing: 0,
          source: 'deribit',
          isFallback: false,
          reason: null,
          readAt: at,
        },
      },
    });
    const fresh = await run({}, dvol('BTC', 600_000));
    expect(fresh.signals?.volatility?.components.implied).toMatchObject({
      status: 'ok',
      annualFraction: 0.55,
    });
    expect(fresh.marketData?.dvol?.status).toBe('ok');
    for (const item of [dvol('ETH', 600_000), dvol('BTC', 5 * 3_600_000)]) {
      const { signals } = await run({}, item);
      expect(signals?.volatility?.components.implied.status).toBe('unavailable');
    }
  });

  it.each([
    [{ volatilityBasket: 'btc' }, 'Volatility Basket (Symbols)'],
    [
      { basketWeighting: 'fixed', volatilityBasket: 'BTCUSDT, ETHUSDT', fixedBasketWeights: '1' },
      'Fixed Basket Weights',
    ],
    [{ realisedHours: 5 }, 'Realised Window (Hours)'],
    [{ impliedWeight: 0, basketWeight: 0, garchWeight: 0 }, 'no component but the realised'],
  ])('refuses %j, naming item and parameter', async (parameters, named) => {
    const outcome = await harness.run(classifier(parameters), 'Volatility', { items: [{}] });
    expect(outcome.problem.message).toContain(named);
    expect(outcome.problem.message.toLowerCase()).toContain('item 0');
  });
});

describe('the parameters', () => {
  it('say the defaults of the rules', () => {
    const defaults = new Map(
      regimeClassifierProperties().map(({ name, default: value }) => [name, value]),
    );
    const source = { getNodeParameter: (name: string) => defaults.get(name) };
    expect(readVolatilityOptions(source, 0)).toEqual(DEFAULT_VOLATILITY);
  });
});
