import { z } from 'zod';
import { modelFreeIndex } from '../../../../lib/market/options/modelFree';
import type { OptionQuote } from '../../../../lib/model/option';
import { describeWithShared, sharedJson } from '../../../support/sharedFiles';
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
    ['too few strikes', chain([23, 37], [95, 100, 105], () => 0.6), 'have a bid'],
  ])('answers a reason: %s', (_, quotes, reason) => {
    const index = modelFreeIndex(quotes, NOW);
    expect(index.ok).toBe(false);
    expect(index.ok ? '' : index.reason).toContain(reason);
  });
});

const EVIDENCE = [
  'golden/options/mfiv-evidence.json.gz',
  'golden/options/eth-mfiv-14d-2021-10-01T07-02.json',
];
const evidenceSchema = z.object({
  context: z.object({ risklessRate: z.number() }),
  params: z.object({
    at: z.string(),
    underlyingPrice: z.number(),
    options: z.array(
      z.object({
        symbol: z.string(),
        optionType: z.enum(['call', 'put']),
        strikePrice: z.number(),
        expirationDate: z.string(),
        bestBidPrice: z.number().nullish(),
        bestAskPrice: z.number().nullish(),
        markPrice: z.number(),
        underlyingPrice: z.number(),
      }),
    ),
  }),
  result: z.object({
    dVol: z.number(),
    intermediates: z.object({
      F1: z.number(),
      F2: z.number(),
      finalNearBook: z.array(z.unknown()),
      finalNextBook: z.array(z.unknown()),
      nearModSigmaSquared: z.number(),
      nextModSigmaSquared: z.number(),
    }),
  }),
});

/** Published 14-day indices with all that lies between; tolerance 1e-10 (of a percent point). */
describeWithShared(...EVIDENCE)('the published model-free indices of ETH', () => {
  it.each(EVIDENCE)('%s', (path) => {
    const { context, params, result } = evidenceSchema.parse(sharedJson(path));
    const quotes = params.options.map((option) => ({
      instrument: option.symbol,
      expiresAt: Date.parse(option.expirationDate),
      strike: option.strikePrice,
      kind: option.optionType,
      markVolatility: null,
      bidPrice: option.bestBidPrice ?? null,
      askPrice: option.bestAskPrice ?? null,
      markPrice: option.markPrice,
      underlyingPrice: option.underlyingPrice,
      openInterest: 0,
    }));
    const at = Date.parse(params.at);
    const settings = { days: 14, rate: context.risklessRate, coinPrice: params.underlyingPrice };
    const index = modelFreeIndex(quotes, at, settings);
    if (!index.ok) throw new Error(index.reason);
    const { intermediates } = result;
    expect(index.near.strikes).toBe(intermediates.finalNearBook.length);
    expect(index.next.strikes).toBe(intermediates.finalNextBook.length);
    expect(index.near.forward).toBeCloseTo(intermediates.F1, 9);
    expect(index.next.forward).toBeCloseTo(intermediates.F2, 9);
    expect(index.near.totalVariance).toBeCloseTo(intermediates.nearModSigmaSquared, 14);
    expect(index.next.totalVariance).toBeCloseTo(intermediates.nextModSigmaSquared, 14);
    expect(Math.abs(index.annual * 100 - result.dVol)).toBeLessThan(1e-10);

    // Each quote's own forward without a rate is the same to a tenth of a percent point.
    const own = modelFreeIndex(quotes, at, { days: 14, rate: 0, coinPrice: null });
    expect(own.ok && Math.abs(own.annual * 100 - result.dVol)).toBeLessThan(0.1);
  });
});
