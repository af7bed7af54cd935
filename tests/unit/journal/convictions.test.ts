import type { Conviction } from '../../../lib/model/ensemble';
import { Database } from '../../../lib/journal/sqlite/database';
import { removeOld } from '../../../lib/journal/sqlite/retention';
import { temporaryJournal } from '../../support/journals';

const MINUTE = 60_000;
const NOW = Date.parse('2026-06-08T12:00:30Z');
const held = (long: number, short = 0): Conviction => ({
  long,
  short,
  bUp: 0.1,
  bDown: 0.2,
  bNeutral: -0.3,
  cUp: 0.4,
  cDown: 0.5,
  cNeutral: 0.6,
});

let world: ReturnType<typeof temporaryJournal>;
beforeEach(() => {
  world = temporaryJournal();
});
afterEach(() => world.dispose());

describe('the log of convictions', () => {
  it('keeps one a minute and symbol, the first', () => {
    world.journal.logConviction('BTCUSDT', held(0.1), NOW);
    world.journal.logConviction('BTCUSDT', held(0.9), NOW + 29_000);
    world.journal.logConviction('ETHUSDT', held(0.5), NOW);
    world.journal.logConviction('BTCUSDT', held(0.2, -0.7), NOW + MINUTE);
    const minuteAt = NOW - 30_000;
    expect(world.journal.convictions('BTCUSDT', 0, NOW + 2 * MINUTE)).toEqual([
      { minuteAt, ...held(0.1) },
      { minuteAt: minuteAt + MINUTE, ...held(0.2, -0.7) },
    ]);
  });

  it('ranks by the larger of L and |S|, without the minute itself and what is older', () => {
    const strengths = [0.9, 0.1, 0.3, 0.3, 0.5];
    for (const [index, strength] of strengths.entries()) {
      const each = index % 2 === 0 ? held(strength) : held(0.05, -strength);
      world.journal.logConviction('BTCUSDT', each, NOW + index * MINUTE);
    }
    const rank = (from: number, to: number) => world.journal.rankStrength('BTCUSDT', 0.3, from, to);
    expect(rank(NOW, NOW + 5 * MINUTE)).toEqual({ samples: 5, weaker: 1, equal: 2 });
    expect(rank(NOW + MINUTE, NOW + 4 * MINUTE)).toEqual({ samples: 3, weaker: 1, equal: 2 });
    expect(rank(NOW, NOW)).toEqual({ samples: 0, weaker: 0, equal: 0 });
  });

  it('forgets after 8 days', () => {
    const day = 86_400_000;
    for (const days of [9, 7, 0]) {
      world.journal.logConviction('BTCUSDT', held(0.1), NOW - days * day);
    }
    const database = Database.open(world.file);
    expect(removeOld(database, NOW)).toBe(1);
    database.close();
    expect(world.journal.convictions('BTCUSDT', 0, NOW)).toHaveLength(2);
  });
});
