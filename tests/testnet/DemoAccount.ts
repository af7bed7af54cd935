import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cacheFolder } from '../../scripts/support/paths';
import { testnetKeys } from '../../scripts/support/testnetKeys';
import { Decimal, decimal } from '../../lib/model/decimal';
import type { Instrument } from '../../lib/model/instrument';
import type { Item } from '../../lib/model/item';
import type { Plan, Scope } from '../../lib/model/plan';
import type { Market } from '../../lib/model/terms';
import { checkPlans, DEFAULT_WATCH_SETTINGS } from '../../lib/operations/checkPlans';
import { executeItem } from '../../lib/operations/executePlans';
import { flattenItem } from '../../lib/operations/flatten';
import { setKillSwitch } from '../../lib/operations/killSwitch';
import { reconcileItem, type ReconciledItem } from '../../lib/operations/reconcile';
import { snapshot } from '../../lib/operations/snapshot';
import { resetBreakers } from '../../lib/operations/switches';
import { DEFAULT_BREAKER_SETTINGS } from '../../lib/risk/breakers/settings';
import { DEFAULT_RISK_SETTINGS } from '../../lib/risk/settings';
import { openSession, type Session } from '../../lib/session/openSession';
import { journalFile, parseCredential } from '../../lib/session/settings';

export const SYMBOL = 'BTCUSDT';
const WORKFLOW = 'testnet-suite';
type Execution = NonNullable<Item['execution']>;

/**
 * The demo market is thin and jumps: what it does must not decide whether the exchange's interface
 * works. Every other rule holds.
 */
const { price, volume, spotPerpetual, market, depth, volatility } = DEFAULT_BREAKER_SETTINGS;
const off = { enabled: false } as const;
const WATCH = {
  ...DEFAULT_WATCH_SETTINGS,
  breakers: {
    ...DEFAULT_BREAKER_SETTINGS,
    price: { ...price, ...off },
    volume: { ...volume, ...off },
    spotPerpetual: { ...spotPerpetual, ...off },
    market: { ...market, ...off },
    depth: { ...depth, ...off },
    volatility: { ...volatility, ...off },
  },
};
const RISK = { ...DEFAULT_RISK_SETTINGS, maximumDepthFraction: 100, maximumBasisPct: 10 };

/** A demo account, through the product's own operations, with a journal that outlives a killed run. */
export class DemoAccount {
  private constructor(
    readonly session: Session,
    private readonly journal: string,
  ) {}

  /**
   * Opens it with the keys of the environment. The journal is in the user's cache, by key: what a
   * run that was killed left behind is known to the next one.
   */
  static async open(): Promise<DemoAccount> {
    const { key, secret } = testnetKeys(process.env);
    const name = createHash('sha256').update(key).digest('hex').slice(0, 12);
    const credential = parseCredential({
      environment: 'testnet',
      apiKey: key,
      apiSecret: secret,
      simulatorUrl: '',
      journalName: `suite-${name}`,
    });
    const n8nFolder = join(cacheFolder(), 'testnet');
    const session = await openSession(credential, { n8nFolder, hostNow: Date.now });
    return new DemoAccount(session, journalFile(n8nFolder, credential));
  }

  scope(market: Market, strategy: string): Scope {
    return { account: this.session.account, strategy, market, symbol: SYMBOL };
  }

  async instrument(market: Market): Promise<Instrument> {
    const [found] = await this.session.exchange.instruments(market, [SYMBOL]);
    if (!found) throw new Error(`The demo exchange has no ${SYMBOL} on ${market}.`);
    return found;
  }

  /** Reconciles as the loop does. */
  reconcile(): Promise<ReconciledItem> {
    const { clocks, environment } = this.session;
    const item = { symbol: SYMBOL, at: clocks.exchangeNow(), environment };
    return reconcileItem(this.session, item, { holder: randomUUID() });
  }

