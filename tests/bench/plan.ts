import { NO_BRAKES } from '../../lib/model/brakes';
import { decideChanges } from '../../lib/execution/decideChanges';
import type { OrderRecord } from '../../lib/journal/port';
import { Decimal, decimal } from '../../lib/model/decimal';
import type { GridDefinition } from '../../lib/model/grid';
import type { Instrument } from '../../lib/model/instrument';
import type { Intent, Plan, Scope } from '../../lib/model/plan';
import { decidePlans } from '../../lib/risk/decide';
import type { RiskFacts } from '../../lib/risk/facts';
import { DEFAULT_RISK_SETTINGS } from '../../lib/risk/settings';
import { latticeOf } from '../../lib/strategy/gridState';
import { NO_SIGNALS } from '../../lib/strategy/gridSignals';
import { planGrid, type PlanGridInputs } from '../../lib/strategy/planGrid';
import { planHedge, type PlanHedgeInputs } from '../../lib/strategy/planHedge';
import { DEFAULT_GRID_SETTINGS } from '../../lib/strategy/settings';
import { figures } from '../support/grids';
import { account, FUTURES, market, SPOT } from '../support/samples';

const SYMBOLS = 50;
const LEVELS = 200;
const ROUNDS = 15;
const EQUITY = '2000000';

export interface PlanFigures {
  symbols: number;
  levels: number;
  rounds: number;
  /** Median CPU of one round over all symbols: plan, check and diff; at most 100. */
  cpuMs: number;
  /** The same where nothing rests yet, so that every order is checked whole. */
  cpuMsAtFirst: number;
  /** The first with half the levels: a linear cost is half. */
  cpuMsAtHalf: number;
  planMs: number;
  checkMs: number;
  diffMs: number;
  intentsPerSymbol: number;
}

interface World {
  grid: PlanGridInputs;
  hedge: PlanHedgeInputs;
  facts: RiskFacts;
  orders: OrderRecord[];
  committed: ReadonlyMap<string, string>;
}

interface Round {
  planMs: number;
  checkMs: number;
  diffMs: number;
  intents: number;
}

/** CPU of a cycle's decisions for many grids that rest whole: what every cycle pays. */
export async function benchPlan(): Promise<PlanFigures> {
  const whole = measure(LEVELS, true);
  const first = measure(LEVELS, false);
  const half = measure(LEVELS / 2, true);
  const total = ({ planMs, checkMs, diffMs }: Round): number => planMs + checkMs + diffMs;
  const of = (rounds: readonly Round[], read: (round: Round) => number): number =>
    Number(median(rounds.map(read)).toFixed(2));
  return Promise.resolve({
    symbols: SYMBOLS,
    levels: LEVELS,
    rounds: ROUNDS,
    cpuMs: of(whole, total),
    cpuMsAtFirst: of(first, total),
    cpuMsAtHalf: of(half, total),
    planMs: of(whole, ({ planMs }) => planMs),
    checkMs: of(whole, ({ checkMs }) => checkMs),
    diffMs: of(whole, ({ diffMs }) => diffMs),
    intentsPerSymbol: (whole[0]?.intents ?? 0) / SYMBOLS,
  });
}

function measure(levels: number, rests: boolean): Round[] {
  const worlds = Array.from({ length: SYMBOLS }, (_unused, index) => worldOf(index, levels, rests));
  runRound(worlds);
  return Array.from({ length: ROUNDS }, () => runRound(worlds));
}

function runRound(worlds: readonly World[]): Round {
  const round = { planMs: 0, checkMs: 0, diffMs: 0, intents: 0 };
  for (const world of worlds) {
    const plans: Plan[] = [];
    round.planMs += cpuMs(() => plans.push(planGrid(world.grid), planHedge(world.hedge)));
    const { committed } = world;
    round.checkMs += cpuMs(() =>
      decidePlans(plans, world.facts, (intentId) => committed.get(intentId) ?? '0'),
    );
    const books = { committed: (id: string): Decimal => decimal(committed.get(id) ?? '0') };
    let actions = -1;
    round.diffMs += cpuMs(() => {
      actions = decideChanges(plans, world.orders, books).length;
    });
    if (actions !== 0) throw new Error(`a grid that rests whole wants ${actions} changes`);
    round.intents += plans.reduce((sum, { intents }) => sum + intents.length, 0);
  }
  return round;
}

