import fc from 'fast-check';
import {
  type AccountFacts,
  type AccountSettings,
  checkAccount,
} from '../../../lib/risk/accountChecks';

const facts: AccountFacts = {
  environment: 'mainnet',
  key: { spotTrading: 'yes', futuresTrading: 'yes', withdrawals: 'no', addressRestriction: 'yes' },
  spotCanTrade: true,
  futuresCanTrade: true,
  oneWayMode: true,
};
const settings: AccountSettings = {
  markets: ['spot', 'usdm'],
  positionMode: 'account',
  allowWithdrawals: false,
};
type Key = NonNullable<AccountFacts['key']>;
const withKey = (change: Partial<Key>): AccountFacts => ({
  ...facts,
  key: facts.key === null ? null : { ...facts.key, ...change },
});
const codes = (given: AccountFacts, chosen: Partial<AccountSettings> = {}): string[] =>
  checkAccount(given, { ...settings, ...chosen }).denials.map(({ code }) => code);

it('lets a restricted trading key on a trading account pass, without a word', () => {
  expect(checkAccount(facts, settings)).toEqual({ denials: [], warnings: [] });
});

describe('withdrawals', () => {
  it('are refused on Mainnet unless the user says otherwise, and then warned of', () => {
    expect(codes(withKey({ withdrawals: 'yes' }))).toEqual(['KEY_MAY_WITHDRAW']);
    const allowed = { ...settings, allowWithdrawals: true };
    expect(checkAccount(withKey({ withdrawals: 'yes' }), allowed)).toMatchObject({
      denials: [],
      warnings: [expect.stringContaining('withdraw')],
    });
  });

  it('do not matter where no real money is', () => {
    for (const environment of ['simulator', 'testnet'] as const) {
      expect(codes({ ...withKey({ withdrawals: 'yes' }), environment })).toEqual([]);
    }
  });
});

it('warns of a key that works from any address', () => {
  const { denials, warnings } = checkAccount(withKey({ addressRestriction: 'no' }), settings);
  expect(denials).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining('any address')]);
});

describe('trading', () => {
  it.each<[string, AccountFacts]>([
    ['the key on spot', withKey({ spotTrading: 'no' })],
    ['the key on futures', withKey({ futuresTrading: 'no' })],
    ['the spot account', { ...facts, spotCanTrade: false }],
    ['the futures account', { ...facts, futuresCanTrade: false }],
  ])('is refused by %s', (_name, given) => {
    expect(codes(given)).toEqual(['ACCOUNT_CANNOT_TRADE']);
  });

  it('on a market without plans is not looked at', () => {
    const noFutures = {
      ...withKey({ futuresTrading: 'no' }),
      futuresCanTrade: null,
      oneWayMode: null,
    };
    expect(codes(noFutures, { markets: ['spot'], positionMode: 'hedge' })).toEqual([]);
    expect(codes({ ...facts, spotCanTrade: false }, { markets: ['usdm'] })).toEqual([]);
  });
});

describe('position mode (D10)', () => {
  it.each([
    ['account', true, true],
    ['account', false, true],
    ['oneWay', true, true],
    ['oneWay', false, false],
    ['hedge', false, true],
    ['hedge', true, false],
  ] as const)('%s against one-way %s', (positionMode, oneWayMode, passes) => {
    const denials = codes({ ...facts, oneWayMode }, { positionMode });
    expect(denials).toEqual(passes ? [] : ['POSITION_MODE']);
  });

  it('names both modes', () => {
    const chosen = { ...settings, positionMode: 'hedge' as const };
    expect(checkAccount(facts, chosen).denials).toMatchObject([
      { limit: 'hedge', actual: 'oneWay' },
    ]);
  });
});

const permission = fc.constantFrom('yes' as const, 'no' as const, 'unavailable' as const);
const truth = fc.option(fc.boolean());
const anyKey = fc.record({
  spotTrading: permission,
  futuresTrading: permission,
  withdrawals: permission,
  addressRestriction: permission,
});
const anyFacts = fc.record({
  key: fc.option(anyKey),
  spotCanTrade: truth,
  futuresCanTrade: truth,
  oneWayMode: truth,
});

it('on Mainnet lets nothing pass that was not said', () => {
  fc.assert(
    fc.property(anyFacts, (given) => {
      if (codes({ ...given, environment: 'mainnet' }).length > 0) return;
      const { key } = given;
      expect([key?.spotTrading, key?.futuresTrading, key?.withdrawals]).toEqual([
        'yes',
        'yes',
        'no',
      ]);
      expect([given.spotCanTrade, given.futuresCanTrade]).toEqual([true, true]);
      expect(given.oneWayMode).not.toBeNull();
    }),
    { numRuns: 2_000 },
  );
});

it('elsewhere does not require what the environment cannot say', () => {
  const silent = withKey({
    spotTrading: 'unavailable',
    futuresTrading: 'unavailable',
    withdrawals: 'unavailable',
    addressRestriction: 'unavailable',
  });
  const elsewhere: AccountFacts = { ...silent, environment: 'testnet' };
  expect(checkAccount(elsewhere, settings)).toEqual({ denials: [], warnings: [] });
  expect(codes(silent)).toEqual(['DATA_MISSING', 'DATA_MISSING', 'DATA_MISSING']);
  expect(codes({ ...elsewhere, key: null })).toEqual(['DATA_MISSING']);
});
