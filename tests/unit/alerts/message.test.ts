import { alertText, hasNews } from '../../../lib/alerts/message';
import { account, market } from '../../support/samples';

const ITEM = { symbol: 'BTCUSDT', at: 1, environment: 'simulator' as const };

describe('the text of an alert', () => {
  it('names symbol and environment, and nothing that is not there', () => {
    expect(alertText(ITEM)).toBe('BTCUSDT on simulator');
  });

  it('tells what a trader wants to know', () => {
    const text = alertText({
      ...ITEM,
      market: market(),
      account: account({ inventory: '0.036', position: '-0.036' }),
      risk: {
        version: 1,
        status: 'denied',
        approvalId: null,
        denials: [{ ok: false, code: 'MAX_EXPOSURE', message: 'too much' }],
      },
      execution: {
        version: 1,
        status: 'partly',
        alreadyDone: false,
        placed: 2,
        cancelled: 1,
        filled: 1,
        rejected: 0,
        unknown: 0,
        denials: [],
        notes: ['a note'],
        residual: { inventory: '0.01', position: '-0.01', trades: '0' },
      },
    });
    expect(text.split('\n')).toEqual([
      'BTCUSDT on simulator',
      'price 80000.00, mark 80000',
      'inventory 0.036, hedge -0.036, delta 0, equity 20000',
      'denied MAX_EXPOSURE: too much',
      'execution partly: 2 placed, 1 cancelled, 1 filled at once, 0 rejected, 0 unknown',
      'a note',
      'left: inventory 0.01, hedge -0.01, trades 0',
    ]);
  });

  it('tells a finding once: only what is new', () => {
    const finding = (code: 'FILLS_BOOKED' | 'POSITION_DIFFERS', isNew: boolean) => ({
      id: `${code}:BTCUSDT`,
      code,
      message: 'something',
      repair: 'none',
      count: 1,
      isNew,
      firstSeenAt: 1,
      sightings: 1,
    });
    const findings = [finding('FILLS_BOOKED', true), finding('POSITION_DIFFERS', false)];
    expect(alertText({ ...ITEM, findings })).toBe(
      'BTCUSDT on simulator\nfound FILLS_BOOKED: something',
    );
    expect(hasNews({ ...ITEM, findings })).toBe(true);
    expect(hasNews({ ...ITEM, findings: findings.slice(1) })).toBe(false);
  });
});
