/**
 * What the spot market answers, row by row, from reference C1, D1, F2. A price `@f` is f times the last price on the
 * tick, `@f+d` that and d more. The account holds 100,000 USDT less half a bitcoin, and that half bitcoin.
 */
export interface Row {
  about: string;
  /** Requests that must succeed first. */
  before?: readonly Ask[];
  ask: Ask;
  /** A refusal as [code, message] with HTTP 400 unless `status` says otherwise, or fields of an acceptance. */
  expect: readonly [number, string] | Readonly<Record<string, unknown>>;
  status?: number;
}

export type Ask = readonly [
  route: string,
  params: Readonly<Record<string, string | number | null>>,
];
type Over = Readonly<Record<string, string | number | null>>;

const SYMBOL = 'BTCUSDT';
const PLACE = 'POST /api/v3/order';
const limit = (over: Over = {}): Over => ({
  symbol: SYMBOL,
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  price: '@0.9',
  quantity: '0.01',
  newOrderRespType: 'RESULT',
  ...over,
});
const market = (over: Over = {}): Over => ({
  symbol: SYMBOL,
  side: 'BUY',
  type: 'MARKET',
  quantity: '0.001',
  newOrderRespType: 'RESULT',
  ...over,
});
const stop = (over: Over = {}): Over => ({
  symbol: SYMBOL,
  side: 'SELL',
  type: 'STOP_LOSS',
  quantity: '0.01',
  stopPrice: '@0.9',
  newOrderRespType: 'RESULT',
  ...over,
});
const stopLimit = (over: Over = {}): Over =>
  stop({ type: 'STOP_LOSS_LIMIT', timeInForce: 'GTC', price: '@0.89', ...over });

const filter = (name: string): readonly [number, string] => [-1013, `Filter failure: ${name}`];
const missing = (name: string): readonly [number, string] => [
  -1102,
  `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`,
];
const either = (first: string, second: string): readonly [number, string] => [
  -1102,
  `Param '${first}' or '${second}' must be sent, but both were empty/null!`,
];
const needless = (name: string): readonly [number, string] => [
  -1106,
  `Parameter '${name}' sent when not required.`,
];
const precise = (name: string): readonly [number, string] => [
  -1111,
  `Parameter '${name}' has too much precision.`,
];
const invalid = (name: string): readonly [number, string] => [
  -1130,
  `Data sent for parameter '${name}' is not valid.`,
];
const illegal = (name: string, range: string): readonly [number, string] => [
  -1100,
  `Illegal characters found in parameter '${name}'; legal range is '${range}'.`,
];
const NUMBER = '^([0-9]{1,20})(\\.[0-9]{1,20})?$';
const ID = '^[\\.A-Z\\:/a-z0-9_-]{1,36}$';
const COMBINATION = [-1128, 'Combination of optional parameters invalid.'] as const;
const BALANCE = [-2010, 'Account has insufficient balance for requested action.'] as const;
const TAKES = [-2010, 'Order would immediately match and take.'] as const;
const TRIGGERS = [-2010, 'Order would trigger immediately.'] as const;
const UNKNOWN = [-2011, 'Unknown order sent.'] as const;

const place = (
  about: string,
  order: Over,
  expect: Row['expect'],
  before: readonly Ask[] = [],
): Row => ({ about, ask: [PLACE, order], expect, before });

