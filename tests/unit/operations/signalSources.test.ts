import type { MarketData } from '../../../lib/model/marketData';
import { OUTSIDE_SERIES_NAMES, outsideSeriesSchema } from '../../../lib/model/outsideSeries';
import {
  openInterestChange,
  outsideOpinions,
  takerFlow,
} from '../../../lib/operations/signalSources';

const NOW = Date.parse('2026-06-03T10:07:00Z');
const HOUR = 3_600_000;
const FLOW_AT = Date.parse('2026-06-03T10:00:00Z');

type Flow = NonNullable<MarketData['takerFlow']>['flow'];
const flow = (change: Partial<Extract<Flow, { status: 'available' }>> = {}): MarketData => {
  const latest = { at: FLOW_AT, buyBase: '30', sellBase: '10', ratio: '3' };
  return {
    version: 1,
    takerFlow: {
      observedAt: NOW,
      flow: {
        status: 'available',
        origin: 'exchange',
        period: '1h',
        latest,
        rows: [latest],
        ...change,
      },
    },
  };
};

describe('taker flow', () => {
  it('is (bought - sold) / (bought + sold) for the timeframe of its period', () => {
    expect(takerFlow(flow(), NOW)).toEqual({ value: { '1h': 0.5 } });
  });

  it.each([
    ['of the paper exchange', flow({ origin: 'paperExchange' }), NOW, /paper exchange/],
    ['of no timeframe', flow({ period: '2h' }), NOW, /no timeframe is of 2h/],
    ['that is old', flow(), FLOW_AT + 2 * HOUR + 300_001, /2026-06-03T10:00:00.000Z/],
    ['without rows', flow({ rows: [] }), NOW, /lists no 1h/],
    [
      'of nothing',
      flow({ rows: [{ at: FLOW_AT, buyBase: '0', sellBase: '0', ratio: '1' }] }),
      NOW,
      /traded nothing/,
    ],
  ])('is absent %s', (_what, data, now, reason) => {
    expect(takerFlow(data, now)).toEqual({ absent: expect.stringMatching(reason) });
  });

  it('passes on why the exchange has none, and says where to get it', () => {
    const part = { observedAt: NOW, flow: { status: 'unavailable', reason: 'not here' } } as const;
    expect(takerFlow({ version: 1, takerFlow: part }, NOW)).toEqual({ absent: 'not here' });
    expect(takerFlow(undefined, NOW)).toEqual({ absent: expect.stringContaining('Taker Flow') });
  });
});

describe('open interest', () => {
  const history = (...bases: string[]): MarketData => {
    const rows = bases.map((openInterestBase, index) => ({
      at: FLOW_AT - (bases.length - 1 - index) * HOUR,
      openInterestBase,
      openInterestQuote: '1',
    }));
    const latest = rows.at(-1) ?? { at: 0, openInterestBase: '0', openInterestQuote: '0' };
    const unavailable = { status: 'unavailable', reason: 'none' } as const;
    return {
      version: 1,
      openInterest: {
        observedAt: NOW,
        now: unavailable,
        history: { status: 'available', origin: 'exchange', period: '1h', latest, rows },
      },
    };
  };

  it('is the change over the newest period, percent', () => {
    const change = openInterestChange(history('90', '100', '103'), NOW);
    expect(change).toEqual({ value: { '1h': expect.closeTo(3, 12) } });
  });

  it('is absent with one period only, or after none at all was open', () => {
    for (const data of [history('100'), history('0', '100')]) {
      expect(openInterestChange(data, NOW)).toEqual({
        absent: expect.stringContaining('fewer than two'),
      });
    }
  });
});

describe('outside series', () => {
  const brought = (name: string, value: number, at: number): MarketData => ({
    version: 1,
    outsideSeries: outsideSeriesSchema.parse(
      Object.fromEntries(
        OUTSIDE_SERIES_NAMES.map((each) => [
          each,
          each === name
            ? { status: 'ok', unit: 'index', at, value, points: [{ at, value }] }
            : { status: 'unavailable', reason: 'not brought', readAt: NOW },
        ]),
      ),
    ),
  });

  it('are the opinions of those that were brought', () => {
    expect(outsideOpinions(brought('fearAndGreed', 25, NOW - HOUR), NOW)).toEqual({
      value: [{ name: 'fearAndGreed', opinion: 0.5 }],
    });
  });

  it('are absent when stale, without direction, or not brought', () => {
    const none = { absent: expect.stringContaining('none of the outside series') };
    expect(outsideOpinions(brought('fearAndGreed', 25, NOW - 49 * HOUR), NOW)).toEqual(none);
    expect(outsideOpinions(brought('whaleTransactions', 25, NOW), NOW)).toEqual(none);
    expect(outsideOpinions({ version: 1 }, NOW)).toEqual({
      absent: expect.stringContaining('Outside Series'),
    });
  });
});
