import { usdmMarket, usdmOrder } from './samples';
import { fetchKeyPermissions } from '../../../lib/exchange/binance/permissions';
import { BinanceConnection } from '../../../lib/exchange/binance/connection';
import { checkOptions } from '../../../lib/exchange/binance/options';
import {
  ACCOUNT_CONFIG,
  accountConfig,
  answers,
  API_KEY,
  API_SECRET,
  gatewayTo,
  type Handler,
  json,
  startStubServer,
  type StubServer,
} from './stubServer';

const ORDER = 'POST /fapi/v1/order';
let stub: StubServer;
beforeEach(async () => {
  stub = await startStubServer();
});
afterEach(() => stub.close());

describe('position mode', () => {
  const resting = { ...usdmOrder, status: 'NEW', executedQty: '0' };
  const hedge = answers(200, { ...accountConfig, dualSidePosition: true });

  it('is read before the first order and then once a minute', async () => {
    let now = 1_767_571_200_000;
    stub.on(ORDER, answers(200, resting));
    const gateway = gatewayTo(stub, { hostNow: () => now });
    await Promise.all([gateway.submit(usdmMarket), gateway.submit(usdmMarket)]);
    now += 59_000;
    await gateway.submit(usdmMarket);
    expect(stub.seenOn(ACCOUNT_CONFIG)).toHaveLength(1);
    now += 2_000;
    await gateway.submit(usdmMarket);
    expect(stub.seenOn(ACCOUNT_CONFIG)).toHaveLength(2);
  });

  it('is never guessed: without it no USD-M order leaves', async () => {
    stub.on(ACCOUNT_CONFIG, answers(400, { code: -1102, msg: 'no' }));
    const gateway = gatewayTo(stub);
    expect(await gateway.submit(usdmMarket)).toMatchObject({ kind: 'notSent' });
    expect(await gateway.submitBatch([usdmMarket])).toMatchObject([{ kind: 'notSent' }]);
    expect(stub.seenOn(ORDER)).toHaveLength(0);
  });

  it('came too late for an order whose outcome others wait for', async () => {
    let now = 1_767_571_200_000;
    stub.on(ACCOUNT_CONFIG, (_request, response) => {
      now += 3_000;
      json(response, 200, accountConfig);
    });
    const gateway = gatewayTo(stub, { hostNow: () => now, requestDeadlineMs: 10_000 });
    expect(await gateway.submit(usdmMarket)).toMatchObject({ kind: 'notSent' });
    expect(stub.seenOn(ORDER)).toHaveLength(0);
  });

  it('is not awaited by a stop behind what is less urgent', async () => {
    const held: (() => void)[] = [];
    stub.on(ACCOUNT_CONFIG, (_request, response, nth) => {
      const answer = () => json(response, 200, accountConfig);
      if (nth === 1) held.push(answer);
      else answer();
    });
    stub.on(ORDER, answers(200, resting));
    const gateway = gatewayTo(stub, { requestDeadlineMs: 2_000 });
    const normal = gateway.submit(usdmMarket);
    const urgent = await gateway.submit({ ...usdmMarket, reduceOnly: true });
    expect(urgent.kind).toBe('accepted');
    expect(stub.seenOn(ORDER)).toHaveLength(1);
    for (const answer of held) answer();
    expect((await normal).kind).toBe('accepted');
  });

  it('is asked for anew after -4061, and the order is not repeated', async () => {
    stub.on(ORDER, answers(400, { code: -4061, msg: "does not match user's setting" }));
    const gateway = gatewayTo(stub);
    const order = { ...usdmMarket, positionSide: 'SHORT' as const };
    expect(await gateway.submit(order)).toMatchObject({ kind: 'rejected', code: -4061 });
    expect(stub.seenOn(ORDER)).toHaveLength(1);
    stub.on(ACCOUNT_CONFIG, hedge);
    stub.on(ORDER, answers(200, resting));
    expect(await gateway.submit(order)).toMatchObject({ kind: 'accepted' });
    expect(stub.seenOn(ORDER).map(({ params }) => params['positionSide'])).toEqual([
      undefined,
      'SHORT',
    ]);
  });

  it.each([
    ['reduces the long one', 'SELL', 'LONG', true],
    ['reduces the short one', 'BUY', 'SHORT', true],
    ['would grow the short one', 'SELL', 'SHORT', false],
    ['would grow the long one', 'BUY', 'LONG', false],
    ['names none', 'SELL', null, false],
  ] as const)('in hedge mode reduceOnly %s', async (_name, side, positionSide, leaves) => {
    stub.on(ACCOUNT_CONFIG, hedge);
    stub.on(ORDER, answers(200, { ...resting, side }));
    const order = { ...usdmMarket, side, positionSide, reduceOnly: true };
    const outcome = await gatewayTo(stub).submit(order);
    expect(outcome.kind).toBe(leaves ? 'accepted' : 'notSent');
    expect(stub.seenOn(ORDER)).toHaveLength(leaves ? 1 : 0);
    for (const { params } of stub.seenOn(ORDER)) expect(params).not.toHaveProperty('reduceOnly');
  });
});