/** Orders the market takes, and what becomes of them. */
export const ACCEPTED: readonly Row[] = [
  place('a LIMIT below the market rests', limit(), { status: 'NEW', executedQty: '0.00000000' }),
  place('a LIMIT above the market rests', limit({ side: 'SELL', price: '@1.1' }), {
    status: 'NEW',
  }),
  place('a crossing LIMIT is filled', limit({ price: '@1.01' }), { status: 'FILLED' }),
  place('a crossing LIMIT sale is filled', limit({ side: 'SELL', price: '@0.99' }), {
    status: 'FILLED',
  }),
  place('an IOC that does not cross expires', limit({ timeInForce: 'IOC' }), {
    status: 'EXPIRED',
    expiryReason: 'UNFILLED_IOC_QUANTITY_EXPIRED',
  }),
  place('an IOC that crosses is filled', limit({ timeInForce: 'IOC', price: '@1.01' }), {
    status: 'FILLED',
  }),
  place('a FOK that cannot be filled expires', limit({ timeInForce: 'FOK' }), {
    status: 'EXPIRED',
    executedQty: '0.00000000',
    expiryReason: 'UNFILLED_FOK_ORDER_EXPIRED',
  }),
  place('a FOK that can is filled', limit({ timeInForce: 'FOK', price: '@1.01' }), {
    status: 'FILLED',
  }),
  place('a LIMIT_MAKER rests', limit({ type: 'LIMIT_MAKER', timeInForce: null }), {
    status: 'NEW',
    type: 'LIMIT_MAKER',
    timeInForce: 'GTC',
  }),
  place(
    'a LIMIT_MAKER sale rests',
    limit({ type: 'LIMIT_MAKER', timeInForce: null, side: 'SELL', price: '@1.1' }),
    { status: 'NEW' },
  ),
  place('a MARKET buy by quantity', market(), {
    status: 'FILLED',
    executedQty: '0.00100000',
    price: '0.00000000',
  }),
  place('a MARKET sale by quantity', market({ side: 'SELL' }), { status: 'FILLED' }),
  place('a MARKET buy by quote', market({ quantity: null, quoteOrderQty: '100' }), {
    status: 'FILLED',
    origQuoteOrderQty: '100.00000000',
  }),
  place('a MARKET sale by quote', market({ side: 'SELL', quantity: null, quoteOrderQty: '100' }), {
    status: 'FILLED',
  }),
  place('a STOP_LOSS sale below the market waits', stop(), {
    status: 'NEW',
    stopPrice: expect.any(String),
    workingTime: -1,
  }),
  place('a STOP_LOSS buy above the market waits', stop({ side: 'BUY', stopPrice: '@1.1' }), {
    status: 'NEW',
    workingTime: -1,
  }),
  place(
    'a TAKE_PROFIT sale above the market waits',
    stop({ type: 'TAKE_PROFIT', stopPrice: '@1.1' }),
    {
      status: 'NEW',
    },
  ),
  place('a TAKE_PROFIT buy below the market waits', stop({ type: 'TAKE_PROFIT', side: 'BUY' }), {
    status: 'NEW',
  }),
  place('a STOP_LOSS_LIMIT sale waits', stopLimit(), { status: 'NEW', type: 'STOP_LOSS_LIMIT' }),
  place(
    'a STOP_LOSS_LIMIT buy waits',
    stopLimit({ side: 'BUY', stopPrice: '@1.1', price: '@1.11' }),
    { status: 'NEW' },
  ),
  place(
    'a TAKE_PROFIT_LIMIT sale waits',
    stopLimit({ type: 'TAKE_PROFIT_LIMIT', stopPrice: '@1.1', price: '@1.09' }),
    { status: 'NEW' },
  ),
  place('a trailing STOP_LOSS sale waits', stop({ stopPrice: null, trailingDelta: 100 }), {
    status: 'NEW',
    trailingDelta: 100,
  }),
  place(
    'a trailing TAKE_PROFIT_LIMIT sale waits',
    stopLimit({ type: 'TAKE_PROFIT_LIMIT', stopPrice: null, trailingDelta: 100, price: '@1.09' }),
    { status: 'NEW', trailingDelta: 100 },
  ),
  place('an iceberg', limit({ icebergQty: '0.001' }), { icebergQty: '0.00100000' }),
  place(
    'an iceberg LIMIT_MAKER',
    limit({ type: 'LIMIT_MAKER', timeInForce: null, icebergQty: '0.005' }),
    { icebergQty: '0.00500000' },
  ),
  place('strategy ids are told back', limit({ strategyId: 7, strategyType: 1_000_001 }), {
    strategyId: 7,
    strategyType: 1_000_001,
  }),
  place('an answer of type ACK', limit({ newOrderRespType: 'ACK' }), {
    status: undefined,
    orderListId: -1,
  }),
  place('FULL is what a LIMIT answers by itself', limit({ newOrderRespType: null }), { fills: [] }),
  place(
    'ACK is what a LIMIT_MAKER answers by itself',
    limit({ type: 'LIMIT_MAKER', timeInForce: null, newOrderRespType: null }),
    { status: undefined },
  ),
  place('ACK is what a STOP_LOSS answers by itself', stop({ newOrderRespType: null }), {
    status: undefined,
  }),
  place('the mode EXPIRE_MAKER is the default', limit(), {
    selfTradePreventionMode: 'EXPIRE_MAKER',
  }),
  ...['NONE', 'EXPIRE_TAKER', 'EXPIRE_BOTH', 'DECREMENT', 'TRANSFER'].map((mode) =>
    place(`the mode ${mode} is told back`, limit({ selfTradePreventionMode: mode }), {
      selfTradePreventionMode: mode,
    }),
  ),
  place('every character of an id', limit({ newClientOrderId: '.A-Z:/a_9' }), {
    clientOrderId: '.A-Z:/a_9',
  }),
  place('an id of 36 characters', limit({ newClientOrderId: 'x'.repeat(36) }), {
    clientOrderId: 'x'.repeat(36),
  }),
];

