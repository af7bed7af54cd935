import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Item } from '../../lib/model/item';
import { decimal } from '../../lib/model/decimal';
import { intentId, type Plan, type Scope } from '../../lib/model/plan';
import { checkPlans } from '../../lib/operations/checkPlans';
import { executeItem } from '../../lib/operations/executePlans';
import { tripBreakers } from '../../lib/supervision/breakers';
import { flattenItem } from '../../lib/operations/flatten';
import { reconcileItem } from '../../lib/operations/reconcile';
import { snapshot } from '../../lib/operations/snapshot';
import { DEFAULT_RISK_SETTINGS } from '../../lib/risk/settings';
import type { Session } from '../../lib/session/openSession';
import type { Credential } from '../../lib/session/settings';
import { runCycle, withSession } from '../support/loop';
import { type PaperGateway, startPaperGateway } from '../support/paperGateway';

/** Trades and hedges over real HTTP, on an account in either position mode. */

let paper: PaperGateway;
let folder: string;
beforeEach(async () => {
  paper = await startPaperGateway();
  folder = mkdtempSync(join(tmpdir(), 'deltagrid-trading-'));
});
afterEach(async () => {
  await paper.close();
  rmSync(folder, { recursive: true, force: true });
});

const inHedgeMode = (isHedge: boolean) =>
  isHedge
    ? paper.stranger('POST', '/fapi/v1/positionSide/dual', { dualSidePosition: 'true' })
    : Promise.resolve();
const advance = (ms: number) => paper.control('/sim/advance', { ms });
function opened<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const credential: Credential = {
    environment: 'simulator',
    apiKey: '',
    apiSecret: '',
    simulatorUrl: paper.url,
    journalName: 'trading',
  };
  return withSession(credential, folder, work);
}

async function observed(session: Session): Promise<Item> {
  const item: Item = {
    symbol: 'BTCUSDT',
    at: session.clocks.exchangeNow(),
    environment: session.environment,
  };
  const reconciled = await reconcileItem(session, item, { holder: randomUUID() });
  return (await snapshot(session, reconciled, { interval: '1h', candleCount: 50 })).item;
}

/** Enters a trade of 0.01 BTC whose stop and target lie so many percent away. */
async function trade(
  session: Session,
  side: 'BUY' | 'SELL',
  distancePct: string,
  positionMode: 'account' | 'oneWay' = 'account',
): Promise<NonNullable<Item['execution']>> {
  const item = await observed(session);
  const mark = decimal(item.market?.markPrice ?? '0');
  const away = mark.times(decimal(distancePct)).dividedBy(decimal('100'));
  const below = mark.minus(away).floorTo(decimal('0.1')).toString();
  const above = mark.plus(away).ceilTo(decimal('0.1')).toString();
  const scope: Scope = {
    account: session.account,
    strategy: 'trend',
    market: 'usdm',
    symbol: 'BTCUSDT',
  };
  const plan: Plan = {
    version: 1,
    scope,
    baseAsset: 'BTC',
    madeAt: item.at,
    journalRevision: session.journal.revision('BTC'),
    disposition: 'active',
    reason: 'by hand',
    warnings: [],
    intents: [
      {
        id: intentId(scope, 'entry', side, 0),
        leg: 'entry',
        generation: 0,
        purpose: 'tradeEntry',
        effect: 'increase',
        side,
        quantity: '0.01',
        instruction: { type: 'MARKET' },
      },
    ],
    protection:
      side === 'BUY'
        ? { stopPrice: below, targetPrice: above }
        : { stopPrice: above, targetPrice: below },
  };
  const checked = await checkPlans(session, { ...item, plans: [plan] }, DEFAULT_RISK_SETTINGS, {
    newApprovalId: randomUUID(),
    workflow: 'trade',
  });
  if (!checked.approved) throw new Error('nothing was approved');
  const { execution } = await executeItem(session, checked.approved, {
    leverage: 2,
    positionMode,
    workflow: 'trade',
    holder: randomUUID(),
  });
  if (!execution) throw new Error('nothing was executed');
  return execution;
}

const position = () => opened(async ({ journal }) => journal.tradePosition('trend', 'BTCUSDT'));
const conditional = () => paper.exchange.openConditionalOrders('BTCUSDT');
const actual = async () => {
  const { positions } = await paper.exchange.futuresAccount();
  return positions.map(({ side, quantity }) => [side, quantity]);
};

