import { RejectedError, TransientError } from '../../../../lib/model/errors';
import { answers } from '../stubServer';
import {
  BYBIT_HISTORY,
  BYBIT_NOW,
  bybitHistory,
  bybitNow,
  type ForeignWorld,
  foreignWorld,
  HOUR,
  NEW_YEAR,
  OKX_HISTORY,
  OKX_NOW,
  okxHistory,
  okxNow,
} from './world';

let world: ForeignWorld;
beforeEach(async () => {
  world = await foreignWorld();
});
afterEach(() => world.close());

describe('OKX', () => {
  it('answers rate, time, interval, cap and what was really paid, oldest first', async () => {
    world.stub.on(OKX_NOW, answers(200, okxNow()));
    world.stub.on(OKX_HISTORY, answers(200, okxHistory(['0.0001', '-0.0002'])));
    expect(await world.open().funding('okx', 'BTCUSDT', 2)).toEqual({
      venue: 'okx',
      instrument: 'BTC-USDT-SWAP',
      rateFraction: '0.0000182221218054',
      nextFundingAt: NEW_YEAR + 8 * HOUR,
      intervalMs: 8 * HOUR,
      capFraction: '0.00375',
      history: [
        { at: NEW_YEAR - 8 * HOUR, rateFraction: '-0.0002' },
        { at: NEW_YEAR, rateFraction: '0.0001' },
      ],
      observedAt: NEW_YEAR,
    });
    expect(world.stub.seen.map(({ params }) => params)).toEqual([
      { instId: 'BTC-USDT-SWAP' },
      { instId: 'BTC-USDT-SWAP', limit: '2' },
    ]);
  });

  it('is asked for no history when none is wanted', async () => {
    world.stub.on(OKX_NOW, answers(200, okxNow({ maxFundingRate: '' }, 'ETH-USDC-SWAP')));
    const reading = await world.open().funding('okx', 'ETHUSDC', 0);
    expect(reading).toMatchObject({ instrument: 'ETH-USDC-SWAP', capFraction: null, history: [] });
    expect(world.stub.seen).toHaveLength(1);
  });

  it('refuses a perpetual that it does not list, in the body of a success', async () => {
    world.stub.on(
      OKX_NOW,
      answers(200, { code: '51001', data: [], msg: 'Instrument ID does not exist' }),
    );
    const error: unknown = await world
      .open()
      .funding('okx', 'XYZUSDT', 0)
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(RejectedError);
    expect(error).toMatchObject({ code: 51001, message: expect.stringContaining('OKX refused') });
  });

  it('is left alone when its body says that it is asked too often', async () => {
    world.stub.on(OKX_NOW, answers(200, { code: '50011', data: [], msg: 'Too Many Requests' }));
    await expect(world.open().funding('okx', 'BTCUSDT', 0)).rejects.toBeInstanceOf(TransientError);
    await expect(world.open().funding('okx', 'BTCUSDT', 0)).rejects.toThrow('left alone');
    expect(world.stub.seen).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['a percentage for a fraction', { fundingRate: '0.5' }],
    ['a rate that is no number', { fundingRate: 'NaN' }],
    ['an exponent', { fundingRate: '1e-4' }],
    ['an empty rate', { fundingRate: '' }],
    ['a time in seconds', { fundingTime: '1767254400' }],
    ['another perpetual', { instId: 'ETH-USDT-SWAP' }],
    ['no interval', { nextFundingTime: String(NEW_YEAR + 8 * HOUR) }],
  ])('is not used with %s', async (_what, change) => {
    world.stub.on(OKX_NOW, answers(200, okxNow(change)));
    await expect(world.open().funding('okx', 'BTCUSDT', 0)).rejects.toThrow('OKX answered');
  });

  it('is not used with a history of another perpetual', async () => {
    world.stub.on(OKX_NOW, answers(200, okxNow()));
    world.stub.on(OKX_HISTORY, answers(200, okxHistory(['0.0001'], 'ETH-USDT-SWAP')));
    await expect(world.open().funding('okx', 'BTCUSDT', 1)).rejects.toThrow('something else');
  });
});

describe('Bybit', () => {
  it('answers rate, time, interval, cap and history, oldest first', async () => {
    world.stub.on(BYBIT_NOW, answers(200, bybitNow()));
    world.stub.on(BYBIT_HISTORY, answers(200, bybitHistory(['0.0001', '0.0003'])));
    expect(await world.open().funding('bybit', 'BTCUSDT', 2)).toEqual({
      venue: 'bybit',
      instrument: 'BTCUSDT',
      rateFraction: '-0.0001',
      nextFundingAt: NEW_YEAR + 4 * HOUR,
      intervalMs: 4 * HOUR,
      capFraction: '0.005',
      history: [
        { at: NEW_YEAR - 4 * HOUR, rateFraction: '0.0003' },
        { at: NEW_YEAR, rateFraction: '0.0001' },
      ],
      observedAt: NEW_YEAR,
    });
    // A start without an end is an error there.
    expect(world.stub.seenOn(BYBIT_HISTORY)[0]?.params).toEqual({
      category: 'linear',
      symbol: 'BTCUSDT',
      limit: '2',
    });
  });

  it('names perpetuals in USDC by PERP', async () => {
    world.stub.on(BYBIT_NOW, answers(200, bybitNow({}, 'ETHPERP')));
    expect(await world.open().funding('bybit', 'ETHUSDC', 0)).toMatchObject({
      instrument: 'ETHPERP',
    });
  });

  it('refuses a symbol that it does not list, in the body of a success', async () => {
    const body = { retCode: 10001, retMsg: 'params error: symbol invalid', result: {}, time: 1 };
    world.stub.on(BYBIT_NOW, answers(200, body));
    await expect(world.open().funding('bybit', 'XYZUSDT', 0)).rejects.toMatchObject({
      code: 10001,
      message: expect.stringContaining('Bybit refused'),
    });
  });

  it.each([10006, 10009, 10018])('is left alone after %i', async (retCode) => {
    world.stub.on(BYBIT_NOW, answers(200, { retCode, retMsg: 'Too many visits!', result: {} }));
    await expect(world.open().funding('bybit', 'BTCUSDT', 0)).rejects.toThrow('too often');
    await expect(world.open().funding('bybit', 'BTCUSDT', 0)).rejects.toThrow('left alone');
    expect(world.stub.seen).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['an interval of nothing', { fundingIntervalHour: '0' }],
    ['an interval of days', { fundingIntervalHour: '48' }],
    ['another symbol', { symbol: 'ETHUSDT' }],
    ['no rate, as of a dated future', { fundingRate: '' }],
  ])('is not used with %s', async (_what, change) => {
    world.stub.on(BYBIT_NOW, answers(200, bybitNow(change)));
    await expect(world.open().funding('bybit', 'BTCUSDT', 0)).rejects.toThrow('Bybit answered');
  });
});

it.each(['BTCEUR', 'BTCUSD', 'USDT', 'BTCFDUSD'])('%s is looked for nowhere', async (symbol) => {
  await expect(world.open().funding('okx', symbol, 0)).rejects.toThrow('neither USDT nor USDC');
  await expect(world.open().funding('bybit', symbol, 0)).rejects.toThrow('neither USDT nor USDC');
  expect(world.stub.seen).toHaveLength(0);
});
