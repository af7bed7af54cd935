import type { Regime } from '../../../lib/model/regime';
import type { Interval } from '../../../lib/model/terms';
import { classifyRegime, meaningOf } from '../../../lib/regime/classify';
import { marketRegime } from '../../../lib/regime/marketRegime';
import {
  BREAKOUT_DOWN,
  BREAKOUT_UP,
  NO_TRADE,
  RANGE,
  TREND_DOWN,
  TREND_UP,
} from '../../../lib/regime/opinion';

const NOTHING = classifyRegime('BTCUSDT', '1h', []);
function regime(interval: Interval, code: number, confidence = 0.5): Regime {
  return { ...NOTHING, interval, ...meaningOf(code), confidence };
}
const of = (hour: number, four: number, day: number) =>
  marketRegime(
    [regime('1d', day, 0.3), regime('1h', hour, 0.6), regime('4h', four)],
    ['1h', '4h', '1d'],
  );

describe('the regime of several intervals', () => {
  it.each([
    ['RANGE', 'none', RANGE, RANGE, RANGE],
    ['NO_TRADE', 'none', RANGE, NO_TRADE, RANGE],
    ['NO_TRADE', 'none', TREND_UP, RANGE, RANGE],
    ['TREND', 'up', RANGE, TREND_UP, TREND_UP],
    ['TREND', 'down', NO_TRADE, RANGE, TREND_DOWN],
    ['NO_TRADE', 'none', TREND_DOWN, RANGE, TREND_UP],
    ['BREAKOUT', 'up', BREAKOUT_UP, RANGE, TREND_DOWN],
    ['BREAKOUT', 'none', BREAKOUT_UP, BREAKOUT_DOWN, RANGE],
  ] as const)('is %s %s of 1h %i, 4h %i, 1d %i', (label, direction, hour, four, day) => {
    expect(of(hour, four, day)).toMatchObject({ label, direction });
  });

  it('names who decided, with the least of their confidences', () => {
    expect(of(RANGE, TREND_UP, TREND_UP)).toMatchObject({
      decidedBy: ['4h', '1d'],
      confidence: 0.3,
      reason: '4h TREND up, 1d TREND up',
    });
  });

  it('is NO_TRADE when one that is wanted is absent', () => {
    expect(marketRegime([regime('1h', RANGE)], ['1h', '4h'])).toMatchObject({
      label: 'NO_TRADE',
      reason: 'no regime of 4h',
    });
    expect(marketRegime([], [])).toMatchObject({ label: 'NO_TRADE' });
  });
});
