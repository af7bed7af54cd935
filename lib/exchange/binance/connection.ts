import type { z } from 'zod';
import type { Clock } from '../../model/clock';
import { DeltagridError, TransientError } from '../../model/errors';
import type { Market } from '../../model/terms';
import { repeatRead } from './backoff';
import { createRestClient, type RestClient, type RestRequest } from './client';
import { type ClockReading, ExchangeClock } from './clock';
import { TIMESTAMP_CODE } from './codes';
import type { Failure, Reply } from './failure';
import { firewallPauseUntil, readLimit } from './limits/announced';
import { type BudgetUse, LimitBook } from './limits/book';
import { Governor } from './limits/governor';
import { Holds } from './limits/holds';
import { settleReceipt } from './limits/receipts';
import { isUrgent } from './limits/urgency';
import { costOf } from './limits/weights';
import type { BinanceSettings } from './options';
import { errorOfRead } from './readErrors';
import { parseAnswer } from './schemas/common';
import { serverTimeSchema } from './schemas/market';

/** A read may take this many request deadlines with its repeats. */
const READ_DEADLINES = 2;

const MARKETS: readonly Market[] = ['spot', 'usdm'];

/** What a write does; what it costs is in limits/weights.ts. */
export type WriteKind = 'order' | 'cancel' | 'replace' | 'amend' | 'algo' | 'setting';

/**
 * Requests to one exchange as one key: clock, limits, repeats of reads, and one single sending of
 * writes. Everything that speaks about orders, accounts or candles is built on `read`, `ask` and
 * `write`.
 */
export class BinanceConnection {
  private readonly client: RestClient;
  private readonly clocks: Readonly<Record<Market, ExchangeClock>>;
  private readonly book: LimitBook;
  private readonly holds: Holds;
  private readonly governor: Governor;
  private readonly readingLimits = new Map<Market, Promise<void>>();

  constructor(private readonly settings: BinanceSettings) {
    const { baseUrls, hostNow, monotonicNow } = settings;
    this.client = createRestClient(settings);
    const clockOf = (market: Market): ExchangeClock =>
      new ExchangeClock(hostNow, () => this.readClock(market), monotonicNow);
    const spot = clockOf('spot');
    this.clocks = { spot, usdm: baseUrls.usdm === baseUrls.spot ? spot : clockOf('usdm') };
    this.book = new LimitBook(settings);
    this.holds = new Holds(this.book, settings);
    this.governor = new Governor(this.book, this.holds, settings, (market) =>
      this.clocks[market].current(),
    );
  }

  /** The clock of the spot host; USD-M has the same one where it has the same address. */
  get clock(): ExchangeClock {
    return this.clocks.spot;
  }

  /** The clock of a market's host. */
  clockOf(market: Market): ExchangeClock {
    return this.clocks[market];
  }

  /** Every budget with what is taken of its running window; none where they cannot be read. */
  usage(): BudgetUse[] {
    try {
      return MARKETS.flatMap((market) => this.book.usage(market, this.clocks[market].current()));
    } catch {
      return [];
    }
  }

  get hostNow(): Clock {
    return this.settings.hostNow;
  }

  /**
   * The validated answer of a read, repeated while that may help. Throws TransientError, HaltError,
   * ConfigurationError or RejectedError, naming the endpoint.
   */
  async read<T>(request: RestRequest, schema: z.ZodType<T>): Promise<T> {
    const reply = await this.ask(request);
    if (!reply.ok) throw errorOfRead(reply.failure, request);
    return parseAnswer(schema, reply.body, request);
  }

  /** As `read`, with the failure as a value and the body as it came. */
  async ask(request: RestRequest): Promise<Reply> {
    const deadlineMs = this.settings.requestDeadlineMs * READ_DEADLINES;
    return repeatRead(deadlineMs, this.settings, (remainingMs) =>
      this.sendInTime(request, Math.min(remainingMs, this.settings.requestDeadlineMs)),
    );
  }

