import fc from 'fast-check';
import { Decimal, decimal } from '../../../lib/model/decimal';
import type { Intent, Plan } from '../../../lib/model/plan';
import { decidePlans } from '../../../lib/risk/decide';
import type { RiskFacts } from '../../../lib/risk/facts';
import { DEFAULT_RISK_SETTINGS } from '../../../lib/risk/settings';
import {
  account,
  entry,
  FUTURES,
  FUTURES_SCOPE,
  hedge,
  market,
  SPOT,
  SPOT_SCOPE,
} from '../../support/samples';

function planOf(...intents: Intent[]): Plan {
  const isHedge = intents.some(({ effect }) => effect === 'hedge');
  return {
    version: 1,
    scope: isHedge ? FUTURES_SCOPE : SPOT_SCOPE,
    baseAsset: 'BTC',
    madeAt: 1,
    journalRevision: 0,
    disposition: 'active',
    reason: 'test',
    warnings: [],
    intents,
  };
}

function facts(change: Partial<RiskFacts> = {}): RiskFacts {
  return {
    subject: { account: '7', symbol: 'BTCUSDT' },
    settings: DEFAULT_RISK_SETTINGS,
    account: account(),
    market: market(),
    spot: SPOT,
    futures: FUTURES,
    latches: [],
    exchangeNow: 1_000_000,
    reservedQuote: { spot: Decimal.zero, usdm: Decimal.zero },
    unfinishedOrders: { spot: 0, usdm: 0 },
    restingBuysQuote: Decimal.zero,
    allRestingBuysQuote: Decimal.zero,
    inventory: Decimal.zero,
    position: Decimal.zero,
    isHedgePlanned: false,
    tradeStrategies: [],
    tradePosition: Decimal.zero,
    isStale: () => false,
    ...change,
  };
}

const nothingCommitted = () => '0';
const sale = entry({ id: 'sale', effect: 'reduce', side: 'SELL', purpose: 'gridExit' });