describe('prepareContract', () => {
  const CONFIG = 'GET /fapi/v1/symbolConfig';
  const MARGIN = 'POST /fapi/v1/marginType';
  const LEVERAGE = 'POST /fapi/v1/leverage';

  /** A contract that keeps what it is told. */
  function contract(marginType: string, leverage: number): void {
    const state = { symbol: 'BTCUSDT', marginType, leverage };
    stub.on(CONFIG, (_request, response) => json(response, 200, [state]));
    stub.on(MARGIN, (request, response) => {
      state.marginType = request.params['marginType'] ?? '';
      json(response, 200, { code: 200, msg: 'success' });
    });
    stub.on(LEVERAGE, (request, response) => {
      state.leverage = Number(request.params['leverage']);
      json(response, 200, state);
    });
  }
  const prepare = () => gatewayTo(stub).prepareContract('BTCUSDT', 2);

  it('changes nothing that is right', async () => {
    contract('ISOLATED', 2);
    expect(await prepare()).toBe(2);
    expect(stub.seen.filter(({ route }) => route.startsWith('POST'))).toEqual([]);
  });

  it('sets what is wrong and reads it back', async () => {
    contract('CROSSED', 20);
    expect(await prepare()).toBe(2);
    expect(stub.seenOn(MARGIN)).toHaveLength(1);
    expect(stub.seenOn(LEVERAGE)).toHaveLength(1);
    expect(stub.seenOn(CONFIG)).toHaveLength(2);
  });

  it('takes -4046 for success', async () => {
    contract('ISOLATED', 2);
    stub.on(CONFIG, (_request, response, nth) =>
      json(response, 200, [
        { symbol: 'BTCUSDT', marginType: nth === 1 ? 'CROSSED' : 'ISOLATED', leverage: 2 },
      ]),
    );
    stub.on(MARGIN, answers(400, { code: -4046, msg: 'No need to change margin type.' }));
    expect(await prepare()).toBe(2);
  });

  it('believes what is in force, not what was answered', async () => {
    contract('ISOLATED', 20);
    stub.on(LEVERAGE, answers(200, { symbol: 'BTCUSDT', leverage: 2 }));
    await expect(prepare()).rejects.toMatchObject({ name: 'RejectedError' });
  });

  it.each<[number, string, string]>([
    [-4168, 'ConfigurationError', 'single-asset'],
    [-4047, 'RejectedError', 'cancel the orders'],
    [-4048, 'RejectedError', 'Close the position'],
    [-4167, 'RejectedError', 'Look up the code'],
  ])('%s of the margin type leaves the leverage alone', async (code, name, wayOut) => {
    contract('CROSSED', 20);
    stub.on(MARGIN, answers(400, { code, msg: 'refused' }));
    await expect(prepare()).rejects.toMatchObject({
      name,
      wayOut: expect.stringContaining(wayOut),
    });
    expect(stub.seenOn(LEVERAGE)).toHaveLength(0);
  });

  it('names a contract that the account does not have', async () => {
    stub.on(CONFIG, answers(200, []));
    await expect(prepare()).rejects.toMatchObject({ name: 'ConfigurationError' });
  });
});

describe('keyPermissions', () => {
  const ROUTE = 'GET /sapi/v1/account/apiRestrictions';
  const restrictions = {
    ipRestrict: false,
    enableWithdrawals: true,
    enableFutures: true,
    enableSpotAndMarginTrading: false,
  };

  it('reads each permission', async () => {
    stub.on(ROUTE, answers(200, restrictions));
    expect(await gatewayTo(stub).keyPermissions()).toEqual({
      spotTrading: 'no',
      futuresTrading: 'yes',
      withdrawals: 'yes',
      addressRestriction: 'no',
    });
  });

  it('grants nothing that it could not read', async () => {
    stub.on(ROUTE, answers(200, { ...restrictions, enableWithdrawals: undefined }));
    await expect(gatewayTo(stub).keyPermissions()).rejects.toMatchObject({
      name: 'ConfigurationError',
    });
  });

  it('asks nothing where the environment cannot say', async () => {
    const connection = new BinanceConnection(
      checkOptions({
        environment: 'simulator',
        baseUrl: stub.url,
        apiKey: API_KEY,
        apiSecret: API_SECRET,
        hostNow: () => Date.now(),
      }),
    );
    const permissions = await fetchKeyPermissions(connection, 'testnet');
    expect(new Set(Object.values(permissions))).toEqual(new Set(['unavailable']));
    expect(stub.seen).toHaveLength(0);
  });
});