describe.each([
  ['one-way', false],
  ['hedge', true],
])('in %s mode', (_name, isHedge) => {
  beforeEach(() => inHedgeMode(isHedge));

  it.each([
    ['BUY', '0.01', 'LONG'],
    ['SELL', '-0.01', 'SHORT'],
  ] as const)('a %s trade is entered with stop and target', async (side, quantity, direction) => {
    expect(await opened((session) => trade(session, side, '3'))).toMatchObject({
      status: 'done',
      placed: 3,
    });
    expect(await position()).toBe(quantity);
    expect(await actual()).toEqual([[isHedge ? direction : 'BOTH', quantity]]);
    expect(await conditional()).toHaveLength(2);
  });

  it('a stop or target that triggers ends the trade, and the other one goes', async () => {
    await opened((session) => trade(session, 'BUY', '0.4'));
    for (let minute = 0; minute < 600 && (await conditional()).length === 2; minute += 1) {
      await advance(60_000);
    }
    expect(await conditional()).toHaveLength(1);
    await opened(observed);
    expect(await position()).toBe('0');
    expect(await actual()).toEqual([]);
    await opened(async (session) => {
      const item = await observed(session);
      const settings = {
        chunkQuote: '500',
        slippagePct: 1,
        maximumChunks: 20,
        keepHedgedInventory: true,
        reason: 'test',
        holder: randomUUID(),
      };
      expect((await flattenItem(session, item, settings)).execution).toMatchObject({
        status: 'done',
      });
    });
    expect(await conditional()).toEqual([]);
  });

  it('flatten takes a trade down and its stops with it', async () => {
    await opened((session) => trade(session, 'SELL', '3'));
    const { execution } = await opened(async (session) =>
      flattenItem(session, await observed(session), {
        chunkQuote: '500',
        slippagePct: 1,
        maximumChunks: 20,
        keepHedgedInventory: false,
        reason: 'test',
        holder: randomUUID(),
      }),
    );
    expect(execution).toMatchObject({ status: 'done', residual: { trades: '0' } });
    expect(await conditional()).toEqual([]);
    expect(await actual()).toEqual([]);
  });

  it('the loop hedges its inventory', async () => {
    for (let cycle = 0; cycle < 6; cycle += 1) {
      await opened(runCycle);
      await advance(300_000);
    }
    const own = await opened(async ({ journal }) => journal.ownQuantity('usdm', 'BTC'));
    expect(decimal(own).isNegative()).toBe(true);
    expect(await actual()).toEqual([[isHedge ? 'SHORT' : 'BOTH', own]]);
  });
});

it('sends nothing when the mode that was fixed is not the account’s (D10)', async () => {
  await inHedgeMode(true);
  const execution = await opened((session) => trade(session, 'BUY', '3', 'oneWay'));
  expect(execution).toMatchObject({ status: 'denied', denials: [{ code: 'POSITION_MODE' }] });
  expect(await actual()).toEqual([]);
});

it('takes everything down when Risk Check says so and the latch still holds, without an approval', async () => {
  await opened((session) => trade(session, 'BUY', '3'));
  const execute = () =>
    opened(async (session) => {
      const flatten = 'drawdown: -15 %';
      const risk = {
        version: 1,
        status: 'denied',
        approvalId: null,
        denials: [],
        flatten,
      } as const;
      const item = { ...(await observed(session)), risk: { ...risk, denials: [] } };
      const choice = { leverage: 2, positionMode: 'account', workflow: 'trade' } as const;
      return executeItem(session, item, { ...choice, holder: randomUUID() });
    });
  // An old item says so for ever: without the latch nothing is taken down.
  expect((await execute()).execution).toMatchObject({ status: 'denied', placed: 0 });
  await opened(async ({ journal, clocks }) => {
    const exchangeNow = clocks.exchangeNow();
    const latch = { name: 'drawdown', symbol: '', reason: '-15 %', effect: 'flatten' } as const;
    tripBreakers(journal, [{ ...latch, engagedAt: exchangeNow, until: null }], {
      symbol: 'BTCUSDT',
      exchangeNow,
    });
  });
  const { execution } = await execute();
  expect(execution).toMatchObject({ status: 'done', residual: { trades: '0' } });
  expect(await actual()).toEqual([]);
  expect(await opened(async ({ journal }) => journal.latches())).toMatchObject([
    { name: 'killSwitch', reason: 'drawdown: -15 %' },
  ]);
});
