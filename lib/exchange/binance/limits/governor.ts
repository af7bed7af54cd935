import type { Charge, Hold } from '../../../model/budget';
import type { Market } from '../../../model/terms';
import type { RestRequest } from '../client';
import type { Failure, Reply } from '../failure';
import type { BinanceSettings } from '../options';
import { LONGEST_HOLD_MS } from './announced';
import type { LimitBook } from './book';
import { MemoryBudgets } from './memoryStore';
import type { LimitOwner } from './tables';
import { costOf, type RequestCost } from './weights';

/** After a window's end the exchange's counter may be a moment late. */
const WINDOW_MARGIN_MS = 50;
/** After a limit or a ban has ended, urgent requests of every process have this much ahead. */
export const URGENT_LEAD_MS = 500;

/** What a request has taken, to be settled with its reply. */
export interface Receipt {
  market: Market;
  charges: Readonly<Record<LimitOwner, readonly Charge[]>>;
  cost: RequestCost;
  /** Exchange time, epoch ms. */
  takenAt: number;
}

export type Admission = { receipt: Receipt } | { failure: Failure };

/** Why a request cannot go yet: `waitMs` until it may be tried again. */
interface Obstacle {
  waitMs: number;
  /** The counter or hold in the way. */
  key: string;
  failure: Failure;
  /** Waiting would not help, or must not be done here. */
  final: boolean;
}

interface Waiter {
  request: RestRequest;
  cost: RequestCost;
  urgent: boolean;
  keys: readonly string[];
  remainingMs: () => number;
  answer: (admission: Admission) => void;
}

/**
 * Lets requests through as the budgets allow: what does not fit waits for its window, urgent ones
 * first, or is refused when that ends behind the request's deadline.
 */
export class Governor {
  private waiters: Waiter[] = [];
  private wakeAt: number | null = null;
  private readonly ownHolds = new MemoryBudgets();
  /** Until when (host time) a counter was seen to be full for normal requests. */
  private readonly fullUntil = new Map<string, number>();

  constructor(
    private readonly book: LimitBook,
    private readonly settings: Pick<BinanceSettings, 'hostNow' | 'hostNames' | 'sleep'>,
    private readonly exchangeNow: (market: Market) => number,
  ) {}

  /** Takes what the request costs; waits for it at most as long as `remainingMs` says. */
  async admit(
    request: RestRequest,
    urgent: boolean,
    remainingMs: () => number,
  ): Promise<Admission> {
    const cost = costOf(request);
    const attempt =
      (urgent ? null : this.behindOthers(request, cost)) ?? this.attempt(request, cost, urgent);
    if ('receipt' in attempt) return attempt;
    if (attempt.final || attempt.waitMs > remainingMs()) return { failure: attempt.failure };
    this.fullUntil.set(attempt.key, this.settings.hostNow() + attempt.waitMs);
    return new Promise((answer) => {
      const keys = this.keysOf(request, cost, urgent);
      this.waiters.push({ request, cost, urgent, keys, remainingMs, answer });
      this.wakeIn(attempt.waitMs);
    });
  }

  /**
   * Gives back what the exchange did not take, and heeds what its headers say. It never throws: a
   * count that cannot be written stays too high, and no reply may be lost over it.
   */
  settle(receipt: Receipt, reply: Reply): void {
    try {
      this.settleInStores(receipt, reply);
    } catch {
      return;
    }
  }

  private settleInStores(receipt: Receipt, reply: Reply): void {
    const { market, charges, cost, takenAt } = receipt;
    const exchangeNow = this.exchangeNow(market);
    if (reply.ok && cost.freeOnSuccess) {
      const weights = charges.host.filter(({ key }) => key.includes(' weight '));
      this.book.storeOf('host').giveBack(weights, takenAt, exchangeNow);
    }
    if (reply.usage === undefined) return;
    const { weight, orders } = reply.usage;
    if (weight !== null) this.raise(receipt, 'host', 'weight', 60_000, weight, exchangeNow);
    for (const { windowMs, used } of orders) {
      this.raise(receipt, 'account', 'orders', windowMs, used, exchangeNow);
    }
  }

