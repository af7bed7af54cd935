import { decimal } from '../../lib/simulator/engine/decimal';
import { checkSpot } from '../../lib/simulator/engine/filters-spot';
import { MarketView } from '../../lib/simulator/engine/market-view';
import { placeSpot } from '../../lib/simulator/engine/spot';
import type { SpotRequest } from '../../lib/simulator/engine/spot';
import type { SpotExchangeRules, SpotRules, SpotStatus } from '../../lib/simulator/engine/symbols';
import { spotRules } from '../../lib/simulator/engine/symbols';
import { exchangeFilterRows, filterRows } from '../../lib/simulator/server/routes/spot-symbols';
import { limitOrder, spotAccount, START_AT, writtenFeed } from './spot-support';

/** Filters that BTCUSDT does not have today, with rows written for them (reference C1). The market stands at 1000. */

const BTC = spotRules('BTCUSDT')!;
const feed = writtenFeed([[100_000, 100_100, 99_900, 100_000, 600_000]]);
const view = new MarketView(feed, START_AT);

interface Case {
  about: string;
  rules?: Partial<SpotRules>;
  exchange?: SpotExchangeRules;
  open?: readonly SpotRequest[];
  ask: SpotRequest;
  /** The message, or undefined when it passes. */
  fails?: string;
}

const market = (side: 'BUY' | 'SELL', qty: string): SpotRequest => ({
  ...limitOrder(side, '1', qty),
  type: 'MARKET',
  price: 0n,
});
const percent = { multiplierUp: decimal('1.1'), multiplierDown: decimal('0.8'), avgPriceMins: 5 };
const legacy = { minNotional: decimal('20'), applyToMarket: true, avgPriceMins: 5 };
const asymmetric = {
  bidMultiplierUp: decimal('1.1'),
  bidMultiplierDown: decimal('0.8'),
  askMultiplierUp: decimal('1.2'),
  askMultiplierDown: decimal('0.9'),
};
const iceberg = (): SpotRequest => limitOrder('BUY', '900', '1', { icebergQty: decimal('0.1') });
const stopOrder = (): SpotRequest =>
  limitOrder('SELL', '1', '1', { type: 'STOP_LOSS', price: 0n, stopPrice: decimal('900') });