/** Parameters that are absent, needless, malformed or do not go together. */
export const PARAMETERS: readonly Row[] = [
  ...['symbol', 'side', 'type', 'timeInForce', 'quantity', 'price'].map((name) =>
    place(`a LIMIT without ${name}`, limit({ [name]: null }), missing(name)),
  ),
  ...['quantity', 'price'].map((name) =>
    place(
      `a LIMIT_MAKER without ${name}`,
      limit({ type: 'LIMIT_MAKER', timeInForce: null, [name]: null }),
      missing(name),
    ),
  ),
  ...['timeInForce', 'quantity', 'price'].map((name) =>
    place(`a STOP_LOSS_LIMIT without ${name}`, stopLimit({ [name]: null }), missing(name)),
  ),
  ...['timeInForce', 'quantity', 'price'].map((name) =>
    place(
      `a TAKE_PROFIT_LIMIT without ${name}`,
      stopLimit({ type: 'TAKE_PROFIT_LIMIT', stopPrice: '@1.1', [name]: null }),
      missing(name),
    ),
  ),
  place('a STOP_LOSS without quantity', stop({ quantity: null }), missing('quantity')),
  ...['STOP_LOSS', 'TAKE_PROFIT'].map((type) =>
    place(
      `a ${type} without a trigger`,
      stop({ type, stopPrice: null }),
      either('stopPrice', 'trailingDelta'),
    ),
  ),
  ...['STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'].map((type) =>
    place(
      `a ${type} without a trigger`,
      stopLimit({ type, stopPrice: null }),
      either('stopPrice', 'trailingDelta'),
    ),
  ),
  place('a MARKET without a size', market({ quantity: null }), either('quantity', 'quoteOrderQty')),
  place('a MARKET with two sizes', market({ quoteOrderQty: '100' }), COMBINATION),
  place('a MARKET with a price', market({ price: '@1' }), needless('price')),
  place('a MARKET with a time in force', market({ timeInForce: 'GTC' }), needless('timeInForce')),
  place('a MARKET with a stop', market({ stopPrice: '@1' }), needless('stopPrice')),
  place('a MARKET with an iceberg', market({ icebergQty: '0.0001' }), needless('icebergQty')),
  place('a MARKET that trails', market({ trailingDelta: 100 }), needless('trailingDelta')),
  place(
    'a LIMIT_MAKER with a time in force',
    limit({ type: 'LIMIT_MAKER' }),
    needless('timeInForce'),
  ),
  place('a LIMIT by quote', limit({ quoteOrderQty: '100' }), needless('quoteOrderQty')),
  place('a LIMIT with a stop', limit({ stopPrice: '@0.95' }), needless('stopPrice')),
  place('a LIMIT that trails', limit({ trailingDelta: 100 }), needless('trailingDelta')),
  place('a STOP_LOSS with a price', stop({ price: '@0.9' }), needless('price')),
  place(
    'a TAKE_PROFIT with a time in force',
    stop({ type: 'TAKE_PROFIT', stopPrice: '@1.1', timeInForce: 'GTC' }),
    needless('timeInForce'),
  ),
  place('a STOP_LOSS by quote', stop({ quoteOrderQty: '100' }), needless('quoteOrderQty')),
  place('an iceberg IOC', limit({ timeInForce: 'IOC', icebergQty: '0.001' }), COMBINATION),
  place('an iceberg FOK', limit({ timeInForce: 'FOK', icebergQty: '0.001' }), COMBINATION),
  place('an unknown side', limit({ side: 'HOLD' }), [-1117, 'Invalid side.']),
  place('an unknown type', limit({ type: 'STOP_MARKET' }), [-1116, 'Invalid orderType.']),
  place('an unknown time in force', limit({ timeInForce: 'GTX' }), [-1115, 'Invalid timeInForce.']),
  place('an unknown symbol', limit({ symbol: 'NOPE' }), [-1121, 'Invalid symbol.']),
  place('an unknown answer type', limit({ newOrderRespType: 'ALL' }), invalid('newOrderRespType')),
  place(
    'an unknown prevention mode',
    limit({ selfTradePreventionMode: 'EXPIRE' }),
    invalid('selfTradePreventionMode'),
  ),
  place('nine decimals of quantity', limit({ quantity: '0.010000001' }), precise('quantity')),
  place('nine decimals of price', limit({ price: '80000.000000001' }), precise('price')),
  place('nine decimals of stop', stop({ stopPrice: '80000.000000001' }), precise('stopPrice')),
  place(
    'nine decimals of quote',
    market({ quantity: null, quoteOrderQty: '100.000000001' }),
    precise('quoteOrderQty'),
  ),
  place('a price in words', limit({ price: 'high' }), illegal('price', NUMBER)),
  place('a negative quantity', limit({ quantity: '-1' }), illegal('quantity', NUMBER)),
  place('a quantity as 1e-3', limit({ quantity: '1e-3' }), illegal('quantity', NUMBER)),
  place(
    'a trailing delta with decimals',
    stop({ stopPrice: null, trailingDelta: '10.5' }),
    illegal('trailingDelta', '^[0-9]{1,20}$'),
  ),
  place(
    'an id of 37 characters',
    limit({ newClientOrderId: 'x'.repeat(37) }),
    illegal('newClientOrderId', ID),
  ),
  place('an id with a blank', limit({ newClientOrderId: 'a b' }), illegal('newClientOrderId', ID)),
  place('an id with a hash', limit({ newClientOrderId: 'a#b' }), illegal('newClientOrderId', ID)),
];