/** One grid of so many levels, half of them bought; every order of it rests, or none does yet. */
function worldOf(index: number, levels: number, rests: boolean): World {
  const symbol = `COIN${index}USDT`;
  const baseAsset = `COIN${index}`;
  const spot: Instrument = { ...SPOT, symbol, baseAsset, maximumOpenOrders: 1_000 };
  const futures: Instrument = { ...FUTURES, symbol, baseAsset };
  const scope: Scope = { account: '7', strategy: 'grid', market: 'spot', symbol };
  const grid: PlanGridInputs = {
    scope,
    settings: {
      ...DEFAULT_GRID_SETTINGS,
      spacingMode: 'fixed',
      spacingPct: 0.4,
      levelsPerSide: levels / 2,
    },
    spot,
    futures,
    market: market(),
    equityQuote: EQUITY,
    accountIsValid: true,
    delta: '0',
    regime: 'RANGE',
    signals: NO_SIGNALS,
    currentGrid: null,
    nextGridNumber: 1,
    fills: [],
    liveEntries: new Set(),
    openingInFlight: false,
    figures: { ok: true, figures: figures() },
    minutes: MINUTES,
    settledFunding: [],
    brakes: NO_BRAKES,
    position: '0',
    relief: null,
    journalRevision: 1,
    madeAt: 1,
  };
  const accepted = planGrid(grid).grid;
  if (!accepted) throw new Error('the bench made no grid');
  const opened = { ...grid, currentGrid: accepted, nextGridNumber: 2, fills: openingOf(accepted) };
  const plan = planGrid(opened);
  const orders = plan.intents.map((intent) => orderOf(intent, plan));
  const held = Decimal.sum(openingOf(accepted).map(({ netBase }) => decimal(netBase)));
  return {
    grid: opened,
    hedge: {
      scope: { ...scope, market: 'usdm' },
      settings: { hedge: 'on', bandLevels: 3, hedgeFeePct: 0.05, slippagePct: 0.5 },
      futures,
      market: market(),
      equityQuote: EQUITY,
      inventory: held.toString(),
      position: held.floorTo(decimal(futures.quantity.step)).negated().toString(),
      hedgeInFlight: '0',
      resting: null,
      openingWanted: '0',
      openingUnfinished: false,
      levelQuantity: accepted.cells[0]?.quantity ?? '0',
      spacing: accepted.spacing,
      isRelieved: false,
      nextGeneration: 1,
      journalRevision: 1,
      madeAt: 1,
    },
    facts: factsOf(spot, futures, held),
    orders: rests ? orders : [],
    committed: new Map(rests ? plan.intents.map(({ id, quantity }) => [id, quantity]) : []),
  };
}

/** A day of minutes that swing over the lines: what the expected edge is measured on. */
const MINUTES = Array.from({ length: 999 }, (_unused, index) => {
  const close = 80_000 + 900 * Math.sin(index / 40) + 60 * Math.sin(index * 1.7);
  return {
    openAt: index,
    closeAt: index,
    open: close - 10,
    high: close + 30,
    low: close - 30,
    close,
    volume: 1,
  };
});

function openingOf(grid: GridDefinition) {
  return [
    {
      lattice: grid.number,
      leg: 'opening',
      purpose: 'openingInventory',
      generation: 0,
      quantity: grid.openingQuantity,
      filledQuantity: grid.openingQuantity,
      netBase: decimal(grid.openingQuantity).times(decimal('0.999')).toString(),
    },
  ];
}

function orderOf(intent: Intent, { scope, baseAsset }: Plan): OrderRecord {
  return {
    clientOrderId: `dg-${latticeOf(intent.id) ?? 0}-${intent.leg}-${intent.side}`,
    intentId: intent.id,
    strategy: scope.strategy,
    baseAsset,
    market: scope.market,
    symbol: scope.symbol,
    side: intent.side,
    purpose: intent.purpose,
    effect: intent.effect,
    quantity: intent.quantity,
    filledQuantity: '0',
    bookedQuantity: '0',
    instruction: intent.instruction,
    reduceOnly: false,
    positionSide: null,
    attempt: 1,
    state: 'open',
    exchangeOrderId: '1',
    childOrderId: null,
    acknowledged: true,
    resends: 0,
    sentAt: 1,
  };
}

function factsOf(spot: Instrument, futures: Instrument, inventory: Decimal): RiskFacts {
  return {
    subject: { account: '7', symbol: spot.symbol },
    settings: { ...DEFAULT_RISK_SETTINGS, maximumOpenOrders: 1_000 },
    account: account({ equityQuote: EQUITY, spotFreeQuote: EQUITY }),
    market: market(),
    spot,
    futures,
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
    inventory,
    position: inventory.negated(),
    isHedgePlanned: true,
    tradeStrategies: [],
    tradePosition: Decimal.zero,
    isStale: () => false,
  };
}

function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
