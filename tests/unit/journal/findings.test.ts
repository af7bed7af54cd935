import type { Sighting } from '../../../lib/model/sighting';
import { temporaryJournal } from '../../support/journals';

let world: ReturnType<typeof temporaryJournal>;
beforeEach(() => {
  world = temporaryJournal();
});
afterEach(() => world.dispose());

const sighting = (change: Partial<Sighting> = {}): Sighting => ({
  code: 'POSITION_DIFFERS',
  subject: 'BTCUSDT/usdm',
  kind: 'condition',
  message: 'first',
  repair: 'none',
  count: 1,
  confirmAfterMs: 0,
  ...change,
});
const CHECKED = [{ code: 'POSITION_DIFFERS' as const, prefix: 'BTCUSDT/' }];
const note = (at: number, ...sightings: Sighting[]) =>
  world.journal.noteSightings(sightings, CHECKED, at);

describe('findings', () => {
  it('are one for as long as they last, new only once', () => {
    expect(note(1, sighting())).toMatchObject([
      { id: 'POSITION_DIFFERS:BTCUSDT/usdm', isNew: true, firstSeenAt: 1, sightings: 1 },
    ]);
    expect(note(2, sighting({ message: 'second' }))).toMatchObject([
      { isNew: false, message: 'second', firstSeenAt: 1, sightings: 2 },
    ]);
  });

  it('are not seen again at the same time', () => {
    note(1, sighting());
    expect(note(1, sighting())).toMatchObject([{ isNew: false, sightings: 1 }]);
  });

  it('end when a check no longer sees them, and begin anew', () => {
    note(1, sighting());
    note(2);
    expect(world.journal.openFindings('POSITION_DIFFERS', '')).toEqual([]);
    expect(note(3, sighting())).toMatchObject([{ isNew: true, firstSeenAt: 3, sightings: 1 }]);
  });

  it('go on while nobody checks them', () => {
    note(1, sighting());
    world.journal.noteSightings([], [{ code: 'POSITION_DIFFERS', prefix: 'ETHUSDT/' }], 2);
    world.journal.noteSightings([], [{ code: 'BALANCE_SHORT', prefix: 'BTCUSDT/' }], 3);
    expect(world.journal.openFindings('POSITION_DIFFERS', '')).toHaveLength(1);
  });

  it('wait for their confirmation: two sightings, far enough apart', () => {
    const doubted = sighting({ confirmAfterMs: 5_000 });
    expect(note(1, doubted)).toEqual([]);
    expect(note(5_000, doubted)).toEqual([]);
    expect(note(5_001, doubted)).toMatchObject([{ isNew: true, firstSeenAt: 1, sightings: 3 }]);
    expect(note(6_000, doubted)).toMatchObject([{ isNew: false }]);
  });

  it('of what happened once are told once, however often they are noted', () => {
    const event = sighting({ kind: 'event', code: 'FILLS_BOOKED' });
    expect(note(1, event)).toMatchObject([{ isNew: true }]);
    expect(note(2, event)).toMatchObject([{ isNew: false, sightings: 1 }]);
    expect(world.journal.openFindings('FILLS_BOOKED', '')).toEqual([]);
  });
});
