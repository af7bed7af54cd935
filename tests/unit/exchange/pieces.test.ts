import { createBinanceExchange, type BinanceExchangeOptions } from '../../../lib/exchange/binance';
import { ExchangeClock } from '../../../lib/exchange/binance/clock';
import { parseKeepingLongIntegers } from '../../../lib/exchange/binance/json';
import { decimalText } from '../../../lib/exchange/binance/schemas/common';
import { signPayload } from '../../../lib/exchange/binance/signing';

it('signs the published example', () => {
  const payload =
    'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1' +
    '&recvWindow=5000&timestamp=1499827319559';
  const secret = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
  expect(signPayload(payload, secret)).toBe(
    'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71',
  );
});

it('keeps long integers, and only those, as text', () => {
  const json =
    '{"orderId":8389766145050669870,"ids":[9007199254740993, 12],"time":1767571200123,' +
    '"pi":3.1415926535897932384,"msg":"id: 8389766145050669870, \\"9007199254740993\\""}';
  expect(parseKeepingLongIntegers(json)).toEqual({
    orderId: '8389766145050669870',
    ids: ['9007199254740993', 12],
    time: 1_767_571_200_123,
    pi: 3.141592653589793,
    msg: 'id: 8389766145050669870, "9007199254740993"',
  });
});

it.each([
  ['50000.00000000', '50000'],
  ['0.00000000', '0'],
  ['-0.00', '0'],
  ['-0.50', '-0.5'],
  ['0012.3', '12.3'],
  ['1.12345678901234567', '1.1234567890123456'],
])('writes %s as %s', (given, plain) => {
  expect(decimalText.parse(given)).toBe(plain);
});

it.each(['1e-7', '', '.5', '5.', '+1', 'NaN', '1,000'])('refuses the number "%s"', (given) => {
  expect(decimalText.safeParse(given).success).toBe(false);
});

describe('options', () => {
  const good: BinanceExchangeOptions = {
    environment: 'simulator',
    baseUrl: 'http://127.0.0.1:1/',
    apiKey: 'k',
    apiSecret: 's',
    hostNow: () => 0,
  };
  it('accepts the good ones', () => {
    expect(() => createBinanceExchange(good)).not.toThrow();
  });
  it.each<[string, Partial<BinanceExchangeOptions>, RegExp]>([
    ['an address for testnet', { environment: 'testnet' }, /whose address is fixed/],
    ['an address for mainnet', { environment: 'mainnet' }, /whose address is fixed/],
    [
      'even the right address for mainnet',
      { environment: 'mainnet', baseUrl: 'https://api.binance.com' },
      /whose address is fixed/,
    ],
    ['a simulator nowhere', { baseUrl: '' }, /not an http address/],
    ['the demo exchange', { baseUrl: 'https://demo-fapi.binance.com' }, /real orders/],
    [
      'the real exchange for one market',
      { baseUrl: { spot: 'http://127.0.0.1:1', usdm: 'https://FAPI.binance.com..' } },
      /real orders/,
    ],
    ['no address', { baseUrl: 'simulator' }, /not an http address/],
    ['another scheme', { baseUrl: 'ftp://127.0.0.1' }, /not an http address/],
    ['the real exchange', { baseUrl: 'https://api.binance.com' }, /real orders/],
    ['its testnet', { baseUrl: 'https://TESTNET.binance.vision.' }, /real orders/],
    ['half a key pair', { apiSecret: '' }, /one half/],
    ['a long window', { recvWindowMs: 60_001 }, /recvWindowMs/],
    ['no deadline', { requestDeadlineMs: 0 }, /requestDeadlineMs/],
  ])('refuses %s', (_name, change, message) => {
    expect(() => createBinanceExchange({ ...good, ...change })).toThrow(message);
    expect(() => createBinanceExchange({ ...good, ...change })).toThrow(
      expect.objectContaining({ name: 'ConfigurationError' }),
    );
  });
});

describe('clock', () => {
  it('measures again after its offset has aged, and not for a resync that came too late', async () => {
    let hostNow = 1_000;
    let readings = 0;
    const clock = new ExchangeClock(
      () => hostNow,
      () => {
        readings += 1;
        return Promise.resolve({ exchangeAt: hostNow + 500 * readings, hostAt: hostNow });
      },
    );
    expect(await clock.now()).toBe(1_500);
    const version = clock.version;
    await Promise.all([clock.resync(version), clock.resync(version)]);
    await clock.resync(version);
    expect(readings).toBe(2);
    hostNow += 600_000;
    expect(await clock.now()).toBe(hostNow + 1_500);
  });

  it('tries again after a reading failed', async () => {
    let fail = true;
    const clock = new ExchangeClock(
      () => 0,
      () =>
        fail ? Promise.reject(new Error('no')) : Promise.resolve({ exchangeAt: 7, hostAt: 0 }),
    );
    await expect(clock.now()).rejects.toThrow('no');
    fail = false;
    expect(await clock.now()).toBe(7);
  });
});
