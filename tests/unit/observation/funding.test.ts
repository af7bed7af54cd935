import type { FundingRate, FundingTerms } from '../../../lib/model/marketData';
import { TransientError } from '../../../lib/model/errors';
import { observeFundingRates, observeFundingTerms } from '../../../lib/observation/funding';
import { temporaryJournal } from '../../support/journals';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.parse('2026-03-02T00:00:00Z');

/** An exchange that settles every `hours()` and lists a settlement `lateMs` after it. */
function world() {
  const { journal, dispose } = temporaryJournal();
  const state = { now: START + HOUR_MS, hours: 8, lateMs: 0, markFails: false };
  const asked: { from: number; to: number }[] = [];
  const settlements = (from: number, to: number): FundingRate[] => {
    const step = state.hours * HOUR_MS;
    const rows: FundingRate[] = [];
    for (let time = Math.ceil(from / step) * step; time <= to; time += step) {
      if (time + state.lateMs > state.now) break;
      // Times are off by some milliseconds.
      rows.push({ settledAt: time + 3, rateFraction: '0.0001', markPrice: '80000' });
    }
    return rows.filter(({ settledAt }) => settledAt >= from && settledAt <= to).slice(0, 1_000);
  };
  const nextFundingAt = (): number => {
    const step = state.hours * HOUR_MS;
    return Math.floor(state.now / step) * step + step;
  };
  const exchange = {
    async fundingRates(_symbol: string, from: number, to: number) {
      asked.push({ from, to });
      return settlements(from, to);
    },
    async mark() {
      if (state.markFails) throw new TransientError('no mark', '');
      return {
        markPrice: '80000',
        indexPrice: '80000',
        fundingRate: '0.0001',
        nextFundingAt: nextFundingAt(),
        at: state.now,
      };
    },
  };
  return {
    state,
    asked,
    dispose,
    journal,
    nextFundingAt,
    observe: (days: number, hint?: number) =>
      observeFundingRates(
        {
          symbol: 'BTCUSDT',
          from: state.now - days * DAY_MS,
          to: state.now,
          ...(hint === undefined ? {} : { nextFundingAt: hint }),
        },
        { exchange, journal, exchangeNow: () => state.now },
      ),
    truth: (days: number) => settlements(state.now - days * DAY_MS, state.now),
  };
}

let one: ReturnType<typeof world>;
beforeEach(() => {
  one = world();
});
afterEach(() => one.dispose());

describe('settled funding', () => {
  it('is read at most once between two settlements', async () => {
    for (let minute = 0; minute < 3 * 24 * 60; minute += 7) {
      one.state.now = START + HOUR_MS + minute * 60_000;
      const hint = minute % 2 === 0 ? one.nextFundingAt() : undefined;
      const rates = await one.observe(3, hint);
      const sinceSettlement = one.state.now % (8 * HOUR_MS);
      if (sinceSettlement > 30_000) expect(rates).toEqual(one.truth(3));
    }
    // Nine settlements passed.
    expect(one.asked).toHaveLength(1 + 9);
  });

  it('is read from behind what is known, and further back only where that is not known', async () => {
    await one.observe(3);
    one.state.now += 8 * HOUR_MS;
    await one.observe(3);
    expect(one.asked[1]?.from).toBeGreaterThan(START);
    expect(await one.observe(30)).toEqual(one.truth(30));
    expect(one.asked).toHaveLength(3);
    expect(await one.observe(30)).toEqual(one.truth(30));
    expect(one.asked).toHaveLength(3);
  });

  it('comes in pages where a contract settles each hour', async () => {
    one.state.hours = 1;
    const rates = await one.observe(90);
    expect(rates.slice(0, 1_000)).toEqual(one.truth(90));
    expect(rates).toHaveLength(90 * 24);
    expect(await one.observe(90)).toEqual(rates);
    expect(one.asked).toHaveLength(3);
  });

  it('is asked for again where a settlement is listed late, and then found', async () => {
    await one.observe(3);
    one.state.lateMs = 7 * 60_000;
    one.state.now = START + 8 * HOUR_MS + 40_000;
    expect(await one.observe(3)).toHaveLength(8);
    for (let waited = 0; waited < 600_000; waited += 20_000) {
      one.state.now += 20_000;
      await one.observe(3);
    }
    expect((await one.observe(3)).at(-1)?.settledAt).toBe(START + 8 * HOUR_MS + 3);
    // At first, when due, and five and ten minutes later.
    expect(one.asked).toHaveLength(4);
  });

  it('follows an interval that became shorter, as the snapshot tells it', async () => {
    await one.observe(3, one.nextFundingAt());
    one.state.now += HOUR_MS;
    one.state.hours = 1;
    await one.observe(3, one.nextFundingAt());
    expect(one.asked).toHaveLength(1);
    one.state.now += HOUR_MS + 60_000;
    const rates = await one.observe(3, one.nextFundingAt());
    expect(one.asked).toHaveLength(2);
    expect(rates.at(-1)?.settledAt).toBe(START + 3 * HOUR_MS + 3);
  });

  it('is read again at the next whole hour where nobody tells the next settlement', async () => {
    one.state.markFails = true;
    await one.observe(3);
    one.state.now += 30 * 60_000;
    await one.observe(3);
    expect(one.asked).toHaveLength(1);
    one.state.now += 31 * 60_000;
    await one.observe(3);
    expect(one.asked).toHaveLength(2);
  });

  it('is read anew after a clock that was ahead', async () => {
    one.state.now += 5 * DAY_MS;
    await one.observe(3);
    one.state.now -= 4 * DAY_MS;
    expect(await one.observe(3)).toEqual(one.truth(3));
  });
});

describe('funding terms', () => {
  const listed: FundingTerms = {
    symbol: 'LPTUSDT',
    intervalHours: 4,
    capFraction: '0.02',
    floorFraction: '-0.02',
  };
  it('are read for all contracts at once, once an hour', async () => {
    let reads = 0;
    const exchange = {
      async fundingTerms() {
        reads += 1;
        return [listed];
      },
    };
    const deps = { exchange, journal: one.journal, exchangeNow: () => one.state.now };
    expect(await observeFundingTerms('LPTUSDT', deps)).toEqual(listed);
    expect(await observeFundingTerms('BTCUSDT', deps)).toBeNull();
    expect(reads).toBe(1);
    one.state.now += HOUR_MS;
    expect(await observeFundingTerms('LPTUSDT', deps)).toEqual(listed);
    expect(reads).toBe(2);
  });
});