describe('bookings', () => {
  const ROUTE = 'GET /fapi/v1/income';
  const base = { symbol: 'BTCUSDT', asset: 'USDT', income: '1' };
  const funding = { ...base, incomeType: 'FUNDING_FEE', income: '-0.5', time: 3_000, tranId: 11 };
  const deposit = {
    ...base,
    symbol: '',
    incomeType: 'TRANSFER',
    income: '250',
    time: 2_000,
    tranId: 0,
  };
  const rows = [
    { ...base, incomeType: 'COMMISSION', time: 1_000, tranId: 11 },
    { ...base, incomeType: 'REALIZED_PNL', time: 1_000, tranId: 12 },
    funding,
    funding,
    deposit,
    { ...funding, symbol: 'ETHUSDT', tranId: 13 },
    { ...funding, incomeType: 'SPECIAL_FUNDING_FEE', time: 4_000 },
    { ...deposit, incomeType: 'INTERNAL_TRANSFER', income: '-20', time: 5_000, tranId: 14 },
  ];

  it('serve funding and transfers of one pass with one request, each row once', async () => {
    stub.on(ROUTE, answers(200, rows));
    const gateway = gatewayTo(stub);
    expect(await gateway.fundingPayments('BTCUSDT', 1_000)).toEqual([
      { transactionId: '11', symbol: 'BTCUSDT', amountQuote: '-0.5', asset: 'USDT', paidAt: 3_000 },
      {
        transactionId: 'SPECIAL_FUNDING_FEE-11',
        symbol: 'BTCUSDT',
        amountQuote: '-0.5',
        asset: 'USDT',
        paidAt: 4_000,
      },
    ]);
    expect(await gateway.fundingPayments('ETHUSDT', 2_500)).toMatchObject([
      { transactionId: '13' },
    ]);
    expect(await gateway.transfers(1_500)).toEqual([
      {
        transactionId: '0-2000-USDT-250',
        type: 'TRANSFER',
        amount: '250',
        asset: 'USDT',
        at: 2_000,
      },
      { transactionId: '14', type: 'INTERNAL_TRANSFER', amount: '-20', asset: 'USDT', at: 5_000 },
    ]);
    expect(stub.seenOn(ROUTE)).toHaveLength(1);
    expect(stub.seenOn(ROUTE)[0]?.params).toMatchObject({ startTime: '1000', limit: '1000' });
    expect(stub.seenOn(ROUTE)[0]?.params).not.toHaveProperty('incomeType');
    // Asked again, or for an earlier time, what was read does not serve.
    await gateway.fundingPayments('BTCUSDT', 1_000);
    await gateway.transfers(500);
    expect(stub.seenOn(ROUTE)).toHaveLength(3);
  });

  it('are not kept for long', async () => {
    let now = 1_767_571_200_000;
    stub.on(ROUTE, answers(200, rows));
    const gateway = gatewayTo(stub, { hostNow: () => now });
    await gateway.fundingPayments('BTCUSDT', 1_000);
    now += 10_000;
    await gateway.transfers(1_000);
    expect(stub.seenOn(ROUTE)).toHaveLength(2);
  });

  /** 1,500 rows in two pages; one row is booked meanwhile and moves the second page. */
  const many: Handler = (request, response) => {
    const type = request.params['incomeType'];
    const all = Array.from({ length: 1_500 }, (_none, index) => ({
      ...base,
      incomeType: type ?? (index % 2 === 0 ? 'FUNDING_FEE' : 'TRANSFER'),
      time: 10_000 + index,
      tranId: index + 1,
    }));
    const page = Number(request.params['page'] ?? '1');
    const from = page === 1 ? 0 : 999;
    if (type === 'SPECIAL_FUNDING_FEE') json(response, 200, []);
    else json(response, 200, all.slice(from, from + 1_000));
  };

  it('are asked for by type when they exceed one answer', async () => {
    stub.on(ROUTE, many);
    const payments = await gatewayTo(stub).fundingPayments('BTCUSDT', 1_000);
    expect(payments).toHaveLength(1_000);
    expect(payments.at(0)?.paidAt).toBe(10_000);
    expect(payments.at(-1)?.paidAt).toBe(10_999);
    expect(stub.seenOn(ROUTE).at(1)?.params).toMatchObject({
      incomeType: 'FUNDING_FEE',
      symbol: 'BTCUSDT',
    });
  });

  it('are read page by page for transfers, which then serve funding too', async () => {
    stub.on(ROUTE, many);
    const gateway = gatewayTo(stub, { requestDeadlineMs: 5_000 });
    const transfers = await gateway.transfers(1_000);
    expect(transfers).toHaveLength(750);
    expect(new Set(transfers.map(({ transactionId }) => transactionId)).size).toBe(750);
    const before = stub.seenOn(ROUTE).length;
    expect(await gateway.fundingPayments('BTCUSDT', 1_000)).toHaveLength(750);
    expect(stub.seenOn(ROUTE)).toHaveLength(before);
  });
});

