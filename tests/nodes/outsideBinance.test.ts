import http from 'node:http';
import https from 'node:https';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { z } from 'zod';
import { itemSchema } from '../../lib/model/item';
import { answers, startStubServer, type StubServer } from '../unit/exchange/stubServer';
import {
  BYBIT_HISTORY,
  BYBIT_NOW,
  bybitHistory,
  bybitNow,
  CHAIN,
  DVOL,
  dvolPage,
  HOUR,
  OKX_NOW,
  optionPage,
  optionRow,
} from '../unit/exchange/foreign/world';
import { chain, Harness, type Outcome } from '../workflows/harness/Harness';
import { PACKAGE } from '../workflows/harness/nodeTypes';

/** The operations of Binance Market Data whose data come from elsewhere, in n8n's own engine. */

const TYPE = `${PACKAGE}.binanceMarketData`;
const ASKING = ['dvol', 'optionSummary', 'venueFunding'];

let harness: Harness;
let stub: StubServer;
const wanted: string[] = [];
beforeEach(async () => {
  harness = await Harness.start();
  stub = await startStubServer();
  wanted.length = 0;
  // The hosts of other venues are fixed: what goes there by https arrives at a server of this test.
  jest.spyOn(https, 'request').mockImplementation((...given: unknown[]) => {
    const url = given[0] instanceof URL ? given[0] : new URL('https://unknown.invalid');
    wanted.push(url.origin);
    return http.request(`${stub.url}${url.pathname}${url.search}`);
  });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await stub.close();
  await harness.stop();
});

async function run(
  operations: readonly INodeParameters[],
  items: IDataObject[] = [{}],
): Promise<Outcome> {
  const nodes = operations.map((parameters, index) => ({
    name: `Node ${index}`,
    type: TYPE,
    parameters,
  }));
  const outcome = await harness.run(chain('outside', ...nodes), 'Node 0', { items });
  return outcome;
}

function last(outcome: Outcome, count: number) {
  return itemSchema.parse(outcome.item(`Node ${count - 1}`)).marketData;
}

/** The paper exchange's time, which the answers of the other venues have to be of. */
async function exchangeNow(): Promise<number> {
  const response = await fetch(`${harness.simulator.url}/api/v3/time`);
  return z.object({ serverTime: z.number() }).parse(await response.json()).serverTime;
}

it('asks nobody by default, goes on, and says why there is nothing', async () => {
  const outcome = await run(ASKING.map((operation) => ({ operation })));
  expect(outcome.status).toBe('success');
  const data = last(outcome, ASKING.length);
  for (const part of [data?.dvol, data?.options, data?.venueFunding]) {
    expect(part).toMatchObject({
      status: 'unavailable',
      reason: expect.stringContaining('Allow Foreign Sources'),
    });
  }
  expect(wanted).toEqual([]);
});

it('asks when it is allowed, and puts every part on one item', async () => {
  const now = await exchangeNow();
  const hour = Math.floor(now / HOUR) * HOUR;
  stub.on(DVOL, answers(200, dvolPage([[hour - HOUR, 45]])));
  const rows = ['BTC-25DEC26-90000-C', 'BTC-25DEC26-90000-P'].map((name) =>
    optionRow(name, { creation_timestamp: now }),
  );
  stub.on(CHAIN, answers(200, optionPage(...rows)));
  stub.on(OKX_NOW, answers(200, { code: '51001', data: [], msg: 'No such instrument' }));
  const next = { nextFundingTime: String(hour + 2 * HOUR) };
  stub.on(BYBIT_NOW, answers(200, { ...bybitNow(next), time: now }));
  stub.on(BYBIT_HISTORY, answers(200, bybitHistory(['0.0001'])));
  const series = [{ name: 'fearAndGreed', at: hour, value: 45, unit: 'index' }];
  const operations = [
    ...ASKING.map((operation) => ({ operation, allowForeignSources: true })),
    { operation: 'outsideSeries', series: '={{ $json.brought }}' },
  ];
  const outcome = await run(operations, [{ symbol: 'BTCUSDT', brought: series, mine: 1 }]);
  expect(outcome.problem.message).toBe('');
  expect(outcome.item('Node 3')).toMatchObject({ mine: 1 });
  const data = last(outcome, 4);
  expect(data?.dvol).toMatchObject({
    status: 'ok',
    points: [{ at: hour, closePct: 45 }],
    source: 'deribit',
  });
  expect(data?.options).toMatchObject({ status: 'ok', quoteCount: 2 });
  expect(data?.options).not.toHaveProperty('quotes');
  expect(data?.venueFunding).toMatchObject({
    status: 'ok',
    source: 'bybit',
    isFallback: true,
    reason: expect.stringContaining('OKX refused: No such instrument (51001)'),
  });
  expect(data?.outsideSeries).toMatchObject({
    fearAndGreed: { status: 'ok', value: 45 },
    mvrv: { status: 'unavailable' },
  });
  expect(new Set(wanted)).toEqual(
    new Set(['https://www.deribit.com', 'https://www.okx.com', 'https://api.bybit.com']),
  );
});

it('goes on without a network, and asks a dead host once for all items and nodes', async () => {
  await stub.close();
  const operations = [
    { operation: 'dvol', allowForeignSources: true },
    { operation: 'optionSummary', allowForeignSources: true },
  ];
  const outcome = await run(operations, [{ symbol: 'BTCUSDT' }, { symbol: 'ETHUSDT' }]);
  expect(outcome.status).toBe('success');
  expect(outcome.items('Node 1')).toHaveLength(2);
  const data = last(outcome, 2);
  expect(data?.dvol).toMatchObject({
    status: 'unavailable',
    reason: expect.stringContaining('Deribit did not answer: no connection (ECONNREFUSED)'),
  });
  expect(data?.options).toMatchObject({
    status: 'unavailable',
    reason: expect.stringContaining('left alone until'),
  });
  // The first question with its repeat; the hold is the machine's, so nobody asks again.
  expect(wanted).toHaveLength(2);
  stub = await startStubServer();
});

it.each([
  [{ operation: 'venueFunding', venues: 'ftx' }, 'FTX no longer exists', 'okxThenBybit'],
  [{ operation: 'venueFunding', venues: '={{ "FTX" }}' }, 'FTX no longer exists', 'bybit'],
  [{ operation: 'venueFunding', venues: 'kraken' }, 'venues', 'okx'],
  [{ operation: 'venueFunding', settlementCount: 43 }, 'History (Settlements)', '0 to 42'],
  [{ operation: 'dvol', currency: 'SOL' }, 'currency', 'BTC'],
  [{ operation: 'dvol', dvolResolution: '5m' }, 'dvolResolution', '1h'],
  [{ operation: 'dvol', allowForeignSources: 'yes' }, 'allowForeignSources', 'true or false'],
  [{ operation: 'outsideSeries', series: '{' }, 'Series (JSON)', '[]'],
  [{ operation: 'outsideSeries', series: '[{"name":"mood"}]' }, 'entry 0', 'fearAndGreed'],
])('refuses %j by name', async (parameters, message, wayOut) => {
  const outcome = await run([{ allowForeignSources: true, ...parameters }]);
  expect(outcome.status).toBe('error');
  expect(outcome.problem.message).toContain(message);
  expect(outcome.problem.description).toContain(wayOut);
  expect(wanted).toEqual([]);
});

it('takes an expression that finds no series for none', async () => {
  const outcome = await run([{ operation: 'outsideSeries', series: '={{ $json.nothing }}' }]);
  expect(last(outcome, 1)?.outsideSeries?.fearAndGreed).toMatchObject({ status: 'unavailable' });
});