/** The filters of BTCUSDT (reference C1). */
export const FILTERS: readonly Row[] = [
  place('a price off the tick', limit({ price: '@0.9+0.005' }), filter('PRICE_FILTER')),
  place('a price below the lowest', limit({ price: '0.00100000' }), filter('PRICE_FILTER')),
  place('a price of nothing', limit({ price: '0' }), filter('PRICE_FILTER')),
  place('a price above the highest', limit({ price: '1000000.01' }), filter('PRICE_FILTER')),
  place('a stop off the tick', stop({ stopPrice: '@0.9+0.005' }), filter('PRICE_FILTER')),
  place(
    'a stop above the highest',
    stop({ side: 'BUY', stopPrice: '1000001' }),
    filter('PRICE_FILTER'),
  ),
  place('a stop limit off the tick', stopLimit({ price: '@0.89+0.001' }), filter('PRICE_FILTER')),
  place('a buy below half the average', limit({ price: '@0.49' }), filter('PERCENT_PRICE_BY_SIDE')),
  place(
    'a buy above twice the average',
    limit({ price: '@2.05' }),
    filter('PERCENT_PRICE_BY_SIDE'),
  ),
  place(
    'a sale below half the average',
    limit({ side: 'SELL', price: '@0.49' }),
    filter('PERCENT_PRICE_BY_SIDE'),
  ),
  place(
    'a sale above twice the average',
    limit({ side: 'SELL', price: '@2.05' }),
    filter('PERCENT_PRICE_BY_SIDE'),
  ),
  place('a buy at 0.52 of the average', limit({ price: '@0.52' }), { status: 'NEW' }),
  place('a sale at 1.95 of the average', limit({ side: 'SELL', price: '@1.95' }), {
    status: 'NEW',
  }),
  place(
    'a stop limit far from the average',
    stopLimit({ price: '@0.4' }),
    filter('PERCENT_PRICE_BY_SIDE'),
  ),
  place('a quantity below the least', limit({ quantity: '0.000001' }), filter('LOT_SIZE')),
  place('a quantity of nothing', limit({ quantity: '0' }), filter('LOT_SIZE')),
  place('a quantity off the step', limit({ quantity: '0.010001' }), filter('LOT_SIZE')),
  place('a quantity above the most', limit({ quantity: '9000.00001' }), filter('LOT_SIZE')),
  place('a MARKET off the step', market({ quantity: '0.001001' }), filter('LOT_SIZE')),
  place('a MARKET of nothing', market({ quantity: '0' }), filter('LOT_SIZE')),
  place('a stop off the step', stop({ quantity: '0.010001' }), filter('LOT_SIZE')),
  place('an iceberg part off the step', limit({ icebergQty: '0.001001' }), filter('LOT_SIZE')),
  place('an iceberg part below the least', limit({ icebergQty: '0.000001' }), filter('LOT_SIZE')),
  place(
    '101 iceberg parts',
    limit({ quantity: '0.01001', icebergQty: '0.0001' }),
    filter('ICEBERG_PARTS'),
  ),
  place('100 iceberg parts', limit({ quantity: '0.01', icebergQty: '0.0001' }), { status: 'NEW' }),
  place('a MARKET above its most', market({ quantity: '141.67846' }), filter('MARKET_LOT_SIZE')),
  place('a LIMIT above the most of a MARKET', limit({ quantity: '142', price: '@0.6' }), BALANCE),
  place('a notional below 5', limit({ quantity: '0.00006', price: '@0.9' }), filter('NOTIONAL')),
  place(
    'a sale of a notional below 5',
    limit({ side: 'SELL', quantity: '0.00005' }),
    filter('NOTIONAL'),
  ),
  place('a notional above 9,000,000', limit({ quantity: '200' }), filter('NOTIONAL')),
  place('a MARKET of a notional below 5', market({ quantity: '0.00005' }), filter('NOTIONAL')),
  place(
    'a MARKET of a quote below 5',
    market({ quantity: null, quoteOrderQty: '4.99' }),
    filter('NOTIONAL'),
  ),
  place(
    'a MARKET of a quote of nothing',
    market({ quantity: null, quoteOrderQty: '0' }),
    filter('LOT_SIZE'),
  ),
  place('a stop of a notional below 5', stop({ quantity: '0.00005' }), filter('NOTIONAL')),
  place(
    'a stop limit of a notional below 5',
    stopLimit({ quantity: '0.00005' }),
    filter('NOTIONAL'),
  ),
  place(
    'a trailing delta below 10',
    stop({ stopPrice: null, trailingDelta: 9 }),
    filter('TRAILING_DELTA'),
  ),
  place(
    'a trailing delta above 2000',
    stop({ stopPrice: null, trailingDelta: 2001 }),
    filter('TRAILING_DELTA'),
  ),
  place('a trailing delta of 10', stop({ stopPrice: null, trailingDelta: 10 }), { status: 'NEW' }),
  place('a trailing delta of 2000', stop({ stopPrice: null, trailingDelta: 2000 }), {
    status: 'NEW',
  }),
  place(
    'a trailing buy above 2000',
    stop({ side: 'BUY', stopPrice: null, trailingDelta: 2001 }),
    filter('TRAILING_DELTA'),
  ),
  place(
    'a sixth conditional order',
    stop(),
    filter('MAX_NUM_ALGO_ORDERS'),
    Array.from({ length: 5 }, (): Ask => [PLACE, stop()]),
  ),
  place(
    'a LIMIT beside five conditional orders',
    limit(),
    { status: 'NEW' },
    Array.from({ length: 5 }, (): Ask => [PLACE, stop()]),
  ),
  place(
    'a 201st order',
    limit({ quantity: '0.0001' }),
    filter('MAX_NUM_ORDERS'),
    Array.from({ length: 200 }, (): Ask => [PLACE, limit({ quantity: '0.0001' })]),
  ),
  place(
    'a MARKET beside 200 orders',
    market(),
    { status: 'FILLED' },
    Array.from({ length: 200 }, (): Ask => [PLACE, limit({ quantity: '0.0001' })]),
  ),
  {
    about: 'a test order breaks a filter too',
    ask: ['POST /api/v3/order/test', limit({ quantity: '0' })],
    expect: filter('LOT_SIZE'),
  },
  {
    about: 'a test order that is fine',
    ask: ['POST /api/v3/order/test', limit()],
    expect: { orderId: undefined },
  },
  {
    about: 'a test order asking for its rates',
    ask: ['POST /api/v3/order/test', limit({ computeCommissionRates: 'true' })],
    expect: {
      standardCommissionForOrder: { maker: '0.00100000', taker: '0.00100000' },
      discount: { discountAsset: 'BNB', enabledForAccount: false },
    },
  },
  {
    about: 'a test order off the tick',
    ask: ['POST /api/v3/order/test', limit({ price: '@0.9+0.005' })],
    expect: filter('PRICE_FILTER'),
  },
  {
    about: 'a test order without a type',
    ask: ['POST /api/v3/order/test', limit({ type: null })],
    expect: missing('type'),
  },
];