describe('trading rules of USD-M', () => {
  const INFO = 'GET /fapi/v1/exchangeInfo';
  const info = (step: string) => ({
    symbols: ['BTCUSDT', 'ETHUSDT'].map((symbol) => ({
      symbol,
      status: 'TRADING',
      contractType: 'PERPETUAL',
      baseAsset: symbol.slice(0, 3),
      quoteAsset: 'USDT',
      filters: [
        { filterType: 'PRICE_FILTER', minPrice: '556.80', maxPrice: '4529764', tickSize: '0.10' },
        { filterType: 'LOT_SIZE', minQty: '0.001', maxQty: '1000', stepSize: step },
        { filterType: 'MARKET_LOT_SIZE', minQty: '0.001', maxQty: '120', stepSize: step },
        { filterType: 'MAX_NUM_ORDERS', limit: 200 },
        { filterType: 'MIN_NOTIONAL', notional: '50' },
      ],
    })),
  });

  it('are downloaded once for all symbols, and again after a minute', async () => {
    let now = 1_767_571_200_000;
    stub.on(INFO, answers(200, info('0.001')));
    const gateway = gatewayTo(stub, { hostNow: () => now });
    await Promise.all(
      ['BTCUSDT', 'ETHUSDT'].map((symbol) => gateway.instruments('usdm', [symbol])),
    );
    await gateway.instruments('usdm', ['BTCUSDT']);
    expect(stub.seenOn(INFO)).toHaveLength(1);
    now += 60_000;
    await gateway.instruments('usdm', ['BTCUSDT']);
    expect(stub.seenOn(INFO)).toHaveLength(2);
  });

  it('are downloaded anew when an order breaks them (E03), not for a missing margin', async () => {
    stub.on(INFO, answers(200, info('0.001')));
    const gateway = gatewayTo(stub);
    const step = async () =>
      (await gateway.instruments('usdm', ['BTCUSDT'])).map(({ quantity }) => quantity.step);
    expect(await step()).toEqual(['0.001']);
    stub.on(INFO, answers(200, info('0.01')));
    stub.on(ORDER, answers(400, { code: -2019, msg: 'Margin is insufficient.' }));
    await gateway.submit(usdmMarket);
    expect(await step()).toEqual(['0.001']);
    stub.on(ORDER, answers(400, { code: -4023, msg: 'Qty not increased by step size.' }));
    await gateway.submit(usdmMarket);
    expect(await step()).toEqual(['0.01']);
  });

  it('do not remember a failed download', async () => {
    stub.on(INFO, answers(400, { code: -1102, msg: 'no' }));
    const gateway = gatewayTo(stub);
    await expect(gateway.instruments('usdm', ['BTCUSDT'])).rejects.toThrow();
    stub.on(INFO, answers(200, info('0.001')));
    expect(await gateway.instruments('usdm', ['BTCUSDT'])).toHaveLength(1);
  });
});

it('says in hedge mode which side a position has, and where nothing liquidates it (C06)', async () => {
  stub.on(ACCOUNT_CONFIG, answers(200, { ...accountConfig, dualSidePosition: true }));
  stub.on(
    'GET /fapi/v3/account',
    answers(200, {
      assets: [
        { asset: 'USDT', walletBalance: '100', marginBalance: '100', availableBalance: '90' },
      ],
    }),
  );
  const position = {
    symbol: 'BTCUSDT',
    marginAsset: 'USDT',
    positionSide: 'LONG',
    positionAmt: '0.002',
    entryPrice: '80000',
    markPrice: '80000',
    unRealizedProfit: '0',
    liquidationPrice: '',
  };
  const short = { positionSide: 'SHORT', positionAmt: '-0.001', liquidationPrice: '90000.10' };
  stub.on('GET /fapi/v3/positionRisk', answers(200, [position, { ...position, ...short }]));
  expect(await gatewayTo(stub).futuresAccount()).toMatchObject({
    oneWayMode: false,
    positions: [
      { side: 'LONG', quantity: '0.002', liquidationPrice: null },
      { side: 'SHORT', quantity: '-0.001', liquidationPrice: '90000.1' },
    ],
  });
});
