import { equityQuote } from '../../../lib/accounting/equity';

const NOTHING = {
  managedQuote: '0',
  inventories: [],
  futuresWalletQuote: '0',
  futuresUnrealizedQuote: '0',
};

describe('equity', () => {
  it('is managed quote, inventory at mark, wallet and unrealised profit', () => {
    expect(
      equityQuote({
        managedQuote: '7000.5',
        inventories: [
          { quantity: '0.1', markPrice: '80000' },
          { quantity: '-0.5', markPrice: '2000' },
        ],
        futuresWalletQuote: '10000.25',
        futuresUnrealizedQuote: '-12.5',
      }).toString(),
    ).toBe('23988.25');
  });

  it('rounds half to even at 8 places, once for the whole figure', () => {
    const half = { quantity: '0.00000001', markPrice: '0.5' };
    expect(equityQuote({ ...NOTHING, inventories: [half] }).toString()).toBe('0');
    expect(equityQuote({ ...NOTHING, inventories: [half, half] }).toString()).toBe('0.00000001');
    expect(
      equityQuote({ ...NOTHING, managedQuote: '0.00000001', inventories: [half] }).toString(),
    ).toBe('0.00000002');
  });
});
