import fc from 'fast-check';
import { decimal } from '../../../lib/model/decimal';
import {
  conditionalListReason,
  fundingCheckReason,
  isFundingDue,
  isFundingSettled,
  markReason,
  tradeListReason,
} from '../../../lib/reconciliation/decideReads';

const HOUR = 3_600_000;

describe('what a pass reads', () => {
  it('is nothing beyond orders and account while nothing happens', () => {
    const idle = { isFull: false, ownConditionalOrders: 0, trades: 0, orphansSighted: 0 };
    expect(conditionalListReason(idle)).toBeNull();
    expect(tradeListReason({ isFull: false, unbookedOrders: 0, foreignChanged: false })).toBeNull();
    const held = { isFull: false, isHeld: true, checkedAt: HOUR, now: 2 * HOUR - 1 };
    expect(fundingCheckReason(held)).toBeNull();
    expect(markReason({ inventory: decimal('1'), positionMark: '80000' })).toBeNull();
    expect(markReason({ inventory: decimal('0'), positionMark: null })).toBeNull();
  });

  it.each([
    [{ isFull: true, ownConditionalOrders: 0, trades: 0, orphansSighted: 0 }, 'start'],
    [{ isFull: false, ownConditionalOrders: 1, trades: 0, orphansSighted: 0 }, 'ownOrders'],
    [{ isFull: false, ownConditionalOrders: 0, trades: 1, orphansSighted: 0 }, 'trade'],
    [{ isFull: false, ownConditionalOrders: 0, trades: 0, orphansSighted: 1 }, 'orphan'],
  ])('is the list of conditional orders for %j', (books, reason) => {
    expect(conditionalListReason(books)).toBe(reason);
  });

  it.each([
    [{ isFull: true, unbookedOrders: 0, foreignChanged: false }, 'start'],
    [{ isFull: false, unbookedOrders: 4, foreignChanged: false }, 'unbooked'],
    [{ isFull: false, unbookedOrders: 3, foreignChanged: false }, null],
    [{ isFull: false, unbookedOrders: 0, foreignChanged: true }, 'holdings'],
  ])('is the trade list for %j: %s', (books, reason) => {
    expect(tradeListReason(books)).toBe(reason);
  });

  it('is the mark of inventory that no position values', () => {
    expect(markReason({ inventory: decimal('1'), positionMark: null })).toBe('inventory');
  });
});

describe('funding', () => {
  it('is never looked for without a position', () => {
    expect(
      fundingCheckReason({ isFull: true, isHeld: false, checkedAt: null, now: 5 * HOUR }),
    ).toBeNull();
  });

  it('is looked for once in every hour in which a position stood', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000), fc.nat(100_000_000), (checkedAt, laterMs) => {
        const now = checkedAt + laterMs;
        const isAnotherHour = Math.floor(now / HOUR) !== Math.floor(checkedAt / HOUR);
        const reason = fundingCheckReason({ isFull: false, isHeld: true, checkedAt, now });
        expect(reason).toBe(isAnotherHour ? 'funding' : null);
      }),
    );
  });

  it.each([
    ['it was not known before', null, 8 * HOUR, 0, true],
    ['it has not come', 8 * HOUR, 8 * HOUR, 7 * HOUR, false],
    ['it has come', 8 * HOUR, 16 * HOUR, 8 * HOUR, true],
    ['the interval became shorter meanwhile (I09)', 16 * HOUR, 14 * HOUR, 13 * HOUR, true],
  ])('is read when %s', (_what, known, named, now, due) => {
    expect(isFundingDue(known, named, now)).toBe(due);
  });

  it('is waited for five minutes, then it is not coming', () => {
    expect(isFundingSettled(null, 8 * HOUR + 1)).toBe(false);
    expect(isFundingSettled(null, 8 * HOUR + 300_001)).toBe(true);
    expect(isFundingSettled(8 * HOUR, 8 * HOUR + 1)).toBe(true);
    expect(isFundingSettled(4 * HOUR, 8 * HOUR + 1)).toBe(false);
  });
});