  /**
   * Sends a write once; only a refused timestamp (surely not executed) leads to a second sending.
   * It never throws. A cancel is urgent whatever the request says.
   */
  async write(request: RestRequest, kind: WriteKind): Promise<Reply> {
    const urgent = kind === 'cancel' || isUrgent(request);
    const priority = urgent ? 'urgent' : 'normal';
    return this.sendInTime({ ...request, priority }, this.settings.requestDeadlineMs);
  }

  /** The exchange's time, read now; the clock takes it over. */
  async readServerTime(): Promise<number> {
    const reading = await this.readClock('spot');
    this.clock.accept(reading);
    return Math.round(reading.exchangeAt);
  }

  private async sendInTime(request: RestRequest, deadlineMs: number): Promise<Reply> {
    // One deadline over clock, budgets, first and second sending: whoever waits for an outcome may
    // conclude from it when nothing of this call can leave any more.
    const endsAt = this.settings.monotonicNow() + deadlineMs;
    const remainingMs = (): number => endsAt - this.settings.monotonicNow();
    const obstacle = await this.obstacleTo(request);
    if (obstacle !== null) return { ok: false, failure: obstacle };
    await this.readLimitsFor(request);
    const clock = this.clocks[request.market];
    const version = clock.version;
    const first = await this.sendOnce(request, remainingMs);
    if (first.ok || !isTimestampRefusal(first.failure)) return first;
    try {
      await clock.resync(version);
    } catch {
      return first;
    }
    return remainingMs() > 0 ? this.sendOnce(request, remainingMs) : first;
  }

  /** Why a signed request cannot be sent at all, or null. */
  private async obstacleTo({ market, signed }: RestRequest): Promise<Failure | null> {
    if (!signed) return null;
    if (this.settings.apiKey === '') {
      return {
        kind: 'notSent',
        message: 'the credential has no API key',
        wayOut: 'Enter the API key and the API secret in the credential.',
        retryAt: null,
        final: true,
      };
    }
    try {
      await this.clocks[market].ready();
      return null;
    } catch (error) {
      return this.holds.obstacle(market, 'host', true)?.failure ?? notPrepared(error);
    }
  }

  private async sendOnce(
    request: RestRequest,
    remainingMs: () => number,
    replied: (sentAt: number) => void = () => undefined,
  ): Promise<Reply> {
    const { market } = request;
    if (remainingMs() <= 0) return { ok: false, failure: TOO_LATE };
    const admission = await this.governor.admit(request, isUrgent(request), remainingMs);
    if ('failure' in admission) return { ok: false, failure: admission.failure };
    const deadlineMs = remainingMs();
    if (deadlineMs <= 0) return { ok: false, failure: TOO_LATE };
    const startedAt = this.settings.hostNow();
    const reply = await this.client.send(request, deadlineMs, this.clocks[market].current());
    replied(startedAt);
    const noted = reply.ok ? reply : { ...reply, failure: this.note(market, reply.failure) };
    settleReceipt(admission.receipt, noted, this.book, this.clocks[market].current());
    if (noted.ok) this.book.learn(request, noted.body);
    this.log(request, startedAt, noted);
    return noted;
  }

  /** Before an order that is not urgent leaves, the limits are known, or were asked for in vain. */
  private async readLimitsFor(request: RestRequest): Promise<void> {
    const { market } = request;
    if (costOf(request).orders.short === 0 || isUrgent(request)) return;
    let reading = this.readingLimits.get(market);
    if (reading === undefined) {
      if (!this.book.shouldRead(market)) return;
      reading = this.readLimits(market, request.params['symbol']).finally(() =>
        this.readingLimits.delete(market),
      );
      this.readingLimits.set(market, reading);
    }
    await reading;
  }