  /** Reconciles and reads the market. */
  async observe(): Promise<Item & { market: NonNullable<Item['market']> }> {
    const reconciled = await this.reconcile();
    const { item } = await snapshot(this.session, reconciled, { interval: '1h', candleCount: 50 });
    if (!item.market) throw new Error('The market could not be read.');
    return { ...item, market: item.market };
  }

  /** Checks and carries out what is made of a fresh look at account and market. */
  async carryOut(
    make: (item: Item & { market: NonNullable<Item['market']> }) => Partial<Plan> & {
      scope: Scope;
    },
  ): Promise<Execution> {
    const item = await this.observe();
    const plan: Plan = {
      version: 1,
      baseAsset: 'BTC',
      madeAt: item.at,
      journalRevision: this.session.journal.revision('BTC'),
      disposition: 'active',
      reason: 'the testnet suite',
      warnings: [],
      intents: [],
      ...make(item),
    };
    const identity = { newApprovalId: randomUUID(), workflow: WORKFLOW };
    const checked = await checkPlans(
      this.session,
      { ...item, plans: [plan] },
      RISK,
      identity,
      WATCH,
    );
    const denials = checked.denied?.risk?.denials ?? [];
    if (!checked.approved || denials.length > 0) {
      throw new Error(`Denied: ${JSON.stringify(denials)}`);
    }
    const { execution } = await executeItem(this.session, checked.approved, {
      leverage: 2,
      positionMode: 'account',
      workflow: WORKFLOW,
      holder: randomUUID(),
    });
    if (!execution) throw new Error('Nothing was executed.');
    return execution;
  }

  /** Our orders that rest: ordinary ones of both markets, and conditional ones. */
  async ownOrders(): Promise<{ ordinary: string[]; conditional: string[] }> {
    const { exchange, journal } = this.session;
    const prefix = `dg${journal.tag()}-`;
    const own = (orders: readonly { clientOrderId: string }[]): string[] =>
      orders.map(({ clientOrderId }) => clientOrderId).filter((id) => id.startsWith(prefix));
    const [spot, usdm, conditional] = await Promise.all([
      exchange.openOrders('spot', SYMBOL),
      exchange.openOrders('usdm', SYMBOL),
      exchange.openConditionalOrders(SYMBOL),
    ]);
    return { ordinary: [...own(spot), ...own(usdm)], conditional: own(conditional) };
  }

  /** The account's whole position in the contract, whoever opened it; both sides of a hedge mode. */
  async position(): Promise<Decimal> {
    const { positions } = await this.session.exchange.futuresAccount();
    const held = positions.filter(({ symbol }) => symbol === SYMBOL);
    return Decimal.sum(held.map(({ quantity }) => decimal(quantity).absolute()));
  }

  /** Takes down everything of ours, also of an earlier run, and lets entries be made again. */
  async cleanUp(): Promise<Execution> {
    const reason = 'the testnet suite cleans up';
    const item = await this.reconcile();
    const { execution } = await flattenItem(this.session, item, {
      chunkQuote: '500',
      slippagePct: 2,
      maximumChunks: 20,
      keepHedgedInventory: false,
      reason,
      holder: randomUUID(),
    });
    setKillSwitch(this.session, { engaged: false, reason });
    resetBreakers(this.session, { name: 'all', symbol: SYMBOL });
    return execution;
  }

  close(): void {
    this.session.close();
  }

  /**
   * Removes the journal of a closed account on which nothing of ours is left: the demo's balances
   * and history are reset at times, and no later run is to compare itself with what was before.
   */
  forget(): void {
    const folder = dirname(this.journal);
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(basename(this.journal))) continue;
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
}

/** The smallest quantity that is worth `factor` times the least notional at this price. */
export function smallQuantity(instrument: Instrument, price: Decimal, factor: string): Decimal {
  const { minimumNotionalQuote, quantity } = instrument;
  const wanted = decimal(minimumNotionalQuote).times(decimal(factor)).dividedBy(price);
  const least = wanted.isBelow(decimal(quantity.minimum)) ? decimal(quantity.minimum) : wanted;
  return least.ceilTo(decimal(quantity.step));
}
