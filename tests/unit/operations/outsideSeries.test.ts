import fc from 'fast-check';
import { ConfigurationError } from '../../../lib/model/errors';
import {
  LARGEST_SERIES,
  OUTSIDE_SERIES,
  OUTSIDE_SERIES_NAMES,
  outsideSeriesSchema,
} from '../../../lib/model/outsideSeries';
import { readBroughtValues, outsideSeriesPart } from '../../../lib/operations/outsideSeries';
import { HOUR, NOW } from './world';

const GREED = { name: 'fearAndGreed', at: NOW - HOUR, value: 45, unit: 'index' } as const;
const WHERE = 'The parameter "Series (JSON)" of item 0';

function part(given: unknown, symbol = 'BTCUSDT', now = NOW) {
  const values = readBroughtValues(given, WHERE);
  return outsideSeriesPart(symbol, values, now);
}

it('lists every name, and makes nothing up for what was not brought', () => {
  const all = outsideSeriesSchema.parse(part([]));
  expect(Object.keys(all)).toEqual([...OUTSIDE_SERIES_NAMES]);
  for (const entry of Object.values(all)) {
    expect(entry).toEqual({
      status: 'unavailable',
      reason: expect.stringContaining('was not brought'),
      readAt: NOW,
    });
  }
});

it('takes the newest value and keeps the history, oldest first', () => {
  const older = { ...GREED, at: NOW - 25 * HOUR, value: 30 };
  expect(part([GREED, older])).toMatchObject({
    fearAndGreed: {
      status: 'ok',
      unit: 'index',
      at: NOW - HOUR,
      value: 45,
      points: [
        { at: NOW - 25 * HOUR, value: 30 },
        { at: NOW - HOUR, value: 45 },
      ],
    },
    mvrv: { status: 'unavailable' },
  });
});

it('keeps no more points than an item should carry', () => {
  const many = Array.from({ length: 200 }, (_one, index) => ({
    ...GREED,
    at: NOW - index * HOUR,
  }));
  expect(part(many)).toMatchObject({ fearAndGreed: { points: { length: LARGEST_SERIES } } });
});

it.each([undefined, null, '', ' ', '[]', []])('takes %j for nothing brought', (given) => {
  expect(readBroughtValues(given, WHERE)).toEqual([]);
});

it('reads JSON text as well', () => {
  expect(readBroughtValues(JSON.stringify([GREED]), WHERE)).toEqual([GREED]);
  expect(() => readBroughtValues('[{', WHERE)).toThrow('is not JSON');
});

it('never looks ahead: values of later times change nothing', () => {
  const time = fc.integer({ min: NOW - 72 * HOUR, max: NOW + 72 * HOUR });
  const value = fc.record({ at: time, value: fc.integer({ min: 0, max: 100 }) });
  fc.assert(
    fc.property(fc.uniqueArray(value, { selector: ({ at }) => at, minLength: 1 }), (points) => {
      const whole = points.map((point) => ({ ...GREED, ...point }));
      const known = whole.filter(({ at }) => at <= NOW);
      fc.pre(known.length > 0);
      expect(part(whole)).toEqual(part(known));
    }),
  );
});

it('takes a value of a later time for none', () => {
  expect(part([{ ...GREED, at: NOW + 1 }])).toMatchObject({
    fearAndGreed: { status: 'unavailable', reason: expect.stringContaining('later times') },
  });
});

it.each(OUTSIDE_SERIES_NAMES)('%s becomes stale, and has a range', (name) => {
  const { unit, staleAfterMs, minimum, maximum } = OUTSIDE_SERIES[name];
  const value = { name, unit, at: NOW - staleAfterMs, value: minimum };
  expect(part([value])[name]).toMatchObject({ status: 'ok', value: minimum });
  expect(part([{ ...value, value: maximum }])[name]).toMatchObject({ status: 'ok' });
  expect(part([{ ...value, at: value.at - 1 }])[name]).toMatchObject({
    status: 'unavailable',
    reason: expect.stringContaining('minutes old'),
  });
  for (const outside of [minimum - 0.01, maximum + 100]) {
    expect(part([{ ...value, value: outside }])[name]).toMatchObject({
      status: 'unavailable',
      reason: expect.stringContaining('out of its range'),
    });
  }
});

it('does not choose between two values of the same time', () => {
  expect(part([GREED, { ...GREED, value: 46 }])).toMatchObject({
    fearAndGreed: { status: 'unavailable', reason: expect.stringContaining('two values') },
  });
  expect(part([GREED, GREED])).toMatchObject({ fearAndGreed: { status: 'ok' } });
});

it('keeps what is about one coin from the others', () => {
  const mvrv = { name: 'mvrv', at: NOW - HOUR, value: 2.1, unit: 'ratio', asset: 'ETH' };
  expect(part([mvrv], 'ETHUSDT')).toMatchObject({ mvrv: { status: 'ok', value: 2.1 } });
  expect(part([mvrv], 'BTCUSDT')).toMatchObject({ mvrv: { status: 'unavailable' } });
  expect(part([GREED], 'ETHUSDT')).toMatchObject({ fearAndGreed: { status: 'ok' } });
});

it.each<[string, unknown, string]>([
  ['no list', { name: 'mvrv' }, 'expected array'],
  ['a name that is not on the list', [{ ...GREED, name: 'mood' }], 'entry 0, field name'],
  ['another unit', [GREED, { ...GREED, unit: 'percent' }], 'entry 1, field unit'],
  ['a time in seconds', [{ ...GREED, at: 1_767_225_600 }], 'entry 0, field at'],
  ['a text for a number', [{ ...GREED, value: '45' }], 'entry 0, field value'],
  ['no number', [{ ...GREED, value: Number.NaN }], 'entry 0, field value'],
  ['no unit', [{ ...GREED, unit: undefined }], 'entry 0, field unit'],
  ['a field that it does not know', [{ ...GREED, extra: 1 }], 'entry 0'],
])('refuses %s by entry and field', (_what, given, place) => {
  const refused = (): unknown => readBroughtValues(given, WHERE);
  expect(refused).toThrow(ConfigurationError);
  expect(refused).toThrow(WHERE);
  expect(refused).toThrow(place);
});