const CASES: readonly Case[] = [
  {
    about: 'PERCENT_PRICE above',
    rules: { percentPrice: percent },
    ask: limitOrder('BUY', '1100.01', '1'),
    fails: 'PERCENT_PRICE',
  },
  {
    about: 'PERCENT_PRICE at its top',
    rules: { percentPrice: percent },
    ask: limitOrder('BUY', '1100', '1'),
  },
  {
    about: 'PERCENT_PRICE below',
    rules: { percentPrice: percent },
    ask: limitOrder('SELL', '799.99', '1'),
    fails: 'PERCENT_PRICE',
  },
  {
    about: 'PERCENT_PRICE at its bottom',
    rules: { percentPrice: percent },
    ask: limitOrder('SELL', '800', '1'),
  },
  {
    about: 'PERCENT_PRICE by the last price',
    rules: { percentPrice: { ...percent, avgPriceMins: 0 } },
    ask: limitOrder('BUY', '1100.01', '1'),
    fails: 'PERCENT_PRICE',
  },
  {
    about: 'a buy is held to the bid pair, above',
    rules: asymmetric,
    ask: limitOrder('BUY', '1150', '1'),
    fails: 'PERCENT_PRICE_BY_SIDE',
  },
  {
    about: 'a sale is held to the ask pair, above',
    rules: asymmetric,
    ask: limitOrder('SELL', '1150', '1'),
  },
  {
    about: 'a buy is held to the bid pair, below',
    rules: asymmetric,
    ask: limitOrder('BUY', '850', '1'),
  },
  {
    about: 'a sale is held to the ask pair, below',
    rules: asymmetric,
    ask: limitOrder('SELL', '850', '1'),
    fails: 'PERCENT_PRICE_BY_SIDE',
  },
  {
    about: 'MIN_NOTIONAL of a LIMIT',
    rules: { legacyMinNotional: legacy },
    ask: limitOrder('BUY', '900', '0.02'),
    fails: 'MIN_NOTIONAL',
  },
  {
    about: 'MIN_NOTIONAL of a MARKET',
    rules: { legacyMinNotional: legacy },
    ask: market('BUY', '0.015'),
    fails: 'MIN_NOTIONAL',
  },
  {
    about: 'MIN_NOTIONAL that leaves a MARKET alone',
    rules: { legacyMinNotional: { ...legacy, applyToMarket: false } },
    ask: market('BUY', '0.015'),
  },
  {
    about: 'NOTIONAL that leaves a MARKET alone',
    rules: { applyMinToMarket: false },
    ask: market('BUY', '0.001'),
  },
  { about: 'NOTIONAL for a MARKET', ask: market('BUY', '0.001'), fails: 'NOTIONAL' },
  {
    about: 'the most of NOTIONAL for a MARKET',
    rules: { applyMaxToMarket: true, maxNotional: decimal('500') },
    ask: market('BUY', '0.6'),
    fails: 'NOTIONAL',
  },
  {
    about: 'the most of NOTIONAL not for a MARKET',
    rules: { maxNotional: decimal('500') },
    ask: market('BUY', '0.6'),
  },
  {
    about: 'the least of a MARKET lot',
    rules: { marketMinQty: decimal('0.1') },
    ask: market('BUY', '0.05'),
    fails: 'MARKET_LOT_SIZE',
  },
  {
    about: 'the step of a MARKET lot',
    rules: { marketStepSize: decimal('0.1') },
    ask: market('BUY', '0.15'),
    fails: 'MARKET_LOT_SIZE',
  },
  {
    about: 'the MARKET lot is not for a LIMIT',
    rules: { marketStepSize: decimal('0.1') },
    ask: limitOrder('BUY', '900', '0.15'),
  },
  { about: 'a tick of 0 is off', rules: { tickSize: 0n }, ask: limitOrder('BUY', '900.123', '1') },
  {
    about: 'a highest price of 0 is off',
    rules: { maxPrice: 0n },
    ask: limitOrder('BUY', '1900', '1'),
  },
  {
    about: 'MAX_NUM_ICEBERG_ORDERS',
    rules: { maxNumIcebergOrders: 1 },
    open: [iceberg()],
    ask: iceberg(),
    fails: 'MAX_NUM_ICEBERG_ORDERS',
  },
  {
    about: 'MAX_NUM_ICEBERG_ORDERS leaves others alone',
    rules: { maxNumIcebergOrders: 1 },
    open: [iceberg()],
    ask: limitOrder('BUY', '900', '1'),
  },
  {
    about: 'MAX_POSITION exceeded by what is held',
    rules: { maxPosition: decimal('9') },
    ask: limitOrder('BUY', '900', '1'),
    fails: 'MAX_POSITION',
  },
  {
    about: 'MAX_POSITION exceeded by open buys',
    rules: { maxPosition: decimal('11') },
    open: [limitOrder('BUY', '900', '2')],
    ask: limitOrder('BUY', '900', '1'),
    fails: 'MAX_POSITION',
  },
  {
    about: 'MAX_POSITION kept',
    rules: { maxPosition: decimal('12') },
    open: [limitOrder('BUY', '900', '2')],
    ask: limitOrder('BUY', '900', '1'),
  },
  {
    about: 'MAX_POSITION is not for a sale',
    rules: { maxPosition: decimal('1') },
    ask: limitOrder('SELL', '1100', '1'),
  },
  {
    about: 'MAX_NUM_ORDERS',
    rules: { maxNumOrders: 1 },
    open: [limitOrder('BUY', '900', '1')],
    ask: limitOrder('BUY', '900', '1'),
    fails: 'MAX_NUM_ORDERS',
  },
  {
    about: 'MAX_NUM_ORDERS counts waiting ones',
    rules: { maxNumOrders: 1 },
    open: [stopOrder()],
    ask: limitOrder('BUY', '900', '1'),
    fails: 'MAX_NUM_ORDERS',
  },
  {
    about: 'MAX_NUM_ALGO_ORDERS counts waiting ones only',
    rules: { maxNumAlgoOrders: 1 },
    open: [limitOrder('BUY', '900', '1')],
    ask: stopOrder(),
  },
  {
    about: 'EXCHANGE_MAX_NUM_ORDERS',
    exchange: { maxNumOrders: 1 },
    open: [limitOrder('BUY', '900', '1')],
    ask: limitOrder('BUY', '900', '1'),
    fails: 'EXCHANGE_MAX_NUM_ORDERS',
  },
  {
    about: 'EXCHANGE_MAX_NUM_ALGO_ORDERS',
    exchange: { maxNumAlgoOrders: 1 },
    open: [stopOrder()],
    ask: stopOrder(),
    fails: 'EXCHANGE_MAX_NUM_ALGO_ORDERS',
  },
  {
    about: 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS',
    exchange: { maxNumIcebergOrders: 1 },
    open: [iceberg()],
    ask: iceberg(),
    fails: 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS',
  },
  {
    about: 'TRAILING_DELTA above, for a STOP_LOSS buy',
    rules: { trailingDelta: { minAbove: 50, maxAbove: 60, minBelow: 10, maxBelow: 20 } },
    ask: { ...stopOrder(), side: 'BUY', stopPrice: 0n, trailingDelta: 15 },
    fails: 'TRAILING_DELTA',
  },
  {
    about: 'TRAILING_DELTA below, for a STOP_LOSS sale',
    rules: { trailingDelta: { minAbove: 50, maxAbove: 60, minBelow: 10, maxBelow: 20 } },
    ask: { ...stopOrder(), stopPrice: 0n, trailingDelta: 15 },
  },
  {
    about: 'TRAILING_DELTA above, for a TAKE_PROFIT sale',
    rules: { trailingDelta: { minAbove: 50, maxAbove: 60, minBelow: 10, maxBelow: 20 } },
    ask: { ...stopOrder(), type: 'TAKE_PROFIT', stopPrice: 0n, trailingDelta: 15 },
    fails: 'TRAILING_DELTA',
  },
  {
    about: 'TRAILING_DELTA below, for a TAKE_PROFIT buy',
    rules: { trailingDelta: { minAbove: 50, maxAbove: 60, minBelow: 10, maxBelow: 20 } },
    ask: { ...stopOrder(), type: 'TAKE_PROFIT', side: 'BUY', stopPrice: 0n, trailingDelta: 15 },
  },
];