  /** Once, without repeats: while they are not known, the tightest table is in force. */
  private async readLimits(market: Market, symbol: string | undefined): Promise<void> {
    const prefix = market === 'spot' ? 'api/v3' : 'fapi/v1';
    const params = market === 'spot' && symbol !== undefined ? { symbol } : {};
    const requests: RestRequest[] = [
      { market, method: 'GET', path: `${prefix}/exchangeInfo`, params, signed: false },
      { market, method: 'GET', path: `${prefix}/rateLimit/order`, params: {}, signed: true },
    ];
    const endsAt = this.settings.monotonicNow() + this.settings.requestDeadlineMs;
    for (const request of requests) {
      const reply = await this.sendOnce(request, () => endsAt - this.settings.monotonicNow());
      if (!reply.ok) return;
    }
  }

  /** Remembers limits and bans; the failure comes back with the time at which to return. */
  private note(market: Market, failure: Failure): Failure {
    const hostNow = this.settings.hostNow();
    const reading = readLimit(failure, hostNow, this.clocks[market].current());
    if (reading.failure.kind === 'limited' && reading.holds !== null) {
      const { retryAt: until, banned } = reading.failure;
      const owner = reading.holds === 'orders' ? 'account' : 'host';
      this.holds.add(market, owner, { until, banned });
    }
    const until = firewallPauseUntil(failure, hostNow);
    if (until !== null) this.holds.add(market, 'host', { until, banned: true });
    return reading.failure;
  }

  private async readClock(market: Market): Promise<ClockReading> {
    // The package's own getServerTime of spot ignores the address (reference A2).
    const request: RestRequest = {
      market,
      method: 'GET',
      path: market === 'spot' ? 'api/v3/time' : 'fapi/v1/time',
      params: {},
      signed: false,
      // No cancel leaves without it.
      priority: 'urgent',
    };
    let hostAt = 0;
    const deadlineMs = this.settings.requestDeadlineMs * READ_DEADLINES;
    const reply = await repeatRead(deadlineMs, this.settings, async (remainingMs) => {
      const limitMs = Math.min(remainingMs, this.settings.requestDeadlineMs);
      const endsAt = this.settings.monotonicNow() + limitMs;
      return this.sendOnce(
        request,
        () => endsAt - this.settings.monotonicNow(),
        (startedAt) => {
          hostAt = (startedAt + this.settings.hostNow()) / 2;
        },
      );
    });
    if (!reply.ok) throw errorOfRead(reply.failure, request);
    return { exchangeAt: parseAnswer(serverTimeSchema, reply.body, request).serverTime, hostAt };
  }

  private log(request: RestRequest, startedAt: number, reply: Reply): void {
    const failure = reply.ok ? null : reply.failure;
    this.settings.log({
      at: startedAt,
      market: request.market,
      method: request.method,
      path: request.path,
      tookMs: this.settings.hostNow() - startedAt,
      result: failure === null ? 'ok' : failure.kind,
      status:
        failure !== null && 'status' in failure ? failure.status : failure === null ? 200 : null,
      code: failure !== null && 'code' in failure ? failure.code : null,
    });
  }
}

/** The clock took so long that the request was not sent. */
const TOO_LATE: Failure = {
  kind: 'notSent',
  message: 'the deadline passed before the request could be sent',
  wayOut: 'Try again; if it stays so, the machine or the network is overloaded.',
  retryAt: null,
  final: false,
};

function isTimestampRefusal(failure: Failure): boolean {
  return failure.kind === 'refused' && failure.code === TIMESTAMP_CODE;
}

/** The clock could not be read, so a signed request was never sent. */
function notPrepared(error: unknown): Failure {
  return {
    kind: 'notSent',
    message: error instanceof DeltagridError ? error.message : 'the clock could not be read',
    wayOut: error instanceof DeltagridError ? error.wayOut : 'Try again.',
    retryAt: error instanceof TransientError ? error.retryAt : null,
    final: error instanceof DeltagridError && !(error instanceof TransientError),
  };
}
