import type { Plan } from '../../../lib/model/plan';
import { checkApproval, plansHash } from '../../../lib/supervision/approvals';
import { engageLatch, releaseLatch } from '../../../lib/supervision/latches';
import { temporaryJournal } from '../../support/journals';
import { entry, SPOT_SCOPE } from '../../support/samples';

const PLANS: Plan[] = [
  {
    version: 1,
    scope: SPOT_SCOPE,
    baseAsset: 'BTC',
    madeAt: 1,
    journalRevision: 0,
    disposition: 'active',
    reason: 'test',
    warnings: [],
    intents: [entry()],
  },
];

let world: ReturnType<typeof temporaryJournal>;
beforeEach(() => {
  world = temporaryJournal();
  world.journal.decideApproval(0, () => ({
    outcome: null,
    approval: {
      id: 'a',
      plansHash: plansHash(PLANS),
      workflow: 'loop',
      createdAt: 0,
      expiresAt: 100,
    },
    reservations: [],
  }));
});
afterEach(() => world.dispose());

function check(
  change: Partial<Parameters<typeof checkApproval>[1]> = {},
): ReturnType<typeof checkApproval> {
  const claim = { approvalId: 'a', plans: PLANS, workflow: 'loop', hostNow: 50, ...change };
  return checkApproval(world.journal, claim);
}

describe('an approval', () => {
  it('covers the very plans it was given for, whatever the order of their keys', () => {
    expect(check()).toMatchObject({ ok: true });
    const shuffled = PLANS.map(
      (plan) => Object.fromEntries(Object.entries(plan).reverse()) as typeof plan,
    );
    expect(check({ plans: shuffled })).toMatchObject({ ok: true });
  });

  it.each([
    ['APPROVAL_MISSING', { approvalId: null }],
    ['APPROVAL_MISSING', { approvalId: 'other' }],
    ['APPROVAL_MISSING', { workflow: 'copy of the loop' }],
    ['APPROVAL_EXPIRED', { hostNow: 101 }],
    ['PLAN_CHANGED', { plans: [] }],
    ['PLAN_CHANGED', { plans: [{ ...PLANS[0], intents: [entry({ quantity: '0.02' })] } as Plan] }],
  ] as const)('is no approval: %s %j', (code, change) => {
    expect(check(change)).toMatchObject({ ok: false, code });
  });

  it('is revoked by a latch, which stays until it is released', () => {
    engageLatch(world.journal, 'killSwitch', 'test', 10);
    expect(check()).toMatchObject({ code: 'APPROVAL_REVOKED' });
    expect(releaseLatch(world.journal, 'killSwitch', 11)).toMatchObject({ reason: 'test' });
    expect(releaseLatch(world.journal, 'killSwitch', 12)).toBeNull();
    expect(check()).toMatchObject({ code: 'APPROVAL_REVOKED' });
  });
});
