import { spotOrder, usdmTrade } from './samples';
import {
  ACCOUNT_CONFIG,
  answers,
  gatewayTo,
  json,
  startStubServer,
  type StubServer,
  text,
} from './stubServer';

let stub: StubServer;
beforeEach(async () => {
  stub = await startStubServer();
});
afterEach(() => stub.close());

describe('repeats', () => {
  const ROUTE = 'GET /api/v3/openOrders';
  const read = (): Promise<unknown> => gatewayTo(stub).openOrders('spot', 'BTCUSDT');

  it('repeats what may work at the next attempt', async () => {
    stub.on(ROUTE, (_request, response, nth) => {
      if (nth === 1) text(response, 502, '<html/>');
      else if (nth === 2) response.destroy();
      else json(response, 200, [spotOrder]);
    });
    expect(await read()).toHaveLength(1);
    expect(stub.seenOn(ROUTE)).toHaveLength(3);
  });

  it('does not repeat a refusal', async () => {
    stub.on(ROUTE, answers(400, { code: -1121, msg: 'Invalid symbol.' }));
    await expect(read()).rejects.toMatchObject({ name: 'ConfigurationError' });
    expect(stub.seenOn(ROUTE)).toHaveLength(1);
  });

  it('ends within twice the request deadline and a pause', async () => {
    stub.on(ROUTE, () => undefined);
    const startedAt = Date.now();
    await expect(read()).rejects.toMatchObject({ name: 'TransientError' });
    expect(Date.now() - startedAt).toBeLessThan(2 * 400 + 1_800);
  });

  it('names endpoint and field of an answer that is not as documented', async () => {
    stub.on(ROUTE, answers(200, [{ ...spotOrder, origQty: 0.001 }]));
    await expect(read()).rejects.toThrow(/GET api\/v3\/openOrders .*0\.origQty/);
  });
});

describe('market data', () => {
  const filters = [
    { filterType: 'PRICE_FILTER', minPrice: '0.01000000', maxPrice: '1000000', tickSize: '0.01' },
    { filterType: 'LOT_SIZE', minQty: '0.00001000', maxQty: '9000', stepSize: '0.00001000' },
    { filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty: '141.67', stepSize: '0.00' },
    {
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp: '2',
      bidMultiplierDown: '0.5',
      askMultiplierUp: '3',
      askMultiplierDown: '0.4',
      avgPriceMins: 5,
    },
    { filterType: 'NOTIONAL', minNotional: '5.00000000', applyMinToMarket: true },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 200 },
  ];
  const spotRow = {
    symbol: 'BTCUSDT',
    status: 'TRADING',
    baseAsset: 'BTC',
    quoteAsset: 'USDT',
    isSpotTradingAllowed: true,
    filters,
  };

  it('translates the filters of spot', async () => {
    stub.on('GET /api/v3/exchangeInfo', answers(200, { symbols: [spotRow] }));
    const [instrument] = await gatewayTo(stub).instruments('spot', ['BTCUSDT']);
    expect(instrument).toEqual({
      market: 'spot',
      symbol: 'BTCUSDT',
      baseAsset: 'BTC',
      quoteAsset: 'USDT',
      trading: true,
      price: { minimum: '0.01', maximum: '1000000', step: '0.01' },
      quantity: { minimum: '0.00001', maximum: '9000', step: '0.00001' },
      marketQuantity: { minimum: '0', maximum: '141.67', step: '0' },
      minimumNotionalQuote: '5',
      maximumOpenOrders: 200,
      stepsFromMinimum: false,
      priceBand: { buyLowest: '0.5', buyHighest: '2', sellLowest: '0.4', sellHighest: '3' },
    });
    expect(stub.seenOn('GET /api/v3/exchangeInfo')[0]?.query).toBe('symbol=BTCUSDT');
  });

  it('picks one symbol of all on USD-M and bounds only the paying side', async () => {
    const usdmRow = {
      symbol: 'BTCUSDT',
      status: 'TRADING',
      contractType: 'PERPETUAL',
      baseAsset: 'BTC',
      quoteAsset: 'USDT',
      filters: [
        { filterType: 'PRICE_FILTER', minPrice: '556.80', maxPrice: '4529764', tickSize: '0.10' },
        { filterType: 'LOT_SIZE', minQty: '0.001', maxQty: '1000', stepSize: '0.001' },
        { filterType: 'MARKET_LOT_SIZE', minQty: '0.001', maxQty: '120', stepSize: '0.001' },
        { filterType: 'MAX_NUM_ORDERS', limit: 200 },
        { filterType: 'MIN_NOTIONAL', notional: '50' },
        { filterType: 'PERCENT_PRICE', multiplierUp: '1.0500', multiplierDown: '0.9500' },
      ],
    };
    const symbols = [{ symbol: 'ODD', strange: true }, usdmRow];
    stub.on('GET /fapi/v1/exchangeInfo', answers(200, { symbols }));
    const [instrument] = await gatewayTo(stub).instruments('usdm', ['BTCUSDT']);
    expect(instrument).toMatchObject({
      stepsFromMinimum: true,
      minimumNotionalQuote: '50',
      priceBand: { buyLowest: '0', buyHighest: '1.05', sellLowest: '0.95', sellHighest: '0' },
    });
    await expect(gatewayTo(stub).instruments('usdm', ['ETHUSDT'])).rejects.toMatchObject({
      name: 'ConfigurationError',
    });
  });

  it('refuses a symbol whose rules are incomplete', async () => {
    const row = { ...spotRow, filters: filters.slice(1) };
    stub.on('GET /api/v3/exchangeInfo', answers(200, { symbols: [row] }));
    await expect(gatewayTo(stub).instruments('spot', ['BTCUSDT'])).rejects.toThrow(/PRICE_FILTER/);
  });

  it('reads candles, book and mark', async () => {
    const row = [60_000, '1.5', '2', '1', '1.75', '10', 119_999, '0', 3, '0', '0', '0'];
    stub.on('GET /fapi/v1/klines', answers(200, [row]));
    stub.on(
      'GET /fapi/v1/depth',
      answers(200, {
        bids: [
          ['1.5', '2'],
          ['1.4', '1'],
        ],
        asks: [['1.6', '2']],
      }),
    );
    const gateway = gatewayTo(stub);
    const candles = await gateway.candles({
      market: 'usdm',
      symbol: 'BTCUSDT',
      interval: '1m',
      from: 0,
      to: 60_000,
    });
    expect(candles).toEqual([
      { openAt: 60_000, closeAt: 119_999, open: 1.5, high: 2, low: 1, close: 1.75, volume: 10 },
    ]);
    expect(await gateway.book('usdm', 'BTCUSDT', 1)).toEqual({
      bids: [{ price: '1.5', quantity: '2' }],
      asks: [{ price: '1.6', quantity: '2' }],
    });
    expect(stub.seenOn('GET /fapi/v1/depth')[0]?.params).toMatchObject({ limit: '5' });
    await expect(gateway.book('usdm', 'BTCUSDT', 1001)).rejects.toMatchObject({
      name: 'ConfigurationError',
    });
  });
});

