import { DEFAULT_ENTRY_FILTER, entryVerdict } from '../../../../lib/regime/ensemble/percentile';

const rank = (weaker: number, equal: number, samples = 1_000) => ({ samples, weaker, equal });

describe('the filter of entries', () => {
  it('allows from the 80th percentile on', () => {
    expect(entryVerdict(rank(800, 0))).toMatchObject({ percentile: 80, entriesAllowed: true });
    expect(entryVerdict(rank(799, 0))).toMatchObject({ percentile: 79.9, entriesAllowed: false });
    expect(entryVerdict(rank(780, 40))).toMatchObject({ percentile: 80, entriesAllowed: true });
  });

  it('allows nothing while everything is as strong, such as in a market that stands still', () => {
    expect(entryVerdict(rank(0, 1_000))).toMatchObject({ percentile: 50, entriesAllowed: false });
  });

  it('does not know with too few convictions, and says how many there are', () => {
    expect(entryVerdict(rank(299, 0, 299))).toEqual({
      percentile: null,
      entriesAllowed: null,
      reason: '299 convictions are logged, 300 are needed',
    });
    expect(entryVerdict(rank(0, 0, 0)).entriesAllowed).toBeNull();
  });

  it('is switched off by percentile 0', () => {
    const off = { ...DEFAULT_ENTRY_FILTER, entryPercentile: 0 };
    expect(entryVerdict(rank(0, 0, 0), off)).toMatchObject({
      percentile: null,
      entriesAllowed: true,
    });
    expect(entryVerdict(rank(5, 0, 10), off)).toMatchObject({
      percentile: 50,
      entriesAllowed: true,
    });
  });
});
