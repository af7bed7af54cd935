import { z } from 'zod';
import type { BudgetStore, BudgetWindow, Charge } from '../../../model/budget';
import type { Market } from '../../../model/terms';
import type { RestRequest } from '../client';
import type { BinanceSettings } from '../options';
import {
  type Budget,
  budgetsOf,
  type Limit,
  type LimitName,
  type LimitOwner,
  readReportedLimits,
  URGENT_SHARE,
} from './tables';
import type { RequestCost } from './weights';

/** Limits are read again after a day. */
const LIMITS_LIFETIME_MS = 86_400_000;
/** A reading that failed is not tried again before this has passed. */
const READING_PAUSE_MS = 300_000;
/** How long this process goes without looking whether another one has read the limits anew. */
const LOOK_AGAIN_MS = 60_000;
/** Windows of a minute and more are charged with what the exchange counts there. */
const LONG_WINDOW_MS = 60_000;

/** One budget and what is taken of its running window. */
export interface BudgetUse {
  owner: LimitOwner;
  market: Market;
  name: LimitName;
  windowMs: number;
  used: number;
  ceiling: number;
  /** What the exchange allows, or the user's figure where it reports none. */
  limit: number;
  /** End of the running window, exchange time, epoch ms. */
  resetsAt: number;
}

interface Known {
  budgets: readonly Budget[];
  /** When the exchange was read, host time, or null while it was not. */
  readAt: number | null;
  lookAgainAt: number;
}

const limitsSchema = z.array(
  z.object({
    name: z.enum(['weight', 'raw', 'orders', 'funding', 'futuresData']),
    windowMs: z.number(),
    limit: z.number(),
  }),
);
const rateLimitsSchema = z.object({ rateLimits: z.array(z.unknown()) });

type BookSettings = Pick<
  BinanceSettings,
  'machineBudgets' | 'accountBudgets' | 'hostNames' | 'hostNow' | 'limitPreset' | 'safetyShare'
>;

/** Which budgets are in force, and what a request takes of them. */
export class LimitBook {
  private readonly known = new Map<Market, Known>();
  private readonly triedAt = new Map<Market, number>();

  constructor(private readonly settings: BookSettings) {}

  /** The charges of a request by owner; urgent requests may use the reserve. */
  charges(
    market: Market,
    cost: RequestCost,
    urgent: boolean,
  ): Readonly<Record<LimitOwner, readonly Charge[]>> {
    const charges: Record<LimitOwner, Charge[]> = { host: [], account: [] };
    for (const budget of this.budgets(market)) {
      const amount = amountOf(budget, cost);
      if (amount === 0) continue;
      const charge = { ...this.window(market, budget), amount };
      // We never pass the ceiling: where the count has, somebody else did, and protection goes on.
      const most = urgent
        ? { ceiling: budget.ceiling, beyond: Math.floor(budget.limit * URGENT_SHARE) }
        : { ceiling: budget.ceiling - budget.reserve };
      charges[budget.owner].push({ ...charge, ...most });
    }
    return charges;
  }

  /** The counter of a budget. */
  window(market: Market, { name, windowMs }: Limit): BudgetWindow {
    const owner = name === 'orders' ? market : `${market} ${this.settings.hostNames[market]}`;
    return { key: `${owner} ${name} ${windowMs}`, windowMs };
  }

  /** What is taken of every budget of a market at `exchangeNow`. */
  usage(market: Market, exchangeNow: number): BudgetUse[] {
    return this.budgets(market).map((budget) => {
      const window = this.window(market, budget);
      const [used = 0] = this.storeOf(budget.owner).used([window], exchangeNow);
      const { owner, name, windowMs, ceiling, limit } = budget;
      const resetsAt = (Math.floor(exchangeNow / windowMs) + 1) * windowMs;
      return { owner, market, name, windowMs, used, ceiling, limit, resetsAt };
    });
  }

  storeOf(owner: LimitOwner): BudgetStore {
    return owner === 'host' ? this.settings.machineBudgets : this.settings.accountBudgets;
  }

