import type { IDataObject } from 'n8n-workflow';
import { decimal } from '../../lib/model/decimal';
import {
  type AccountSnapshot,
  type Item,
  itemSchema,
  type MarketSnapshot,
} from '../../lib/model/item';
import type { Intent, Plan } from '../../lib/model/plan';
import { positionRiskSchema } from '../../lib/model/positionRisk';
import type { DenialCode } from '../../lib/model/verdict';
import { chain, Harness, shippedWorkflow } from './harness/Harness';
import { PACKAGE } from './harness/nodeTypes';

const LOOP = shippedWorkflow('01-strategy-loop.json');
const MINUTE_MS = 60_000;

type Whole = Item & { account: AccountSnapshot; market: MarketSnapshot };

/** The item that Reconcile and Binance Market Data make. */
async function observed(harness: Harness): Promise<Whole> {
  const workflow = chain(
    'observe',
    { name: 'Reconcile', type: `${PACKAGE}.reconcile` },
    { name: 'Data', type: `${PACKAGE}.binanceMarketData` },
  );
  const outcome = await harness.run(workflow, 'Reconcile');
  const item = itemSchema.parse(outcome.item('Data'));
  if (!item.account || !item.market) throw new Error('nothing was observed');
  return { ...item, account: item.account, market: item.market };
}

async function risk(
  harness: Harness,
  item: unknown,
  parameters: IDataObject = {},
): Promise<DenialCode[]> {
  const workflow = chain('risk', {
    name: 'Risk Check',
    type: `${PACKAGE}.riskCheck`,
    parameters: { operation: 'checkPlans', ...JSON.parse(JSON.stringify(parameters)) },
  });
  const json: IDataObject = JSON.parse(JSON.stringify(item));
  const outcome = await harness.run(workflow, 'Risk Check', { items: [json] });
  expect(outcome.problem.message).toBe('');
  const checked = itemSchema.parse(outcome.item('Risk Check'));
  return (checked.risk?.denials ?? []).map(({ code }) => code);
}

async function operate(harness: Harness, operation: string, parameters: IDataObject = {}) {
  const workflow = chain('operate', {
    name: 'Risk Check',
    type: `${PACKAGE}.riskCheck`,
    parameters: { operation, ...parameters },
  });
  return harness.run(workflow, 'Risk Check');
}

let probes = 0;
/** A plan of a strategy of its own with one intent, so that nothing of it was sent before. */
function planned(item: Whole, intent: Partial<Intent> = {}, change: Partial<Plan> = {}): Whole {
  probes += 1;
  const market = change.scope?.market ?? 'spot';
  const { symbol } = item;
  const price = decimal(item.market.markPrice).times(decimal('0.99')).floorTo(decimal('0.1'));
  const strategy = `probe${probes}`;
  return {
    ...item,
    plans: [
      {
        version: 1,
        scope: { account: item.account.account, strategy, market, symbol },
        baseAsset: 'BTC',
        madeAt: item.at,
        journalRevision: 1_000_000,
        disposition: 'active',
        reason: 'a probe',
        warnings: [],
        intents: [
          {
            id: `${strategy}/${market}/${symbol}/one/0`,
            leg: 'one',
            generation: 0,
            purpose: 'gridEntry',
            effect: 'increase',
            side: 'BUY',
            quantity: '0.01',
            instruction: { type: 'LIMIT', price: price.toString(), timeInForce: 'GTC' },
            ...intent,
          },
        ],
        ...change,
      },
    ],
  };
}

const FUTURES = (item: Whole) => ({
  account: item.account.account,
  strategy: 'probe',
  market: 'usdm' as const,
  symbol: item.symbol,
});
const trade = (item: Whole, change: Partial<Plan> = {}) =>
  planned(
    item,
    { purpose: 'tradeEntry', instruction: { type: 'MARKET' }, quantity: '0.01' },
    { scope: FUTURES(item), ...change },
  );
const hedge = (item: Whole, account: Partial<Whole['account']>) =>
  planned(
    { ...item, account: { ...item.account, ...account } },
    {
      purpose: 'hedge',
      effect: 'hedge',
      side: 'SELL',
      instruction: { type: 'MARKET' },
      quantity: '0.01',
    },
    { scope: FUTURES(item) },
  );
const withMarket = (item: Whole, market: Partial<Whole['market']>) =>
  planned({ ...item, market: { ...item.market, ...market } });
const withAccount = (item: Whole, account: Partial<Whole['account']>) =>
  planned({ ...item, account: { ...item.account, ...account } });

