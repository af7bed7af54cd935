import { modelFreeIndex } from '../../../../lib/market/options/modelFree';
import type { OptionQuote } from '../../../../lib/model/option';
import { chain, NOW, range } from './quotes';

const STRIKES = range(20, 400, 1);

function indexOf(quotes: readonly OptionQuote[]): number {
  const index = modelFreeIndex(quotes, NOW);
  if (!index.ok) throw new Error(index.reason);
  return index.annual;
}

describe('the model-free index', () => {
  it('is the volatility of a flat surface', () => {
    expect(indexOf(chain([23, 37], STRIKES, () => 0.6))).toBeCloseTo(0.6, 3);
  });
  it('is on the straight line of total variance between two expiries', () => {
    const index = indexOf(chain([20, 50], STRIKES, (days) => (days === 20 ? 0.9 : 0.6)));
    const total = 0.9 ** 2 * 20 + (0.6 ** 2 * 50 - 0.9 ** 2 * 20) / 3;
    expect(index).toBeCloseTo(Math.sqrt(total / 30), 3);
  });
  it('takes the mark where the middle of a wide book is half as much again', () => {
    const narrow = chain([23, 37], STRIKES, () => 0.6);
    const wide = narrow.map((quote) => ({ ...quote, askPrice: (quote.askPrice ?? 0) * 2.5 }));
    expect(indexOf(wide)).toBeCloseTo(indexOf(narrow), 6);
    const little = narrow.map((quote) => ({ ...quote, askPrice: (quote.askPrice ?? 0) * 1.5 }));
    expect(indexOf(little)).toBeGreaterThan(0.61);
  });
  it('leaves options without a bid out, and what lies beyond two of them', () => {
    const quotes = chain([23, 37], STRIKES, () => 0.6);
    const without = (strikes: readonly number[]): OptionQuote[] =>
      quotes.map((quote) =>
        quote.kind === 'put' && strikes.includes(quote.strike) ? { ...quote, bidPrice: 0 } : quote,
      );
    expect(indexOf(without([80]))).toBeCloseTo(0.6, 2);
    const cut = indexOf(without([79, 80]));
    const removed = quotes.filter(({ kind, strike }) => kind === 'call' || strike > 80);
    expect(cut).toBeCloseTo(indexOf(removed), 12);
    expect(cut).toBeLessThan(0.59);
  });
  it.each([
    ['no expiry before', chain([37], STRIKES, () => 0.6), 'expire before 30 days'],
    ['no expiry behind', chain([23], STRIKES, () => 0.6), 'expire behind 30 days'],
    ['no options', [], 'expire before 30 days'],
    [
      'no bids',
      chain([23, 37], STRIKES, () => 0.6).map((quote) => ({ ...quote, bidPrice: null })),
      'bid and ask of both',
    ],
    [
      'prices that contradict each other',
      chain([23, 37], [20, 40, 60, 400, 420, 440], () => 0.6, 250),
      'contradict',
    ],
    ['too few strikes', chain([23, 37], [95, 100, 105], () => 0.6), 'have a bid'],
  ])('answers a reason: %s', (_, quotes, reason) => {
    const index = modelFreeIndex(quotes, NOW);
    expect(index.ok).toBe(false);
    expect(index.ok ? '' : index.reason).toContain(reason);
  });
});
