import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { BinanceMarketData } from '../../nodes/BinanceMarketData/BinanceMarketData.node';
import { OPERATION_OPTIONS, OPERATIONS } from '../../nodes/BinanceMarketData/operations';
import { OUTSIDE_OPERATIONS } from '../../nodes/BinanceMarketData/outsideOperations';
import { itemSchema } from '../../lib/model/item';
import type { MarketData } from '../../lib/model/marketData';
import { chain, Harness } from '../workflows/harness/Harness';
import { PACKAGE } from '../workflows/harness/nodeTypes';

const LARGEST_ITEM_BYTES = 32 * 1024;
const HOUR_MS = 3_600_000;

describe('the list of operations', () => {
  it('is by name, says what each does, and has each in the subtitle', () => {
    const { subtitle } = new BinanceMarketData().description;
    const names = OPERATION_OPTIONS.map(({ name }) => name);
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
    expect(OPERATION_OPTIONS.map(({ value }) => value).sort()).toEqual(
      Object.keys(OPERATIONS).sort(),
    );
    for (const { value, action, description } of OPERATION_OPTIONS) {
      expect(subtitle).toContain(`${String(value)}: "`);
      expect([action, description].every((text) => (text ?? '').length > 5)).toBe(true);
    }
  });

  it('is what the document lists, with the part of each', () => {
    const text = readFileSync(join(__dirname, '../../docs/market-data.md'), 'utf8');
    const outside = Object.keys(OUTSIDE_OPERATIONS);
    for (const { name, value } of OPERATION_OPTIONS) {
      if (outside.includes(String(value))) continue;
      expect(text).toMatch(new RegExp(`^\\| ${name} +\\| `, 'm'));
    }
  });
});

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
  await harness.advance(HOUR_MS / 6);
});
afterAll(() => harness.stop());

/** Runs one operation on an item and checks what comes out against the item's schema. */
async function run(
  operation: string,
  parameters: IDataObject = {},
  item: IDataObject = {},
): Promise<{ json: IDataObject; marketData: MarketData }> {
  const node = {
    name: 'Data',
    type: `${PACKAGE}.binanceMarketData`,
    parameters: JSON.parse(JSON.stringify({ operation, ...parameters })),
  };
  const outcome = await harness.run(chain(operation, node), 'Data', { items: [item] });
  expect(outcome.problem.message).toBe('');
  const json = outcome.item('Data');
  const { marketData } = itemSchema.parse(json);
  expect(JSON.stringify(json).length).toBeLessThan(LARGEST_ITEM_BYTES);
  // Whoever reads the item sees all that is on it.
  expect(marketData).toEqual(json['marketData']);
  return { json, marketData: marketData ?? { version: 1 } };
}

it.each(Object.keys(OPERATIONS))(
  '%s answers on the paper exchange with its defaults',
  async (name) => {
    const { json } = await run(name);
    expect(json).toMatchObject({ symbol: 'BTCUSDT', environment: 'simulator' });
  },
);

it.each([
  ['orderBook', { levels: 100 }],
  ['longShortRatios', { periodCount: 100 }],
  ['openInterest', { periodCount: 100 }],
  ['takerFlow', { periodCount: 100 }],
  ['recentTrades', { tradeCount: 1_000 }],
  ['funding', { historyDays: 90 }],
  ['candles', { candleCount: 5_000, interval: '1m' }],
])('%s stays small on the item with %j', async (name, parameters) => {
  await run(name, parameters);
});

describe('candles', () => {
  it.each(['spot', 'usdm', 'mark'])('of %s, with what is missing', async (candleSource) => {
    const { marketData } = await run('candles', {
      candleSource,
      interval: '1m',
      candleCount: 1_200,
    });
    const [set] = marketData.candles ?? [];
    expect(set).toMatchObject({ source: candleSource, wanted: 1_200, missing: 0, gaps: [] });
    expect(set?.reference).toMatchObject({ symbol: 'BTCUSDT', interval: '1m', count: 1_200 });
    expect(set?.reference.lastClosed?.closeAt).toBe(set?.reference.to);
    expect(set?.rows).toBeUndefined();
    if (candleSource === 'mark') expect(set?.zeroVolume).toBeNull();
    else expect(set?.zeroVolume).toMatchObject({ count: 0 });
  });

  it('go on the item only where they are wanted', async () => {
    const options = { includeCandles: true };
    const { marketData } = await run('candles', { candleCount: 60, options });
    expect(marketData.candles?.[0]?.rows).toHaveLength(60);
    expect(marketData.candles?.[0]?.rows?.at(-1)).toEqual(
      marketData.candles?.[0]?.reference.lastClosed,
    );
  });

  it('stand beside those of another interval, and in the place of the same', async () => {
    const hours = await run('candles', { interval: '1h', candleCount: 60 });
    const both = await run('candles', { interval: '4h', candleCount: 60 }, hours.json);
    const again = await run('candles', { interval: '1h', candleCount: 80 }, both.json);
    const intervals = again.marketData.candles?.map(({ reference }) => [
      reference.interval,
      reference.count,
    ]);
    expect(intervals).toEqual([
      ['4h', 60],
      ['1h', 80],
    ]);
  });
});