describe('account', () => {
  it('lists fills from an id on, in the order of their numbers', async () => {
    const trades = [
      { ...usdmTrade, id: 11 },
      { ...usdmTrade, id: 9 },
      { ...usdmTrade, id: 10 },
    ];
    stub.on('GET /fapi/v1/userTrades', answers(200, trades));
    const fills = await gatewayTo(stub).fills('usdm', 'BTCUSDT', '10');
    expect(fills.map((fill) => fill.tradeId)).toEqual(['10', '11']);
    const { params } = stub.seenOn('GET /fapi/v1/userTrades')[0] ?? { params: {} };
    expect(params).toMatchObject({ fromId: '10', limit: '1000' });
    expect(params).not.toHaveProperty('startTime');
  });

  it('reads the futures account, asking for the position mode once', async () => {
    stub.on(
      'GET /fapi/v3/account',
      answers(200, {
        assets: [
          {
            asset: 'USDT',
            walletBalance: '100.50',
            marginBalance: '102.5',
            availableBalance: '60',
          },
          { asset: 'BNB', walletBalance: '0', marginBalance: '0.00000000', availableBalance: '0' },
        ],
      }),
    );
    const position = {
      symbol: 'BTCUSDT',
      marginAsset: 'USDT',
      positionSide: 'BOTH',
      positionAmt: '-0.002',
      entryPrice: '80000.0',
      markPrice: '79000.00000000',
      unRealizedProfit: '2',
      liquidationPrice: '0',
    };
    const flat = { ...position, positionAmt: '0.000', liquidationPrice: '' };
    stub.on('GET /fapi/v3/positionRisk', answers(200, [position, flat]));
    const gateway = gatewayTo(stub);
    const first = await gateway.futuresAccount();
    expect(first).toMatchObject({
      oneWayMode: true,
      canTrade: true,
      wallets: [
        { asset: 'USDT', balance: '100.5', marginBalance: '102.5', availableBalance: '60' },
      ],
    });
    expect(first.positions).toEqual([
      {
        symbol: 'BTCUSDT',
        marginAsset: 'USDT',
        side: 'BOTH',
        quantity: '-0.002',
        entryPrice: '80000',
        markPrice: '79000',
        unrealizedPnlQuote: '2',
        liquidationPrice: null,
      },
    ]);
    await gateway.futuresAccount();
    expect(stub.seenOn(ACCOUNT_CONFIG)).toHaveLength(1);
  });

  it('reads balances held, and funding in order', async () => {
    const balances = [
      { asset: 'USDT', free: '10.00', locked: '0.00' },
      { asset: 'BNB', free: '0.00000000', locked: '0.00000000' },
    ];
    stub.on('GET /api/v3/account', answers(200, { uid: 354937868, canTrade: true, balances }));
    const income = { symbol: 'BTCUSDT', incomeType: 'FUNDING_FEE', asset: 'USDT' };
    stub.on(
      'GET /fapi/v1/income',
      answers(200, [
        { ...income, income: '-0.5', time: 2_000, tranId: 2 },
        { ...income, income: '0.25', time: 1_000, tranId: 1 },
      ]),
    );
    const gateway = gatewayTo(stub);
    expect(await gateway.spotAccount()).toEqual({
      uid: '354937868',
      canTrade: true,
      balances: [{ asset: 'USDT', free: '10', locked: '0' }],
    });
    const payments = await gateway.fundingPayments('BTCUSDT', 1_000);
    expect(payments.map((one) => [one.transactionId, one.amountQuote])).toEqual([
      ['1', '0.25'],
      ['2', '-0.5'],
    ]);
  });
});
