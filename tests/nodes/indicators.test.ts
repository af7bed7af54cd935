import type { IDataObject } from 'n8n-workflow';
import { itemSchema, type Item } from '../../lib/model/item';
import { DEFAULT_INDICATORS } from '../../lib/operations/indicators';
import { readIndicatorOptions } from '../../nodes/RegimeClassifier/operations/indicators';
import { regimeClassifierProperties } from '../../nodes/RegimeClassifier/settings';
import { chain, Harness } from '../workflows/harness/Harness';
import { PACKAGE } from '../workflows/harness/nodeTypes';

type Parameters = Record<string, string | number>;

function classifier(parameters: Parameters) {
  return chain('indicators', {
    name: 'Indicators',
    type: `${PACKAGE}.regimeClassifier`,
    parameters: { operation: 'indicators', ...parameters },
  });
}

describe('indicators on the paper exchange', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  async function run(parameters: Parameters = {}, item: IDataObject = {}): Promise<Item> {
    const outcome = await harness.run(classifier(parameters), 'Indicators', { items: [item] });
    expect([outcome.status, outcome.status === 'error' ? outcome.problem : null]).toEqual([
      'success',
      null,
    ]);
    return itemSchema.parse(outcome.item('Indicators'));
  }

  it('makes the item, with every value at the last closed candle', async () => {
    const { symbol, at, signals } = await run();
    expect(symbol).toBe('BTCUSDT');
    const table = signals?.indicators;
    expect(table).toMatchObject({ market: 'spot', interval: '1h', candleCount: 500, missing: {} });
    expect(table?.closedAt).toBeLessThan(at);
    expect(table?.momentum.rsi14).toBeGreaterThan(0);
    expect(table?.volatility.donchianUpper).toBeGreaterThan(table?.volatility.donchianLower ?? 0);
  });

  it('takes the candles it is told, and keeps what else the item says', async () => {
    const before = await run();
    const { signals } = await run(
      { indicatorMarket: 'usdm', indicatorInterval: '15m', indicatorCandles: 60 },
      { ...JSON.parse(JSON.stringify(before)), symbol: 'ETHUSDT' },
    );
    expect(signals?.indicators).toMatchObject({
      market: 'usdm',
      interval: '15m',
      candleCount: 60,
      trend: { ema200: null },
      missing: { ema200: '200 closed candles without a gap are needed, there are 60' },
    });
  });

  it.each([
    [{ indicatorCandles: 10 }, 'Candles (Count)'],
    [{ indicatorInterval: '2h' }, 'indicatorInterval'],
  ])('refuses %j, naming item and parameter', async (parameters, named) => {
    const outcome = await harness.run(classifier(parameters), 'Indicators', { items: [{}] });
    expect(outcome.problem.message).toContain(named);
    expect(outcome.problem.message.toLowerCase()).toContain('item 0');
  });
});

it('the parameters say the defaults of the rules', () => {
  const defaults = new Map(
    regimeClassifierProperties().map(({ name, default: value }) => [name, value]),
  );
  const source = { getNodeParameter: (name: string) => defaults.get(name) };
  expect(readIndicatorOptions(source, 0)).toEqual(DEFAULT_INDICATORS);
});
