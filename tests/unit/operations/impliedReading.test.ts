import {
  impliedReading,
  type ImpliedSource,
  skewPct,
} from '../../../lib/operations/impliedReading';
import { optionSurface } from '../../../lib/market/options/surface';
import { modelFreePart } from '../../../lib/market/options/modelFree';
import type { Dvol, OptionSummary } from '../../../lib/model/foreignData';
import type { Item } from '../../../lib/model/item';
import { chain, NOW, range } from '../market/options/quotes';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const provenance = {
  source: 'deribit' as const,
  isFallback: false,
  reason: null,
  readAt: NOW,
};
const DVOL: Extract<Dvol, { status: 'ok' }> = {
  status: 'ok',
  currency: 'BTC',
  resolution: '1h',
  points: [
    { at: NOW - 70 * MINUTE_MS, closePct: 40 },
    { at: NOW - 10 * MINUTE_MS, closePct: 45.2 },
  ],
  missing: 0,
  ...provenance,
};
const QUOTES = chain(
  [20, 50],
  range(20, 300, 1),
  (_, strike) => 0.6 - 0.4 * Math.log(strike / 100),
);
const OPTIONS: Extract<OptionSummary, { status: 'ok' }> = {
  status: 'ok',
  currency: 'BTC',
  observedAt: NOW - MINUTE_MS,
  quoteCount: QUOTES.length,
  unreadable: 0,
  expiries: [],
  surface: optionSurface(QUOTES, NOW),
  modelFree: modelFreePart(QUOTES, NOW),
  ...provenance,
};
const UNAVAILABLE = { status: 'unavailable' as const, reason: 'Switched off.', readAt: NOW };

function read(
  { dvol, options, symbol = 'BTCUSDT' }: { dvol?: Dvol; options?: OptionSummary; symbol?: string },
  source: ImpliedSource = 'dvolFirst',
) {
  const item: Item = {
    symbol,
    at: NOW,
    environment: 'simulator',
    marketData: { version: 1, ...(dvol ? { dvol } : {}), ...(options ? { options } : {}) },
  };
  return impliedReading(item, NOW, { source, maximumAgeMs: 3 * HOUR_MS });
}

describe('the implied volatility of an item', () => {
  it('is the newest DVOL, percent made a fraction', () => {
    expect(read({ dvol: DVOL, options: OPTIONS })).toEqual({
      value: { annualFraction: 0.452, source: 'DVOL of BTC' },
    });
  });
  it('is the model-free index of the chain without it, or where that is wanted', () => {
    const expected = { value: { source: 'Model-free index of the options of BTC' } };
    expect(read({ dvol: UNAVAILABLE, options: OPTIONS })).toMatchObject(expected);
    expect(read({ dvol: DVOL, options: OPTIONS }, 'options')).toMatchObject(expected);
  });
  it.each([
    ['nothing is there', {}, 'has no DVOL'],
    ['it is unavailable', { dvol: UNAVAILABLE }, 'Switched off.'],
    ['it is of another coin', { dvol: { ...DVOL, currency: 'ETH' as const } }, 'is of ETH'],
    ['the symbol has no options', { dvol: DVOL, symbol: 'SOLUSDT' }, 'which SOLUSDT is not'],
    ['it is a fallback', { dvol: { ...DVOL, isFallback: true } }, 'fallback'],
    [
      'it is old',
      { dvol: { ...DVOL, points: [{ at: NOW - 4 * HOUR_MS, closePct: 45 }] } },
      '240 minutes old',
    ],
    [
      'it is of a later time',
      { dvol: { ...DVOL, points: [{ at: NOW + HOUR_MS, closePct: 45 }] } },
      'later than this environment',
    ],
  ])('is absent where %s, and says so', (_, parts, reason) => {
    const reading = read(parts, 'dvol');
    expect('absent' in reading && reading.absent).toContain(reason);
  });
  it('tells the reasons of both', () => {
    const reading = read({ options: { ...OPTIONS, modelFree: modelFreePart([], NOW) } });
    expect('absent' in reading && reading.absent).toMatch(/has no DVOL.*No options expire before/);
  });
});

describe('the skew of an item', () => {
  const item = (options: OptionSummary): Item => ({
    symbol: 'BTCUSDT',
    at: NOW,
    environment: 'simulator',
    marketData: { version: 1, options },
  });
  it('is that of the surface at 30 days, in points of percent', () => {
    const reading = skewPct(item(OPTIONS), NOW);
    expect('value' in reading && reading.value).toBeCloseTo(40 * Math.log(1.1 / 0.9), 1);
  });
  it('is absent where the surface does not reach, or is an hour old', () => {
    const narrow = { ...OPTIONS, surface: optionSurface([], NOW) };
    expect('absent' in skewPct(item(narrow), NOW)).toBe(true);
    expect('absent' in skewPct(item(OPTIONS), NOW + 2 * HOUR_MS)).toBe(true);
  });
});