/** Refusals that depend on the book, on what is open and on what is held. */
export const STATES: readonly Row[] = [
  place('a buy beyond the balance', limit({ quantity: '10' }), BALANCE),
  place(
    'a sale beyond the balance',
    limit({ side: 'SELL', price: '@1.1', quantity: '5' }),
    BALANCE,
  ),
  place('a MARKET buy beyond the balance', market({ quantity: '2' }), BALANCE),
  place('a MARKET sale beyond the balance', market({ side: 'SELL', quantity: '0.6' }), BALANCE),
  place(
    'a MARKET buy by quote beyond the balance',
    market({ quantity: null, quoteOrderQty: '200000' }),
    BALANCE,
  ),
  place('a stop beyond the balance', stop({ quantity: '0.6' }), BALANCE),
  place(
    'a stop buy beyond the balance',
    stop({ side: 'BUY', stopPrice: '@1.1', quantity: '5' }),
    BALANCE,
  ),
  place('a stop limit beyond the balance', stopLimit({ quantity: '0.6' }), BALANCE),
  place(
    'a sale of what another order locks',
    limit({ side: 'SELL', price: '@1.2', quantity: '0.2' }),
    BALANCE,
    [[PLACE, limit({ side: 'SELL', price: '@1.1', quantity: '0.4' })]],
  ),
  place('a stop of what another stop locks', stop({ quantity: '0.2' }), BALANCE, [
    [PLACE, stop({ quantity: '0.4' })],
  ]),
  place(
    'a LIMIT_MAKER buy that crosses',
    limit({ type: 'LIMIT_MAKER', timeInForce: null, price: '@1.01' }),
    TAKES,
  ),
  place(
    'a LIMIT_MAKER sale that crosses',
    limit({ type: 'LIMIT_MAKER', timeInForce: null, side: 'SELL', price: '@0.99' }),
    TAKES,
  ),
  place(
    'an open id again',
    limit({ newClientOrderId: 'twice' }),
    [-2010, 'Duplicate order sent.'],
    [[PLACE, limit({ newClientOrderId: 'twice' })]],
  ),
  place(
    'the id of a waiting stop again',
    limit({ newClientOrderId: 'twice-stop' }),
    [-2010, 'Duplicate order sent.'],
    [[PLACE, stop({ newClientOrderId: 'twice-stop' })]],
  ),
  place('the id of a filled order again', limit({ newClientOrderId: 'again' }), { status: 'NEW' }, [
    [PLACE, market({ newClientOrderId: 'again' })],
  ]),
  place(
    'the id of a cancelled order again',
    limit({ newClientOrderId: 'gone' }),
    { status: 'NEW' },
    [
      [PLACE, limit({ newClientOrderId: 'gone' })],
      ['DELETE /api/v3/order', { symbol: SYMBOL, origClientOrderId: 'gone' }],
    ],
  ),
  place('a STOP_LOSS sale above the market', stop({ stopPrice: '@1.1' }), TRIGGERS),
  place('a STOP_LOSS buy below the market', stop({ side: 'BUY' }), TRIGGERS),
  place('a TAKE_PROFIT sale below the market', stop({ type: 'TAKE_PROFIT' }), TRIGGERS),
  place(
    'a TAKE_PROFIT buy above the market',
    stop({ type: 'TAKE_PROFIT', side: 'BUY', stopPrice: '@1.1' }),
    TRIGGERS,
  ),
  place('a STOP_LOSS_LIMIT sale above the market', stopLimit({ stopPrice: '@1.1' }), TRIGGERS),
  place(
    'a TAKE_PROFIT_LIMIT buy above the market',
    stopLimit({ type: 'TAKE_PROFIT_LIMIT', side: 'BUY', stopPrice: '@1.1' }),
    TRIGGERS,
  ),
];