it.each(CASES.map((row) => [row.about, row] as const))('%s', (_about, row) => {
  const state = spotAccount('100000', '10');
  for (const asked of row.open ?? []) placeSpot(state, view, BTC, asked, START_AT);
  const run = (): void => {
    checkSpot(state, view, { ...BTC, ...row.rules }, row.ask, row.exchange);
  };
  if (row.fails === undefined) expect(run).not.toThrow();
  else expect(run).toThrow(new Error(`Filter failure: ${row.fails}`));
});

it.each(['HALT', 'BREAK', 'END_OF_DAY', 'CANCEL_ONLY'] as const)(
  'takes no order while the symbol is in %s',
  (status: SpotStatus) => {
    const state = spotAccount('100000', '10');
    const ask = limitOrder('BUY', '900', '1');
    expect(() => checkSpot(state, view, { ...BTC, status }, ask)).toThrow('Market is closed.');
  },
);

it('writes the rare filters with the keys of the reference', () => {
  const rows = filterRows({
    ...BTC,
    percentPrice: percent,
    legacyMinNotional: legacy,
    maxNumIcebergOrders: 5,
    maxPosition: decimal('10'),
  });
  expect(rows.slice(-4)).toEqual([
    { filterType: 'PERCENT_PRICE', multiplierUp: '1.1', multiplierDown: '0.8', avgPriceMins: 5 },
    {
      filterType: 'MIN_NOTIONAL',
      minNotional: '20.00000000',
      applyToMarket: true,
      avgPriceMins: 5,
    },
    { filterType: 'MAX_NUM_ICEBERG_ORDERS', maxNumIcebergOrders: 5 },
    { filterType: 'MAX_POSITION', maxPosition: '10.00000000' },
  ]);
  expect(exchangeFilterRows({ maxNumOrders: 1000, maxNumAlgoOrders: 200 })).toEqual([
    { filterType: 'EXCHANGE_MAX_NUM_ORDERS', maxNumOrders: 1000 },
    { filterType: 'EXCHANGE_MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 200 },
  ]);
});
