import { randomUUID } from 'node:crypto';
import { decimal } from '../../lib/model/decimal';
import { ConfigurationError } from '../../lib/model/errors';
import { flattenItem } from '../../lib/operations/flatten';
import { hedgeContractOf } from '../../lib/operations/hedgeContract';
import { readPortfolioStatus } from '../../lib/operations/portfolioStatus';
import { readPositionMargin } from '../../lib/operations/positionFigures';
import { planHedgeForItem } from '../../lib/operations/planHedge';
import { reconcileItem } from '../../lib/operations/reconcile';
import type { Session } from '../../lib/session/openSession';
import { DEMO_GRID, runCycle } from '../support/loop';
import { type SteppedWorld, steppedWorld } from '../support/steppedWorld';

/** Inventory of BTCUSDT hedged on the contract BTCUSDC, which is margined in USDC. */

const STEP_MS = 5 * 60_000;
const SYMBOL = 'BTCUSDT';
jest.setTimeout(180_000);

let world: SteppedWorld;
beforeEach(async () => {
  world = await steppedWorld('contract', 5);
  await world.control('/sim/account', { deposits: { usdm: { USDC: '10000' } } });
});
afterEach(() => world.dispose());

const choose = (contract: string) =>
  world.session((session) => hedgeContractOf(session, SYMBOL, { contract, holder: randomUUID() }));

const itemOf = (session: Session) => ({
  symbol: SYMBOL,
  at: session.clocks.exchangeNow(),
  environment: session.environment,
});

async function cycles(count: number) {
  for (let run = 1; run < count; run += 1) {
    await world.session((session) => runCycle(session));
    await world.advance(STEP_MS);
  }
  return world.session((session) => runCycle(session));
}

const flatten = () =>
  world.session((session) =>
    flattenItem(session, itemOf(session), {
      chunkQuote: '500',
      slippagePct: 1,
      maximumChunks: 100,
      keepHedgedInventory: false,
      reason: 'a test',
      holder: randomUUID(),
    }),
  );

it('carries the hedge and its margin, and keeps books of each asset', async () => {
  await choose('BTCUSDC');
  const { account, market, plans, execution, report } = await cycles(6);
  expect(market).toMatchObject({ contract: 'BTCUSDC' });
  expect(account).toMatchObject({ contract: 'BTCUSDC' });
  expect(execution).toMatchObject({ rejected: 0, unknown: 0 });
  const hedge = plans?.find((plan) => plan.hedge !== undefined);
  expect(hedge?.scope).toMatchObject({ market: 'usdm', symbol: 'BTCUSDC' });
  const wallets = account?.futuresWallets?.map(({ asset, rate }) => [asset, rate]);
  expect(wallets).toEqual([
    ['USDC', '1'],
    ['USDT', '1'],
  ]);
  expect(report.legs.futures.fills).toBeGreaterThan(0);
  expect(report.feesByAsset).toHaveProperty('USDC');
  await world.session(async (session) => {
    const { positions } = await session.exchange.futuresAccount();
    expect(positions).toMatchObject([{ symbol: 'BTCUSDC', marginAsset: 'USDC' }]);
    expect(positions[0]?.quantity).toBe(session.journal.ownQuantity('usdm', 'BTC'));
    const margin = await readPositionMargin(session, SYMBOL);
    expect(margin.positions).toMatchObject([{ symbol: 'BTCUSDC', side: 'SHORT' }]);
    const status = await readPortfolioStatus(session, SYMBOL, { instance: '', workflow: '' });
    expect(decimal(status.margin.maintenanceMarginRatioPct?.toString() ?? '0').isPositive()).toBe(
      true,
    );
  });
});

it('is not changed while the hedge stands, and is after a flatten', async () => {
  await choose('BTCUSDC');
  await cycles(6);
  await expect(choose('BTCUSDT')).rejects.toThrow(
    /BTCUSDT is hedged on BTCUSDC, where a position of -/,
  );
  const { execution } = await flatten();
  expect(decimal(execution.residual.position).isZero()).toBe(true);
  expect(await choose('BTCUSDT')).toBe('BTCUSDT');
  const reconciled = await world.session((session) =>
    reconcileItem(session, itemOf(session), { holder: randomUUID() }),
  );
  expect(reconciled.problem).toBeUndefined();
  expect(reconciled.findings?.map(({ code }) => code)).not.toEqual(
    expect.arrayContaining(['INSTRUMENT_UNKNOWN', 'BALANCE_DIFFERS', 'POSITION_DIFFERS']),
  );
  expect(reconciled.account).not.toHaveProperty('contract');
});

it('books funding that the contract before paid in its own asset', async () => {
  await choose('BTCUSDC');
  await cycles(6);
  // A settlement passes while the hedge stands; the contract is changed before it is booked.
  await world.advance(8 * 3_600_000);
  await flatten();
  await choose('BTCUSDT');
  await world.session(async (session) => {
    await reconcileItem(session, itemOf(session), { holder: randomUUID() });
    const { usdm } = session.journal.sumsSince('BTCUSDC', null);
    expect(usdm).toHaveProperty('funding/USDC');
    const wallets = (await session.exchange.futuresAccount()).wallets;
    const books = session.journal.books();
    const opened = books?.opening.futures.find(({ asset }) => asset === 'USDC');
    const booked = decimal(opened?.total ?? '0').plus(decimal(books?.own.usdm['flow/USDC'] ?? '0'));
    expect(wallets.find(({ asset }) => asset === 'USDC')?.balance).toBe(booked.toString());
  });
});

it('denies plans that were made for the contract before', async () => {
  await cycles(1);
  const stale = await world.session((session) => runCycle(session));
  await flatten();
  await choose('BTCUSDC');
  await expect(
    world.session((session) => planHedgeForItem(session, stale, DEMO_GRID)),
  ).rejects.toThrow(/older than the choice of BTCUSDC/);
});

it('sends nothing where the contract is changed just before the plans are carried out', async () => {
  await world.session(async (session) => {
    const { journal } = session;
    const acquire = journal.acquireLease;
    const changeBefore: typeof acquire = (...lease) => {
      journal.chooseHedgeContract(SYMBOL, 'BTCUSDC', 1);
      return acquire(...lease);
    };
    const { execution } = await runCycle(session, DEMO_GRID, SYMBOL, {
      onPlanned: () => jest.spyOn(journal, 'acquireLease').mockImplementation(changeBefore),
    });
    expect(execution).toMatchObject({ status: 'denied', placed: 0 });
    expect(execution?.denials.map(({ code }) => code)).toEqual(['PLAN_STALE']);
  });
});

it('is refused while nothing is there to hedge with', async () => {
  const poor = await steppedWorld('poor', 5);
  try {
    const refused = poor.session((session) =>
      hedgeContractOf(session, SYMBOL, { contract: 'BTCUSDC', holder: randomUUID() }),
    );
    await expect(refused).rejects.toThrow(/holds no free USDC/);
  } finally {
    await poor.dispose();
  }
});

it.each<[string, RegExp]>([
  ['ETHUSDC', /is of ETH, not of BTC/],
  ['BTCEUR', /BTCEUR/],
])('refuses %s', async (contract, message) => {
  const refused = choose(contract);
  await expect(refused).rejects.toThrow(ConfigurationError);
  await expect(refused).rejects.toThrow(message);
  expect(await world.session(async ({ journal }) => journal.hedgeContract(SYMBOL))).toBe(SYMBOL);
});