  /** The failure of a request that a hold of the host keeps back now, or null. */
  holdOn(market: Market, urgent: boolean): Failure | null {
    return this.heldBack(market, 'host', urgent)?.failure ?? null;
  }

  /**
   * Remembers a limit that the exchange announced, for every process; for this one even where it
   * cannot be written.
   */
  hold(market: Market, owner: LimitOwner, hold: Hold): void {
    const key = this.holdKey(market, owner);
    this.ownHolds.addHold(key, hold);
    try {
      this.book.storeOf(owner).addHold(key, hold);
    } catch {
      return;
    }
  }

  private raise(
    { market, takenAt }: Receipt,
    owner: LimitOwner,
    name: 'weight' | 'orders',
    windowMs: number,
    used: number,
    exchangeNow: number,
  ): void {
    // A reply from the other side of a window's end says nothing certain about either window.
    if (Math.floor(takenAt / windowMs) !== Math.floor(exchangeNow / windowMs)) return;
    const window = this.book.window(market, { name, windowMs, limit: 0 });
    const store = this.book.storeOf(owner);
    const [known = 0] = store.used([window], exchangeNow);
    if (used > known) store.raise(window, used, exchangeNow);
  }

  /** A store that cannot be written (a full disk) stops what is not urgent, and nothing else. */
  private attempt(
    request: RestRequest,
    cost: RequestCost,
    urgent: boolean,
  ): { receipt: Receipt } | Obstacle {
    const { market } = request;
    const held =
      this.heldBack(market, 'host', urgent) ??
      (cost.orders.short > 0 ? this.heldBack(market, 'account', urgent) : null);
    if (held !== null) return held;
    try {
      return this.attemptInStores(request, cost, urgent);
    } catch (error) {
      const charges = { host: [], account: [] };
      if (urgent) return { receipt: { market, charges, cost, takenAt: this.exchangeNow(market) } };
      return { waitMs: 0, key: 'store', failure: unwritable(error), final: true };
    }
  }

  private attemptInStores(
    request: RestRequest,
    cost: RequestCost,
    urgent: boolean,
  ): { receipt: Receipt } | Obstacle {
    const { market } = request;
    const charges = this.book.charges(market, cost, urgent);
    const takenAt = this.exchangeNow(market);
    const receipt = { market, charges, cost, takenAt };
    const full = this.take('account', charges.account, takenAt);
    if (full !== null) return full;
    const hostFull = this.take('host', charges.host, takenAt);
    if (hostFull === null) return { receipt };
    if (charges.account.length > 0) {
      this.book.storeOf('account').giveBack(charges.account, takenAt, takenAt);
    }
    return hostFull;
  }

  private take(
    owner: LimitOwner,
    charges: readonly Charge[],
    exchangeNow: number,
  ): Obstacle | null {
    if (charges.length === 0) return null;
    const taking = this.book.storeOf(owner).takeAll(charges, exchangeNow);
    if (taking.taken) return null;
    const { key, until, never } = taking;
    const waitMs = until - exchangeNow + WINDOW_MARGIN_MS;
    const retryAt = this.settings.hostNow() + waitMs;
    const failure: Failure = {
      kind: 'notSent',
      message: never
        ? `the request alone exceeds the budget of ${nameOf(key)}`
        : `the budget of ${nameOf(key)} is used up`,
      wayOut: never
        ? 'Choose a larger safety share or another limit preset.'
        : 'Wait for the window to end.',
      retryAt: never ? null : retryAt,
      final: never,
    };
    return { waitMs, key, failure, final: never };
  }

  private heldBack(market: Market, owner: LimitOwner, urgent: boolean): Obstacle | null {
    const key = this.holdKey(market, owner);
    const hold = this.latestHold(key, owner);
    if (hold === null) return null;
    const hostNow = this.settings.hostNow();
    const waitMs = hold.until + (urgent ? 0 : URGENT_LEAD_MS) - hostNow;
    // What lies further ahead was remembered by a host clock that was wrong.
    if (waitMs <= 0 || waitMs > LONGEST_HOLD_MS + URGENT_LEAD_MS) return null;
    const { banned } = hold;
    const message = banned ? 'the exchange has banned this address' : 'the rate limit is used up';
    const failure: Failure = {
      kind: 'limited',
      message,
      code: 0,
      retryAt: hostNow + waitMs,
      banned,
    };
    return { waitMs, key, failure, final: banned };
  }

