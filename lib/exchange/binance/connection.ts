import type { z } from 'zod';
import type { Clock } from '../../model/clock';
import { DeltagridError, TransientError } from '../../model/errors';
import type { Market } from '../../model/terms';
import { repeatRead } from './backoff';
import { createRestClient, type RestClient, type RestRequest } from './client';
import { type ClockReading, ExchangeClock } from './clock';
import { TIMESTAMP_CODE } from './codes';
import type { Failure, Reply } from './failure';
import { Holds, hostHolds } from './holds';
import { firewallPauseUntil, readLimit } from './limits';
import type { BinanceSettings } from './options';
import { errorOfRead } from './readErrors';
import { parseAnswer } from './schemas/common';
import { serverTimeSchema } from './schemas/market';

/** A read may take this many request deadlines with its repeats. */
const READ_DEADLINES = 2;

/**
 * Requests to one exchange as one key: clock, limits, repeats of reads, and one single sending of
 * writes. Everything that speaks about orders, accounts or candles is built on `read`, `ask` and
 * `write`.
 */
export class BinanceConnection {
  private readonly client: RestClient;
  private readonly accountHolds = new Holds();
  private readonly exchangeClock: ExchangeClock;

  constructor(private readonly settings: BinanceSettings) {
    this.client = createRestClient(settings);
    this.exchangeClock = new ExchangeClock(settings.hostNow, () => this.readClock());
  }

  /** The exchange's clock; spot and USD-M share it with their address. */
  get clock(): ExchangeClock {
    return this.exchangeClock;
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
    return repeatRead(deadlineMs, this.settings.hostNow, (remainingMs) =>
      this.sendInTime(request, Math.min(remainingMs, this.settings.requestDeadlineMs), 'read'),
    );
  }

  /**
   * Sends a write once; only a refused timestamp (surely not executed) leads to a second sending.
   * It never throws. `counts` says whether it takes from the account's order budget.
   */
  async write(request: RestRequest, counts: 'order' | 'cancel'): Promise<Reply> {
    return this.sendInTime(request, this.settings.requestDeadlineMs, counts);
  }

  /** The exchange's time, read now; the clock takes it over. */
  async readServerTime(): Promise<number> {
    const reading = await this.readClock();
    this.exchangeClock.accept(reading);
    return Math.round(reading.exchangeAt);
  }

  private async sendInTime(
    request: RestRequest,
    deadlineMs: number,
    kind: 'read' | 'order' | 'cancel',
  ): Promise<Reply> {
    // One deadline over clock, first and second sending: whoever waits for an outcome may conclude
    // from it when nothing of this call can leave any more.
    const endsAt = this.settings.hostNow() + deadlineMs;
    const remainingMs = (): number => endsAt - this.settings.hostNow();
    const obstacle = await this.obstacleTo(request, kind);
    if (obstacle !== null) return { ok: false, failure: obstacle };
    if (remainingMs() <= 0) return { ok: false, failure: TOO_LATE };
    const version = this.exchangeClock.version;
    const first = await this.sendOnce(request, remainingMs());
    if (first.ok || !isTimestampRefusal(first.failure)) return first;
    try {
      await this.exchangeClock.resync(version);
    } catch {
      return first;
    }
    return remainingMs() > 0 ? this.sendOnce(request, remainingMs()) : first;
  }

  /** Why the request must not be sent now, or null. */
  private async obstacleTo(
    request: RestRequest,
    kind: 'read' | 'order' | 'cancel',
  ): Promise<Failure | null> {
    const obstacle = this.holdOn(request.market, kind);
    if (obstacle !== null || !request.signed) return obstacle;
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
      await this.exchangeClock.ready();
      return this.holdOn(request.market, kind);
    } catch (error) {
      return this.holdOn(request.market, kind) ?? notPrepared(error);
    }
  }

  private holdOn(market: Market, kind: 'read' | 'order' | 'cancel'): Failure | null {
    const hostNow = this.settings.hostNow();
    const hold =
      hostHolds.inForce(this.hostKey(market), hostNow) ??
      (kind === 'order' ? this.accountHolds.inForce(market, hostNow) : null);
    if (hold === null) return null;
    return {
      kind: 'limited',
      message: hold.banned ? 'the exchange has banned this address' : 'the rate limit is used up',
      code: 0,
      retryAt: hold.until,
      banned: hold.banned,
    };
  }

  private async sendOnce(request: RestRequest, deadlineMs: number): Promise<Reply> {
    const startedAt = this.settings.hostNow();
    const reply = await this.client.send(request, deadlineMs, this.exchangeClock.current());
    const noted = reply.ok
      ? reply
      : { ok: false as const, failure: this.note(request.market, reply.failure) };
    this.log(request, startedAt, noted);
    return noted;
  }

  /** Remembers limits and bans; the failure comes back with the time at which to return. */
  private note(market: Market, failure: Failure): Failure {
    const hostNow = this.settings.hostNow();
    const reading = readLimit(failure, hostNow, this.exchangeClock.current());
    if (reading.failure.kind === 'limited') {
      const hold = { until: reading.failure.retryAt, banned: reading.failure.banned };
      if (reading.holds === 'host') hostHolds.add(this.hostKey(market), hold);
      if (reading.holds === 'orders') this.accountHolds.add(market, hold);
    }
    const until = firewallPauseUntil(failure, hostNow);
    if (until !== null) hostHolds.add(this.hostKey(market), { until, banned: true });
    return reading.failure;
  }

  private hostKey(market: Market): string {
    return `${market} ${this.settings.baseUrl}`;
  }

  private async readClock(): Promise<ClockReading> {
    // The package's own getServerTime of spot ignores the address (reference A2).
    const request: RestRequest = {
      market: 'spot',
      method: 'GET',
      path: 'api/v3/time',
      params: {},
      signed: false,
    };
    let hostAt = 0;
    const deadlineMs = this.settings.requestDeadlineMs * READ_DEADLINES;
    const reply = await repeatRead(deadlineMs, this.settings.hostNow, async (remainingMs) => {
      const startedAt = this.settings.hostNow();
      const limitMs = Math.min(remainingMs, this.settings.requestDeadlineMs);
      const answer = await this.sendInTime(request, limitMs, 'read');
      hostAt = (startedAt + this.settings.hostNow()) / 2;
      return answer;
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