it('keeps the parts of the operations before it, and what is not its own', async () => {
  const first = await run('markAndIndex', {}, { note: 'mine', symbol: 'ETHUSDT' });
  const second = await run('takerFlow', {}, first.json);
  expect(second.json).toMatchObject({ note: 'mine', symbol: 'ETHUSDT' });
  expect(Object.keys(second.marketData).sort()).toEqual(['markAndIndex', 'takerFlow', 'version']);
});

it('tells the book of either market with its spread and depth', async () => {
  for (const market of ['spot', 'usdm']) {
    const { marketData } = await run('orderBook', { market, levels: 100 });
    const book = marketData.orderBook;
    expect(book?.bids).toHaveLength(100);
    expect(Number(book?.bestAsk)).toBeGreaterThan(Number(book?.bestBid));
    expect(book?.spreadPct).toBeGreaterThan(0);
    const depth = book?.bids.reduce(
      (sum, one) => sum + Number(one.price) * Number(one.quantity),
      0,
    );
    expect(book?.bidDepthQuote).toBeCloseTo(depth ?? 0, 6);
  }
});

it('sums up what was traded last, with the trades where they are wanted', async () => {
  const options = { includeTrades: true };
  const { marketData } = await run('recentTrades', { market: 'usdm', tradeCount: 50, options });
  const trades = marketData.recentTrades;
  expect(trades?.rows).toHaveLength(50);
  const bought = trades?.rows?.filter(({ takerSide }) => takerSide === 'BUY') ?? [];
  const sum = bought.reduce((total, { quantity }) => total + Number(quantity), 0);
  expect(Number(trades?.takerBuyBase)).toBeCloseTo(sum, 6);
  expect(trades?.last).toEqual(trades?.rows?.at(-1));
});

it('tells interval, cap and history of funding, and reads the history once', async () => {
  const options = { includeHistory: true };
  const { marketData } = await run('funding', { historyDays: 3, options });
  const { funding } = marketData;
  expect(funding).toMatchObject({ terms: 'listed', intervalHours: 8, capFraction: '0.003' });
  expect(funding?.settled.rows).toHaveLength(funding?.settled.count ?? -1);
  expect(funding?.settled.count).toBeGreaterThanOrEqual(8);
  const sum = funding?.settled.rows?.reduce((total, one) => total + Number(one.rateFraction), 0);
  expect(funding?.settled.sumFraction).toBeCloseTo(sum ?? NaN, 12);
});

it('marks the statistics that the paper exchange makes of its own candles', async () => {
  const { marketData } = await run('longShortRatios', { period: '1h', periodCount: 12 });
  for (const group of ['globalAccounts', 'topAccounts', 'topPositions'] as const) {
    const series = marketData.longShort?.[group];
    expect(series).toMatchObject({ status: 'available', origin: 'paperExchange', period: '1h' });
    if (series?.status !== 'available') continue;
    expect(series.rows).toHaveLength(12);
    expect(series.latest).toEqual(series.rows.at(-1));
  }
});

it('tells what the account pays, and its margin table', async () => {
  const { marketData } = await run('fees');
  expect(marketData.fees?.spot).toEqual({
    makerFraction: '0.001',
    takerFraction: '0.001',
    discountFactor: null,
    discountAsset: null,
  });
  expect(marketData.fees?.usdm).toEqual({ makerFraction: '0.0002', takerFraction: '0.0005' });
  const brackets = (await run('leverageBrackets')).marketData.leverageBrackets?.brackets ?? [];
  expect(brackets[0]).toMatchObject({ floorQuote: '0', rateFraction: '0.004' });
});

it('names the symbol that neither market lists', async () => {
  const node = {
    name: 'Data',
    type: `${PACKAGE}.binanceMarketData`,
    parameters: { operation: 'orderBook', symbol: 'NOSUCHUSDT' },
  };
  const outcome = await harness.run(chain('unknown', node), 'Data');
  expect(outcome.status).toBe('error');
  expect(outcome.problem.description).toMatch(/symbol/);
});
