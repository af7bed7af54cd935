import { createServer, type Server } from 'node:http';
import { ExecuteContext } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';
import { chain, Harness } from '../workflows/harness/Harness';
import { PACKAGE } from '../workflows/harness/nodeTypes';

const HEAD = { symbol: 'BTCUSDT', at: 1, environment: 'simulator' };

/** Counts whatever asks it: nothing may, where an item or parameter is refused. */
class Watcher {
  requests = 0;
  private readonly server: Server = createServer((_request, response) => {
    this.requests += 1;
    response.writeHead(500).end();
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}

describe('what is refused before the first request', () => {
  let harness: Harness;
  let url: string;
  const watcher = new Watcher();
  beforeAll(async () => {
    harness = await Harness.start();
    url = await watcher.start();
  });
  afterAll(async () => {
    await watcher.stop();
    await harness.stop();
  });
  afterEach(() => {
    expect(watcher.requests).toBe(0);
  });

  async function refused(
    type: string,
    items: IDataObject[],
    parameters: Record<string, string | number> = {},
    credential: IDataObject = {},
  ): Promise<{ message: string; description: string }> {
    const binanceApi = { environment: 'simulator', simulatorUrl: url, ...credential };
    const workflow = chain('refusals', { name: 'Node', type: `${PACKAGE}.${type}`, parameters });
    const outcome = await harness.run(workflow, 'Node', {
      items,
      credentials: { binanceApi: JSON.parse(JSON.stringify(binanceApi)) },
    });
    expect(outcome.status).toBe('error');
    return outcome.problem;
  }

  it.each(['placeOrder', 'riskCheck', 'gridPlanner', 'regimeClassifier', 'fundingReport'])(
    '%s refuses an empty item, even behind a good one',
    async (type) => {
      const { message, description } = await refused(type, [HEAD, {}]);
      expect(message).toContain('Item 1 is empty');
      expect(description).toContain('Always Output Data');
    },
  );

  it.each<[string, IDataObject, string]>([
    ['a symbol that is none', { ...HEAD, symbol: 'btc usdt' }, 'Item 0, field symbol'],
    ['no time', { symbol: 'BTCUSDT', environment: 'simulator' }, 'Item 0, field at'],
    ['plans that are none', { ...HEAD, plans: [{}] }, 'Item 0, field plans[0].version'],
    ['another environment', { ...HEAD, environment: 'mainnet' }, 'was made on mainnet'],
  ])('Place Order names item and field of %s', async (_what, item, expected) => {
    const { message, description } = await refused('placeOrder', [item]);
    expect(message).toContain(expected);
    expect(description).not.toBe('');
  });

  it.each<[string, Record<string, string | number>, string]>([
    ['gridPlanner', { spacingMode: 'fixed', spacingPct: 0 }, 'Spacing (%)'],
    ['gridPlanner', { rangeMode: 'given' }, 'Lower Price'],
    ['gridPlanner', { spacingMode: 'range' }, 'Range'],
    ['gridPlanner', { minimumSpacingAtr: 5 }, 'Least Spacing (ATR)'],
    ['gridPlanner', { hedge: 'maybe' }, 'hedge'],
    ['gridPlanner', { levelsPerSide: 2.5 }, 'Levels per Side (Count)'],
    ['gridPlanner', { strategy: 'My Grid' }, 'Strategy'],
    ['regimeClassifier', { fastEmaPeriod: 60 }, 'fast EMA'],
    ['regimeClassifier', { furtherIntervals: '3h' }, 'Further Intervals'],
    ['regimeClassifier', { minimumConfidence: 2 }, 'Clear From Confidence'],
    ['riskCheck', { maximumLeverage: 7 }, 'Largest Leverage (Times)'],
    ['placeOrder', { leverage: 7 }, 'Leverage (Times)'],
    ['placeOrder', { operation: 'flatten', symbol: '' }, 'Symbol'],
    ['riskCheck', { operation: 'setKillSwitch', reason: ' ' }, 'Reason'],
    ['reconcile', { operation: 'releaseLost', confirmation: 'yes' }, 'Confirmation'],
    ['reconcile', { operation: 'reconcileAccount', foreignFills: 'adopt' }, 'foreignFills'],
  ])('%s refuses %j by name', async (type, parameters, expected) => {
    const items = [parameters['operation'] === undefined ? HEAD : {}];
    const { message } = await refused(type, items, parameters);
    expect(message).toContain(expected);
  });

  it.each([
    ['testnet', { apiKey: 'a-key' }, 'Testnet', '"apiSecret" (API Secret)', 'demo.binance.com'],
    ['mainnet', { apiSecret: 'do-not-tell' }, 'Mainnet', '"apiKey" (API Key)', 'binance.com'],
    ['mainnet', {}, 'Mainnet', '"apiKey" (API Key) and "apiSecret" (API Secret)', 'binance.com'],
  ])('asks for the keys of %s', async (environment, keys, name, fields, where) => {
    const credential = { environment, ...keys };
    for (const node of ['reconcile', 'binanceMarketData', 'placeOrder']) {
      const { message, description } = await refused(node, [{}], {}, credential);
      expect(message).toContain(`The environment ${name} needs`);
      expect(message).toContain(fields);
      expect(message).not.toContain('do-not-tell');
      expect(description).toContain(where);
    }
  });

  it('names the field of a credential that cannot be used, and no value', async () => {
    const credential = { journalName: '../elsewhere', apiSecret: 'do-not-tell' };
    const { message } = await refused('reconcile', [{}], {}, credential);
    expect(message).toContain('journalName');
    expect(message).not.toContain('do-not-tell');
    expect(message).not.toContain('elsewhere');
  });

  it.each(['placeOrder', 'riskCheck', 'reconcile'])(
    '%s refuses to be run by an AI agent',
    async (type) => {
      const spy = jest.spyOn(ExecuteContext.prototype, 'isToolExecution').mockReturnValue(true);
      const { message, description } = await refused(type, [HEAD]);
      spy.mockRestore();
      expect(message).toContain('cannot be run by an AI agent');
      expect(description).toContain('Binance Market Data');
    },
  );
});
