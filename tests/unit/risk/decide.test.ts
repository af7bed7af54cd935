import fc from 'fast-check';
import { Decimal, decimal } from '../../../lib/model/decimal';
import { NO_BRAKES } from '../../../lib/model/brakes';
import type { BreakerLatch } from '../../../lib/model/breaker';
import type { Intent, Plan } from '../../../lib/model/plan';
import { validateOrder } from '../../../lib/instrument';
import { brakesFor, DEFAULT_BRAKE_SETTINGS } from '../../../lib/risk/brakes';
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
    breakers: [],
    brakes: NO_BRAKES,
    environment: 'simulator',
    workflow: 'loop',
    isArmed: false,
    clockDifferenceMs: null,
    margin: { maintenanceMarginRatioPct: 0, liquidationDistancePct: null },
    depthQuote: 1_000_000,
    unread: [],
    reservedSymbolQuote: Decimal.zero,
    reservedOrders: { spot: 0, usdm: 0 },
    elsewhere: [],
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

const breaker = (name: BreakerLatch['name']): BreakerLatch => ({
  name,
  symbol: '',
  reason: 'test',
  effect: 'blockEntries',
  engagedAt: 1,
  until: null,
});
const nothingCommitted = () => '0';
const sale = entry({ id: 'sale', effect: 'reduce', side: 'SELL', purpose: 'gridExit' });