const A: Ask = [PLACE, limit({ newClientOrderId: 'A' })];
const query = (params: Over): Ask => ['GET /api/v3/order', { symbol: SYMBOL, ...params }];
const cancel = (params: Over): Ask => ['DELETE /api/v3/order', { symbol: SYMBOL, ...params }];
const amend = (params: Over): Ask => [
  'PUT /api/v3/order/amend/keepPriority',
  { symbol: SYMBOL, origClientOrderId: 'A', ...params },
];
const replace = (over: Over = {}): Ask => [
  'POST /api/v3/order/cancelReplace',
  limit({
    cancelReplaceMode: 'STOP_ON_FAILURE',
    cancelOrigClientOrderId: 'A',
    newClientOrderId: 'B',
    ...over,
  }),
];
const row = (
  about: string,
  ask: Ask,
  expect: Row['expect'],
  before: readonly Ask[] = [A],
  status?: number,
): Row => ({ about, ask, expect, before, ...(status === undefined ? {} : { status }) });
const REJECT = (message: string): readonly [number, string] => [-2038, message];

/** Queries, cancels, replacements and amendments. */
export const LIFE: readonly Row[] = [
  row('a query by client id', query({ origClientOrderId: 'A' }), {
    status: 'NEW',
    isWorking: true,
  }),
  row('a query of what never was', query({ origClientOrderId: 'Z' }), [
    -2013,
    'Order does not exist.',
  ]),
  row('a query by an unknown id', query({ orderId: 5 }), [-2013, 'Order does not exist.']),
  row('a query without an id', query({}), either('origClientOrderId', 'orderId')),
  row(
    'a query with an id of letters',
    query({ orderId: 'abc' }),
    illegal('orderId', '^[0-9]{1,20}$'),
  ),
  row('a cancel by client id', cancel({ origClientOrderId: 'A' }), {
    status: 'CANCELED',
    origClientOrderId: 'A',
  }),
  row('a cancel with an id of its own', cancel({ origClientOrderId: 'A', newClientOrderId: 'C' }), {
    origClientOrderId: 'A',
    clientOrderId: 'C',
  }),
  row(
    'a cancel with a bad id of its own',
    cancel({ origClientOrderId: 'A', newClientOrderId: 'a b' }),
    illegal('newClientOrderId', ID),
  ),
  row('a cancel of what never was', cancel({ origClientOrderId: 'Z' }), UNKNOWN),
  row('a cancel without an id', cancel({}), either('origClientOrderId', 'orderId')),
  row('a second cancel', cancel({ origClientOrderId: 'A' }), UNKNOWN, [
    A,
    cancel({ origClientOrderId: 'A' }),
  ]),
  row(
    'a cancel ONLY_NEW of a new order',
    cancel({ origClientOrderId: 'A', cancelRestrictions: 'ONLY_NEW' }),
    { status: 'CANCELED' },
  ),
  row(
    'a cancel ONLY_PARTIALLY_FILLED of a new order',
    cancel({ origClientOrderId: 'A', cancelRestrictions: 'ONLY_PARTIALLY_FILLED' }),
    [-2011, 'Order was not canceled due to cancel restrictions.'],
  ),
  row(
    'a cancel with unknown restrictions',
    cancel({ origClientOrderId: 'A', cancelRestrictions: 'ALL' }),
    invalid('cancelRestrictions'),
  ),
  row(
    'a cancel of a waiting stop',
    cancel({ origClientOrderId: 'S' }),
    { status: 'CANCELED', stopPrice: expect.any(String) },
    [[PLACE, stop({ newClientOrderId: 'S' })]],
  ),
  row(
    'a cancel of all with none open',
    ['DELETE /api/v3/openOrders', { symbol: SYMBOL }],
    UNKNOWN,
    [],
  ),
  row('a cancel of all without a symbol', ['DELETE /api/v3/openOrders', {}], missing('symbol')),
  row(
    'open orders of an unknown symbol',
    ['GET /api/v3/openOrders', { symbol: 'NOPE' }],
    [-1121, 'Invalid symbol.'],
  ),
  row('all orders without a symbol', ['GET /api/v3/allOrders', {}], missing('symbol')),
  row(
    'all orders of more than a day',
    ['GET /api/v3/allOrders', { symbol: SYMBOL, startTime: 1, endTime: 86_400_002 }],
    [-1127, 'Lookup interval is too big. More than 24 hours between startTime and endTime.'],
  ),
  row(
    'trades of more than a day',
    ['GET /api/v3/myTrades', { symbol: SYMBOL, startTime: 1, endTime: 86_400_002 }],
    [-1127, 'Lookup interval is too big. More than 24 hours between startTime and endTime.'],
  ),
  row(
    'trades by id and time',
    ['GET /api/v3/myTrades', { symbol: SYMBOL, startTime: 1, fromId: 1 }],
    COMBINATION,
  ),
  row(
    'prevented matches of nothing named',
    ['GET /api/v3/myPreventedMatches', { symbol: SYMBOL }],
    either('preventedMatchId', 'orderId'),
  ),

  row('a replacement', replace(), {
    cancelResult: 'SUCCESS',
    newOrderResult: 'SUCCESS',
    cancelResponse: { origClientOrderId: 'A', status: 'CANCELED' },
    newOrderResponse: { clientOrderId: 'B', status: 'NEW' },
  }),
  row('a replacement of nothing, STOP_ON_FAILURE', replace({ cancelOrigClientOrderId: 'Z' }), [
    -2022,
    'Order cancel-replace failed.',
  ]),
  row(
    'a replacement of nothing, ALLOW_FAILURE',
    replace({ cancelOrigClientOrderId: 'Z', cancelReplaceMode: 'ALLOW_FAILURE' }),
    [-2021, 'Order cancel-replace partially failed.'],
    [A],
    409,
  ),
  row(
    'a replacement that cannot be paid',
    replace({ quantity: '10' }),
    [-2021, 'Order cancel-replace partially failed.'],
    [A],
    409,
  ),
  row(
    'a replacement of nothing that cannot be paid',
    replace({ quantity: '10', cancelOrigClientOrderId: 'Z', cancelReplaceMode: 'ALLOW_FAILURE' }),
    [-2022, 'Order cancel-replace failed.'],
  ),
  row(
    'a replacement by an order that breaks a filter',
    replace({ quantity: '0' }),
    filter('LOT_SIZE'),
  ),
  row(
    'a replacement without a mode',
    replace({ cancelReplaceMode: null }),
    missing('cancelReplaceMode'),
  ),
  row(
    'a replacement of an unknown mode',
    replace({ cancelReplaceMode: 'MAYBE' }),
    invalid('cancelReplaceMode'),
  ),
  row(
    'a replacement of an unknown limit mode',
    replace({ orderRateLimitExceededMode: 'MAYBE' }),
    invalid('orderRateLimitExceededMode'),
  ),
  row(
    'a replacement that names no order',
    replace({ cancelOrigClientOrderId: null }),
    either('cancelOrigClientOrderId', 'cancelOrderId'),
  ),
  row(
    'a replacement held back by restrictions',
    replace({ cancelRestrictions: 'ONLY_PARTIALLY_FILLED' }),
    [-2022, 'Order cancel-replace failed.'],
  ),
  row('a replacement under the same id', replace({ newClientOrderId: 'A' }), {
    newOrderResponse: { clientOrderId: 'A' },
  }),

  row('an amendment', amend({ newQty: '0.005', newClientOrderId: 'A2' }), {
    amendedOrder: { qty: '0.00500000', origClientOrderId: 'A', clientOrderId: 'A2', status: 'NEW' },
  }),
  row('an amendment that keeps the id', amend({ newQty: '0.005', newClientOrderId: 'A' }), {
    amendedOrder: { clientOrderId: 'A' },
  }),
  row(
    'an amendment upwards',
    amend({ newQty: '0.02' }),
    REJECT('Order amend (quantity increase) is not supported.'),
  ),
  row(
    'an amendment of nothing',
    amend({ newQty: '0.01' }),
    REJECT('The requested action would change no state; rejecting'),
  ),
  row('an amendment off the step', amend({ newQty: '0.005001' }), filter('LOT_SIZE')),
  row('an amendment below the notional', amend({ newQty: '0.00005' }), filter('NOTIONAL')),
  row(
    'an amendment of an unknown order',
    amend({ newQty: '0.005', origClientOrderId: 'Z' }),
    REJECT('Unknown order sent.'),
  ),
  row('an amendment without a quantity', amend({}), missing('newQty')),
  row(
    'an amendment that takes an open id',
    amend({ newQty: '0.005', newClientOrderId: 'B' }),
    REJECT('Duplicate order sent.'),
    [A, [PLACE, limit({ newClientOrderId: 'B' })]],
  ),
  row(
    'an eleventh amendment',
    amend({ newQty: '0.004', newClientOrderId: 'A' }),
    REJECT('Filter failure: MAX_NUM_ORDER_AMENDS'),
    [
      A,
      ...Array.from(
        { length: 10 },
        (_none, i): Ask =>
          amend({ newQty: (0.009 - i * 0.0001).toFixed(4), newClientOrderId: 'A' }),
      ),
    ],
  ),
];

