import { answers, gatewayTo, startStubServer, type StubServer } from './stubServer';

const BRACKETS = 'GET /fapi/v1/leverageBracket';
let stub: StubServer;
beforeEach(async () => {
  stub = await startStubServer();
});
afterEach(() => stub.close());

const row = (floor: number, cap: number, ratio: number, cum: number, leverage: number) => ({
  bracket: 1,
  initialLeverage: leverage,
  notionalFloor: floor,
  notionalCap: cap,
  maintMarginRatio: ratio,
  cum,
});
const table = [row(300_000, 800_000, 0.005, 300, 100), row(0, 300_000, 0.004, 0, 150)];

describe('the margin table', () => {
  it('is answered lowest notional first, with the amounts as the exchange tells them', async () => {
    stub.on(BRACKETS, answers(200, [{ symbol: 'BTCUSDT', notionalCoef: 1, brackets: table }]));
    expect(await gatewayTo(stub).leverageBrackets('BTCUSDT')).toEqual([
      {
        floorQuote: '0',
        capQuote: '300000',
        rateFraction: '0.004',
        cumulativeQuote: '0',
        maximumLeverage: 150,
      },
      {
        floorQuote: '300000',
        capQuote: '800000',
        rateFraction: '0.005',
        cumulativeQuote: '300',
        maximumLeverage: 100,
      },
    ]);
  });

  it('is widened for an account whose caps were moved, and stays continuous', async () => {
    stub.on(BRACKETS, answers(200, [{ symbol: 'BTCUSDT', notionalCoef: 1.5, brackets: table }]));
    const brackets = await gatewayTo(stub).leverageBrackets('BTCUSDT');
    expect(brackets.map((each) => [each.floorQuote, each.capQuote, each.cumulativeQuote])).toEqual([
      ['0', '450000', '0'],
      ['450000', '1200000', '450'],
    ]);
  });

  it.each([
    ['another contract', [{ symbol: 'ETHUSDT', brackets: table }]],
    ['none', []],
    ['an empty one', [{ symbol: 'BTCUSDT', brackets: [] }]],
    ['figures as text', [{ symbol: 'BTCUSDT', brackets: [{ ...table[0], cum: '300' }] }]],
  ])('that is %s is refused', async (_what, body) => {
    stub.on(BRACKETS, answers(200, body));
    await expect(gatewayTo(stub).leverageBrackets('BTCUSDT')).rejects.toThrow();
  });
});

it('reads the margin of the account, and the wallet behind each position', async () => {
  stub.on(
    'GET /fapi/v3/account',
    answers(200, {
      assets: [
        {
          asset: 'USDC',
          maintMargin: '0.4',
          marginBalance: '50',
          crossWalletBalance: '50.00000000',
          availableBalance: '49',
        },
        {
          asset: 'USDT',
          maintMargin: '11.5',
          marginBalance: '9987.60',
          crossWalletBalance: '8590.00000000',
          availableBalance: '8589.2',
        },
      ],
    }),
  );
  const position = {
    symbol: 'BTCUSDT',
    marginAsset: 'USDT',
    positionSide: 'BOTH',
    positionAmt: '-0.035',
    entryPrice: '80532.4',
    markPrice: '80846.1',
    unRealizedProfit: '-10.97',
    isolatedWallet: '1409.3',
    maintMargin: '11.3',
    liquidationPrice: '120317.33',
  };
  const cross = {
    ...position,
    symbol: 'ETHUSDT',
    positionSide: 'LONG',
    positionAmt: '2',
    isolatedWallet: '0',
    liquidationPrice: '0',
  };
  const flat = { ...position, symbol: 'SOLUSDT', positionAmt: '0.000' };
  const other = { ...position, symbol: 'BTCUSDC', marginAsset: 'USDC' };
  stub.on('GET /fapi/v3/positionRisk', answers(200, [position, cross, flat, other]));
  expect(await gatewayTo(stub).marginAccount('USDT')).toEqual({
    crossWalletQuote: '8590',
    marginBalanceQuote: '9987.6',
    availableQuote: '8589.2',
    maintenanceMarginQuote: '11.5',
    positions: [
      {
        symbol: 'BTCUSDT',
        side: 'SHORT',
        quantity: '0.035',
        entryPrice: '80532.4',
        markPrice: '80846.1',
        unrealizedPnlQuote: '-10.97',
        maintenanceMarginQuote: '11.3',
        isolatedWalletQuote: '1409.3',
        liquidationPrice: '120317.33',
      },
      expect.objectContaining({
        symbol: 'ETHUSDT',
        side: 'LONG',
        quantity: '2',
        isolatedWalletQuote: null,
        liquidationPrice: null,
      }),
    ],
  });
});