describe('risk decisions', () => {
  it('approve what is within every limit and reserve its value', () => {
    const decision = decidePlans([planOf(entry()), planOf(hedge())], facts(), nothingCommitted);
    expect(decision.denials).toEqual([]);
    expect(decision.plans.map(({ intents }) => intents.length)).toEqual([1, 1]);
    expect(decision.reservedQuote.spot.toString()).toBe('790');
  });

  it.each([
    ['DATA_MISSING', facts({ account: null })],
    ['DATA_MISSING', facts({ market: null })],
    ['DATA_MISSING', facts({ account: account({ missing: ['fills of an order'] }) })],
    ['DATA_MISSING', facts({ exchangeNow: 1_060_001 })],
    ['DATA_MISSING', facts({ account: account({ observedAt: 939_999 }) })],
    ['PLAN_STALE', facts({ isStale: () => true })],
    ['INSTRUMENT_RULE', facts({ spot: { ...SPOT, minimumNotionalQuote: '1000' } })],
    ['MAX_OPEN_ORDERS', facts({ unfinishedOrders: { spot: 100, usdm: 0 } })],
    ['INSUFFICIENT_BALANCE', facts({ account: account({ spotFreeQuote: '789.99' }) })],
    [
      'INSUFFICIENT_BALANCE',
      facts({ reservedQuote: { spot: decimal('9210.01'), usdm: Decimal.zero } }),
    ],
    ['MAX_EXPOSURE', facts({ inventory: decimal('0.1152') })],
    ['INSUFFICIENT_BALANCE', facts({ account: account({ managedQuote: '700' }) })],
    ['INSUFFICIENT_BALANCE', facts({ allRestingBuysQuote: decimal('9300') })],
    ['MAX_EXPOSURE', facts({ restingBuysQuote: decimal('9210.01') })],
  ] as const)('deny an increase with %s, but not a sale', (code, given) => {
    const decision = decidePlans([planOf(entry(), sale)], given, nothingCommitted);
    expect(decision.denials).toMatchObject([{ code, intentId: entry().id }]);
    expect(decision.plans[0]?.intents).toEqual([sale]);
  });

  it.each([
    ['a reduction that buys', planOf(entry({ effect: 'reduce' }))],
    ['an increase that sells', planOf(entry({ side: 'SELL' }))],
    ['a hedge on spot', { ...planOf(hedge()), scope: SPOT_SCOPE }],
  ])('refuse %s, also under the kill switch', (_name, plan) => {
    const latched = facts({ latches: [{ name: 'killSwitch', reason: 'test' }] });
    const decision = decidePlans([plan], latched, nothingCommitted);
    expect(decision.denials).toMatchObject([{ code: 'PLAN_INVALID' }]);
    expect(decision.plans[0]?.intents).toEqual([]);
  });

  it('leave out a plan for another account or symbol, so that its scope is left alone', () => {
    for (const scope of [
      { ...SPOT_SCOPE, account: '999' },
      { ...SPOT_SCOPE, symbol: 'ETHUSDT' },
    ]) {
      const decision = decidePlans([{ ...planOf(entry()), scope }], facts(), nothingCommitted);
      expect(decision).toMatchObject({ plans: [], denials: [{ code: 'PLAN_INVALID' }] });
    }
  });

  it('keep what already rests of a denied increase', () => {
    const stale = facts({ isStale: () => true });
    const decision = decidePlans([planOf(entry())], stale, () => '0.004');
    expect(decision.plans[0]?.intents).toMatchObject([{ quantity: '0.004' }]);
  });

  it.each([
    ['KILL_SWITCH', 'killSwitch'],
    ['PAUSED', 'pause'],
  ] as const)('under %s take resting buys out too and let sales and hedges pass', (code, name) => {
    const latched = facts({ latches: [{ name, reason: 'test' }] });
    const decision = decidePlans([planOf(entry(), sale), planOf(hedge())], latched, () => '0.004');
    expect(decision.denials).toMatchObject([{ code }]);
    expect(decision.plans.map(({ intents }) => intents.map(({ effect }) => effect))).toEqual([
      ['reduce'],
      ['hedge'],
    ]);
  });

  it.each([
    ['MAX_LEVERAGE', account({ futuresMarginBalanceQuote: '300', futuresAvailableQuote: '10000' })],
    ['INSUFFICIENT_MARGIN', account({ futuresAvailableQuote: '100' })],
  ] as const)('deny a hedge with %s, and with it everything that would need it', (code, given) => {
    const decision = decidePlans(
      [planOf(entry()), planOf(hedge())],
      facts({ account: given }),
      nothingCommitted,
    );
    expect(decision.denials.map((denial) => denial.code)).toEqual([code, code]);
    expect(decision.plans.every(({ intents }) => intents.length === 0)).toBe(true);
  });

  it('never deny a hedge that makes the position smaller', () => {
    const buyBack = hedge({ side: 'BUY' });
    const given = facts({
      position: decimal('-0.05'),
      account: account({ futuresMarginBalanceQuote: '1', futuresAvailableQuote: '0' }),
    });
    expect(decidePlans([planOf(buyBack)], given, nothingCommitted).denials).toEqual([]);
  });

  it('approve more the higher a limit is, and reach it to within one order', () => {
    const buys = Array.from({ length: 20 }, (_unused, index) =>
      entry({ id: `b${index}`, leg: `B${index}` }),
    );
    const approved = (balance: number) =>
      decidePlans(
        [planOf(...buys)],
        facts({
          account: account({ managedQuote: '1000000', spotFreeQuote: String(balance) }),
          settings: { ...DEFAULT_RISK_SETTINGS, maximumExposureFraction: 1 },
        }),
        nothingCommitted,
      ).plans[0]?.intents.length ?? 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 0, max: 5_000 }),
        (balance, more) => {
          const count = approved(balance);
          expect(approved(balance + more)).toBeGreaterThanOrEqual(count);
          expect(count).toBe(Math.min(20, Math.floor(balance / 790)));
        },
      ),
    );
  });
});

