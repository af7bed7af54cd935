import fc from 'fast-check';
import type { CandleRequest } from '../../../lib/exchange/port';
import type { Candle } from '../../../lib/model/candle';
import { observeCandlesAndGaps } from '../../../lib/observation/candles';
import type { CandleSource } from '../../../lib/model/terms';
import { temporaryJournal } from '../../support/journals';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const START = Date.parse('2026-03-02T00:00:00Z');
const at = (minute: number): number => START + minute * MINUTE_MS;

function candle(minute: number, volume = 1): Candle {
  const price = 100 + (minute % 7);
  return {
    openAt: at(minute),
    closeAt: at(minute + 1) - 1,
    open: price,
    high: price + 1,
    low: price - 1,
    close: price,
    volume,
  };
}

/** An exchange that has every minute up to now but some, and answers a few at a time. */
function world(absent: (minute: number) => boolean = () => false, most = 1_000) {
  const { journal, dispose } = temporaryJournal();
  const asked: CandleRequest[] = [];
  let now = at(3_000) + 20_000;
  let hidden = absent;
  let shape = (one: Candle): Candle => one;
  const exchange = {
    async candles(request: CandleRequest): Promise<Candle[]> {
      asked.push(request);
      const found: Candle[] = [];
      for (let open = request.from; open <= Math.min(request.to, now); open += MINUTE_MS) {
        const minute = (open - START) / MINUTE_MS;
        if (!hidden(minute)) found.push(shape(candle(minute)));
      }
      return found.slice(0, most);
    },
  };
  return {
    journal,
    dispose,
    asked,
    pass: (ms: number) => void (now += ms),
    setAbsent: (next: (minute: number) => boolean) => void (hidden = next),
    setShape: (next: typeof shape) => void (shape = next),
    observe: (count: number, market: CandleSource = 'spot') =>
      observeCandlesAndGaps(
        { market, symbol: 'BTCUSDT', interval: '1m', count },
        { exchange, journal, exchangeNow: () => now },
      ),
  };
}

let open: ReturnType<typeof world>[] = [];
const opened = (...parameters: Parameters<typeof world>): ReturnType<typeof world> => {
  const made = world(...parameters);
  open.push(made);
  return made;
};
afterEach(() => {
  for (const each of open) each.dispose();
  open = [];
});

it('reads the closed candles once, then only what is new', async () => {
  const { observe, asked, pass } = opened();
  const first = await observe(500);
  expect(first.candles.map(({ openAt }) => openAt)).toEqual(
    Array.from({ length: 500 }, (_, index) => at(2_500 + index)),
  );
  expect(first.gaps).toEqual([]);
  expect(asked).toHaveLength(1);
  expect(await observe(500)).toEqual(first);
  expect(asked).toHaveLength(1);
  pass(2 * MINUTE_MS);
  const later = await observe(500);
  expect(later.candles.at(-1)?.openAt).toBe(at(3_001));
  // The newest one that was known comes along.
  expect(asked[1]).toMatchObject({ from: at(2_999), to: at(3_001) });
});

it('never takes the candle that is still open', async () => {
  const { observe, journal } = opened();
  const { candles } = await observe(10);
  expect(candles.at(-1)).toMatchObject({ openAt: at(2_999), closeAt: at(3_000) - 1 });
  expect(journal.candles('spot', 'BTCUSDT', '1m', at(3_000), at(4_000))).toEqual([]);
});

it('puts right a candle that was read a moment before it closed', async () => {
  const { observe, pass, setShape, journal } = opened();
  // Our clock is 300 ms ahead: the exchange still counts into the candle.
  setShape((one) => (one.openAt === at(2_999) ? { ...one, close: one.low, volume: 0.5 } : one));
  expect((await observe(10)).candles.at(-1)).toMatchObject({ volume: 0.5 });
  setShape((one) => one);
  pass(MINUTE_MS);
  const { candles } = await observe(10);
  expect(candles.at(-2)).toEqual(candle(2_999));
  expect(journal.candles('spot', 'BTCUSDT', '1m', at(2_999), at(2_999))).toEqual([candle(2_999)]);
});

it('asks for more than 1,000 in pages, and goes on behind an exchange that answers fewer', async () => {
  const paged = opened();
  expect((await paged.observe(2_400)).candles).toHaveLength(2_400);
  expect(paged.asked).toHaveLength(3);
  const slow = opened(() => false, 300);
  expect((await slow.observe(1_000)).candles).toHaveLength(1_000);
  expect(slow.asked).toHaveLength(4);
});