type Case = [DenialCode, (item: Whole) => unknown, IDataObject?];

/** On a fresh account. */
const FRESH: Case[] = [
  ['PLAN_INVALID', (item) => planned(item, { side: 'SELL' })],
  ['DATA_MISSING', (item) => ({ ...planned(item), account: undefined })],
  ['CLOCK', (item) => withMarket(item, { observedAt: item.market.observedAt + 600_000 })],
  ['ENVIRONMENT', (item) => planned(item), { allowedEnvironments: ['testnet', 'mainnet'] }],
  ['NOT_ARMED', (item) => planned(item), { arming: 'always' }],
  ['INSTRUMENT_RULE', (item) => planned(item, { quantity: '0.00001' })],
  ['INSUFFICIENT_BALANCE', (item) => withAccount(item, { spotFreeQuote: '1' })],
  ['MAX_EXPOSURE', (item) => planned(item), { maximumExposurePct: 1 }],
  ['MAX_ASSET_EXPOSURE', (item) => planned(item), { maximumAssetExposurePct: 1 }],
  ['MAX_TOTAL_EXPOSURE', (item) => planned(item), { maximumTotalExposurePct: 1 }],
  ['CORRELATED_EXPOSURE', (item) => planned(item), { maximumCorrelatedExposurePct: 1 }],
  ['LIQUIDITY', (item) => planned(item, { quantity: '5000' })],
  ['PRICE_SANITY', (item) => withMarket(item, { markPrice: '1000' })],
  ['MAX_LEVERAGE', (item) => hedge(item, { futuresMarginBalanceQuote: '1' })],
  ['INSUFFICIENT_MARGIN', (item) => hedge(item, { futuresAvailableQuote: '1' })],
  ['FREE_MARGIN', (item) => hedge(item, { futuresAvailableQuote: '1100' })],
  ['UNPROTECTED', (item) => trade(item)],
  ['BREAKER', (item) => planned(item), TRIPPING()],
];

/** Settings by which a market that stands almost still trips a breaker at once. */
function TRIPPING(): IDataObject {
  return {
    adjustBreakers: true,
    priceBreakerMovePct: 0.1,
    priceBreakerWindowMs: 1_440,
    priceBreakerCoolDownMs: 0,
  };
}