  private latestHold(key: string, owner: LimitOwner): Hold | null {
    const own = this.ownHolds.hold(key);
    try {
      const shared = this.book.storeOf(owner).hold(key);
      return shared !== null && shared.until >= (own?.until ?? 0) ? shared : own;
    } catch {
      return own;
    }
  }

  private holdKey(market: Market, owner: LimitOwner): string {
    // Spot and USD-M share what was announced where they share their address.
    return owner === 'host' ? this.settings.hostNames[market] : `${market} orders`;
  }

  /** A normal request does not overtake those that wait for the same counter. */
  private behindOthers(request: RestRequest, cost: RequestCost): Obstacle | null {
    if (this.waiters.length === 0) return null;
    const hostNow = this.settings.hostNow();
    for (const key of this.keysOf(request, cost, false)) {
      const waited = this.waiters.some((waiter) => waiter.keys.includes(key));
      const until = this.fullUntil.get(key) ?? 0;
      if (!waited || until <= hostNow) continue;
      const failure: Failure = {
        kind: 'notSent',
        message: `others wait for the budget of ${nameOf(key)}`,
        wayOut: 'Wait for the window to end.',
        retryAt: until,
        final: false,
      };
      return { waitMs: until - hostNow, key, failure, final: false };
    }
    return null;
  }

  private keysOf(request: RestRequest, cost: RequestCost, urgent: boolean): string[] {
    try {
      const { host, account } = this.book.charges(request.market, cost, urgent);
      return [...host, ...account].map(({ key }) => key);
    } catch {
      return [];
    }
  }

  private wakeIn(waitMs: number): void {
    const hostNow = this.settings.hostNow();
    const at = hostNow + waitMs;
    if (this.wakeAt !== null && this.wakeAt <= at && this.wakeAt > hostNow) return;
    this.wakeAt = at;
    void this.settings.sleep(waitMs).then(() => {
      if (this.wakeAt === at) this.wakeAt = null;
      this.tryWaiters();
    });
  }

  /** Urgent ones first, then in the order of their coming. */
  private tryWaiters(): void {
    const inOrder = [
      ...this.waiters.filter(({ urgent }) => urgent),
      ...this.waiters.filter(({ urgent }) => !urgent),
    ];
    const full = new Map<string, Obstacle>();
    const staying: Waiter[] = [];
    let nextInMs = Infinity;
    for (const waiter of inOrder) {
      const known = waiter.keys.map((key) => full.get(key)).find((one) => one !== undefined);
      const attempt = known ?? this.attempt(waiter.request, waiter.cost, waiter.urgent);
      if ('receipt' in attempt) {
        waiter.answer(attempt);
      } else if (attempt.final || attempt.waitMs > waiter.remainingMs()) {
        waiter.answer({ failure: attempt.failure });
      } else {
        staying.push(waiter);
        full.set(attempt.key, attempt);
        this.fullUntil.set(attempt.key, this.settings.hostNow() + attempt.waitMs);
        nextInMs = Math.min(nextInMs, attempt.waitMs);
      }
    }
    this.waiters = staying;
    if (nextInMs < Infinity) this.wakeIn(nextInMs);
  }
}

/** A counter in words, without the address in its key. */
function nameOf(key: string): string {
  const words = key.split(' ');
  const seconds = Number(words[words.length - 1]) / 1_000;
  return `${words[0] ?? ''} ${words[words.length - 2] ?? ''} per ${seconds} s`;
}

function unwritable(error: unknown): Failure {
  const reason = error instanceof Error ? error.message : 'unknown reason';
  return {
    kind: 'notSent',
    message: `the rate limit budgets cannot be kept: ${reason}`,
    wayOut: 'Check that the disk of the n8n folder is not full and may be written.',
    retryAt: null,
    final: false,
  };
}