it('reports a hole, does not ask for it again before a day, and then fills it', async () => {
  const { observe, asked, pass, setAbsent } = opened((minute) => minute >= 2_700 && minute < 2_710);
  const { candles, gaps } = await observe(1_000);
  expect(candles).toHaveLength(990);
  expect(gaps).toEqual([{ from: at(2_700), to: at(2_709), missing: 10 }]);
  const before = asked.length;
  expect((await observe(1_000)).gaps).toEqual(gaps);
  expect(asked).toHaveLength(before);
  setAbsent(() => false);
  pass(DAY_MS + MINUTE_MS);
  const healed = await observe(2_000);
  expect(healed.gaps).toEqual([]);
  expect(healed.candles).toHaveLength(2_000);
});

it('reads a hole in the journal only, not the whole window', async () => {
  const { observe, asked, journal } = opened();
  const known = Array.from({ length: 1_000 }, (_, index) => candle(2_000 + index));
  const rest = known.filter((_, index) => index < 400 || index > 402);
  journal.saveCandles('spot', 'BTCUSDT', '1m', rest);
  expect((await observe(1_000)).candles).toEqual(known);
  expect(asked).toEqual([
    { market: 'spot', symbol: 'BTCUSDT', interval: '1m', from: at(2_400), to: at(2_402) },
  ]);
});

it('tells candles that start later than the window as a hole before the first', async () => {
  const { observe, asked } = opened((minute) => minute < 2_900);
  const { candles, gaps } = await observe(1_000);
  expect(candles).toHaveLength(100);
  expect(gaps).toEqual([{ from: at(2_000), to: at(2_899), missing: 900 }]);
  await observe(1_000);
  expect(asked).toHaveLength(1);
});

it('does not take a candle that is not listed yet for a hole', async () => {
  const { observe, setAbsent } = opened((minute) => minute === 2_999);
  expect((await observe(100)).gaps).toEqual([{ from: at(2_999), to: at(2_999), missing: 1 }]);
  setAbsent(() => false);
  expect((await observe(100)).gaps).toEqual([]);
});

it('refuses candles older than two intervals and five minutes', async () => {
  const young = opened((minute) => minute >= 2_994);
  expect((await young.observe(100)).candles.at(-1)?.openAt).toBe(at(2_993));
  const old = opened((minute) => minute >= 2_992);
  await expect(old.observe(100)).rejects.toMatchObject({ name: 'TransientError' });
  const none = opened(() => true);
  await expect(none.observe(100)).rejects.toThrow(/there is none/);
});

it('keeps the candles of the mark price and of the markets apart', async () => {
  const { observe, asked, journal } = opened();
  await observe(50, 'mark');
  expect(journal.candles('usdm', 'BTCUSDT', '1m', 0, at(4_000))).toEqual([]);
  expect(journal.candles('mark', 'BTCUSDT', '1m', 0, at(4_000))).toHaveLength(50);
  await observe(50, 'usdm');
  await observe(50, 'mark');
  expect(asked.map(({ market }) => market)).toEqual(['mark', 'usdm']);
});

it('finds whatever the exchange has, whatever the journal had, in at most 1,000 a request', async () => {
  const minutes = fc.uniqueArray(fc.integer({ min: 1_000, max: 2_996 }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(
      minutes,
      minutes,
      fc.integer({ min: 1, max: 2_000 }),
      async (holes, lost, count) => {
        const one = world((minute) => holes.includes(minute));
        try {
          const had = Array.from({ length: 2_000 }, (_, index) => 1_000 + index)
            .filter((minute) => !holes.includes(minute) && !lost.includes(minute))
            .map((minute) => candle(minute));
          one.journal.saveCandles('spot', 'BTCUSDT', '1m', had);
          const { candles, gaps } = await one.observe(count);
          const expected = Array.from({ length: count }, (_, index) => 3_000 - count + index);
          expect(candles.map(({ openAt }) => openAt)).toEqual(
            expected.filter((minute) => !holes.includes(minute)).map(at),
          );
          const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0);
          expect(candles.length + missing).toBe(count);
          for (const { from, to } of one.asked) expect((to - from) / MINUTE_MS).toBeLessThan(1_000);
        } finally {
          one.dispose();
        }
      },
    ),
    { numRuns: 25 },
  );
});
