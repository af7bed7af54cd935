import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BinanceExchange,
  type BinanceExchangeOptions,
  createBinanceExchange,
  MemoryBudgets,
} from '../../lib/exchange/binance';
import { setArmed } from '../../lib/operations/switches';
import { openSession } from '../../lib/session/openSession';
import { probeCredential } from '../../lib/session/probeCredential';
import { parseCredential } from '../../lib/session/settings';
import { InProcessExchange, PAPER_KEY, PAPER_SECRET } from '../support/inProcessExchange';
import { runCycle } from '../support/loop';
import { spotLimit, usdmMarket } from '../unit/exchange/samples';

/** The fixed hosts of both environments, each answered by a paper exchange of its own. */

type Venue = 'testnet' | 'mainnet';
/** The adapter as a function, which is one of the forms that it may have. */
type HttpAdapter = Extract<
  NonNullable<BinanceExchangeOptions['adapter']>,
  (config: never) => unknown
>;
interface Asked {
  origin: string;
  path: string;
  clientOrderId: string | null;
}

/** What each host serves (reference A1); the demo has no wallet routes and no statistics. */
const SERVES: Readonly<Record<string, { of: Venue; paths: RegExp }>> = {
  'https://demo-api.binance.com': { of: 'testnet', paths: /^\/api\// },
  'https://demo-fapi.binance.com': { of: 'testnet', paths: /^\/fapi\// },
  'https://api.binance.com': { of: 'mainnet', paths: /^\/(api|sapi)\// },
  'https://fapi.binance.com': { of: 'mainnet', paths: /^\/(fapi|futures)\// },
};
const UIDS: Readonly<Record<Venue, number>> = { testnet: 7, mainnet: 8 };
const hostsOf = (venue: Venue): string[] =>
  Object.keys(SERVES)
    .filter((origin) => SERVES[origin]?.of === venue)
    .sort();

let folder: string;
let exchanges: Record<Venue, InProcessExchange>;
let asked: Asked[];
/** What was asked of a host that does not serve it, or of one that nobody may ask. */
let strays: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deltagrid-environments-'));
  const paper = (venue: Venue) =>
    new InProcessExchange(
      join(folder, `${venue}.sqlite`),
      Date.now,
      () => Promise.resolve(),
      0,
      UIDS[venue],
    );
  exchanges = { testnet: paper('testnet'), mainnet: paper('mainnet') };
  asked = [];
  strays = [];
});
afterEach(() => {
  expect(strays).toEqual([]);
  exchanges.testnet.close();
  exchanges.mainnet.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Takes the place of the sockets: notes every address, and refuses what no host serves. */
const adapter: HttpAdapter = (config) => {
  const url = new URL(config.url ?? '');
  const id = url.searchParams.get('newClientOrderId') ?? url.searchParams.get('clientAlgoId');
  asked.push({ origin: url.origin, path: url.pathname, clientOrderId: id });
  const host = SERVES[url.origin];
  if (!host?.paths.test(url.pathname)) {
    strays.push(`${url.origin}${url.pathname}`);
    throw new Error(`${url.origin} does not serve ${url.pathname}`);
  }
  const { adapter: paper } = exchanges[host.of];
  if (typeof paper !== 'function') throw new Error('The paper exchange has no adapter.');
  return paper(config);
};

/** Every origin that was asked. */
function origins(): string[] {
  return [...new Set(asked.map(({ origin }) => origin))].sort();
}

/** Everything that the gateway can ask, by its methods: none is left out. */
function everything(exchange: BinanceExchange): Readonly<Record<string, () => unknown>> {
  const conditional = {
    ...usdmMarket,
    reduceOnly: true,
    instruction: { type: 'STOP_MARKET', triggerPrice: '50000' } as const,
  };
  const statistics = { symbol: 'BTCUSDT', period: '1h', count: 3 } as const;
  const isOurs = () => true;
  return {
    exchangeNow: () => exchange.exchangeNow(),
    exchangeClock: () => exchange.exchangeClock(),
    usage: () => exchange.usage(),
    serverTime: () => exchange.serverTime(),
    instruments: async () => {
      await exchange.instruments('spot', ['BTCUSDT']);
      await exchange.instruments('usdm', ['BTCUSDT']);
    },
    candles: async () => {
      const range = { symbol: 'BTCUSDT', interval: '1h', from: 0, to: 1 } as const;
      await exchange.candles({ market: 'spot', ...range });
      await exchange.candles({ market: 'usdm', ...range });
      await exchange.candles({ market: 'mark', ...range });
    },
    book: async () => {
      await exchange.book('spot', 'BTCUSDT', 20);
      await exchange.book('usdm', 'BTCUSDT', 20);
    },
    mark: () => exchange.mark('BTCUSDT'),
    fundingRates: () => exchange.fundingRates('BTCUSDT', 0, 1),
    recentTrades: async () => {
      await exchange.recentTrades('spot', 'BTCUSDT', 5);
      await exchange.recentTrades('usdm', 'BTCUSDT', 5);
    },
    dayStatistics: async () => {
      await exchange.dayStatistics('spot', 'BTCUSDT');
      await exchange.dayStatistics('usdm', 'BTCUSDT');
    },
    fundingTerms: () => exchange.fundingTerms(),
    openInterest: () => exchange.openInterest('BTCUSDT'),
    openInterestHistory: () => exchange.openInterestHistory(statistics),
    longShortRatios: () => exchange.longShortRatios('topPositions', statistics),
    takerFlow: () => exchange.takerFlow(statistics),
    spotFees: () => exchange.spotFees('BTCUSDT'),
    futuresFees: () => exchange.futuresFees('BTCUSDT'),
    spotAccount: () => exchange.spotAccount(),
    futuresAccount: () => exchange.futuresAccount(),
    marginAccount: () => exchange.marginAccount('USDT'),
    leverageBrackets: () => exchange.leverageBrackets('BTCUSDT'),
    prepareContract: () => exchange.prepareContract('BTCUSDT', 2),
    addPositionMargin: () => exchange.addPositionMargin('BTCUSDT', 'LONG', '1'),
    keyPermissions: () => exchange.keyPermissions(),
    submit: async () => {
      await exchange.submit(spotLimit);
      await exchange.submit(usdmMarket);
      await exchange.submit({ ...conditional, clientOrderId: 'dg-main-3-1' });
    },
    submitBatch: () =>
      exchange.submitBatch([
        { ...usdmMarket, clientOrderId: 'dg-main-4-1' },
        { ...usdmMarket, clientOrderId: 'dg-main-5-1' },
      ]),
    replaceOrder: () =>
      exchange.replaceOrder('spot', 'BTCUSDT', 'dg-main-1-1', {
        ...spotLimit,
        clientOrderId: 'dg-main-1-2',
      }),
    amendOrder: async () => {
      await exchange.amendOrder('spot', 'BTCUSDT', 'x', 'BUY', { quantity: '0.001', price: '1' });
      await exchange.amendOrder('usdm', 'BTCUSDT', 'x', 'BUY', { quantity: '0.001', price: '1' });
    },
    cancel: async () => {
      await exchange.cancel('spot', 'BTCUSDT', 'x');
      await exchange.cancel('usdm', 'BTCUSDT', 'x');
      await exchange.cancel('usdm', 'BTCUSDT', 'x', 'conditional');
    },
    findOrder: async () => {
      await exchange.findOrder('spot', 'BTCUSDT', 'x');
      await exchange.findOrder('usdm', 'BTCUSDT', 'x');
      await exchange.findOrder('usdm', 'BTCUSDT', 'x', 'conditional');
    },
    findOrderById: async () => {
      await exchange.findOrderById('spot', 'BTCUSDT', '1');
      await exchange.findOrderById('usdm', 'BTCUSDT', '1');
    },
    openOrders: async () => {
      await exchange.openOrders('spot', 'BTCUSDT');
      await exchange.openOrders('usdm', 'BTCUSDT');
    },
    openConditionalOrders: () => exchange.openConditionalOrders('BTCUSDT'),
    fills: async () => {
      await exchange.fills('spot', 'BTCUSDT', null);
      await exchange.fills('usdm', 'BTCUSDT', null);
    },
    fillsOfOrder: async () => {
      await exchange.fillsOfOrder('spot', 'BTCUSDT', '1');
      await exchange.fillsOfOrder('usdm', 'BTCUSDT', '1');
    },
    fundingPayments: () => exchange.fundingPayments('BTCUSDT', 0),
    transfers: () => exchange.transfers(0),
    cancelAllOrders: async () => {
      await exchange.cancelAllOrders('spot', 'BTCUSDT', isOurs);
      await exchange.cancelAllOrders('usdm', 'BTCUSDT', isOurs);
    },
    setCountdown: () => exchange.setCountdown('BTCUSDT', 60_000, isOurs),
  };
}

describe.each(['testnet', 'mainnet'] as const)('%s', (environment) => {
  const other = environment === 'testnet' ? 'mainnet' : 'testnet';

  it('asks its own two hosts, whatever is asked, each for its market', async () => {
    const exchange = createBinanceExchange({
      environment,
      apiKey: PAPER_KEY,
      apiSecret: PAPER_SECRET,
      hostNow: Date.now,
      adapter,
      sleep,
      allowAccountWideCancels: true,
      machineBudgets: new MemoryBudgets(),
    });
    const calls = everything(exchange);
    expect(Object.keys(calls).sort()).toEqual(Object.keys(exchange).sort());
    const unasked: string[] = [];
    for (const [name, call] of Object.entries(calls)) {
      const before = asked.length;
      // Its outcome does not matter, where it went does.
      await Promise.resolve(call()).catch(() => undefined);
      if (asked.length === before) unasked.push(name);
    }
    // The clock and the income are remembered; the demo cannot say what a key may do, and has no
    // statistics.
    const remembered = ['exchangeClock', 'usage', 'transfers'];
    const lacksOnTestnet = [
      'keyPermissions',
      'openInterestHistory',
      'longShortRatios',
      'takerFlow',
    ];
    const lacking = environment === 'testnet' ? lacksOnTestnet : [];
    expect(unasked.sort()).toEqual([...remembered, ...lacking].sort());
    expect(origins()).toEqual(hostsOf(environment));
    expect(asked.length).toBeGreaterThan(40);
  });

  it('asks its own two hosts in a cycle, and leaves only its own journal', async () => {
    const session = await openSession(credentialOf(environment), deps());
    try {
      if (environment === 'mainnet') {
        await runCycle(session);
        expect(orders()).toEqual([]);
        setArmed(session, { instance: '', workflow: 'loop' }, true);
      }
      await runCycle(session);
      expect(orders().length).toBeGreaterThan(5);
      expect(origins()).toEqual(hostsOf(environment));
      expect(session.environment).toBe(environment);
    } finally {
      session.close();
    }
    const files = readdirSync(join(folder, 'deltagrid')).filter((name) => name.endsWith('.sqlite'));
    expect(files.sort()).toEqual(['machine.sqlite', `${environment}-both.sqlite`].sort());
  });

  it('does not look at the address of a simulator that the credential still holds', async () => {
    const left = {
      ...credentialOf(environment),
      simulatorUrl: hostsOf(other)[0],
    };
    const { account, verdict } = await probeCredential(parseCredential(left), deps());
    expect(account).toBe(String(UIDS[environment]));
    expect(verdict.denials).toEqual([]);
    expect(origins()).toEqual(hostsOf(environment));
  });
});

it('tells of a key that may withdraw on Mainnet before the first order, unless that is allowed', async () => {
  const withWithdrawals: HttpAdapter = async (config) => {
    const answer = await adapter(config);
    if (!String(config.url).includes('apiRestrictions')) return answer;
    const data = String(answer.data).replace(
      '"enableWithdrawals":false',
      '"enableWithdrawals":true',
    );
    return { ...answer, data };
  };
  const probe = (change: object) =>
    probeCredential(parseCredential({ ...credentialOf('mainnet'), ...change }), {
      ...deps(),
      seams: { adapter: withWithdrawals },
    });
  expect((await probe({})).verdict.denials).toMatchObject([{ code: 'KEY_MAY_WITHDRAW' }]);
  const { verdict } = await probe({ allowWithdrawals: true });
  expect(verdict).toMatchObject({ denials: [], warnings: [expect.stringContaining('withdraw')] });
});

it('keeps both environments apart in one n8n, though the key has the same name', async () => {
  const testnet = await openSession(credentialOf('testnet'), deps());
  const mainnet = await openSession(credentialOf('mainnet'), deps());
  try {
    expect([testnet.account, mainnet.account]).toEqual(['7', '8']);
    await runCycle(testnet);
    const tested = orders();
    asked = [];
    setArmed(testnet, { instance: '', workflow: 'loop' }, true);
    await runCycle(mainnet);
    // What was armed there does not hold here.
    expect(orders()).toEqual([]);
    setArmed(mainnet, { instance: '', workflow: 'loop' }, true);
    await runCycle(mainnet);
    const tags = (ids: readonly string[]) => [...new Set(ids.map((id) => id.split('-')[0]))];
    expect(tags(tested)).toEqual([`dg${testnet.journal.tag()}`]);
    expect(tags(orders())).toEqual([`dg${mainnet.journal.tag()}`]);
    expect(testnet.journal.tag()).not.toBe(mainnet.journal.tag());
    expect(origins()).toEqual(hostsOf('mainnet'));
  } finally {
    testnet.close();
    mainnet.close();
  }
});

/** The client order ids that were sent. */
function orders(): string[] {
  return asked.flatMap(({ clientOrderId }) => (clientOrderId === null ? [] : [clientOrderId]));
}

function credentialOf(environment: Venue) {
  return parseCredential({
    environment,
    apiKey: PAPER_KEY,
    apiSecret: PAPER_SECRET,
    simulatorUrl: '',
    journalName: 'both',
  });
}

const deps = () => ({ n8nFolder: folder, hostNow: Date.now, seams: { adapter } });