/** Keyless routes. */
export const PUBLIC: readonly Row[] = [
  row(
    'rules of two symbols where one is not listed',
    ['GET /api/v3/exchangeInfo', { symbols: '["BTCUSDT","NOPE"]' }],
    [-1121, 'Invalid symbol.'],
    [],
  ),
  row(
    'rules by both ways of naming',
    ['GET /api/v3/exchangeInfo', { symbol: SYMBOL, symbols: '["BTCUSDT"]' }],
    COMBINATION,
    [],
  ),
  row(
    'rules by name and permission',
    ['GET /api/v3/exchangeInfo', { symbol: SYMBOL, permissions: 'SPOT' }],
    COMBINATION,
    [],
  ),
  row(
    'rules of a permission nobody has',
    ['GET /api/v3/exchangeInfo', { permissions: 'LEVERAGED' }],
    { symbols: [] },
    [],
  ),
  row(
    'rules of halted symbols',
    ['GET /api/v3/exchangeInfo', { symbolStatus: 'HALT' }],
    { symbols: [] },
    [],
  ),
  row(
    'klines without an interval',
    ['GET /api/v3/klines', { symbol: SYMBOL }],
    missing('interval'),
    [],
  ),
  row(
    'klines of an unknown interval',
    ['GET /api/v3/klines', { symbol: SYMBOL, interval: '7m' }],
    [-1120, 'Invalid interval.'],
    [],
  ),
  row(
    'a book of an unknown symbol',
    ['GET /api/v3/depth', { symbol: 'NOPE' }],
    [-1121, 'Invalid symbol.'],
    [],
  ),
  row(
    'a ticker of an unknown symbol',
    ['GET /api/v3/ticker/24hr', { symbol: 'NOPE' }],
    [-1121, 'Invalid symbol.'],
    [],
  ),
  row(
    'a ticker of an unknown shape',
    ['GET /api/v3/ticker/24hr', { symbol: SYMBOL, type: 'TINY' }],
    invalid('type'),
    [],
  ),
  row(
    'a small ticker',
    ['GET /api/v3/ticker/24hr', { symbol: SYMBOL, type: 'MINI' }],
    { priceChange: undefined, symbol: SYMBOL },
    [],
  ),
  row(
    'a window of 60 minutes in minutes',
    ['GET /api/v3/ticker', { symbol: SYMBOL, windowSize: '60m' }],
    invalid('windowSize'),
    [],
  ),
  row(
    'a window of an hour',
    ['GET /api/v3/ticker', { symbol: SYMBOL, windowSize: '1h' }],
    { symbol: SYMBOL },
    [],
  ),
  row('a window of no symbol', ['GET /api/v3/ticker', {}], either('symbol', 'symbols'), []),
  row(
    'prices of a malformed list',
    ['GET /api/v3/ticker/price', { symbols: 'BTCUSDT' }],
    illegal('symbols', '^\\[("[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}"){0,}){0,1}\\]$'),
    [],
  ),
  row(
    'aggregate trades by id and time',
    ['GET /api/v3/aggTrades', { symbol: SYMBOL, fromId: 1, startTime: 1 }],
    COMBINATION,
    [],
  ),
];