describe('risk decisions about trades', () => {
  const tradeEntry = entry({
    id: 'entry',
    purpose: 'tradeEntry',
    quantity: '0.01',
    instruction: { type: 'MARKET' },
  });
  const trade = (change: Partial<Plan> = {}): Plan => ({
    ...planOf(tradeEntry),
    scope: { ...FUTURES_SCOPE, strategy: 'trend' },
    protection: { stopPrice: '78000', targetPrice: '84000' },
    ...change,
  });
  const codes = (plan: Plan, change: Partial<RiskFacts> = {}) =>
    decidePlans([plan], facts(change), nothingCommitted).denials.map(({ code }) => code);

  it('lets a protected entry pass on a free contract', () => {
    expect(codes(trade())).toEqual([]);
  });

  it.each([
    ['without a stop', { ...trade(), protection: undefined }],
    [
      'with a stop above the mark',
      trade({ protection: { stopPrice: '81000', targetPrice: null } }),
    ],
    ['with a target passed', trade({ protection: { stopPrice: '78000', targetPrice: '79000' } })],
  ])('deny an entry %s', (_name, plan) => {
    expect(codes(plan)).toEqual(['UNPROTECTED']);
  });

  it.each([
    ['the hedge', { position: decimal('-0.05') }],
    ['a planned hedge', { isHedgePlanned: true }],
    ['another trade', { tradeStrategies: ['breakout'], tradePosition: decimal('0.01') }],
  ])('deny an entry on a contract that carries %s', (_name, change) => {
    expect(codes(trade(), change)).toEqual(['CONTRACT_IN_USE']);
  });

  it('counts the trade against the leverage', () => {
    const big = { ...tradeEntry, quantity: '5' };
    expect(codes(trade({ intents: [big] }))).toEqual(['MAX_LEVERAGE']);
  });

  it('parks a sale whose price the exchange would not take, and keeps one that rests', () => {
    const far: Intent = {
      ...sale,
      instruction: { type: 'LIMIT', price: '900000', timeInForce: 'GTC' },
    };
    expect(codes(planOf(far))).toEqual(['INSTRUMENT_RULE']);
    const resting = decidePlans([planOf(far)], facts(), () => '0.01');
    expect(resting.denials).toEqual([]);
  });
});

describe('trades that one item brings together', () => {
  const tradeOf = (strategy: string, quantity = '0.1', ...more: Intent[]): Plan => ({
    ...planOf(
      entry({
        id: `${strategy}-entry`,
        purpose: 'tradeEntry',
        quantity,
        instruction: { type: 'MARKET' },
      }),
      ...more,
    ),
    scope: { ...FUTURES_SCOPE, strategy },
    protection: { stopPrice: '78000', targetPrice: null },
  });

  it('share no contract', () => {
    const { plans, denials } = decidePlans(
      [tradeOf('trend'), tradeOf('range')],
      facts(),
      nothingCommitted,
    );
    expect(plans.map(({ intents }) => intents.length)).toEqual([1, 0]);
    expect(denials).toMatchObject([{ code: 'CONTRACT_IN_USE', intentId: 'range-entry' }]);
  });

  it('keep the leverage with all their entries', () => {
    const second = entry({
      id: 'second',
      purpose: 'tradeEntry',
      quantity: '0.2',
      instruction: { type: 'MARKET' },
    });
    const { plans, denials } = decidePlans(
      [tradeOf('trend', '0.2', second)],
      facts(),
      nothingCommitted,
    );
    expect(plans[0]?.intents.map(({ id }) => id)).toEqual(['trend-entry']);
    expect(denials).toMatchObject([{ code: 'MAX_LEVERAGE', intentId: 'second' }]);
  });
});