describe('every code that Risk Check can answer comes through the node', () => {
  describe('on a fresh account', () => {
    let harness: Harness;
    let item: Whole;
    beforeAll(async () => {
      harness = await Harness.start();
      item = await observed(harness);
    });
    afterAll(() => harness.stop());

    it('and none for a plan that keeps every rule', async () => {
      expect(await risk(harness, planned(item))).toEqual([]);
    });

    it.each(FRESH)('%s', async (code, make, parameters = {}) => {
      expect(await risk(harness, make(item), parameters)).toEqual([code]);
    });

    it('BREAKER stays until it is reset', async () => {
      expect(await risk(harness, planned(item))).toEqual(['BREAKER']);
      const outcome = await operate(harness, 'resetBreaker', { breaker: 'price' });
      expect(outcome.item('Risk Check')['breakerReset']).toMatchObject({
        reset: [{ name: 'price', symbol: 'BTCUSDT', until: null }],
        latched: [],
      });
      expect(await risk(harness, planned(item))).toEqual([]);
    });

    it('PAUSED until it is resumed', async () => {
      const paused = await operate(harness, 'pause', { pauseReason: 'a test' });
      expect(paused.item('Risk Check')['pause']).toEqual({ paused: true, reason: 'a test' });
      expect(await risk(harness, planned(item))).toEqual(['PAUSED']);
      await operate(harness, 'resume', { pauseReason: 'the end of it' });
      expect(await risk(harness, planned(item))).toEqual([]);
    });

    it('NOT_ARMED until a person arms by hand', async () => {
      const parameters = { armedWorkflow: 'risk', armingConfirmation: 'LIVE' };
      const workflow = chain('arm', {
        name: 'Arm',
        type: `${PACKAGE}.riskCheck`,
        parameters: { operation: 'armLive', ...parameters },
      });
      const byTrigger = await harness.run(workflow, 'Arm', { mode: 'trigger' });
      expect(byTrigger.problem.message).toContain('by a person only');
      const unconfirmed = await operate(harness, 'armLive', { armedWorkflow: 'risk' });
      expect(unconfirmed.problem.message).toContain('"Confirmation"');
      expect(await risk(harness, planned(item), { arming: 'always' })).toEqual(['NOT_ARMED']);
      const armed = await harness.run(workflow, 'Arm');
      expect(armed.item('Arm')['arming']).toMatchObject({ armed: true, workflow: 'risk' });
      expect(await risk(harness, planned(item), { arming: 'always' })).toEqual([]);
      await operate(harness, 'disarmLive', { armedWorkflow: 'risk' });
      expect(await risk(harness, planned(item), { arming: 'always' })).toEqual(['NOT_ARMED']);
    });

    it('SAFE_MODE when the equity fell by 10 %, for a trade without conviction', async () => {
      const equity = decimal(item.account.equityQuote);
      const protection = { stopPrice: '1000', targetPrice: null };
      const fallen = trade(
        withAccount(item, { equityQuote: equity.times(decimal('0.89')).toString() }),
        { protection },
      );
      expect(await risk(harness, fallen)).toEqual(['SAFE_MODE']);
      expect(await risk(harness, { ...fallen, account: item.account })).toEqual([]);
    });

    it('DRAWDOWN when the equity fell by 15 %, until the brake is reset', async () => {
      const fallen = (fraction: string): Whole => {
        const equity = decimal(item.account.equityQuote).times(decimal(fraction));
        return withAccount(item, { equityQuote: equity.toString() });
      };
      expect(await risk(harness, fallen('0.84'))).toEqual(['DRAWDOWN']);
      expect(await risk(harness, fallen('1'))).toEqual(['DRAWDOWN']);
      await operate(harness, 'resetBreaker', { breaker: 'drawdown' });
      expect(await risk(harness, fallen('1'))).toEqual([]);
    });

    it('DATA_STALE', async () => {
      await harness.advance(2 * MINUTE_MS);
      expect(await risk(harness, planned(item))).toEqual(['DATA_STALE']);
    });

    it('KILL_SWITCH', async () => {
      const fresh = await observed(harness);
      await operate(harness, 'setKillSwitch', { killSwitchPosition: 'engage', reason: 'a test' });
      expect(await risk(harness, planned(fresh))).toEqual(['KILL_SWITCH']);
    });
  });

  describe('on an account that trades', () => {
    let harness: Harness;
    let item: Whole;
    beforeAll(async () => {
      harness = await Harness.start();
      // The grid opens chunk by chunk, each with its hedge.
      for (let run = 0; run < 4; run += 1) await harness.run(LOOP, 'Run Once');
      item = await observed(harness);
    });
    afterAll(() => harness.stop());

    const TRADING: Case[] = [
      ['PLAN_STALE', (given) => planned(given, {}, { journalRevision: 0 })],
      ['MAX_OPEN_ORDERS', (given) => planned(given), { maximumOpenOrders: 1 }],
      ['MARGIN_RATIO', (given) => planned(given), { maximumMarginRatioPct: 0.05 }],
      ['LIQUIDATION_DISTANCE', (given) => planned(given), { minimumLiquidationDistancePct: 90 }],
      [
        'CONTRACT_IN_USE',
        (given) => trade(given, { protection: { stopPrice: '1000', targetPrice: null } }),
      ],
    ];
    it.each(TRADING)('%s', async (code, make, parameters = {}) => {
      expect(await risk(harness, make(item), parameters)).toEqual([code]);
    });

    it('tells margin, risk, size and the portfolio', async () => {
      const margin = await operate(harness, 'positionMargin');
      expect(margin.item('Risk Check')['positionMargin']).toMatchObject({
        level: 'SAFE',
        positions: [{ symbol: 'BTCUSDT', side: 'SHORT', marginMode: 'isolated' }],
      });
      const told = await operate(harness, 'positionRisk');
      const { positions } = positionRiskSchema.parse(told.item('Risk Check')['positionRisk']);
      // Ours agrees with the exchange's own to the last digit that it tells.
      expect(positions[0]?.liquidationPrice).toBe(positions[0]?.exchangeLiquidationPrice);
      const size = await operate(harness, 'safePositionSize', { stopPrice: '1000' });
      expect(size.item('Risk Check')['safePositionSize']).toMatchObject({ side: 'LONG' });
      const status = await operate(harness, 'portfolioStatus');
      expect(status.item('Risk Check')['portfolio']).toMatchObject({
        armed: false,
        latches: [],
        breakers: [],
        brakes: { level: 0 },
        assets: [{ baseAsset: 'BTC' }],
      });
    });
  });
});
