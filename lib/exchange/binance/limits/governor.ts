import type { Charge } from '../../../model/budget';
import type { Market } from '../../../model/terms';
import type { RestRequest } from '../client';
import type { Failure } from '../failure';
import type { BinanceSettings } from '../options';
import type { LimitBook } from './book';
import type { Holds } from './holds';
import { behindOthers, neverFits, type Obstacle, unwritable, windowFull } from './obstacles';
import type { Receipt } from './receipts';
import type { LimitOwner } from './tables';
import { costOf, type RequestCost } from './weights';

/** After a window's end the exchange's counter may be a moment late. */
const WINDOW_MARGIN_MS = 50;
export type Admission = { receipt: Receipt } | { failure: Failure };

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
  /** Until when (host time) a counter was seen to be full for normal requests. */
  private readonly fullUntil = new Map<string, number>();

  constructor(
    private readonly book: LimitBook,
    private readonly holds: Holds,
    private readonly settings: Pick<BinanceSettings, 'hostNow' | 'sleep'>,
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

  /** A store that cannot be written (a full disk) stops what is not urgent, and nothing else. */
  private attempt(
    request: RestRequest,
    cost: RequestCost,
    urgent: boolean,
  ): { receipt: Receipt } | Obstacle {
    const { market } = request;
    const held =
      this.holds.obstacle(market, 'host', urgent) ??
      (cost.orders.short > 0 ? this.holds.obstacle(market, 'account', urgent) : null);
    if (held !== null) return held;
    try {
      return this.attemptInStores(request, cost, urgent);
    } catch (error) {
      const charges = { host: [], account: [] };
      if (urgent) return { receipt: { market, charges, cost, takenAt: this.exchangeNow(market) } };
      return unwritable(error);
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
    if (never) return neverFits(key);
    const waitMs = until - exchangeNow + WINDOW_MARGIN_MS;
    return windowFull(key, waitMs, this.settings.hostNow() + waitMs);
  }

  /** A normal request does not overtake those that wait for the same counter. */
  private behindOthers(request: RestRequest, cost: RequestCost): Obstacle | null {
    if (this.waiters.length === 0) return null;
    const hostNow = this.settings.hostNow();
    for (const key of this.keysOf(request, cost, false)) {
      const waited = this.waiters.some((waiter) => waiter.keys.includes(key));
      const until = this.fullUntil.get(key) ?? 0;
      if (!waited || until <= hostNow) continue;
      return behindOthers(key, until - hostNow, until);
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