describe('risk decisions', () => {
  it('approve what is within every limit and reserve its value', () => {
    const decision = decidePlans([planOf(entry()), planOf(hedge())], facts(), nothingCommitted);
    expect(decision.denials).toEqual([]);
    expect(decision.plans.map(({ intents }) => intents.length)).toEqual([1, 1]);
    expect(decision.reservedQuote.spot.toString()).toBe('790');
  });

  const other = (change: object) =>
    facts({ elsewhere: [{ baseAsset: 'ETH', quote: Decimal.zero, correlation: 0, ...change }] });
  const set = (change: object) => ({ settings: { ...DEFAULT_RISK_SETTINGS, ...change } });
  it.each([
    ['DATA_MISSING', facts({ account: null })],
    ['DATA_MISSING', facts({ market: null })],
    ['DATA_MISSING', facts({ margin: null })],
    ['DATA_MISSING', facts({ depthQuote: null })],
    ['DATA_MISSING', facts({ unread: ['what the breakers look at'] })],
    ['DATA_MISSING', other({ quote: null })],
    ['DATA_STALE', facts({ exchangeNow: 1_060_001 })],
    ['DATA_STALE', facts({ account: account({ observedAt: 939_999 }) })],
    ['CLOCK', facts({ exchangeNow: 994_999 })],
    ['CLOCK', facts({ clockDifferenceMs: -5_001 })],
    ['ENVIRONMENT', facts(set({ allowedEnvironments: ['testnet'] }))],
    ['NOT_ARMED', facts({ environment: 'mainnet' })],
    ['NOT_ARMED', facts(set({ arming: 'always' }))],
    ['DATA_MISSING', facts({ account: account({ missing: ['fills of an order'] }) })],
    ['PLAN_STALE', facts({ isStale: () => true })],
    ['PRICE_SANITY', facts({ market: market({ markPrice: '77400' }) })],
    ['PRICE_SANITY', facts({ market: market({ spotBid: '80001' }) })],
    ['PRICE_SANITY', facts({ market: market({ markPrice: '82000' }) })],
    ['INSTRUMENT_RULE', facts({ spot: { ...SPOT, minimumNotionalQuote: '1000' } })],
    ['MAX_OPEN_ORDERS', facts({ unfinishedOrders: { spot: 100, usdm: 0 } })],
    ['MAX_OPEN_ORDERS', facts({ reservedOrders: { spot: 100, usdm: 0 } })],
    ['LIQUIDITY', facts({ depthQuote: 1_579 })],
    [
      'MARGIN_RATIO',
      facts({ margin: { maintenanceMarginRatioPct: 50, liquidationDistancePct: 30 } }),
    ],
    [
      'MARGIN_RATIO',
      facts({ margin: { maintenanceMarginRatioPct: null, liquidationDistancePct: null } }),
    ],
    [
      'LIQUIDATION_DISTANCE',
      facts({ margin: { maintenanceMarginRatioPct: 5, liquidationDistancePct: 9.9 } }),
    ],
    ['INSUFFICIENT_BALANCE', facts({ account: account({ spotFreeQuote: '4.99' }) })],
    [
      'INSUFFICIENT_BALANCE',
      facts({ reservedQuote: { spot: decimal('9996'), usdm: Decimal.zero } }),
    ],
    ['INSUFFICIENT_BALANCE', facts({ account: account({ managedQuote: '4' }) })],
    ['INSUFFICIENT_BALANCE', facts({ allRestingBuysQuote: decimal('9996') })],
    ['MAX_EXPOSURE', facts({ inventory: decimal('0.125') })],
    ['MAX_EXPOSURE', facts({ restingBuysQuote: decimal('9996') })],
    ['MAX_EXPOSURE', facts({ reservedSymbolQuote: decimal('9996') })],
    ['MAX_ASSET_EXPOSURE', other({ baseAsset: 'BTC', quote: decimal('9996') })],
    ['MAX_TOTAL_EXPOSURE', other({ quote: decimal('15996') })],
    ['CORRELATED_EXPOSURE', other({ quote: decimal('15996'), correlation: 0.8 })],
    ['CORRELATED_EXPOSURE', other({ quote: decimal('15996'), correlation: null })],
    ['DRAWDOWN', facts({ brakes: brakesFor(-15, DEFAULT_BRAKE_SETTINGS) })],
    ['BREAKER', facts({ breakers: [breaker('price')] })],
    ['DRAWDOWN', facts({ breakers: [breaker('drawdown')] })],
  ] as const)('deny an increase with %s, but not a sale', (code, given) => {
    const decision = decidePlans([planOf(entry(), sale)], given, nothingCommitted);
    expect(decision.denials).toMatchObject([{ code, intentId: entry().id }]);
    expect(decision.plans[0]?.intents).toEqual([sale]);
  });

  it.each([
    ['a book that is better than the mark by less than the limit', market({ markPrice: '81000' })],
    ['a price far below the mark', market()],
  ])('allow %s', (_name, given) => {
    const far = entry({ instruction: { type: 'LIMIT', price: '50000', timeInForce: 'GTC' } });
    const decision = decidePlans([planOf(far)], facts({ market: given }), nothingCommitted);
    expect(decision.denials).toEqual([]);
  });

  it('halve the exposure and lower the leverage under the second brake', () => {
    const brakes = brakesFor(-10, DEFAULT_BRAKE_SETTINGS);
    // 20,000 x 0.5 x 0.5 = 5,000; held are 4,900.
    const held = facts({ brakes, inventory: decimal('0.06125') });
    const decision = decidePlans([planOf(entry())], held, nothingCommitted);
    expect(decision.plans[0]?.intents).toMatchObject([{ quantity: '0.00126' }]);
    expect(decision.denials).toMatchObject([{ code: 'MAX_EXPOSURE', limit: '5000' }]);
    const hedged = facts({ brakes, account: account({ futuresMarginBalanceQuote: '700' }) });
    expect(decidePlans([planOf(hedge())], hedged, nothingCommitted).denials).toMatchObject([
      { code: 'MAX_LEVERAGE', limit: '700' },
    ]);
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

  it('let the hedge stand on the contract that hedges the symbol, and on no other', () => {
    const hedged = (symbol: string) => {
      const plan = planOf(hedge());
      const plans = [planOf(entry()), { ...plan, scope: { ...plan.scope, symbol } }];
      return decidePlans(
        plans,
        facts({ futures: { ...FUTURES, symbol: 'BTCUSDC' } }),
        nothingCommitted,
      );
    };
    expect(hedged('BTCUSDC').denials).toEqual([]);
    // Nothing is bought that a plan for another contract was to hedge.
    const stray = hedged('BTCUSDT');
    expect(stray.plans.flatMap(({ intents }) => intents)).toEqual([]);
    expect(stray.denials.map(({ code }) => code)).toEqual(['PLAN_INVALID', 'PLAN_INVALID']);
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
    ['FREE_MARGIN', account({ futuresAvailableQuote: '1399' })],
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

  describe('with limits in quote', () => {
    const buys = Array.from({ length: 20 }, (_unused, index) =>
      entry({
        id: `b${index}`,
        leg: `B${index}`,
        instruction: {
          type: 'LIMIT',
          // Prices of which the last is less than half of the first.
          price: String(79_000 - index * 2_100),
          timeInForce: 'GTC',
        },
      }),
    );
    const approvedBy = (given: RiskFacts) => {
      const { plans, reservedQuote } = decidePlans([planOf(...buys)], given, nothingCommitted);
      const intents = plans[0]?.intents ?? [];
      for (const intent of intents) {
        const { instruction } = intent;
        if (instruction.type !== 'LIMIT') throw new Error('not a limit order');
        const verdict = validateOrder(SPOT, {
          side: 'BUY',
          price: decimal(instruction.price),
          quantity: decimal(intent.quantity),
          referencePrice: null,
          reduceOnly: false,
        });
        // Rounding never breaks a filter.
        expect(verdict).toEqual({ ok: true });
      }
      const quantity = Decimal.sum(intents.map((intent) => decimal(intent.quantity)));
      return { quantity, quote: reservedQuote.spot };
    };
    const wide = {
      ...DEFAULT_RISK_SETTINGS,
      maximumExposureFraction: 1,
      maximumAssetExposureFraction: 1,
      maximumTotalExposureFraction: 1,
      maximumCorrelatedExposureFraction: 1,
    };
    const byLimit: Record<string, (quote: number) => RiskFacts> = {
      balance: (quote) =>
        facts({ settings: wide, account: account({ spotFreeQuote: String(quote) }) }),
      symbol: (quote) => facts({ settings: { ...wide, maximumExposureFraction: quote / 20_000 } }),
      asset: (quote) =>
        facts({ settings: { ...wide, maximumAssetExposureFraction: quote / 20_000 } }),
      total: (quote) =>
        facts({ settings: { ...wide, maximumTotalExposureFraction: quote / 20_000 } }),
      correlated: (quote) =>
        facts({ settings: { ...wide, maximumCorrelatedExposureFraction: quote / 20_000 } }),
    };

    it.each(Object.entries(byLimit))(
      'approve more the higher %s is, and reach it to within a step',
      (_name, factsFor) => {
        fc.assert(
          fc.property(
            fc.integer({ min: 6, max: 9_000 }),
            fc.integer({ min: 0, max: 3_000 }),
            (limit, more) => {
              const lower = approvedBy(factsFor(limit));
              const higher = approvedBy(factsFor(limit + more));
              expect(higher.quantity.isBelow(lower.quantity)).toBe(false);
              expect(lower.quote.isAbove(decimal(String(limit)))).toBe(false);
              expect(lower.quantity.isPositive()).toBe(true);
              // All 20 are worth 11,810: within a step's value, or the least order's.
              const unused = decimal(String(limit)).minus(lower.quote).toNumber();
              expect(unused).toBeLessThan(5 + 0.79);
            },
          ),
          { numRuns: 60 },
        );
      },
    );

    it('let nothing slip past a buy that met the limit, or a higher limit would approve less', () => {
      const coarse = { ...SPOT, quantity: { minimum: '0.01', maximum: '9000', step: '0.01' } };
      const bought = (quote: number) => {
        const given = facts({ spot: coarse, account: account({ spotFreeQuote: String(quote) }) });
        const { plans } = decidePlans([planOf(...buys)], given, nothingCommitted);
        return plans[0]?.intents.length ?? 0;
      };
      fc.assert(
        fc.property(
          fc.integer({ min: 0, max: 3_000 }),
          fc.integer({ min: 0, max: 500 }),
          (limit, more) => expect(bought(limit + more)).toBeGreaterThanOrEqual(bought(limit)),
        ),
      );
      // Two of the cheapest would fit.
      expect(bought(789)).toBe(0);
    });
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

  it('enter only on a conviction above 0.8 after a fall of 10 %', () => {
    const brakes = brakesFor(-10, DEFAULT_BRAKE_SETTINGS);
    expect(codes(trade(), { brakes })).toEqual(['SAFE_MODE']);
    expect(codes(trade({ conviction: 0.8 }), { brakes })).toEqual(['SAFE_MODE']);
    expect(codes(trade({ conviction: 0.81 }), { brakes })).toEqual([]);
    expect(codes(trade(), { brakes: brakesFor(-9, DEFAULT_BRAKE_SETTINGS) })).toEqual([]);
  });

  it('values a hedge in the asset in which its margin is told', () => {
    const { quantity } = hedge();
    const mark = decimal(market().markPrice);
    // As much margin as two times leverage asks for at a USDC of 1, and a USDC of 1.05.
    const margin = mark.times(decimal(quantity)).dividedBy(decimal('2')).toString();
    const scope = { ...FUTURES_SCOPE, symbol: 'BTCUSDC' };
    const given = (rate: string) =>
      decidePlans(
        [{ ...planOf(hedge()), scope }],
        facts({
          futures: { ...FUTURES, symbol: 'BTCUSDC', quoteAsset: 'USDC' },
          account: account({
            futuresMarginBalanceQuote: margin,
            futuresWallets: [{ asset: 'USDC', balance: '1', rate }],
          }),
        }),
        nothingCommitted,
      ).denials.map(({ code }) => code);
    expect(given('1')).toEqual([]);
    expect(given('1.05')).toEqual(['MAX_LEVERAGE']);
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
