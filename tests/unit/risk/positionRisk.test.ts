import type { MarginAccount, MarginPosition } from '../../../lib/model/margin';
import { positionMargin } from '../../../lib/risk/positionMargin';
import { positionRisk } from '../../../lib/risk/positionRisk';
import { BTC_BRACKETS } from '../../support/margin';

function position(change: Partial<MarginPosition> = {}): MarginPosition {
  return {
    symbol: 'BTCUSDT',
    side: 'SHORT',
    quantity: '1',
    entryPrice: '50000',
    markPrice: '50000',
    unrealizedPnlQuote: '0',
    maintenanceMarginQuote: '200',
    isolatedWalletQuote: '10000',
    liquidationPrice: '59760.9',
    ...change,
  };
}
function account(...positions: MarginPosition[]): MarginAccount {
  return {
    crossWalletQuote: '10000',
    marginBalanceQuote: '10000',
    availableQuote: '5000',
    maintenanceMarginQuote: '200',
    positions,
  };
}

describe('the risk of a position', () => {
  it('is told with the official price, its distance and the estimate beside it', () => {
    const { positions } = positionRisk(account(position()), 'BTCUSDT', BTC_BRACKETS, 7);
    expect(positions).toHaveLength(1);
    expect(positions[0]).toMatchObject({
      liquidationPrice: '59760.9561753',
      exchangeLiquidationPrice: '59760.9',
      estimatedLiquidationPrice: '59800',
      leverage: 5,
      maintenanceMarginRatioPct: 2,
      level: 'SAFE',
    });
    expect(positions[0]?.liquidationDistancePct?.toFixed(1)).toBe('19.5');
  });

  it('reckons a cross position with what the other contracts take from the wallet', () => {
    const cross = { isolatedWalletQuote: null };
    const other = position({
      ...cross,
      symbol: 'ETHUSDT',
      maintenanceMarginQuote: '1000',
      unrealizedPnlQuote: '-500',
    });
    const price = (given: MarginAccount) =>
      positionRisk(given, 'BTCUSDT', BTC_BRACKETS, 7).positions[0]?.liquidationPrice;
    expect(price(account(position(cross)))).toBe('59760.9561753');
    // (10000 - 1000 - 500 + 50000) / 1.004
    expect(price(account(position(cross), other))).toBe('58266.93227092');
    const isolatedOther = { ...other, isolatedWalletQuote: '100' };
    expect(price(account(position(cross), isolatedOther))).toBe('59760.9561753');
  });

  it('has one price for both sides of hedge mode in cross margin', () => {
    const cross = { isolatedWalletQuote: null };
    const both = account(
      position({ ...cross, side: 'LONG' }),
      position({ ...cross, quantity: '1.5' }),
    );
    const { positions } = positionRisk(both, 'BTCUSDT', BTC_BRACKETS, 7);
    expect(positions.map(({ liquidationPrice }) => liquidationPrice)).toEqual([
      '68627.45098039',
      '68627.45098039',
    ]);
  });

  it.each([
    ['-9500', 40, 'MEDIUM'],
    ['-9600', 50, 'HIGH'],
    ['-9800', 100, 'CRITICAL'],
    ['-10000', null, 'CRITICAL'],
  ])('whose wallet lost %s is at %p % and %s', (unrealizedPnlQuote, ratioPct, level) => {
    const given = account(position({ unrealizedPnlQuote }));
    const [risk] = positionRisk(given, 'BTCUSDT', BTC_BRACKETS, 7).positions;
    expect(risk).toMatchObject({ maintenanceMarginRatioPct: ratioPct, level });
  });

  it('leaves other symbols out', () => {
    expect(positionRisk(account(position()), 'ETHUSDT', BTC_BRACKETS, 7).positions).toEqual([]);
  });
});

it('the margin of the account and of a symbol is told by the brackets', () => {
  const given = account(position({ quantity: '10' }));
  expect(positionMargin(given, 'BTCUSDT', BTC_BRACKETS, 7)).toEqual({
    version: 1,
    observedAt: 7,
    marginBalanceQuote: '10000',
    availableQuote: '5000',
    maintenanceMarginQuote: '200',
    maintenanceMarginRatioPct: 2,
    level: 'SAFE',
    freeMarginFraction: 0.5,
    positions: [
      {
        symbol: 'BTCUSDT',
        side: 'SHORT',
        quantity: '10',
        notionalQuote: '500000',
        marginMode: 'isolated',
        isolatedWalletQuote: '10000',
        maintenanceMarginQuote: '2200',
        maintenanceRatePct: 0.5,
        maximumLeverage: 100,
      },
    ],
  });
});