  /** True when the exchange should be asked for its limits; then not again for some minutes. */
  shouldRead(market: Market): boolean {
    const hostNow = this.settings.hostNow();
    const readAt = this.readAt(market);
    if (readAt !== null && Math.abs(hostNow - readAt) < LIMITS_LIFETIME_MS) return false;
    const triedAt = this.triedAt.get(market);
    if (triedAt !== undefined && Math.abs(hostNow - triedAt) < READING_PAUSE_MS) return false;
    this.triedAt.set(market, hostNow);
    return true;
  }

  /**
   * Takes the limits out of an answer of `exchangeInfo` or `rateLimit/order`. It never throws: what
   * cannot be kept is read again.
   */
  learn(request: RestRequest, body: unknown): void {
    try {
      this.learnFrom(request, body);
    } catch {
      return;
    }
  }

  private learnFrom(request: RestRequest, body: unknown): void {
    const hostNow = this.settings.hostNow();
    const { market, path } = request;
    if (path.endsWith('/exchangeInfo')) {
      const parsed = rateLimitsSchema.safeParse(body);
      const limits = readReportedLimits(parsed.success ? parsed.data.rateLimits : []);
      if (limits.length === 0) return;
      this.settings.machineBudgets.remember(this.hostName(market), text(limits), hostNow);
    } else if (path.endsWith('/rateLimit/order')) {
      const limits = readReportedLimits(body);
      if (limits.length === 0) return;
      this.settings.accountBudgets.remember(accountName(market), text(limits), hostNow);
    } else {
      return;
    }
    this.known.delete(market);
  }

  private readAt(market: Market): number | null {
    try {
      return this.lookUp(market).readAt;
    } catch {
      return null;
    }
  }

  private budgets(market: Market): readonly Budget[] {
    return this.lookUp(market).budgets;
  }

  private lookUp(market: Market): Known {
    const hostNow = this.settings.hostNow();
    const known = this.known.get(market);
    if (known !== undefined && Math.abs(known.lookAgainAt - hostNow) <= LOOK_AGAIN_MS) return known;
    const { machineBudgets, accountBudgets, limitPreset, safetyShare } = this.settings;
    const reported = machineBudgets.recall(this.hostName(market));
    const ofHost = reported === null ? null : parse(reported.body);
    const ofAccount = parse(accountBudgets.recall(accountName(market))?.body ?? '[]');
    const limits = ofHost === null ? null : merge(ofHost, ofAccount);
    const fresh = {
      budgets: budgetsOf(market, limits, limitPreset, safetyShare),
      readAt: reported?.at ?? null,
      lookAgainAt: hostNow + LOOK_AGAIN_MS,
    };
    this.known.set(market, fresh);
    return fresh;
  }

  private hostName(market: Market): string {
    return `${market} ${this.settings.hostNames[market]} limits`;
  }
}

function amountOf(budget: Budget, cost: RequestCost): number {
  switch (budget.name) {
    case 'weight':
      return cost.weight;
    case 'raw':
      return 1;
    case 'orders':
      return budget.windowMs < LONG_WINDOW_MS ? cost.orders.short : cost.orders.long;
    case 'funding':
    case 'futuresData':
      return cost.pool === budget.name ? 1 : 0;
  }
}

function accountName(market: Market): string {
  return `${market} limits`;
}

function text(limits: readonly Limit[]): string {
  return JSON.stringify(limits);
}

/** Null when the text is not what this version wrote: the limits are then read anew. */
function parse(body: string): Limit[] | null {
  const parsed = limitsSchema.safeParse(JSON.parse(body));
  return parsed.success ? parsed.data : null;
}

/** The account's own limits rule over the general ones of the same window. */
function merge(general: readonly Limit[], own: readonly Limit[] | null): Limit[] {
  const kept = general.filter(
    (limit) =>
      !(own ?? []).some(({ name, windowMs }) => name === limit.name && windowMs === limit.windowMs),
  );
  return [...kept, ...(own ?? [])];
}
